use std::collections::HashSet;

use charla::{ChatError, Role};
use server::dataset::{BadRowPolicy, Dataset};

use crate::{actor::refusal, test_database::TestDatabase};

pub(crate) async fn concurrent_openings_of_a_pair_make_one_conversation(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let openings = (0..32).map(|n| {
        let (me, other) = if n % 2 == 0 { (ana.clone(), luis.clone()) } else { (luis.clone(), ana.clone()) };
        tokio::spawn(async move { me.tries_to_open(&other.participant, None).await.expect("it opens") })
    });
    let openings: Vec<_> = openings.collect();

    let (mut ids, mut new) = (HashSet::new(), 0);
    for opening in openings {
        let opened = opening.await.expect("no panic");
        ids.insert(opened.conversation.id);
        new += u32::from(opened.is_new);
    }
    assert_eq!((ids.len(), new), (1, 1));
    assert_eq!(ana.list().await.len(), 1);
    assert_eq!(luis.list().await[0].participants.len(), 2);
}

pub(crate) async fn both_members_open_the_same_conversation(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let first = ana.tries_to_open(&luis.participant, None).await.expect("it opens");
    assert!(first.is_new);
    assert_eq!(first.conversation.last_message, None);

    let again = luis.tries_to_open(&ana.participant, Some(Role::Customer)).await.expect("it opens");
    assert!(!again.is_new);
    assert_eq!(again.conversation, first.conversation);
    assert_ne!(ana.opens(&eva).await, first.conversation.id);
}

pub(crate) async fn a_conversation_with_oneself_is_refused(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    ana.opens(&luis).await;
    assert_eq!(refusal(ana.tries_to_open(&ana.participant, None).await), ChatError::ParticipantIsSelf);

    let nobody = "nobody".parse().expect("an id");
    assert_eq!(refusal(ana.tries_to_open(&nobody, None).await), ChatError::ParticipantNotFound);
    assert_eq!(
        refusal(ana.tries_to_open(&luis.participant, Some(Role::Provider)).await),
        ChatError::ParticipantNotFound
    );
    assert_eq!(ana.list().await.len(), 1);
}

pub(crate) async fn a_customer_comes_before_a_provider_of_the_same_id(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let rows = format!(
        r#"{{"password": "charla-test", "users": [{{"id": {id}, "username": "eva", "first_name": "", "last_name": ""}}],
            "customers": [], "providers": [{{"id_provider": "luis", "user": {id}}}],
            "conversations": [], "messages": []}}"#,
        id = eva.id
    );
    let rows = Dataset::read(rows.as_bytes(), server::clock::now()).expect("rows");
    database.store.import(&rows, "", BadRowPolicy::Refuse).await.expect("luis is a provider's id too");

    let with = async |role| {
        let opened = ana.tries_to_open(&luis.participant, role).await.expect("it opens");
        opened.conversation.others(ana.id).map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(with(None).await, [luis.id]);
    assert_eq!(with(Some(Role::Customer)).await, [luis.id]);
    assert_eq!(with(Some(Role::Provider)).await, [eva.id]);
}

pub(crate) async fn a_group_is_not_a_direct_conversation(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let group = database.group(&[&ana, &luis, &eva]).await;
    let direct = ana.tries_to_open(&luis.participant, None).await.expect("it opens");
    assert!(direct.is_new);
    assert_ne!(direct.conversation.id, group);
}
