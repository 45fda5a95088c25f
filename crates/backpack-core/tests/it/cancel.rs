use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use backpack_core::Cancellation;

#[derive(Default)]
struct Counter(AtomicUsize);

impl Wake for Counter {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn cancelling_wakes_every_listener_once() {
    let cancel = Cancellation::new();
    let counter = Arc::new(Counter::default());
    let waker = Waker::from(Arc::clone(&counter));
    let mut context = Context::from_waker(&waker);
    let (mut one, mut two) = (pin!(cancel.cancelled()), pin!(cancel.cancelled()));
    assert_eq!(one.as_mut().poll(&mut context), Poll::Pending);
    assert_eq!(one.as_mut().poll(&mut context), Poll::Pending);
    assert_eq!(two.as_mut().poll(&mut context), Poll::Pending);

    let other = cancel.clone();
    other.cancel();
    cancel.cancel();

    assert_eq!(counter.0.load(Ordering::SeqCst), 2);
    assert_eq!(one.as_mut().poll(&mut context), Poll::Ready(()));
    assert_eq!(two.as_mut().poll(&mut context), Poll::Ready(()));
    assert_eq!(pin!(cancel.cancelled()).poll(&mut context), Poll::Ready(()));
}

#[test]
fn a_dropped_listener_is_not_woken() {
    let cancel = Cancellation::new();
    let counter = Arc::new(Counter::default());
    let waker = Waker::from(Arc::clone(&counter));
    {
        let mut gone = pin!(cancel.cancelled());
        assert_eq!(gone.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending);
    }
    cancel.cancel();
    assert_eq!(counter.0.load(Ordering::SeqCst), 0);
}
