//! The program. `main` reads the configuration and calls [`serve`]; the tests do the same with
//! their own.
//!
//! | module | what is there |
//! |---|---|
//! | [`router`] | everything that the server answers to |
//! | `middleware` | what every request passes through: log, headers, refusals, limits, sessions |
//! | [`api`], [`socket`], [`forms`], [`pages`] | the doors: JSON, live, plain forms, pages and their functions |
//! | [`request`] | what a request carries: bodies, queries, paths |
//! | [`site`] | the files of the client |
//! | [`operations`], `own_task` | what all doors lead to: store, then tell those whom it concerns, also where the client hangs up |
//! | [`store`], [`dataset`] | all SQL; rows that are imported |
//! | [`fanout`], [`hub`], [`announcement`], [`sequence`], [`frame`] | who listens, what they hear, in which order, encoded once |
//! | [`broker`], [`catch_up`] | other processes: what they tell, and what of it was lost |
//! | [`presence`] | who is here, and whom it is told |
//! | [`accounts`], [`password`], [`session`], [`sign_in`], [`visitor`], [`browser`], [`device_name`] | who it is |
//! | [`export`] | all that is kept of somebody, as one file |
//! | [`refusal`], [`fault`], [`request_id`], [`wishes`], [`time_zone`], [`security`] | how a refusal is said, and what the log knows of it; what a reader prefers |
//! | [`config`], [`state`], [`origin`], [`same_site`], [`client_address`], [`proxies`], [`network`], [`limiter`], [`clock`], [`health`] | what the operator decides and sees, and what handlers reach |
//! | [`admission`] | how much one user, or one network, may use at once, and all together |
//! | [`listen`], [`open_files`] | connections, and how many of them there may be |
//! | [`housekeeping`] | what is done from time to time |

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

/// What runs when the server is told to end has so long to finish.
const GRACE: Duration = Duration::from_secs(8);

/// And the database so long to take leave: both together stay under the 10 s that are promised.
const CLOSING: Duration = Duration::from_millis(1_500);

/// Serves until `state.ending` is cancelled; then nothing is accepted any more, what was begun is
/// finished, sockets are told to come back, and the store is closed.
pub async fn serve(state: AppState, listener: TcpListener) {
    // What a page spawns while it renders runs on the thread of that page. A second server in this
    // process, as in tests, finds it set.
    let _ = any_spawner::Executor::init_tokio();
    let housekeeping = tokio::spawn(housekeeping::keep_house(state.clone()));
    let connections = TaskTracker::new();
    let (limits, answers) = (state.config.connection_limits(), state.admission.answers.clone());
    let router = http::router::router(state.clone());
    http::listen::listen(listener, router, limits, answers, state.ending.clone(), &connections).await;
    let leaving = state.presence.everybody();
    connections.close();
    state.running.close();
    let finished = async {
        connections.wait().await;
        state.running.wait().await;
    };
    if timeout(GRACE, finished).await.is_err() {
        tracing::warn!("ended before everything was finished");
    }
    housekeeping.abort();
    let closed = async {
        if let Err(error) = state.store.left(&leaving).await {
            tracing::debug!(%error, "when people left is not kept");
        }
        state.store.close().await;
    };
    if timeout(CLOSING, closed).await.is_err() {
        tracing::warn!("ended before the database answered");
    }
}
