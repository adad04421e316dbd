use std::collections::HashSet;

use charla::{ConversationId, ListRequest, ListStart, Role, Timestamp, limits::MESSAGE_CHARS};

use crate::{
    actor::Actor,
    test_database::{self, TestDatabase},
};

async fn ids(me: &Actor, from: ListStart, limit: u32) -> Vec<ConversationId> {
    let list = me
        .store
        .conversations(me.id, ListRequest { from, limit, ..ListRequest::first() })
        .await
        .expect("one's own list")
        .conversations;
    list.iter().map(|conversation| conversation.id).collect()
}

pub(crate) async fn the_latest_activity_comes_first(mut database: TestDatabase) {
    let [ana, luis, eva, ivan] = database.enters(["Ana", "Luis", "Eva", "Iván"]).await;
    let (luis_talk, eva_talk, ivan_talk) = (ana.opens(&luis).await, ana.opens(&eva).await, ana.opens(&ivan).await);
    let page = |number| ListStart::Page(number);
    assert_eq!(ids(&ana, page(1), 50).await, [ivan_talk, eva_talk, luis_talk]);

    luis.sends(luis_talk, "¿Estás?").await;
    assert_eq!(ids(&ana, page(1), 50).await, [luis_talk, ivan_talk, eva_talk]);
    assert_eq!(ids(&ana, page(1), 2).await, [luis_talk, ivan_talk]);
    assert_eq!(ids(&ana, page(2), 2).await, [eva_talk]);
    assert_eq!(ids(&ana, page(3), 2).await, []);
    assert_eq!(ids(&ana, page(u32::MAX), 500).await, []);

    // Each conversation is the same as when it is requested alone, and has no email address.
    for listed in ana.list().await {
        assert_eq!(listed, ana.conversation(listed.id).await);
        assert!(listed.participants.iter().all(|user| user.email.is_none()));
    }
}

pub(crate) async fn all_pages_of_the_list_are_read_while_users_write(mut database: TestDatabase) {
    let [ana, others @ ..] = database.enters(["Ana", "B", "C", "D", "E", "F", "G", "H"]).await;
    let mut conversations = Vec::new();
    for other in &others {
        conversations.push(ana.opens(other).await);
    }

    let mut seen = Vec::new();
    let mut from = ListStart::Page(1);
    loop {
        let list = ana
            .store
            .conversations(ana.id, ListRequest { from, limit: 2, ..ListRequest::first() })
            .await
            .expect("a list");
        seen.extend(list.conversations.iter().map(|conversation| conversation.id));
        let Some(next) = list.next else { break };
        from = ListStart::After(next);
        // A conversation that was listed already moves to the top.
        ana.sends(seen[0], "otra vez").await;
    }
    assert_eq!(seen.len(), conversations.len(), "nothing twice");
    assert_eq!(seen.iter().collect::<HashSet<_>>(), conversations.iter().collect(), "nothing left out");
}

pub(crate) async fn a_list_ends_at_the_size_limit_of_an_answer(mut database: TestDatabase) {
    const CONVERSATIONS: usize = 40;
    let [ana] = database.enters(["Ana"]).await;
    let mut conversations = Vec::new();
    for n in 0..CONVERSATIONS {
        let [other] = database.enters([format!("Otra {n}").as_str()]).await;
        let conversation = ana.opens(&other).await;
        ana.sends(conversation, &"👋".repeat(MESSAGE_CHARS)).await;
        conversations.push(conversation);
    }
    conversations.reverse();
    let (mut seen, mut from) = (Vec::new(), ListStart::Page(1));
    loop {
        let request = ListRequest { from, limit: 500, ..ListRequest::first() };
        let list = ana.store.conversations(ana.id, request).await.expect("a list");
        assert!((1..CONVERSATIONS).contains(&list.conversations.len()), "{}", list.conversations.len());
        seen.extend(list.conversations.iter().map(|conversation| conversation.id));
        let Some(next) = list.next else { break };
        from = ListStart::After(next);
    }
    assert_eq!(seen, conversations);
    assert!((1..CONVERSATIONS).contains(&ana.finds("otra").await.len()), "in a search neither");
}

/// The oldest message is invalid UTF-8, which would be an error if it were read.
#[tokio::test]
async fn messages_beyond_the_size_limit_are_not_read() {
    const CONVERSATIONS: usize = 40;
    let mut database = TestDatabase::new(test_database::sqlite().await).await;
    let [ana] = database.enters(["Ana"]).await;
    for n in 0..CONVERSATIONS {
        let [other] = database.enters([format!("Otra {n}").as_str()]).await;
        let conversation = ana.opens(&other).await;
        ana.sends(conversation, &"👋".repeat(MESSAGE_CHARS)).await;
    }
    database
        .executes("update messages set content = cast(x'ff' as text) where id = (select min(id) from messages)")
        .await;
    let request = ListRequest { limit: 500, ..ListRequest::first() };
    let list = ana.store.conversations(ana.id, request).await.expect("a list");
    assert!((1..CONVERSATIONS).contains(&list.conversations.len()));
    assert!((1..CONVERSATIONS).contains(&ana.finds("otra").await.len()), "in a search neither");
}

pub(crate) async fn conversations_of_equal_time_are_ordered_by_id(mut database: TestDatabase) {
    let [ana, luis, eva, ivan] = database.enters(["Ana", "Luis", "Eva", "Iván"]).await;
    let mut conversations = Vec::new();
    for other in [&luis, &eva, &ivan] {
        let conversation = ana.opens(other).await;
        ana.sends_at(Timestamp::from_micros(5), conversation, "a la vez", None).await.expect("it is sent");
        conversations.push(conversation);
    }
    conversations.reverse();
    assert_eq!(ids(&ana, ListStart::Page(1), 50).await, conversations);
    let first = ana.conversation(conversations[0]).await.activity();
    assert_eq!(ids(&ana, ListStart::After(first), 50).await, conversations[1..]);
}

pub(crate) async fn a_conversation_has_the_roles_of_its_members(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    database.executes(&format!("insert into providers (id, user_id) values ('p-luis', {})", luis.id)).await;
    let conversation = ana.opens(&luis).await;
    let group = database.group(&[&ana, &luis, &eva]).await;
    database.executes(&format!("delete from customers where user_id = {}", eva.id)).await;
    database.executes(&format!("update users set is_customer = 0 where id = {}", eva.id)).await;
    for (id, others) in [(conversation, vec![&luis]), (group, vec![&luis, &eva])] {
        let conversation = ana.conversation(id).await;
        assert!(conversation.roles_of(ana.id).eq([Role::Customer]));
        for other in others {
            let roles = if other.id == luis.id { vec![Role::Customer, Role::Provider] } else { Vec::new() };
            assert!(conversation.roles_of(other.id).eq(roles), "{:?}", conversation.roles);
        }
    }
}
