//! An HTTP proxy on loopback that passes requests on to a server, and spoils those it was told to.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How a request is spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoil {
    /// It is not passed on; the answer is this status.
    Status(u16),
    /// It is not passed on, and the connection ends.
    Reset,
    /// It is passed on, and the connection ends without an answer.
    Lost,
    /// It is passed on, and the connection ends in the middle of the answer's body.
    Cut,
    /// It is not passed on, and nothing comes back.
    Silent,
    /// It is passed on, and the body comes back so many bytes at a time, with this pause between them.
    Drip(usize, Duration),
}

pub(crate) struct Proxy {
    pub(crate) address: String,
    state: Arc<State>,
}

struct State {
    upstream: String,
    requests: AtomicU64,
    plan: Mutex<(Spoil, Range<u64>)>,
}

impl Proxy {
    /// Starts a proxy before the server at `address`. It ends with the runtime.
    pub(crate) async fn start(address: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let upstream = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let plan = Mutex::new((Spoil::Reset, 0..0));
        let state = Arc::new(State { upstream, requests: AtomicU64::new(0), plan });
        let address = format!("http://{}", listener.local_addr().unwrap());
        let accepting = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let state = Arc::clone(&accepting);
                tokio::spawn(async move { drop(state.serve(client).await) });
            }
        });
        Self { address, state }
    }

    /// Spoils the requests `requests`, counted from now on; 0 is the next.
    pub(crate) fn spoil(&self, spoil: Spoil, requests: Range<u64>) {
        *self.state.plan.lock().unwrap() = (spoil, requests);
        self.state.requests.store(0, Ordering::SeqCst);
    }

    /// Returns how many requests there were since then.
    pub(crate) fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::SeqCst)
    }
}

impl State {
    /// Serves one request: every answer ends its connection.
    async fn serve(&self, mut client: TcpStream) -> std::io::Result<()> {
        let Some(request) = read_request(&mut client).await? else { return Ok(()) };
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let spoil = {
            let plan = self.plan.lock().unwrap();
            plan.1.contains(&number).then_some(plan.0)
        };
        match spoil {
            Some(Spoil::Status(status)) => {
                let body = "<Error><Code>NotForUs</Code><Message>at a secret address</Message></Error>";
                let head = format!(
                    "HTTP/1.1 {status} No\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                client.write_all(head.as_bytes()).await?;
                client.write_all(body.as_bytes()).await?;
            }
            Some(Spoil::Reset) => {}
            Some(Spoil::Silent) => tokio::time::sleep(Duration::from_secs(600)).await,
            spoil => {
                let answer = self.ask(&request).await?;
                let body = body_at(&answer);
                match spoil {
                    Some(Spoil::Lost) => {}
                    Some(Spoil::Cut) => client.write_all(&answer[..body + (answer.len() - body) / 2]).await?,
                    Some(Spoil::Drip(bytes, pause)) => {
                        client.write_all(&answer[..body]).await?;
                        for piece in answer[body..].chunks(bytes) {
                            client.write_all(piece).await?;
                            tokio::time::sleep(pause).await;
                        }
                    }
                    _ => client.write_all(&answer).await?,
                }
            }
        }
        client.shutdown().await
    }

    async fn ask(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut server = TcpStream::connect(&self.upstream).await?;
        let body = body_at(request);
        server.write_all(&request[..body - 2]).await?;
        server.write_all(b"connection: close\r\n\r\n").await?;
        server.write_all(&request[body..]).await?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await?;
        // Each connection serves one request.
        let body = body_at(&answer);
        if !lower(&answer[..body]).contains("connection: close") {
            answer.splice(body - 2..body - 2, *b"connection: close\r\n");
        }
        Ok(answer)
    }
}

/// Reads a request with its body; nothing if the client left.
async fn read_request(client: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut request = Vec::new();
    while body_at(&request) == 0 {
        if client.read_buf(&mut request).await? == 0 {
            return Ok(None);
        }
    }
    let body = body_at(&request);
    let head = lower(&request[..body]);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
    while request.len() < body + length {
        if client.read_buf(&mut request).await? == 0 {
            return Ok(None);
        }
    }
    Ok(Some(request))
}

/// Returns where the body begins, or 0 if the head is not complete.
fn body_at(message: &[u8]) -> usize {
    message.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |end| end + 4)
}

fn lower(head: &[u8]) -> String {
    String::from_utf8_lossy(head).to_lowercase()
}
