use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use backpack_connect::{BodyStream, ErrorKind};
use bytes::Bytes;

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the body was at hand"),
    }
}

#[test]
fn a_body_is_read_up_to_its_limit_and_no_further() {
    let body = || BodyStream::from_bytes(Bytes::from_static(b"12345"));
    assert_eq!(ready(body().collect(5)).unwrap(), Bytes::from_static(b"12345"));
    assert_eq!(ready(body().collect(4)).unwrap_err().kind(), &ErrorKind::TooLarge(4));
}
