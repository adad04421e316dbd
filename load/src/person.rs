//! A user who signs in and opens sockets. Groups of users have addresses of their own, because sign-ins are limited by
//! address, and an address has a limited number of ports.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::{Client, Response, header::SET_COOKIE};
use serde_json::{Value, json};
use socket2::SockRef;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{client::IntoClientRequest, protocol::WebSocketConfig},
};

use crate::dataset::PASSWORD;

/// Users with the same address.
const PEOPLE_PER_ADDRESS: u32 = 60;

pub(crate) type Socket = WebSocketStream<TcpStream>;

#[derive(Debug, Clone)]
pub(crate) struct Person {
    url: String,
    address: Ipv4Addr,
    cookie: String,
}

impl Person {
    /// Signs in. `number` counts all users, and determines the address.
    pub(crate) async fn signs_in(url: &str, username: &str, number: u32) -> Result<Self, String> {
        let block = number / PEOPLE_PER_ADDRESS;
        // Each address has a /24 of its own, because addresses in one /24 share a limit.
        let address = Ipv4Addr::new(127, u8::try_from(1 + block / 250).unwrap_or(255), (block % 250) as u8, 2);
        let answer = client(address)?
            .post(format!("{url}/api/auth/login/"))
            .json(&json!({"username": username, "password": PASSWORD}))
            .send()
            .await
            .map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!("{username} cannot sign in: {}", answer.text().await.unwrap_or_default()));
        }
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies: Vec<_> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        Ok(Self { url: url.to_owned(), address, cookie: cookies.join("; ") })
    }

    /// Returns the cookies of the session.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Returns a client that sends from this user's address.
    pub(crate) fn client(&self) -> Result<Client, String> {
        client(self.address)
    }

    /// Returns the same user at another server.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Returns the JSON at this path.
    pub(crate) async fn gets(&self, path: &str) -> Result<Value, String> {
        let answer = self.requests(path, None).await?;
        if !answer.status().is_success() {
            return Err(format!("{path}: {}", answer.status()));
        }
        answer.json().await.map_err(|error| error.to_string())
    }

    /// Posts a body if there is one, else gets the path.
    pub(crate) async fn requests(&self, path: &str, body: Option<&Value>) -> Result<Response, String> {
        let (url, client) = (format!("{}{path}", self.url), self.client()?);
        let request = match body {
            Some(body) => client.post(url).json(body),
            None => client.get(url),
        };
        request.header("cookie", &self.cookie).send().await.map_err(|error| error.to_string())
    }

    pub(crate) async fn connects(&self, path: &str) -> Result<Socket, String> {
        let socket = TcpSocket::new_v4().map_err(|error| error.to_string())?;
        self.connects_by(socket, path).await
    }

    /// Opens a socket with small buffers, so that the server notices soon if nothing is read.
    pub(crate) async fn connects_with_small_buffers(&self, path: &str) -> Result<Socket, String> {
        let socket = TcpSocket::new_v4().map_err(|error| error.to_string())?;
        socket.set_recv_buffer_size(4_096).map_err(|error| error.to_string())?;
        // The loopback interface has segments of 64 kB by default, and buffers for many of them.
        SockRef::from(&socket).set_tcp_mss(1_400).map_err(|error| error.to_string())?;
        self.connects_by(socket, path).await
    }

    async fn connects_by(&self, socket: TcpSocket, path: &str) -> Result<Socket, String> {
        let host = self.url.trim_start_matches("http://");
        let to: SocketAddr = tokio::net::lookup_host(host)
            .await
            .ok()
            .and_then(|mut found| found.next())
            .ok_or_else(|| format!("{host} is no address"))?;
        socket.bind(SocketAddr::new(self.address.into(), 0)).map_err(|error| error.to_string())?;
        let stream = socket.connect(to).await.map_err(|error| format!("{to}: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let mut request = format!("ws://{host}{path}").into_client_request().map_err(|error| error.to_string())?;
        let cookie = self.cookie.parse().map_err(|_| "a cookie that is none".to_owned())?;
        request.headers_mut().insert("cookie", cookie);
        // Small buffers, since thousands of sockets are open at once.
        let config = WebSocketConfig::default().read_buffer_size(2_048).write_buffer_size(0);
        let (socket, _) = client_async_with_config(request, stream, Some(config))
            .await
            .map_err(|error| format!("{path}: {error}"))?;
        Ok(socket)
    }
}

fn client(address: Ipv4Addr) -> Result<Client, String> {
    let client = Client::builder().local_address(IpAddr::V4(address)).pool_max_idle_per_host(1);
    client.build().map_err(|error| error.to_string())
}
