//! Bringing one attachment's bytes: from the portal, resumed where it breaks, or out of the record that holds them.

use std::borrow::Cow;

use backpack_connect::{Download, ErrorKind, Link};
use backpack_files::ByteStream;
use backpack_keep::{AttachmentRow, AttachmentState, FileOrigin, FileRow, NewFile};
use backpack_record::{AttachmentRef, attachment_data};
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

use crate::fault::Fault;
use crate::retry::Backoff;
use crate::run::Run;

/// How many chunks may wait between the portal and the disk.
const CHUNKS: usize = 4;
/// A download that got this many bytes further before it broke has not failed: it is only longer than one request may
/// take.
const PROGRESS: u64 = 1 << 20;

/// What a record says of an attachment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) title: Option<String>,
    pub(crate) media_type: Option<String>,
    size: Option<u64>,
    hash: Option<String>,
}

impl Expected {
    pub(crate) fn of(attachment: &AttachmentRef<'_>) -> Self {
        Self {
            title: attachment.title.as_ref().map(ToString::to_string),
            media_type: attachment.content_type.as_ref().map(ToString::to_string),
            size: attachment.size,
            hash: attachment.hash.as_ref().map(ToString::to_string),
        }
    }

    /// Says whether the bytes are others than the record says. Some servers count the base64 text: that is let pass.
    fn differs(&self, file: &FileRow) -> bool {
        let encoded = file.size.div_ceil(3) * 4;
        let size = self.size.is_some_and(|size| size != file.size && size != encoded);
        let hash = self.hash.as_ref().and_then(|hash| decode(hash));
        size || hash.is_some_and(|hash| hash != file.sha1)
    }
}

type Sender = mpsc::Sender<Result<Bytes, backpack_files::Error>>;

