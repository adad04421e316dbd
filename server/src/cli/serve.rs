//! `charla serve`

use std::{io, net::SocketAddr};

use server::{
    config::open_files::{self, Raised},
    state::AppState,
    store::Claim,
};
use tokio::net::{TcpListener, TcpSocket};

use super::{Failure, Options, signals};

/// Connections that wait to be accepted: after a restart all clients reconnect at once. Linux limits it to 4,096 by
/// default.
const BACKLOG: u32 = 4_096;

const IN_USE: &str = "another server uses this database: an SQLite file serves one; several share one PostgreSQL, each with the \
                      same CHARLA_REDIS_URL";

pub(super) async fn serve(options: Options) -> Result<(), Failure> {
    let Raised { before, now } = open_files::raise();
    if before < now {
        tracing::info!("the limit of open files is raised from {before} to {now}");
    }
    let addr = options.addr;
    let listener = listen(addr).map_err(|error| format!("{addr} of CHARLA_ADDR cannot be listened on: {error}"))?;
    let listening = listener.local_addr().map_err(|error| error.to_string())?;
    let config = options.config(listening)?;
    let ending = signals::ending().map_err(|error| format!("signals cannot be awaited: {error}"))?;
    let claim = if options.redis_url.is_some() { Claim::Shared } else { Claim::Exclusive };
    let store = options.open_store(claim, IN_USE).await?;
    let empty = store.is_empty().await.map_err(|error| error.to_string())?;
    if !config.site_root.join("pkg").is_dir() {
        tracing::warn!(site_root = %config.site_root.display(), "no client there: the pages work as plain pages only");
    }
    if empty {
        tracing::info!("nobody is registered yet; `charla demo` brings people to try it with");
    }
    tracing::info!("serving {} on {listening}", config.public_url);
    let state = AppState::open(config, store, ending).await?;
    server::serve(state, listener).await;
    tracing::info!("ended");
    Ok(())
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Allows a restart while old connections are in TIME_WAIT.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}
