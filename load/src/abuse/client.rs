//! A client with an address of its own, which sends requests by an HTTP library or by hand.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::{Method, RequestBuilder, Response, header::SET_COOKIE, redirect::Policy};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};

use crate::dataset::PASSWORD;

/// The new password of users who were imported with the shared one.
const CHOSEN: &str = "mar-en-calma-tras-la-lluvia";

/// The address from which a request comes.
#[derive(Debug, Clone)]
pub(super) enum Source {
    Address(Ipv4Addr),
    /// The address in `X-Forwarded-For`, as a proxy sends it.
    Forwarded(String),
}

#[derive(Debug, Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    host: String,
    from: Source,
    pub(super) cookie: String,
    must_choose: bool,
    pub(super) password: &'static str,
}

impl Source {
    fn address(&self) -> Ipv4Addr {
        match self {
            Self::Address(address) => *address,
            Self::Forwarded(_) => Ipv4Addr::LOCALHOST,
        }
    }
}

impl Client {
    pub(super) fn new(url: &str, from: Source) -> Result<Self, String> {
        let http = reqwest::Client::builder()
            .local_address(IpAddr::V4(from.address()))
            .redirect(Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        let host = url.trim_start_matches("http://").to_owned();
        Ok(Self { http, host, from, cookie: String::new(), must_choose: false, password: PASSWORD })
    }

    /// Signs in, and returns the status of the answer. Keeps the session.
    pub(super) async fn signs_in(&mut self, username: &str, password: &str) -> Result<u16, String> {
        let request = self.request(Method::POST, "/api/auth/login/");
        let request = request.json(&json!({"username": username, "password": password}));
        let answer = request.send().await.map_err(|error| error.to_string())?;
        self.keeps_session(&answer);
        let status = answer.status().as_u16();
        let user: Value = answer.json().await.unwrap_or_default();
        self.must_choose = user["must_change_password"] == true;
        Ok(status)
    }

    /// Returns a signed-in user of the data set. Chooses a new password if the server requires it.
    pub(super) async fn signed_in(url: &str, from: Source, username: &str) -> Result<Self, String> {
        let mut client = Self::new(url, from)?;
        match client.signs_in(username, PASSWORD).await? {
            200 if client.must_choose => client.chooses_password().await,
            200 => Ok(client),
            status => Err(format!("{username} cannot sign in: {status}")),
        }
    }

    async fn chooses_password(mut self) -> Result<Self, String> {
        let request = self.request(Method::POST, "/new-password").form(&[("password", CHOSEN)]);
        let answer = request.send().await.map_err(|error| error.to_string())?;
        self.keeps_session(&answer);
        self.password = CHOSEN;
        match answer.status().as_u16() {
            303 => Ok(self),
            status => Err(format!("no password can be chosen: {status}")),
        }
    }

    fn keeps_session(&mut self, answer: &Response) {
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies: Vec<_> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        self.cookie = cookies.join("; ");
    }

    /// Returns a request on one of the pooled connections.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("http://{}{path}", self.host));
        let request = if self.cookie.is_empty() { request } else { request.header("cookie", &self.cookie) };
        match &self.from {
            Source::Address(_) => request,
            Source::Forwarded(from) => request.header("x-forwarded-for", from),
        }
    }

    /// Returns a request on a new connection, as from a browser that has just started.
    pub(super) fn request_on_new_connection(&self, path: &str) -> Result<RequestBuilder, String> {
        let other = Self::new(&self.host, self.from.clone())?;
        Ok(Self { cookie: self.cookie.clone(), ..other }.request(Method::GET, path).header("connection", "close"))
    }

    /// Opens a connection, with a small receive buffer if `is_narrow`.
    pub(super) async fn connects(&self, is_narrow: bool) -> Result<TcpStream, String> {
        let complain = |error: std::io::Error| error.to_string();
        let socket = TcpSocket::new_v4().map_err(complain)?;
        if is_narrow {
            socket.set_recv_buffer_size(4_096).map_err(complain)?;
        }
        socket.bind((self.from.address(), 0).into()).map_err(complain)?;
        let to: SocketAddr = self.host.parse().map_err(|_| format!("{} is no address", self.host))?;
        socket.connect(to).await.map_err(complain)
    }

    /// Writes the head of a request by hand, and a body.
    pub(super) async fn writes(
        &self,
        stream: &mut TcpStream,
        line: &str,
        headers: &str,
        body: &str,
    ) -> Result<(), String> {
        let (host, cookie) = (&self.host, &self.cookie);
        let head = format!("{line} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n{headers}\r\n{body}");
        stream.write_all(head.as_bytes()).await.map_err(|error| error.to_string())
    }
}

/// Returns the address of a normal user: each has a /24 of their own.
pub(super) fn own_network(n: u32) -> Source {
    Source::Address(Ipv4Addr::new(127, 10, (n % 250) as u8, 1))
}

/// Returns the address of an abusive client: all are in one /24.
pub(super) fn shared_network(n: u32) -> Source {
    Source::Address(Ipv4Addr::new(127, 66, 0, (1 + n % 250) as u8))
}
