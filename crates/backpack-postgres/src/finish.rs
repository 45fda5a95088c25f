//! Work that is done to its end once it has begun, whoever waits for it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// A future that goes on in a task of its own if it is dropped after it was polled.
///
/// While somebody waits for it, it runs there: a task from the first would cost two changes of thread.
pub(crate) struct ToItsEnd<T: Send + 'static> {
    work: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    /// The runtime that it was first polled on.
    runtime: Option<Handle>,
}

impl<T: Send + 'static> ToItsEnd<T> {
    pub(crate) fn new(work: impl Future<Output = T> + Send + 'static) -> Self {
        Self { work: Some(Box::pin(work)), runtime: None }
    }
}

impl<T: Send + 'static> Future for ToItsEnd<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        if self.runtime.is_none() {
            self.runtime = Some(Handle::current());
        }
        let Some(work) = &mut self.work else { return Poll::Pending };
        let done = work.as_mut().poll(context);
        if done.is_ready() {
            self.work = None;
        }
        done
    }
}

impl<T: Send + 'static> Drop for ToItsEnd<T> {
    fn drop(&mut self) {
        if let (Some(work), Some(runtime)) = (self.work.take(), &self.runtime) {
            // Nobody waits for it any more.
            drop(runtime.spawn(work));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    use backpack_testkit::run;
    use futures_util::poll;

    use super::*;

    #[test]
    fn what_was_begun_is_done_and_what_was_not_is_not() {
        run(async {
            for polls in 0..5_u8 {
                let steps = Arc::new(AtomicU8::new(0));
                let counted = Arc::clone(&steps);
                let mut work = Box::pin(ToItsEnd::new(async move {
                    for _ in 0..3 {
                        counted.fetch_add(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                    }
                }));
                for _ in 0..polls {
                    if poll!(work.as_mut()).is_ready() {
                        break;
                    }
                }
                drop(work);
                for _ in 0..5 {
                    tokio::task::yield_now().await;
                }
                assert_eq!(steps.load(Ordering::SeqCst), if polls == 0 { 0 } else { 3 }, "{polls} polls");
            }
        });
    }
}