impl Run<'_> {
    /// Fetches the bytes behind a queued link. Says how that ended, and whether they are others than the record says.
    pub(crate) async fn fetch(
        &self,
        row: &AttachmentRow,
        expected: &Expected,
    ) -> Result<(AttachmentState, bool), Fault> {
        let link = Link::new(&*row.url, row.media_type.clone());
        let opened = match self.open(&link, 0).await {
            Ok(opened) => opened,
            Err(fault) => return Ok((state_of(fault)?, false)),
        };
        self.gathered().answered();
        let media_type = opened.media_type.clone().or_else(|| expected.media_type.clone());
        let (sender, mut receiver) = mpsc::channel(CHUNKS);
        let arriving =
            ByteStream::new(futures_util::stream::poll_fn(move |context| receiver.poll_recv(context)));
        let storing = self.add(row, expected, media_type, arriving);
        let (stored, brought) =
            futures_util::future::join(storing, self.pass_all(&link, opened, sender)).await;
        match (stored, brought) {
            (_, Err(fault)) => Ok((state_of(fault)?, false)),
            (Ok(file), Ok(())) => Ok((AttachmentState::Kept(file.id), expected.differs(&file))),
            (Err(backpack_keep::Error::Files(error)), _)
                if *error.kind() == backpack_files::ErrorKind::TooLarge =>
            {
                Ok((AttachmentState::Refused("larger than the limit".to_owned()), false))
            }
            (Err(error), _) => Err(error.into()),
        }
    }

    /// Keeps the bytes that a record holds itself.
    pub(crate) async fn take_out(
        &self,
        row: &AttachmentRow,
        expected: &Expected,
    ) -> Result<(AttachmentState, bool), Fault> {
        let body = self.keep.body(row.record).await?;
        let data = attachment_data(&body, row.index as usize);
        let Some(bytes) = data.and_then(|data| decode(std::str::from_utf8(data).ok()?)) else {
            return Ok((AttachmentState::Refused("its data is not base64".to_owned()), false));
        };
        let stream = ByteStream::from_bytes(bytes);
        let file = self.add(row, expected, expected.media_type.clone(), stream).await?;
        Ok((AttachmentState::Kept(file.id), expected.differs(&file)))
    }

    async fn add(
        &self,
        row: &AttachmentRow,
        expected: &Expected,
        media_type: Option<String>,
        stream: ByteStream,
    ) -> Result<FileRow, backpack_keep::Error> {
        let origin =
            FileOrigin::Portal { connection: self.connection.id, record: row.record, index: row.index };
        let name = expected.title.clone().unwrap_or_else(|| "attachment".to_owned());
        let mut file = NewFile::new(name).with_origin(origin);
        if let Some(media_type) = media_type {
            file = file.with_media_type(media_type);
        }
        self.keep.add_file(file, stream).await
    }

    async fn open(&self, link: &Link, offset: u64) -> Result<Download, Fault> {
        let (connector, context) = (self.connector, self.context);
        self.ask(|grant| Box::pin(async move { connector.open(context, &grant, link, offset).await })).await
    }

    /// Passes the bytes on. Where the portal breaks off, it is asked for the rest.
    async fn pass_all(&self, link: &Link, opened: Download, sender: Sender) -> Result<(), Fault> {
        let fresh = || Backoff::new(self.options.attempts, self.options.longest_wait);
        let mut backoff = fresh();
        let (mut received, mut before) = (0, 0);
        let mut download = opened;
        loop {
            let error = match self.pass_on(download, &mut received, &sender).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if received - before >= PROGRESS {
                (before, backoff) = (received, fresh());
            }
            let again = match backoff.next(error.retry()) {
                Some(wait) => {
                    self.lease.sleep(wait).await?;
                    self.open(link, received).await
                }
                None => Err(error.into()),
            };
            match again {
                Ok(again) => download = again,
                Err(fault) => {
                    let broken = backpack_files::Error::new(backpack_files::ErrorKind::Source, "fetch");
                    // Whoever keeps the bytes learns that they are not whole; if nobody does any more, it is no matter.
                    drop(sender.send(Err(broken)).await);
                    return Err(fault);
                }
            }
        }
    }

    async fn pass_on(
        &self,
        download: Download,
        received: &mut u64,
        sender: &Sender,
    ) -> Result<(), backpack_connect::Error> {
        let failed = |kind| backpack_connect::Error::new(kind, "fetch attachment");
        // A portal that cannot resume begins anew: what is here already is passed over.
        let mut over = match download.offset {
            0 => *received,
            offset if offset == *received => 0,
            _ => return Err(failed(ErrorKind::Malformed("the attachment begins elsewhere"))),
        };
        let mut body = download.body;
        while let Some(chunk) = body.next().await {
            let mut chunk = chunk?;
            let skipped = usize::try_from(over).unwrap_or(usize::MAX).min(chunk.len());
            over -= skipped as u64;
            let chunk = chunk.split_off(skipped);
            if chunk.is_empty() {
                continue;
            }
            if *received + chunk.len() as u64 > self.context.limits.attachment_bytes {
                return Err(failed(ErrorKind::TooLarge(self.context.limits.attachment_bytes)));
            }
            *received += chunk.len() as u64;
            if sender.send(Ok(chunk)).await.is_err() {
                return Ok(());
            }
        }
        match download.length {
            Some(length) if *received < length => Err(failed(ErrorKind::Unreachable)),
            _ => Ok(()),
        }
    }
}

/// Says what becomes of an attachment that could not be had; what ends the whole sync is passed on.
fn state_of(fault: Fault) -> Result<AttachmentState, Fault> {
    let error = match fault {
        Fault::Portal(error) => error,
        Fault::NeedsSignIn => return Ok(AttachmentState::Failed(ErrorKind::NeedsSignIn.to_string())),
        Fault::Sync(error) => return Err(Fault::Sync(error)),
    };
    let words = error.kind().to_string();
    Ok(match error.kind() {
        ErrorKind::Denied(_)
        | ErrorKind::NotFound
        | ErrorKind::Unsupported
        | ErrorKind::Forbidden(_)
        | ErrorKind::TooLarge(_)
        | ErrorKind::Portal(400..500) => AttachmentState::Refused(words),
        _ => AttachmentState::Failed(words),
    })
}

/// Decodes base64 as it stands in JSON: escapes undone, white space passed over, padding as it may be.
fn decode(data: &str) -> Option<Vec<u8>> {
    let plain = if data.contains('\\') {
        Cow::Owned(serde_json::from_str::<String>(&format!("\"{data}\"")).ok()?)
    } else {
        Cow::Borrowed(data)
    };
    let dense: Vec<u8> = plain.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, lenient).decode(dense).ok()
}
