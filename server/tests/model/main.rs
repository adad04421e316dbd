//! Client and server as people have them, over connections that fail in every way: whatever happens, a
//! tab shows in the end what the database has.
//!
//! | module | what is there |
//! |---|---|
//! | [`script`] | what can happen, drawn at random |
//! | [`world`] | two processes on one database and people with tabs, to whom it happens |
//! | [`people`] | what they do |
//! | [`database`] | what is there before |
//! | [`process`] | a server without its network: hub, fanout, operations, the look into the database |
//! | [`between`] | what processes tell each other, in the place of Redis: late, twice, in another order, or lost |
//! | [`wire`] | a socket in memory, which can be cut at every frame |
//! | [`tab`] | the client that ships, [`charla::Client`], with its surroundings simulated |
//! | [`calls`] | what it calls, and the answers, which come when they come |
//! | [`browser`] | what the tabs of one user share: storage and locks |
//! | [`truth`] | what the database has, and whether a tab shows it |

mod between;
mod browser;
mod calls;
mod cut_off;
mod cuts;
mod database;
mod overtaken;
mod people;
mod process;
mod script;
mod tab;
mod truth;
mod wire;
mod world;

use proptest::{prelude::*, test_runner::Config};
use tokio::runtime::Builder;

use crate::{script::Script, world::World};

const CASES: u32 = 48;

/// As many as `PROPTEST_CASES` says, for a long run.
fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    Config { cases, max_shrink_iters: 500, failure_persistence: None, ..Config::default() }
}

/// The clock stands, but where a test moves it.
fn run(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    let (test_is_over, rest) = std::sync::mpsc::channel::<()>();
    runtime.block_on(async {
        // While something blocks, a clock that stands does not hurry on by itself when nothing else is to do.
        tokio::task::spawn_blocking(move || rest.recv());
        test.await;
        drop(test_is_over);
    });
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_every_tab_shows_what_the_database_has(script in script::scripts()) {
        let Script { tabs, steps, absence_lasts } = script;
        run(async {
            let mut world = World::new(&tabs).await;
            for step in steps {
                world.takes(step).await;
            }
            if absence_lasts {
                world.messages_come_all_the_same().await;
            }
            world.heals().await;
            world.shows_the_truth().await;
        });
    }
}
