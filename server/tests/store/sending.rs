use charla::{ChatError, PageRequest, Seq, Timestamp};

use crate::{
    actor::{Actor, client_id, refusal},
    test_database::TestDatabase,
};

pub(crate) async fn concurrent_senders_get_sequence_numbers_without_gaps(mut database: TestDatabase) {
    const EACH: u32 = 200;
    let senders = database.enters(["A", "B", "C", "D", "E", "F", "G", "H"]).await;
    let group = database.group(&senders.each_ref()).await;

    let sending = senders.clone().map(|sender: Actor| {
        tokio::spawn(async move {
            for n in 0..EACH {
                sender.sends(group, &format!("{n}")).await;
            }
        })
    });
    for one in sending {
        one.await.expect("no panic");
    }

    let mut seqs = Vec::new();
    let mut page = 1;
    loop {
        let request = PageRequest { from: charla::PageStart::Page(page), limit: 500 };
        let messages = senders[0].page(group, request).await;
        if messages.results.is_empty() {
            break;
        }
        seqs.extend(messages.results.iter().map(|message| message.seq.0));
        page += 1;
    }
    assert_eq!(seqs, (1..=8 * i64::from(EACH)).rev().collect::<Vec<_>>());
    for sender in &senders {
        assert_eq!(sender.unread_in(group).await, 7 * EACH);
        assert_eq!(sender.stats().await.unread_messages, 7 * EACH);
    }
}

pub(crate) async fn a_retry_returns_the_stored_message(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let id = Some(client_id(1));
    let first = ana.tries_to_send(conversation, "Hola", id).await.expect("it is sent");
    assert!(first.is_new);
    assert_eq!(first.members, [ana.id, luis.id]);
    luis.reads(conversation).await;

    let again = ana.tries_to_send(conversation, "  Hola\r\n", id).await.expect("it is sent");
    assert!(!again.is_new);
    assert_eq!(again.members, first.members);
    assert!(again.message.is_read);
    assert_eq!(again.message, charla::Message { is_read: true, ..first.message });
    assert_eq!(ana.page(conversation, PageRequest::newest()).await.count, 1);
}

pub(crate) async fn concurrent_retries_store_one_message(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let sends: Vec<_> = (0..16)
        .map(|_| {
            let ana = ana.clone();
            tokio::spawn(async move { ana.tries_to_send(conversation, "¿Sigues ahí?", Some(client_id(7))).await })
        })
        .collect();
    let mut new = 0;
    for send in sends {
        let sent = send.await.expect("no panic").expect("it is sent");
        assert_eq!(sent.message.seq, Seq(1));
        new += u32::from(sent.is_new);
    }
    assert_eq!(new, 1);
    assert_eq!(luis.unread_in(conversation).await, 1);
}

pub(crate) async fn a_client_id_stands_for_one_message_only(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (conversation, other) = (ana.opens(&luis).await, ana.opens(&eva).await);
    let id = Some(client_id(1));
    ana.tries_to_send(conversation, "Hola", id).await.expect("it is sent");

    assert_eq!(refusal(ana.tries_to_send(conversation, "hola", id).await), ChatError::ClientIdReused);
    assert_eq!(refusal(ana.tries_to_send(other, "Hola", id).await), ChatError::ClientIdReused);
    assert_eq!(ana.page(conversation, PageRequest::newest()).await.count, 1);
    assert_eq!(eva.unread_in(other).await, 0);
    assert_eq!(ana.sends(conversation, "después").await.seq, Seq(2));
}

pub(crate) async fn two_senders_may_use_the_same_client_id(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for sender in [&ana, &luis] {
        let sent = sender.tries_to_send(conversation, "Hola", Some(client_id(1))).await.expect("it is sent");
        assert!(sent.is_new);
    }
    assert_eq!(ana.page(conversation, PageRequest::newest()).await.count, 2);
}

pub(crate) async fn a_retry_after_a_restart_is_still_a_retry(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let before = ana.tries_to_send(conversation, "Hola", Some(client_id(1))).await.expect("it is sent");

    database.restarts().await;
    let ana = database.again(&ana);
    let after = ana.tries_to_send(conversation, "Hola", Some(client_id(1))).await.expect("it is sent");
    assert!(!after.is_new);
    assert_eq!(after.message, before.message);
    assert_eq!(refusal(ana.tries_to_send(conversation, "Adiós", Some(client_id(1))).await), ChatError::ClientIdReused);
    assert_eq!(ana.sends(conversation, "¿Qué tal?").await.seq, Seq(2));
}

pub(crate) async fn a_send_does_not_move_the_senders_read_cursor(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    luis.sends(conversation, "¿Puedo pasar mañana?").await;
    ana.sends(conversation, "Un momento").await;

    assert_eq!(ana.unread_in(conversation).await, 1);
    assert_eq!(ana.conversation(conversation).await.read_seq_of(ana.id), Seq::START);
}

pub(crate) async fn messages_are_ordered_by_storing_and_not_by_time(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for (micros, text) in [(3_000_000, "uno"), (1_000_000, "dos"), (2_000_000, "tres")] {
        ana.sends_at(Timestamp::from_micros(micros), conversation, text, None).await.expect("it is sent");
    }
    let page = luis.page(conversation, PageRequest::newest()).await;
    let texts: Vec<_> = page.results.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(texts, ["tres", "dos", "uno"]);

    let seen = luis.conversation(conversation).await;
    assert_eq!(seen.last_seq(), Seq(3));
    assert_eq!(seen.activity().activity_at, Timestamp::from_micros(2_000_000));
}
