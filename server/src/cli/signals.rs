//! Signals that end the server.

use std::{
    io::{self, IsTerminal},
    process,
};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Exit status of a process that SIGTERM ended, by the convention of shells: 128 plus the number of the signal.
const ENDED_BY_SIGNAL: i32 = 128 + 15;

/// Returns a token that is cancelled by the first SIGTERM or SIGINT, or when the terminal closes. A second signal ends
/// the process at once; acknowledged messages are stored by then.
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

/// Waits until the terminal of the process closes (SIGHUP). A server that was started without a terminal ignores
/// SIGHUP: it has no files to reopen.
async fn terminal_closes(hang_up: &mut Signal) {
    while hang_up.recv().await.is_some() {
        if io::stderr().is_terminal() {
            return;
        }
        tracing::info!("SIGHUP is ignored: the configuration is read at the start only");
    }
    std::future::pending::<()>().await;
}
