//! Events that overtake each other.

use crate::{
    people::OTHERS,
    run,
    script::{Step, UserAction},
    world::{ANA, World},
};

#[test]
fn settings_of_an_unknown_conversation_are_applied_when_it_arrives() {
    run(async {
        let mut world = World::new(&[]).await;
        for process in 0..2 {
            world.opens_tab(ANA, process).await;
            world.connects(process, process);
        }
        world.waits_until_settled().await;
        let known = world.tabs[1].client.inbox().expect("a list").conversations().len();
        for other in 0..OTHERS.len() {
            world.opens(0, other).await;
            world.waits_until_idle().await;
            world.tabs[0].receives_answer(0).await;
        }
        for conversation in 0..world.tabs[0].client.all_opened().count() {
            world.takes(Step::Do { tab: 0, conversation, action: UserAction::Mute { is_so: true } }).await;
        }
        world.takes(Step::Reverse).await;
        world.waits_until_settled().await;
        assert!(world.tabs[1].client.inbox().expect("a list").conversations().len() > known, "one of them is new");
        world.checks_all_tabs().await;
    });
}
