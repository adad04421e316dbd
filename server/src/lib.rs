//! The server. `main` reads the configuration and calls [`serve`]; the tests call it with their own configuration.
//!
//! Modules from the top down: each imports only modules below it. A test reads this table and fails if one does not
//! (`server/tests/layers.rs`).
//!
//! | module | what is there |
//! |---|---|
//! | `cli` | the command line, which calls [`serve`] |
//! | [`housekeeping`] | periodic maintenance |
//! | [`http`] | connections, routes and layers; JSON API, sockets, forms, pages and their server functions |
//! | [`state`] | the shared state of all handlers |
//! | [`operations`] | the operations of the chat: store, then publish; the export of all data of a user |
//! | [`auth`] | accounts, passwords, sessions, known browsers |
//! | [`live`] | live delivery: sockets, broadcasts and their order, the broker between processes, presence |
//! | [`site`] | the client's files, and the threads that render pages |
//! | [`limits`] | limits on how often, and how much at once, a user or a network may do something |
//! | `own_task` | work that continues if the client disconnects |
//! | [`error`] | internal errors and refusals on their way to a client |
//! | [`store`] | all SQL |
//! | [`demo`] | a demo marketplace |
//! | [`dataset`] | rows that are imported |
//! | [`config`] | the configuration |
//! | [`log`] | request ids, and security events for the operator |
//! | [`net`] | networks, origins, proxies |
//! | [`clock`] | the time |

// The types of the pages nest deeply.
#![recursion_limit = "256"]

pub mod auth;
pub mod clock;
pub mod config;
pub mod dataset;
pub mod demo;
pub mod error;
pub mod housekeeping;
pub mod http;
pub mod limits;
pub mod live;
pub mod log;
pub mod net;
pub mod operations;
mod own_task;
pub mod site;
pub mod state;
pub mod store;

use std::time::Duration;

use tokio::{net::TcpListener, time::timeout};
use tokio_util::task::TaskTracker;

use crate::{
    http::listen::{SocketBytes, listen},
    state::AppState,
};

/// Time for requests and writes that are running when the server is told to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(8);

/// Time for closing the database. Together with [`SHUTDOWN_TIMEOUT`] it is below the promised 10 s.
const STORE_CLOSE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// Serves until `state.ending` is cancelled. Then it accepts nothing more, finishes requests under way, tells sockets to
/// reconnect, and closes the store.
pub async fn serve(state: AppState, listener: TcpListener) {
    // Tasks that a page spawns while it renders run on the thread of that page. In tests, an earlier server in this
    // process may have set the executor: then this fails, which is harmless.
    let _ = any_spawner::Executor::init_tokio();
    let housekeeping = tokio::spawn(housekeeping::run_maintenance(state.clone()));
    let connections = TaskTracker::new();
    let (limits, answers) = (state.config.connection_limits(), state.admission.answers.clone());
    let router = http::router::router(state.clone());
    let socket_bytes = SocketBytes::new(&state.config.rates);
    listen(listener, router, limits, answers, socket_bytes, state.ending.clone(), &connections).await;
    let leaving = state.presence.last_seen_now();
    connections.close();
    state.running.close();
    let finished = async {
        connections.wait().await;
        state.running.wait().await;
    };
    if timeout(SHUTDOWN_TIMEOUT, finished).await.is_err() {
        tracing::warn!("ended before everything was finished");
    }
    housekeeping.abort();
    let closed = async {
        if let Err(error) = state.store.save_last_seen(&leaving).await {
            tracing::debug!(%error, "last-seen times could not be stored");
        }
        state.store.close().await;
    };
    if timeout(STORE_CLOSE_TIMEOUT, closed).await.is_err() {
        tracing::warn!("ended before the database answered");
    }
}
