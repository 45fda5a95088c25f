//! A proxy that cuts a connection at the worst moment.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// When a connection is cut: the next one that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The server committed and said so; the answer never arrives.
    TheAnswer,
    /// The server never hears of the COMMIT.
    TheCommit,
    /// The server hears of nothing, until [`Proxy::let_go`]: then of all.
    Everything,
}

/// A proxy before the server.
#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    server: String,
    next: Mutex<Option<Cut>>,
    is_away: AtomicBool,
    let_go: Notify,
    arrived: Notify,
}

impl Proxy {
    /// Starts a proxy before the server of `url`. Returns it with the URL that leads through it.
    pub(crate) async fn start(url: &str) -> (Self, String) {
        let (before, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            server: server.to_owned(),
            next: Mutex::default(),
            is_away: AtomicBool::new(false),
            let_go: Notify::new(),
            arrived: Notify::new(),
        });
        let through = format!("{before}@{address}/{database}");
        let proxy = Self { shared: Arc::clone(&shared) };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !shared.is_away.load(Ordering::SeqCst) {
                    tokio::spawn(Arc::clone(&shared).carry(client));
                }
            }
        });
        (proxy, through)
    }

    /// Cuts the next connection that writes.
    pub(crate) fn arm(&self, cut: Cut) {
        *self.shared.next.lock().unwrap() = Some(cut);
    }

    /// Says whether the connection that was to be cut was there.
    pub(crate) fn has_cut(&self) -> bool {
        self.shared.next.lock().unwrap().is_none()
    }

    /// Lets nobody through any more.
    pub(crate) fn go_away(&self) {
        self.shared.is_away.store(true, Ordering::SeqCst);
    }

    /// Sends the server what was held back of a connection that was cut, and waits until it has done it.
    pub(crate) async fn let_go(&self) {
        self.shared.let_go.notify_one();
        self.shared.arrived.notified().await;
    }
}

impl Shared {
    async fn carry(self: Arc<Self>, mut client: TcpStream) {
        let mut server = TcpStream::connect(&self.server).await.unwrap();
        let (mut up, mut down) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        let mut messages = Messages::default();
        let mut cut = None;
        loop {
            tokio::select! {
                read = client.read(&mut up) => {
                    let Some(bytes) = some(read, &up) else { return };
                    // A pool's connection is idle before it writes, so this is the beginning of a message.
                    if cut.is_none() && contains(bytes, b"READ WRITE") {
                        cut = self.next.lock().unwrap().take();
                    }
                    let Some(cut) = cut else {
                        server.write_all(bytes).await.unwrap();
                        continue;
                    };
                    messages.0.extend_from_slice(bytes);
                    if cut == Cut::Everything && messages.end_in_a_commit() {
                        drop(client);
                        self.let_go.notified().await;
                        server.write_all(&messages.0).await.unwrap();
                        until_committed(&mut server).await;
                        return self.arrived.notify_one();
                    }
                    while let Some(message) = if cut == Cut::Everything { None } else { messages.next() } {
                        let is_commit = message.ends_with(b"COMMIT\0");
                        if !is_commit || cut == Cut::TheAnswer {
                            server.write_all(&message).await.unwrap();
                        }
                        if is_commit && cut == Cut::TheAnswer {
                            until_committed(&mut server).await;
                        }
                        if is_commit {
                            return;
                        }
                    }
                }
                read = server.read(&mut down) => {
                    let Some(bytes) = some(read, &down) else { return };
                    // Whoever does not read any more is told by the end of the connection.
                    if client.write_all(bytes).await.is_err() { return }
                }
            }
        }
    }
}

/// What a client sent: messages of a letter and a length that counts itself.
#[derive(Default)]
struct Messages(Vec<u8>);

impl Messages {
    /// Takes the first message, if it is whole.
    fn next(&mut self) -> Option<Vec<u8>> {
        let length = u32::from_be_bytes(*self.0.get(1..)?.first_chunk()?);
        let end = 1 + usize::try_from(length).unwrap();
        (self.0.len() >= end).then(|| self.0.drain(..end).collect())
    }

    fn end_in_a_commit(&self) -> bool {
        self.0.ends_with(b"COMMIT\0")
    }
}

/// Reads until the server has answered the COMMIT, be it that it committed or rolled back.
async fn until_committed(server: &mut TcpStream) {
    let mut answers = Vec::new();
    while !contains(&answers, b"COMMIT\0") && !contains(&answers, b"ROLLBACK\0") {
        let mut bytes = [0; 1 << 12];
        let read = server.read(&mut bytes).await.unwrap();
        assert!(read > 0, "the server closed the connection before it committed");
        answers.extend_from_slice(bytes.get(..read).unwrap());
    }
}

fn some(read: std::io::Result<usize>, buffer: &[u8]) -> Option<&[u8]> {
    read.ok().filter(|read| *read > 0).and_then(|read| buffer.get(..read))
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
