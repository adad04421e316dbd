use charla::{LastSeen, Timestamp};

use crate::house::House;

pub(crate) async fn one_knows_those_one_has_conversations_with(mut house: House) {
    let [ana, luis, eva, sol] = house.enters(["Ana", "Luis", "Eva", "Sol"]).await;
    let talk = ana.opens(&luis).await;
    ana.opens(&sol).await;
    luis.opens(&eva).await;
    let mut known = house.store.contacts(ana.id).await.expect("an answer");
    known.sort();
    assert_eq!(known, [luis.id, sol.id], "each once, and not oneself");
    assert_eq!(house.store.members(luis.id, talk).await.expect("an answer"), [ana.id, luis.id]);
}

pub(crate) async fn who_left_was_last_seen_then_by_those_one_talks_with(mut house: House) {
    let [ana, luis, eva] = house.enters(["Ana", "Luis", "Eva"]).await;
    let talk = ana.opens(&luis).await;
    assert_eq!(ana.conversation(talk).await.last_seen, [], "nobody was here yet");

    let at = |user, micros| LastSeen { user, at: Timestamp::from_micros(micros) };
    house.store.left(&[at(luis.id, 20), at(ana.id, 15), at(eva.id, 30)]).await.expect("kept");
    house.store.left(&[at(luis.id, 10)]).await.expect("kept");
    assert_eq!(ana.conversation(talk).await.last_seen, [at(luis.id, 20)], "what is later holds");
    assert_eq!(ana.list().await[0].last_seen, [at(luis.id, 20)], "in the list, too");
    assert_eq!(luis.conversation(talk).await.last_seen, [at(ana.id, 15)], "and nothing of oneself");
}
