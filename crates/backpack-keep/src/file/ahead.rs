//! Streams that run ahead: what one step makes ready while the next is still at work, on another processor.

use backpack_files::{ByteStream, Error, ErrorKind};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;

/// How many pieces may be ready at once. A piece of a sealed stream is 64 KiB.
const AHEAD: usize = 8;

/// Returns the same stream, drawn in a task of its own, a few pieces ahead of whoever reads it.
///
/// It ends only where the stream within ended: if the task dies in between it ends with an error. Dropped, it draws no more.
pub(super) fn ahead(mut content: ByteStream) -> ByteStream {
    let (sender, receiver) = mpsc::channel::<Option<Result<Bytes, Error>>>(AHEAD);
    tokio::spawn(async move {
        loop {
            let piece = content.next().await;
            let is_last = !matches!(piece, Some(Ok(_)));
            if sender.send(piece).await.is_err() || is_last {
                return;
            }
        }
    });
    ByteStream::new(stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Some(Ok(piece))) => Some((Ok(piece), Some(receiver))),
            Some(Some(Err(error))) => Some((Err(error), None)),
            Some(None) => None,
            None => Some((Err(Error::new(ErrorKind::Io, "draw stream")), None)),
        }
    }))
}
