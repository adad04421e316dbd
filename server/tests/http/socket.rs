//! The client side of a socket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

/// Far more than anything takes.
const TIMEOUT: Duration = Duration::from_secs(10);

pub struct Socket {
    frames: WebSocketStream<TcpStream>,
    /// Whether it is the original design's socket, for one conversation.
    is_chat_socket: bool,
}

/// Headers of a client. `None` means that the header is not sent.
pub type Headers<'a> = &'a [(&'static str, Option<&'a str>)];

pub async fn handshake(url: &str, path: &str, headers: Headers<'_>) -> Result<Socket, u16> {
    let address = url.trim_start_matches("http://");
    let stream = TcpStream::connect(address).await.expect("a connection");
    handshake_over(stream, address, path, headers).await
}

/// Opens a socket with small buffers, so that the server soon cannot write if nothing is read.
pub async fn handshake_with_small_buffers(url: &str, path: &str, cookie: Option<&str>) -> Result<Socket, u16> {
    let address = url.trim_start_matches("http://");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    let stream = socket.connect(address.parse().expect("an address")).await.expect("a connection");
    handshake_over(stream, address, path, &[("cookie", cookie)]).await
}

async fn handshake_over(stream: TcpStream, address: &str, path: &str, headers: Headers<'_>) -> Result<Socket, u16> {
    let mut request = format!("ws://{address}{path}").into_client_request().expect("a request");
    for (name, value) in headers {
        if let Some(value) = value {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
    }
    match client_async(request, stream).await {
        Ok((frames, _)) => Ok(Socket { frames, is_chat_socket: path.starts_with("/ws/chat/") }),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Socket {
    pub async fn sends(&mut self, frame: Value) {
        self.sends_frame(Message::text(frame.to_string())).await;
    }

    pub async fn sends_frame(&mut self, message: Message) {
        self.frames.send(message).await.expect("an open socket");
    }

    /// Sends as much as the connection takes. False once it takes no more.
    pub async fn offers(&mut self, message: Message) -> bool {
        self.frames.send(message).await.is_ok()
    }

    /// Returns the next text frame. Skips presence, which may come at any time and concerns few tests.
    pub async fn receives(&mut self) -> Value {
        loop {
            let frame = self.receives_any().await;
            if frame["type"] != "presence" && frame["type"] != "present" {
                return frame;
            }
        }
    }

    /// Sends `resume`, and returns the frames before `resumed`.
    pub async fn resumes(&mut self, cursors: Value) -> Vec<Value> {
        self.sends(json!({"type": "resume", "cursors": cursors})).await;
        let mut heard = Vec::new();
        loop {
            let event = self.receives().await;
            if event["type"] == "resumed" {
                return heard;
            }
            heard.push(event);
        }
    }

    /// Returns the next frame of this type. Skips others before it.
    pub async fn receives_event(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.receives_any().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    async fn receives_any(&mut self) -> Value {
        match self.next(TIMEOUT).await {
            Some(Message::Text(text)) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("{other:?}"),
        }
    }

    /// Checks that no frame waits: frames that were published earlier come before the answer to a request that is sent now.
    pub async fn receives_nothing(&mut self) {
        let answer = if self.is_chat_socket {
            self.sends(json!({})).await;
            json!({"type": "error", "code": "invalid_body"})
        } else {
            self.sends(json!({"type": "resume", "cursors": []})).await;
            json!({"type": "resumed"})
        };
        let heard = self.receives().await;
        for (field, value) in answer.as_object().expect("an object") {
            assert_eq!(&heard[field], value, "{heard}");
        }
    }

    /// Returns all frames that wait: they come before the answer to a request that is sent now.
    pub async fn everything_so_far(&mut self) -> Vec<Value> {
        self.sends(json!({"type": "ping"})).await;
        let mut heard = Vec::new();
        loop {
            match self.receives_any().await {
                frame if frame["type"] == "pong" => return heard,
                frame => heard.push(frame),
            }
        }
    }

    /// Checks that no frame comes for this long.
    pub async fn stays_quiet_for(&mut self, time: Duration) {
        let heard = self.next(time).await;
        assert!(heard.is_none(), "{heard:?}");
    }

    /// Returns the close code, after skipping frames; 1006 without a close frame.
    pub async fn closes(&mut self) -> u16 {
        loop {
            match timeout(TIMEOUT, self.frames.next()).await.expect("an end") {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Close(None))) => return 1005,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 1006,
            }
        }
    }

    pub async fn leaves(mut self) {
        self.frames.close(None).await.expect("an open socket");
    }

    /// Returns the bare connection, for tests that break the protocol.
    pub fn into_stream(self) -> TcpStream {
        self.frames.into_inner()
    }

    async fn next(&mut self, patience: Duration) -> Option<Message> {
        let next = async {
            loop {
                match self.frames.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(message)) => return message,
                    other => panic!("the socket is over: {other:?}"),
                }
            }
        };
        timeout(patience, next).await.ok()
    }
}
