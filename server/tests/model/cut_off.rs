//! One of two processes is cut off, and the other notices nothing of it.

use app::door::Draft;
use charla::{ConversationId, MessageContent};
use tokio::task::yield_now;

use crate::{
    process::Process,
    run, truth,
    world::{ANA, LUIS, World},
};

const HERE: ConversationId = ConversationId(1);
const CUT_OFF: usize = 0;
const OTHER: usize = 1;

#[test]
fn what_could_be_told_to_nobody_is_looked_for_as_soon_as_that_can_be_told() {
    run(async {
        let mut world = World::new(&[]).await;
        world.somebody_opens_a_tab(LUIS, OTHER).await;
        world.connects(0, OTHER);
        world.tabs[0].look(HERE);
        world.settles().await;

        let process = &mut world.processes[CUT_OFF];
        process.knows_to_be_deaf(true);
        process.looks_into_the_database().await;
        let content = MessageContent::parse("does anybody hear this?").expect("a content");
        let sent = process
            .backend
            .send(ANA, HERE, Draft { content, client_id: None, reply_to: None })
            .await
            .expect("a stored message");
        is_told_to_nobody(process).await;
        let seq = sent.message.seq;
        for _ in 0..10 {
            world.second_passes().await;
            is_told_to_nobody(&mut world.processes[CUT_OFF]).await;
            world.settles().await;
        }
        assert!(world.tabs[0].opened(HERE).timeline().newest() < seq, "the other has no reason to look");

        world.processes[CUT_OFF].knows_to_be_deaf(false);
        for _ in 0..10 {
            world.second_passes().await;
            world.settles().await;
        }
        assert_eq!(world.tabs[0].opened(HERE).timeline().newest(), seq);
        truth::is_shown_by(&world.tabs[0]).await;
    });
}

async fn is_told_to_nobody(process: &mut Process) {
    while !process.rests() {
        yield_now().await;
    }
    drop(process.tells());
}
