//! What connects one server with Redis, and can be cut without the others noticing.

use std::time::Duration;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Between a connection that was refused and the next.
const PAUSE: Duration = Duration::from_millis(20);

pub struct Cable {
    port: u16,
    is_whole: watch::Sender<bool>,
    carries: JoinHandle<()>,
}

impl Cable {
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = listener.local_addr().expect("an address").port();
        let is_whole = watch::Sender::new(true);
        let carries = tokio::spawn(carry(listener, port, is_whole.clone()));
        Self { port: own, is_whole, carries }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn is_cut(&self) {
        self.is_whole.send_replace(false);
    }

    pub fn is_mended(&self) {
        self.is_whole.send_replace(true);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.carries.abort();
    }
}

async fn carry(listener: TcpListener, port: u16, is_whole: watch::Sender<bool>) {
    while let Ok((mut here, _)) = listener.accept().await {
        let mut whole = is_whole.subscribe();
        if !*whole.borrow() {
            drop(here);
            tokio::time::sleep(PAUSE).await;
            continue;
        }
        tokio::spawn(async move {
            let mut there = TcpStream::connect(("127.0.0.1", port)).await.expect("Redis");
            tokio::select! {
                _ = copy_bidirectional(&mut here, &mut there) => {}
                _ = whole.wait_for(|whole| !whole) => {}
            }
        });
    }
}
