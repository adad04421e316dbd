//! The program. `main` reads the configuration and calls [`serve`]; the tests do the same with
//! their own.
//!
//! From the top down: each imports only those below it. A test reads this table and fails where one does not
//! (`server/tests/layers.rs`).
//!
//! | module | what is there |
//! |---|---|
//! | `cli` | the command line, which calls [`serve`] |
//! | [`housekeeping`] | periodic maintenance |
//! | [`http`] | connections, routes and layers; the doors: JSON, live, plain forms, pages and their functions |
//! | [`state`] | what every handler can reach |
//! | [`operations`] | the operations of the chat, for all doors: store, then publish; the export of all data of a user |
//! | [`auth`] | who it is: accounts, passwords, sessions, known browsers |
//! | [`live`] | live delivery: sockets, broadcasts and their order, the broker between processes, presence |
//! | [`site`] | the client as it was built, and the threads on which its pages are rendered |
//! | [`limits`] | how often, and how much at once, a user or a network may do something |
//! | `own_task` | what goes on where the client hangs up |
//! | [`error`] | faults and refusals on their way to a client |
//! | [`store`] | all SQL |
//! | [`demo`] | people and conversations to try it with |
//! | [`dataset`] | rows that are imported |
//! | [`config`] | what the operator decides |
//! | [`log`] | under which request something is logged, and what an operator has to see |
//! | [`net`] | networks, origins, proxies |
//! | [`clock`] | the time |

// The types of pages nest deeply.
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

use crate::state::AppState;

/// For requests and writes that are running when the server is told to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(8);

/// For closing the database. Together with [`SHUTDOWN_TIMEOUT`] it stays below the 10 s that are promised.
const STORE_CLOSE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// Serves until `state.ending` is cancelled; then nothing is accepted any more, what was begun is
/// finished, sockets are told to come back, and the store is closed.
pub async fn serve(state: AppState, listener: TcpListener) {
    // What a page spawns while it renders runs on the thread of that page. A second server in this
    // process, as in tests, finds it set.
    let _ = any_spawner::Executor::init_tokio();
    let housekeeping = tokio::spawn(housekeeping::run_maintenance(state.clone()));
    let connections = TaskTracker::new();
    let (limits, answers) = (state.config.connection_limits(), state.admission.answers.clone());
    let router = http::router::router(state.clone());
    http::listen::listen(listener, router, limits, answers, state.ending.clone(), &connections).await;
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
        if let Err(error) = state.store.left(&leaving).await {
            tracing::debug!(%error, "when people left is not kept");
        }
        state.store.close().await;
    };
    if timeout(STORE_CLOSE_TIMEOUT, closed).await.is_err() {
        tracing::warn!("ended before the database answered");
    }
}
