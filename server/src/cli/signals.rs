//! When the operator, or the system, wants the server to end.

use std::{
    io::{self, IsTerminal},
    process,
};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// As shells say of a program that a signal ended.
const ENDED_BY_SIGNAL: i32 = 128 + 15;

/// Cancelled by the first SIGTERM or SIGINT. A second one ends the process at once: what was acknowledged is stored.
pub(super) fn ending() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let ending = CancellationToken::new();
    let cancel = ending.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = terminal_closes(&mut hang_up) => {}
        }
        tracing::info!("ending");
        cancel.cancel();
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::warn!("ended at once, by a second signal");
        process::exit(ENDED_BY_SIGNAL);
    });
    Ok(ending)
}

/// SIGHUP says that the terminal is gone. A server that was started from none is not meant: there are no files that it
/// would have to open anew.
async fn terminal_closes(hang_up: &mut Signal) {
    while hang_up.recv().await.is_some() {
        if io::stderr().is_terminal() {
            return;
        }
        tracing::info!("SIGHUP is ignored: the configuration is read at the start only");
    }
    std::future::pending::<()>().await;
}
