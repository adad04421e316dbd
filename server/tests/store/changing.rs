//! Edits, deletions and reactions.

use std::time::Duration;

use charla::{Change, ChatError, Emoji, MessageContent, Revision, limits::MESSAGE_CHARS};

use crate::{
    actor::{client_id, refusal},
    test_database::TestDatabase,
};

fn edit(text: &str) -> Change {
    Change::Edit(MessageContent::parse(text).expect("a message"))
}

const fn react(place: usize) -> Change {
    Change::React(Some(Emoji::ALL[place]))
}

pub(crate) async fn an_edit_shows_to_all_members_and_the_old_text_is_kept(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.tries_to_send(conversation, "ola", Some(client_id(7))).await.expect("it is sent").message;
    let changed = ana.changes(&said, edit("hola")).await;
    assert!(changed.is_new);
    assert_eq!((changed.members.clone(), changed.client_id), (vec![ana.id, luis.id], Some(client_id(7))));
    let seen = luis.looks_at(&said).await;
    assert_eq!((seen.content.as_str(), seen.edited_at.is_some(), seen.created_at), ("hola", true, said.created_at));
    assert_eq!(ana.looks_at(&said).await, changed.message);
    let listed = luis.conversation(conversation).await;
    assert_eq!((listed.last_message, listed.revision), (Some(seen), Revision(1)));
    assert_eq!(database.versions(said.id).await, ["ola"]);
}

pub(crate) async fn a_deleted_message_has_no_text_and_no_reactions(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.sends(conversation, "un secreto").await;
    ana.sends(conversation, "otra cosa").await;
    luis.changes(&said, react(0)).await;
    ana.changes(&said, edit("ningún secreto")).await;
    ana.changes(&said, Change::Delete).await;
    let seen = luis.looks_at(&said).await;
    assert_eq!((seen.content.as_str(), seen.reactions.len(), seen.is_deleted()), ("", 0, true));
    assert_eq!(seen.seq, said.seq, "its place stays");
    assert_eq!(luis.unread_in(conversation).await, 1);
    assert_eq!(database.versions(said.id).await, ["un secreto", "ningún secreto"]);
    assert_eq!(refusal(ana.tries_to_change(&said, edit("vuelvo")).await), ChatError::MessageDeleted);
    assert_eq!(refusal(luis.tries_to_change(&said, react(1)).await), ChatError::MessageDeleted);
}

pub(crate) async fn only_the_sender_edits_and_deletes_a_message(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.sends(conversation, "hola").await;
    for change in [edit("adiós"), Change::Delete] {
        assert_eq!(refusal(luis.tries_to_change(&said, change).await), ChatError::NotTheSender);
    }
    assert_eq!(luis.looks_at(&said).await.content, "hola");
    assert_eq!(ana.conversation(conversation).await.revision, Revision::START);
}

pub(crate) async fn a_stranger_cannot_change_messages_or_read_changes(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.sends(conversation, "hola").await;
    ana.changes(&said, edit("hola, Luis")).await;
    for change in [edit("mío"), Change::Delete, react(0)] {
        assert_eq!(refusal(eva.tries_to_change(&said, change).await), ChatError::ConversationNotFound);
    }
    // A conversation that she is a member of does not help, either: it has no message with this number.
    let elsewhere = eva.opens(&luis).await;
    let moved = charla::Message { conversation_id: elsewhere, ..said.clone() };
    assert_eq!(refusal(eva.tries_to_change(&moved, react(0)).await), ChatError::MessageNotFound);
    assert_eq!(refusal(eva.tries_to_read_changes(conversation, 0).await), ChatError::ConversationNotFound);
    assert_eq!(luis.looks_at(&said).await.content, "hola, Luis");
}

pub(crate) async fn each_change_has_the_next_revision_and_is_read_once(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let (one, other) = (ana.sends(conversation, "uno").await, ana.sends(conversation, "dos").await);
    let mut numbers = Vec::new();
    for (message, change) in [(&one, edit("1")), (&other, edit("2")), (&one, react(0))] {
        let changed = ana.changes(message, change).await;
        numbers.push((changed.after.0, changed.message.revision.0));
    }
    assert_eq!(numbers, [(0, 1), (1, 2), (2, 3)]);
    let told = async |after| {
        let told = luis.tries_to_read_changes(conversation, after).await.expect("one's own conversation");
        told.iter().map(|message| (message.seq.0, message.revision.0)).collect::<Vec<_>>()
    };
    assert_eq!(told(0).await, [(2, 2), (1, 3)]);
    assert_eq!(told(2).await, [(1, 3)]);
    assert_eq!(told(3).await, []);
}

