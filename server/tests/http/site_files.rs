//! The client's files: anybody may request them, and may read them slowly.

use std::{fs, net::SocketAddr, time::Duration};

use reqwest::{
    Method, StatusCode,
    header::{ACCEPT_ENCODING, IF_MODIFIED_SINCE, RANGE},
};
use server::config::Rate;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};

use crate::marketplace::Marketplace;

const FILE: &str = "/pkg/charla.wasm";

/// More than fits into the buffers of a connection.
const BYTES: usize = 8 * 1_024 * 1_024;

fn write(marketplace: &Marketplace, content: &[u8]) {
    let package = marketplace.site_root().join("pkg");
    fs::create_dir_all(&package).expect("a folder");
    fs::write(package.join("charla.wasm"), content).expect("a file");
    fs::write(package.join("charla.wasm.br"), b"compressed").expect("a file");
}

/// Returns how often this process has the file open.
fn opened() -> usize {
    let open = fs::read_dir("/proc/self/fd").expect("the open files").flatten();
    open.filter_map(|open| fs::read_link(open.path()).ok()).filter(|path| path.ends_with("pkg/charla.wasm")).count()
}

async fn requests_and_reads_nothing(marketplace: &Marketplace, headers: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    let to = marketplace.url.trim_start_matches("http://").parse().expect("an address");
    let mut stream = socket.connect(to).await.expect("a connection");
    let request = format!("GET {FILE} HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    stream
}

#[tokio::test]
async fn slow_readers_of_a_file_do_not_keep_it_open() {
    let marketplace = Marketplace::open().await;
    write(&marketplace, &vec![7; BYTES]);
    let mut slow = Vec::new();
    for headers in ["", "range: bytes=1-\r\n"] {
        for _ in 0..20 {
            slow.push(requests_and_reads_nothing(&marketplace, headers).await);
        }
    }
    let visitor = marketplace.visitor();
    assert_eq!(visitor.gets(FILE).await.text.len(), BYTES);
    let closed = async {
        while opened() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), closed).await.unwrap_or_else(|_| panic!("{} are open", opened()));
}

#[tokio::test]
async fn a_file_is_served_whole_compressed_on_request_and_fresh_after_a_change() {
    let marketplace = Marketplace::open().await;
    write(&marketplace, b"one");
    let visitor = marketplace.visitor();
    for _ in 0..2 {
        let plain = visitor.gets(FILE).await;
        assert_eq!((plain.status, &*plain.text), (StatusCode::OK, "one"));
        assert_eq!((plain.header("content-length"), plain.header("content-type")), ("3", "application/wasm"));
        let compressed = visitor.request(Method::GET, FILE).header(ACCEPT_ENCODING, "br");
        let compressed = visitor.sends_request(compressed).await;
        assert_eq!((compressed.header("content-encoding"), &*compressed.text), ("br", "compressed"));
        let since = visitor.request(Method::GET, FILE).header(IF_MODIFIED_SINCE, plain.header("last-modified"));
        assert_eq!(visitor.sends_request(since).await.status, StatusCode::NOT_MODIFIED);
        let part = visitor.sends_request(visitor.request(Method::GET, FILE).header(RANGE, "bytes=1-1")).await;
        assert_eq!((part.status, &*part.text), (StatusCode::OK, "one"), "all of it, as is allowed");
        let head = visitor.sends_request(visitor.request(Method::HEAD, FILE)).await;
        assert_eq!((head.status, head.header("content-length"), &*head.text), (StatusCode::OK, "3", ""));
    }
    write(&marketplace, b"four");
    assert_eq!(visitor.gets(FILE).await.text, "four");
    for disguised in ["/pkg/./charla.wasm", "/pkg//charla.wasm", "//pkg/charla.wasm"] {
        assert_ne!(raw_status(&marketplace, disguised).await, 200, "{disguised}");
    }
}

/// Returns the bytes that the system holds for `peer` at the server's end.
fn unread(marketplace: &Marketplace, peer: &TcpStream) -> u64 {
    let hex = |address: SocketAddr| format!(":{:04X}", address.port());
    let server: SocketAddr = marketplace.url.trim_start_matches("http://").parse().expect("an address");
    let (server, peer) = (hex(server), hex(peer.local_addr().expect("an address")));
    let table = fs::read_to_string("/proc/net/tcp").expect("the connections");
    let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut queues = rows.filter(|row| row[1].ends_with(&server) && row[2].ends_with(&peer)).map(|row| row[4]);
    let (sending, _) = queues.next().expect("the connection").split_once(':').expect("two queues");
    u64::from_str_radix(sending, 16).expect("a number")
}

#[tokio::test]
async fn slow_readers_of_a_file_take_little_kernel_memory() {
    let marketplace = Marketplace::open().await;
    write(&marketplace, &vec![7; BYTES]);
    let slow = requests_and_reads_nothing(&marketplace, "").await;
    // The queue has settled when it has the same length many times in a row.
    let (mut last, mut equal) = (0, 0);
    while equal < 20 {
        let bytes = unread(&marketplace, &slow);
        assert!(bytes < 64 * 1_024, "{bytes}");
        equal = if bytes > 0 && bytes == last { equal + 1 } else { 0 };
        last = bytes;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Requests a path that an HTTP client would normalise. Returns the status.
async fn raw_status(marketplace: &Marketplace, path: &str) -> u16 {
    use tokio::io::AsyncReadExt;
    let address = marketplace.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.expect("it is sent");
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.expect("an answer");
    String::from_utf8_lossy(&head[9..]).parse().expect("a status")
}

#[tokio::test]
async fn requests_for_missing_files_are_limited() {
    let marketplace = Marketplace::with(|config| {
        config.rates.reads_by_network = Rate { burst: 2, every: Duration::from_secs(600) };
    })
    .await;
    write(&marketplace, b"one");
    let visitor = marketplace.visitor();
    let mut met = Vec::new();
    for n in 0..4 {
        met.push(visitor.gets(&format!("/pkg/charla.{n}.js")).await.status.as_u16());
    }
    assert_eq!(met, [404, 404, 429, 429]);
    assert_eq!(visitor.gets(FILE).await.status, StatusCode::OK, "what is there costs nothing");
}
