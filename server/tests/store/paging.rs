use charla::{
    ConversationId, Page, PageRequest, PageStart, Seq,
    limits::{ANSWER_BYTES, MESSAGE_CHARS},
};

use crate::{
    actor::{Actor, client_id},
    test_database::TestDatabase,
};

async fn conversation_of_7(database: &mut TestDatabase) -> (Actor, Actor, ConversationId) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for n in 1..=7 {
        ana.sends(conversation, &format!("{n}")).await;
    }
    (ana, luis, conversation)
}

async fn seqs(reader: &Actor, conversation: ConversationId, from: PageStart, limit: u32) -> Vec<i64> {
    let page = reader.page(conversation, PageRequest { from, limit }).await;
    assert_eq!(page.limit, limit);
    page.results.iter().map(|message| message.seq.0).collect()
}

pub(crate) async fn pages_go_from_the_newest_to_the_first(mut database: TestDatabase) {
    let (_, luis, conversation) = conversation_of_7(&mut database).await;
    assert_eq!(seqs(&luis, conversation, PageStart::Page(1), 3).await, [7, 6, 5]);
    assert_eq!(seqs(&luis, conversation, PageStart::Page(2), 3).await, [4, 3, 2]);
    assert_eq!(seqs(&luis, conversation, PageStart::Page(3), 3).await, [1]);
    assert_eq!(seqs(&luis, conversation, PageStart::Page(1), 500).await, [7, 6, 5, 4, 3, 2, 1]);

    let page = luis.page(conversation, PageRequest { from: PageStart::Page(2), limit: 3 }).await;
    assert_eq!((page.count, page.page, page.limit), (7, 2, 3));
    assert_eq!(page.results[0].content, "4");
}

pub(crate) async fn pages_past_the_end_are_empty(mut database: TestDatabase) {
    let (ana, luis, conversation) = conversation_of_7(&mut database).await;
    for page in [4, 5, u32::MAX] {
        let request = PageRequest { from: PageStart::Page(page), limit: 500 };
        let past = luis.page(conversation, request).await;
        assert_eq!(past, Page { results: Vec::new(), count: 7, page, limit: 500 });
    }
    let [eva] = database.enters(["Eva"]).await;
    let quiet = ana.opens(&eva).await;
    let empty = ana.page(quiet, PageRequest::newest()).await;
    assert_eq!(empty, Page { results: Vec::new(), count: 0, page: 1, limit: 50 });
}

pub(crate) async fn pages_before_and_after_a_message_stay_the_same_while_users_write(mut database: TestDatabase) {
    let (ana, luis, conversation) = conversation_of_7(&mut database).await;
    for _ in 0..2 {
        assert_eq!(seqs(&luis, conversation, PageStart::Before(Seq(5)), 2).await, [4, 3]);
        assert_eq!(seqs(&luis, conversation, PageStart::After(Seq(2)), 3).await, [5, 4, 3]);
        ana.sends(conversation, "otro").await;
    }
    assert_eq!(seqs(&luis, conversation, PageStart::After(Seq(7)), 500).await, [9, 8]);
    assert_eq!(seqs(&luis, conversation, PageStart::After(Seq(9)), 5).await, [0_i64; 0]);
    assert_eq!(seqs(&luis, conversation, PageStart::After(Seq(0)), 2).await, [2, 1]);
    assert_eq!(seqs(&luis, conversation, PageStart::Before(Seq(i64::MAX)), 2).await, [9, 8]);
    for from in [
        PageStart::Before(Seq(1)),
        PageStart::Before(Seq(0)),
        PageStart::Before(Seq(i64::MIN)),
        PageStart::After(Seq(i64::MAX)),
    ] {
        assert_eq!(seqs(&luis, conversation, from, 2).await, [0_i64; 0], "{from:?}");
    }
    assert_eq!(seqs(&luis, conversation, PageStart::After(Seq(i64::MIN)), 1).await, [1]);
}

pub(crate) async fn a_page_ends_at_the_size_limit_of_an_answer(mut database: TestDatabase) {
    const MESSAGES: i64 = 80;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let all: Vec<_> = (1..=MESSAGES).collect();
    for _ in &all {
        ana.sends(conversation, &"👋".repeat(MESSAGE_CHARS)).await;
    }
    for start in [PageStart::Page(1), PageStart::Before(Seq(MESSAGES + 1)), PageStart::After(Seq(0))] {
        let (mut seen, mut next) = (Vec::new(), Some(start));
        while let Some(from) = next {
            let page = luis.page(conversation, PageRequest { from, limit: 500 }).await;
            let bytes: usize = page.results.iter().map(|message| message.content.len()).sum();
            assert!(bytes <= ANSWER_BYTES, "{from:?}: {bytes}");
            assert_eq!(page.count, 80);
            let seqs = page.results.iter().map(|message| message.seq.0);
            if matches!(start, PageStart::After(_)) {
                seen.extend(seqs.rev());
            } else {
                seen.extend(seqs);
            }
            next = page.next(from);
        }
        if !matches!(start, PageStart::After(_)) {
            seen.reverse();
        }
        assert_eq!(seen, all, "{start:?}: everything once");
    }
    let numbered: Vec<_> = [
        seqs(&luis, conversation, PageStart::Page(1), 50).await,
        seqs(&luis, conversation, PageStart::Page(2), 50).await,
    ]
    .concat();
    assert!(numbered.iter().rev().eq(&all), "numbered pages leave nothing out: {numbered:?}");
    let page = luis.page(conversation, PageRequest::around(Seq(40))).await;
    assert!(page.results.iter().any(|message| message.seq == Seq(40)), "that around which it was asked is on the page");
}

pub(crate) async fn only_the_sender_sees_a_client_id(mut database: TestDatabase) {
    let (ana, luis, conversation) = conversation_of_7(&mut database).await;
    let id = Some(client_id(9));
    ana.tries_to_send(conversation, "con identificador", id).await.expect("it is sent");

    for (reader, told) in [(&ana, id), (&luis, None)] {
        assert_eq!(reader.page(conversation, PageRequest::newest()).await.results[0].client_id, told);
        assert_eq!(reader.conversation(conversation).await.last_message.and_then(|message| message.client_id), told);
    }
}