pub(crate) async fn reactions_of_many_at_once_are_all_kept(mut database: TestDatabase) {
    let people = database.enters(["Ana", "Luis", "Eva", "Iker", "Noa", "Leo", "Mar", "Sol"]).await;
    let conversation = database.group(&people.each_ref()).await;
    let said = people[0].sends(conversation, "¿quién viene?").await;
    let mut reacting = tokio::task::JoinSet::new();
    for (place, person) in people.iter().enumerate() {
        let (person, said) = (person.clone(), said.clone());
        reacting.spawn(async move { person.changes(&said, react(place % 2)).await.message.revision.0 });
    }
    let mut numbers = reacting.join_all().await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
    let seen = people[3].looks_at(&said).await;
    let counts: Vec<_> = seen.reactions.iter().map(|reaction| (reaction.emoji, reaction.users.len())).collect();
    assert_eq!(counts, [(Emoji::ALL[0], 4), (Emoji::ALL[1], 4)]);
}

pub(crate) async fn a_repeated_change_is_not_stored(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.sends(conversation, "hola").await;
    assert!(luis.changes(&said, react(0)).await.is_new);
    assert!(!luis.changes(&said, react(0)).await.is_new);
    assert!(!ana.changes(&said, edit("hola")).await.is_new);
    assert!(ana.changes(&said, Change::Delete).await.is_new);
    assert!(!ana.changes(&said, Change::Delete).await.is_new);
    assert_eq!(ana.conversation(conversation).await.revision, Revision(2));
}

pub(crate) async fn a_retry_of_an_edited_message_is_still_a_retry(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.tries_to_send(conversation, "ola", Some(client_id(7))).await.expect("it is sent").message;
    let edited = ana.changes(&said, edit("hola")).await.message;
    let again = ana.tries_to_send(conversation, "ola", Some(client_id(7))).await.expect("a retry");
    assert_eq!((again.is_new, again.message), (false, edited));
}

pub(crate) async fn edits_in_a_short_time_leave_one_version(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.sends(conversation, "lo primero").await;
    for n in 0..50 {
        ana.changes(&said, edit(&format!("corrección {n}"))).await;
    }
    assert_eq!(database.versions(said.id).await, ["lo primero"]);
    database.waits(Duration::from_secs(6 * 60));
    ana.changes(&said, edit("más tarde")).await;
    assert_eq!(database.versions(said.id).await, ["lo primero", "corrección 49"]);
    ana.changes(&said, Change::Delete).await;
    assert_eq!(
        database.versions(said.id).await,
        ["lo primero", "corrección 49", "más tarde"],
        "what nobody sees any more"
    );
}

pub(crate) async fn a_message_has_no_more_than_a_few_versions(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let said = ana.sends(conversation, "lo primero").await;
    for n in 0..30 {
        database.waits(Duration::from_secs(6 * 60));
        ana.changes(&said, edit(&format!("corrección {n}"))).await;
    }
    let versions = database.versions(said.id).await;
    assert_eq!(versions.len(), 20);
    assert_eq!((versions[0].as_str(), versions[19].as_str()), ("lo primero", "corrección 28"));
}

pub(crate) async fn only_the_sender_reads_versions_until_they_are_deleted(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let conversation = ana.opens(&luis).await;
    let (early, late) = (ana.sends(conversation, "uno").await, ana.sends(conversation, "dos").await);
    ana.changes(&early, edit("1")).await;
    database.waits(Duration::from_secs(60));
    let noon = database.now();
    ana.changes(&late, Change::Delete).await;

    let versions = async |reader: &crate::actor::Actor, of: &charla::Message| {
        let versions = database.store.versions(reader.id, conversation, of.seq).await.expect("an answer");
        versions.into_iter().map(|version| version.content).collect::<Vec<_>>()
    };
    assert_eq!((versions(&ana, &early).await, versions(&ana, &late).await), (vec!["uno".into()], vec!["dos".into()]));
    for other in [&luis, &eva] {
        assert_eq!(versions(other, &late).await, [""; 0]);
    }
    while !database.store.delete_old_versions(noon).await.expect("they are forgotten") {}
    assert_eq!((versions(&ana, &early).await, versions(&ana, &late).await), (vec![], vec!["dos".into()]));
    assert_eq!(luis.looks_at(&early).await.content, "1", "what stands there now stays");
}

pub(crate) async fn many_changes_are_returned_in_several_parts(mut database: TestDatabase) {
    const MESSAGES: i64 = 40;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for n in 0..MESSAGES {
        let said = ana.sends(conversation, &format!("{n}")).await;
        ana.changes(&said, edit(&"👋".repeat(MESSAGE_CHARS))).await;
    }
    let (mut told, mut parts) = (Vec::new(), 0);
    while told.last() != Some(&MESSAGES) {
        let after = told.last().copied().unwrap_or(0);
        let part = luis.tries_to_read_changes(conversation, after).await.expect("one's own conversation");
        assert!(!part.is_empty());
        told.extend(part.iter().map(|message| message.revision.0));
        parts += 1;
    }
    assert_eq!((told, parts), ((1..=MESSAGES).collect(), 2));
}
