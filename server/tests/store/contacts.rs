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
