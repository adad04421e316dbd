use charla::{ChatError, ConversationId, PageRequest, Revision, Seq};

use crate::{
    actor::{client_id, refusal},
    test_database::TestDatabase,
};

pub(crate) async fn a_conversation_does_not_exist_for_strangers(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let conversation = ana.opens(&luis).await;
    ana.sends(conversation, "Entre nosotros").await;
    let store = &database.store;

    // A conversation of others and one that does not exist get the same answer.
    for id in [conversation, ConversationId(999), ConversationId(0), ConversationId(i64::MIN), ConversationId(i64::MAX)]
    {
        let me = eva.id;
        let answers = [
            refusal(store.conversation(me, id).await),
            refusal(store.messages(me, id, PageRequest::newest()).await),
            refusal(store.messages(me, id, PageRequest::after(Seq(0))).await),
            refusal(eva.tries_to_send(id, "¡Hola!", None).await),
            refusal(eva.tries_to_send(id, "¡Hola!", Some(client_id(5))).await),
            refusal(store.mark_read(me, id, None).await),
            refusal(store.mark_read(me, id, Some(Seq(1))).await),
            refusal(store.last_seq(me, id).await),
            refusal(store.members(me, id).await),
            refusal(store.changes(me, id, Revision::START, 10).await),
        ];
        assert!(answers.iter().all(|answer| *answer == ChatError::ConversationNotFound), "{id}: {answers:?}");
    }
    assert_eq!(eva.list().await, []);
    assert_eq!(eva.finds("luis").await, []);
    assert_eq!(eva.stats().await, charla::Stats::default());

    // Nothing has changed.
    let seen = luis.conversation(conversation).await;
    assert_eq!((seen.last_seq(), seen.unread_count, seen.participants.len()), (Seq(1), 1, 2));
    store.last_seq(ana.id, conversation).await.expect("it is hers");
}

pub(crate) async fn a_stranger_learns_nothing_from_a_client_id(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (theirs, hers) = (ana.opens(&luis).await, eva.opens(&luis).await);
    eva.tries_to_send(hers, "Hola", Some(client_id(1))).await.expect("it is sent");

    let answer = eva.tries_to_send(theirs, "Hola", Some(client_id(1))).await;
    assert_eq!(refusal(answer), ChatError::ConversationNotFound);
}
