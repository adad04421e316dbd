use charla::{LastSeen, Timestamp};

use crate::test_database::TestDatabase;

pub(crate) async fn a_user_is_visible_to_users_who_got_a_message_from_them(mut database: TestDatabase) {
    let [ana, luis, eva, sol] = database.enters(["Ana", "Luis", "Eva", "Sol"]).await;
    let conversation = ana.opens(&luis).await;
    ana.opens(&sol).await;
    luis.opens(&eva).await;
    let store = database.store.clone();
    assert_eq!(
        store.presence_visible_to(ana.id).await.expect("an answer"),
        [],
        "who only opens a conversation sees nothing"
    );
    luis.sends(conversation, "Hola").await;
    assert_eq!(store.presence_watchers(luis.id).await.expect("an answer"), [ana.id], "once, and not oneself");
    assert_eq!(store.presence_visible_to(ana.id).await.expect("an answer"), [luis.id]);
    assert_eq!(store.presence_watchers(ana.id).await.expect("an answer"), [], "she has not answered");
    assert_eq!(store.presence_visible_to(luis.id).await.expect("an answer"), []);
    assert_eq!(store.members(luis.id, conversation).await.expect("an answer"), [ana.id, luis.id]);
}

pub(crate) async fn last_seen_shows_the_latest_time_to_users_who_got_a_message(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let conversation = ana.opens(&luis).await;
    assert_eq!(ana.conversation(conversation).await.last_seen, [], "nobody was here yet");

    let at = |user, micros| LastSeen { user, at: Timestamp::from_micros(micros) };
    database.store.save_last_seen(&[at(luis.id, 20), at(ana.id, 15), at(eva.id, 30)]).await.expect("kept");
    database.store.save_last_seen(&[at(luis.id, 10)]).await.expect("kept");
    assert_eq!(ana.conversation(conversation).await.last_seen, [], "nobody has written yet");
    luis.sends(conversation, "Hola").await;
    assert_eq!(ana.conversation(conversation).await.last_seen, [at(luis.id, 20)], "what is later holds");
    ana.sends(conversation, "Hola").await;
    let seen = [at(ana.id, 15), at(luis.id, 20)];
    assert_eq!(luis.list().await[0].last_seen, seen, "in the list, too");
    assert_eq!(database.store.last_seen(ana.id).await.expect("an answer"), Some(Timestamp::from_micros(15)));
}
