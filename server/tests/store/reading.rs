use charla::{PageRequest, Seq};

use crate::test_database::TestDatabase;

pub(crate) async fn a_cursor_only_goes_forward(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let nothing = luis.reads(conversation).await;
    assert_eq!((nothing.read_seq, nothing.moved, nothing.last_seq), (Seq(0), false, Seq(0)));
    for text in ["uno", "dos", "tres", "cuatro"] {
        ana.sends(conversation, text).await;
    }

    let part = luis.reads_up_to(conversation, 3).await;
    assert_eq!((part.read_seq, part.moved, part.unread_count, part.last_seq), (Seq(3), true, 1, Seq(4)));
    assert_eq!(part.members, [ana.id, luis.id]);
    for back in [3, 1, 0, -1, i64::MIN] {
        let same = luis.reads_up_to(conversation, back).await;
        assert_eq!((same.read_seq, same.moved, same.unread_count), (Seq(3), false, 1), "{back}");
    }
    let beyond = luis.reads_up_to(conversation, i64::MAX).await;
    assert_eq!((beyond.read_seq, beyond.moved, beyond.unread_count), (Seq(4), true, 0));
    assert!(!luis.reads(conversation).await.moved);

    ana.sends(conversation, "cinco").await;
    assert_eq!(luis.unread_in(conversation).await, 1);
}

pub(crate) async fn own_messages_in_between_do_not_count(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for sender in [&ana, &luis, &luis, &ana, &luis, &ana] {
        sender.sends(conversation, "…y entonces").await;
    }
    let unread_after = [(1, 2), (2, 2), (3, 2), (4, 1), (5, 1), (6, 0)];
    assert_eq!(luis.unread_in(conversation).await, 3);
    for (up_to, unread) in unread_after {
        assert_eq!(luis.reads_up_to(conversation, up_to).await.unread_count, unread, "up to {up_to}");
        assert_eq!(luis.unread_in(conversation).await, unread, "up to {up_to}");
        assert_eq!(luis.stats().await.unread_messages, unread, "up to {up_to}");
    }
    assert_eq!(ana.unread_in(conversation).await, 3);
}

pub(crate) async fn reading_does_not_change_the_cursors_of_other_members(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let group = database.group(&[&ana, &luis, &eva]).await;
    ana.sends(group, "Hola a los dos").await;
    luis.sends(group, "Hola").await;

    eva.reads(group).await;
    assert_eq!((eva.unread_in(group).await, luis.unread_in(group).await, ana.unread_in(group).await), (0, 1, 1));
    let cursors = luis.conversation(group).await.read_cursors;
    assert_eq!(cursors.iter().map(|cursor| cursor.read_seq.0).collect::<Vec<_>>(), [0, 0, 2]);
}

pub(crate) async fn a_message_is_read_for_its_sender_when_somebody_has_read_it(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let group = database.group(&[&ana, &luis, &eva]).await;
    ana.sends(group, "uno").await;
    ana.sends(group, "dos").await;
    eva.reads_up_to(group, 1).await;
    ana.reads(group).await;

    for (reader, newest_first) in [(&ana, [false, true]), (&eva, [false, true]), (&luis, [false, false])] {
        let page = reader.page(group, PageRequest::newest()).await;
        assert_eq!(page.results.iter().map(|message| message.is_read).collect::<Vec<_>>(), newest_first);
        let last = reader.conversation(group).await.last_message;
        assert_eq!(last.as_ref(), page.results.first());
    }
    luis.reads(group).await;
    assert!(ana.page(group, PageRequest::newest()).await.results.iter().all(|message| message.is_read));
}

pub(crate) async fn concurrent_readings_end_at_the_highest_number(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for n in 0..16 {
        ana.sends(conversation, &format!("{n}")).await;
    }
    let readings: Vec<_> = (1..=16)
        .map(|seq| {
            let luis = luis.clone();
            tokio::spawn(async move { luis.reads_up_to(conversation, (seq * 7) % 16).await })
        })
        .collect();
    for reading in readings {
        let marked = reading.await.expect("no panic");
        assert_eq!(i64::from(marked.unread_count), 16 - marked.read_seq.0);
    }
    assert_eq!(luis.unread_in(conversation).await, 1);
}
