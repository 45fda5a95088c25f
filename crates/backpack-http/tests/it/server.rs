//! A tiny server: prepared answers by path, sent as they stand, and every request written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use backpack_connect::{Error, ErrorKind, Request, Response, Transport as _};
use backpack_http::{HttpOptions, HttpTransport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// What a path answers.
#[derive(Clone)]
pub(crate) struct Answer {
    /// The whole answer, head and body, in pieces.
    pieces: Vec<Vec<u8>>,
    /// Whether the connection then stays open in silence.
    silent: bool,
    /// What is then sent for ever, and after which pause each time.
    endless: Option<(Vec<u8>, Duration)>,
}

pub(crate) fn raw(head: &str, body: &[u8]) -> Answer {
    let head = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n");
    Answer { pieces: vec![head.into_bytes(), body.to_vec()], silent: false, endless: None }
}

pub(crate) fn ok(body: &[u8]) -> Answer {
    raw(&format!("200 OK\r\nContent-Length: {}", body.len()), body)
}

pub(crate) fn redirect(status: u16, location: &str) -> Answer {
    raw(&format!("{status} Moved\r\nLocation: {location}\r\nContent-Length: 0"), b"")
}

impl Answer {
    pub(crate) fn then_silence(mut self) -> Self {
        self.silent = true;
        self
    }

    pub(crate) fn then_for_ever(mut self, piece: Vec<u8>, pause: Duration) -> Self {
        self.endless = Some((piece, pause));
        self
    }
}

/// The server. Ends when dropped.
pub(crate) struct Server {
    pub(crate) base: Url,
    log: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(answers: &[(&str, Answer)]) -> Self {
        let socket = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = Url::parse(&format!("http://{}/", socket.local_addr().unwrap())).unwrap();
        let answers = answers.iter().map(|(path, answer)| ((*path).to_owned(), answer.clone()));
        let answers: Arc<HashMap<_, _>> = Arc::new(answers.collect());
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&log);
        let task = tokio::spawn(async move {
            while let Ok((visitor, _)) = socket.accept().await {
                tokio::spawn(serve(visitor, Arc::clone(&answers), Arc::clone(&written)));
            }
        });
        Self { base, log, task }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// Takes the heads of the requests that came.
    pub(crate) fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut visitor: TcpStream, answers: Arc<HashMap<String, Answer>>, log: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if visitor.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    log.lock().unwrap().push(head);
    let missing = raw("404 Not Found\r\nContent-Length: 0", b"");
    let answer = answers.get(&path).unwrap_or(&missing);
    for piece in &answer.pieces {
        if visitor.write_all(piece).await.is_err() {
            return;
        }
    }
    while let Some((piece, pause)) = &answer.endless {
        if visitor.write_all(piece).await.is_err() {
            return;
        }
        tokio::time::sleep(*pause).await;
    }
    if answer.silent {
        std::future::pending::<()>().await;
    }
    drop(visitor.shutdown().await);
}

/// Returns a transport that may speak to this machine, with a short temper.
pub(crate) fn transport() -> HttpTransport {
    let short = Duration::from_millis(300);
    let options = HttpOptions::new().allow_insecure_loopback().with_times(short, short);
    HttpTransport::new(options.with_user_agent("test-app/1")).unwrap()
}

pub(crate) async fn send(request: Request) -> Result<Response, ErrorKind> {
    transport().send(request).await.map_err(kind)
}

/// Sends a request and reads the answer as a text.
pub(crate) async fn fetch(request: Request) -> Result<String, ErrorKind> {
    let response = send(request).await?;
    // The limit is the transport's to keep, not ours.
    let body = response.body.collect(u64::MAX).await.map_err(kind)?;
    Ok(format!("{} {}", response.status.as_u16(), String::from_utf8_lossy(&body)))
}

#[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
pub(crate) fn kind(error: Error) -> ErrorKind {
    error.kind().clone()
}

/// Returns a header of a request that was written down.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}
