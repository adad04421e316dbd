//! A socket is cut at every position in a series of events. In the end its client shows what the database has.

use app::backend::OutgoingMessage;
use charla::{ConversationId, MessageContent};

use crate::{
    checks, run,
    world::{ANA, LUIS, World},
};

const EVENTS: usize = 200;

const CONVERSATION: ConversationId = ConversationId(1);

/// One tab for each position, all in one run. Tabs of even positions are cut at once, the others after everything was sent
/// to them, which is then lost.
#[test]
fn a_socket_that_is_cut_anywhere_in_a_run_of_events_loses_nothing() {
    run(async {
        let mut world = World::new(&[]).await;
        for position in 0..=EVENTS {
            world.opens_tab(ANA, position % 2).await;
            world.connects(position, position % 2);
            world.tabs[position].look(CONVERSATION);
        }
        world.waits_until_settled().await;

        for event in 0..EVENTS {
            sends_or_reads(&world, event).await;
            world.waits_until_idle().await;
            world.publications_arrive();
            world.waits_until_idle().await;
            for position in 0..=EVENTS {
                if position > event {
                    assert!(world.tabs[position].listen(1), "event {event} comes to tab {position}");
                } else if position % 2 == 0 {
                    world.tabs[position].goes_offline();
                }
            }
        }
        for position in 0..=EVENTS {
            world.tabs[position].goes_offline();
            world.connects(position, (position + 1) % 2);
        }
        world.resumes().await;
        for tab in &world.tabs {
            checks::timeline_is_shown(tab, tab.opened(CONVERSATION).timeline()).await;
        }
        world.waits_until_settled().await;
        world.checks_all_tabs().await;
    });
}

/// Both members write, at both processes; sometimes one of them reads.
async fn sends_or_reads(world: &World, event: usize) {
    let backend = &*world.processes[event % 2].backend;
    let sender = if event.is_multiple_of(3) { ANA } else { LUIS };
    if event % 5 == 4 {
        let moved = backend.mark_read(LUIS, CONVERSATION, None).await;
        moved.expect("one's own conversation");
    } else {
        let content = MessageContent::parse(&format!("event {event}")).expect("a content");
        backend
            .send(sender, CONVERSATION, OutgoingMessage { content, client_id: None, reply_to: None })
            .await
            .expect("a stored message");
    }
}
