//! More connections than the server may have open files, on which nothing is sent.

use std::time::Duration;

use tokio::{
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

use super::{
    client::{Client, shared_network},
    stage::Stage,
    tally::Tally,
};
use crate::process;

const CONNECTIONS: usize = 2_500;

/// A connection that is not accepted within this time waits in the queue of the system.
const TAKEN: Duration = Duration::from_secs(1);

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let abuser = Client::new(&stage.url, shared_network(0))?;
    let mut open: Vec<TcpStream> = Vec::new();
    let mut most = 0;
    while Instant::now() < until {
        open.retain(|stream| !is_closed(stream));
        while open.len() < CONNECTIONS && Instant::now() < until {
            match timeout(TAKEN, abuser.connects(false)).await {
                Ok(Ok(stream)) => {
                    tally.record("opened");
                    open.push(stream);
                }
                _ => tally.record("not opened"),
            }
        }
        most = most.max(process::open_files(stage.pid()));
        sleep(Duration::from_millis(100)).await;
    }
    tally.add_note(format!("at most {most} files open"));
    Ok(())
}

/// Whether the server has closed the connection. No data is expected on it.
fn is_closed(stream: &TcpStream) -> bool {
    !matches!(stream.try_read(&mut [0]), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}
