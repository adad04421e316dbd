//! A model test of client and server, over connections that fail in every way. In the end each tab must show what the
//! database has.
//!
//! | module | what is there |
//! |---|---|
//! | [`script`] | the steps that can happen |
//! | [`generator`] | scripts at random |
//! | [`world`] | two processes on one database, and users with tabs, who carry out the steps |
//! | [`people`] | actions of users |
//! | [`choices`] | the settings that users chose last |
//! | [`others`] | actions of members without a tab |
//! | [`database`] | the initial database |
//! | [`process`] | a server without its network: hub, fanout, operations, the catch-up poller |
//! | [`fake_redis`] | publications between the processes: late, doubled, in another order, or lost |
//! | [`wire`] | a socket in memory, which can be cut after every frame |
//! | [`tab`] | the real client, [`charla::Client`], with a simulated environment |
//! | [`calls`] | calls of a client, and their answers, which may come late |
//! | [`browser`] | storage and locks that the tabs of one user share |
//! | [`checks`] | what the database has, and checks that a tab shows it |

mod browser;
mod calls;
mod checks;
mod choices;
mod cut_off;
mod cuts;
mod database;
mod fake_redis;
mod generator;
mod others;
mod overtaken;
mod people;
mod process;
mod script;
mod tab;
mod wire;
mod world;

use proptest::{prelude::*, test_runner::Config};
use tokio::runtime::Builder;

use crate::{script::Script, world::World};

const CASES: u32 = 48;

/// Runs as many cases as `PROPTEST_CASES` says, for long runs.
fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    Config { cases, max_shrink_iters: 500, failure_persistence: None, ..Config::default() }
}

/// Runs a test with a clock that only the test moves.
fn run(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    let (test_is_over, rest) = std::sync::mpsc::channel::<()>();
    runtime.block_on(async {
        // Tokio advances a paused clock when all tasks are idle, except while a blocking task runs.
        tokio::task::spawn_blocking(move || rest.recv());
        test.await;
        drop(test_is_over);
    });
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_tab_shows_what_the_database_has_after_any_failures(script in generator::scripts()) {
        let Script { tabs, steps, absence_lasts } = script;
        run(async {
            let mut world = World::new(&tabs).await;
            for step in steps {
                world.takes(step).await;
            }
            if absence_lasts {
                world.checks_messages_without_redis().await;
            }
            world.restores_connections().await;
            world.checks_all_tabs().await;
        });
    }
}
