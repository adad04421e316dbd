//! One of two processes is cut off from Redis, and the other does not notice it.

use app::backend::OutgoingMessage;
use charla::{ConversationId, MessageContent};
use tokio::task::yield_now;

use crate::{
    checks,
    process::Process,
    run,
    world::{ANA, LUIS, World},
};

const CONVERSATION: ConversationId = ConversationId(1);
const CUT_OFF: usize = 0;
const OTHER: usize = 1;

#[test]
fn events_that_could_not_be_published_are_read_by_others_once_that_is_reported() {
    run(async {
        let mut world = World::new(&[]).await;
        world.opens_tab(LUIS, OTHER).await;
        world.connects(0, OTHER);
        world.tabs[0].look(CONVERSATION);
        world.waits_until_settled().await;

        let process = &mut world.processes[CUT_OFF];
        process.set_broker_away(true);
        process.polls_database().await;
        let content = MessageContent::parse("does anybody hear this?").expect("a content");
        let sent = process
            .backend
            .send(ANA, CONVERSATION, OutgoingMessage { content, client_id: None, reply_to: None })
            .await
            .expect("a stored message");
        loses_publications(process).await;
        let seq = sent.message.seq;
        for _ in 0..10 {
            world.second_passes().await;
            loses_publications(&mut world.processes[CUT_OFF]).await;
            world.waits_until_settled().await;
        }
        assert!(world.tabs[0].opened(CONVERSATION).timeline().newest() < seq, "the other has no reason to look");

        world.processes[CUT_OFF].set_broker_away(false);
        for _ in 0..10 {
            world.second_passes().await;
            world.waits_until_settled().await;
        }
        assert_eq!(world.tabs[0].opened(CONVERSATION).timeline().newest(), seq);
        checks::tab_shows_database(&world.tabs[0]).await;
    });
}

async fn loses_publications(process: &mut Process) {
    while !process.is_idle() {
        yield_now().await;
    }
    drop(process.take_publications());
}
