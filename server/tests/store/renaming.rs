use charla::{ConversationId, FullName};

use crate::test_database::TestDatabase;

pub(crate) async fn a_new_name_is_found_and_the_old_one_is_not(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana García", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    ana.sends(conversation, "Hola").await;
    let name = FullName::parse("Zoë", "Núñez").expect("a name");
    database.store.rename(ana.id, name).await.expect("renamed");

    assert_eq!(luis.finds("zoe nunez").await, [conversation]);
    assert_eq!(luis.finds("ana_garcia").await, [conversation], "the user name stays");
    assert_eq!(luis.finds("garcía").await, [conversation], "which has the old one in it");
    assert_eq!(luis.finds("ana garcía").await, Vec::<ConversationId>::new());
    let seen = luis.conversation(conversation).await;
    assert_eq!(seen.title(luis.id), "Zoë Núñez");
    assert_eq!(seen.last_message.map(|message| message.sender_first_name).as_deref(), Some("Zoë"));
    let me = database.store.user(ana.id).await.expect("an answer").expect("she is there");
    assert_eq!((me.username.as_str(), me.first_name.as_str()), ("ana_garcía", "Zoë"));
}

pub(crate) async fn conversations_are_iterated_in_order_of_their_ids(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (first, second) = (ana.opens(&luis).await, ana.opens(&eva).await);
    luis.opens(&eva).await;
    let after = async |id: ConversationId| database.store.conversation_after(ana.id, id).await.expect("an answer");
    assert_eq!(after(ConversationId(i64::MIN)).await, Some(first));
    ana.sends(first, "Ahora es la más reciente").await;
    assert_eq!(after(first).await, Some(second));
    assert_eq!(after(second).await, None);
}
