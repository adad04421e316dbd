use charla::{
    ConversationId, Page, PageRequest, PageStart, Seq,
    limits::{ANSWER_BYTES, MESSAGE_CHARS},
};

use crate::{
    actor::{Actor, client_id},
    test_database::TestDatabase,
};

async fn talk_of_7(database: &mut TestDatabase) -> (Actor, Actor, ConversationId) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let talk = ana.opens(&luis).await;
    for n in 1..=7 {
        ana.sends(talk, &format!("{n}")).await;
    }
    (ana, luis, talk)
}

async fn seqs(reader: &Actor, talk: ConversationId, from: PageStart, limit: u32) -> Vec<i64> {
    let page = reader.page(talk, PageRequest { from, limit }).await;
    assert_eq!(page.limit, limit);
    page.results.iter().map(|message| message.seq.0).collect()
}

pub(crate) async fn pages_go_from_the_newest_to_the_first(mut database: TestDatabase) {
    let (_, luis, talk) = talk_of_7(&mut database).await;
    assert_eq!(seqs(&luis, talk, PageStart::Page(1), 3).await, [7, 6, 5]);
    assert_eq!(seqs(&luis, talk, PageStart::Page(2), 3).await, [4, 3, 2]);
    assert_eq!(seqs(&luis, talk, PageStart::Page(3), 3).await, [1]);
    assert_eq!(seqs(&luis, talk, PageStart::Page(1), 500).await, [7, 6, 5, 4, 3, 2, 1]);

    let page = luis.page(talk, PageRequest { from: PageStart::Page(2), limit: 3 }).await;
    assert_eq!((page.count, page.page, page.limit), (7, 2, 3));
    assert_eq!(page.results[0].content, "4");
}

pub(crate) async fn pages_past_the_end_are_empty(mut database: TestDatabase) {
    let (ana, luis, talk) = talk_of_7(&mut database).await;
    for page in [4, 5, u32::MAX] {
        let request = PageRequest { from: PageStart::Page(page), limit: 500 };
        let past = luis.page(talk, request).await;
        assert_eq!(past, Page { results: Vec::new(), count: 7, page, limit: 500 });
    }
    let [eva] = database.enters(["Eva"]).await;
    let quiet = ana.opens(&eva).await;
    let empty = ana.page(quiet, PageRequest::newest()).await;
    assert_eq!(empty, Page { results: Vec::new(), count: 0, page: 1, limit: 50 });
}

pub(crate) async fn before_and_after_stay_right_while_others_write(mut database: TestDatabase) {
    let (ana, luis, talk) = talk_of_7(&mut database).await;
    for _ in 0..2 {
        assert_eq!(seqs(&luis, talk, PageStart::Before(Seq(5)), 2).await, [4, 3]);
        assert_eq!(seqs(&luis, talk, PageStart::After(Seq(2)), 3).await, [5, 4, 3]);
        ana.sends(talk, "otro").await;
    }
    assert_eq!(seqs(&luis, talk, PageStart::After(Seq(7)), 500).await, [9, 8]);
    assert_eq!(seqs(&luis, talk, PageStart::After(Seq(9)), 5).await, [0_i64; 0]);
    assert_eq!(seqs(&luis, talk, PageStart::After(Seq(0)), 2).await, [2, 1]);
    assert_eq!(seqs(&luis, talk, PageStart::Before(Seq(i64::MAX)), 2).await, [9, 8]);
    for from in [
        PageStart::Before(Seq(1)),
        PageStart::Before(Seq(0)),
        PageStart::Before(Seq(i64::MIN)),
        PageStart::After(Seq(i64::MAX)),
    ] {
        assert_eq!(seqs(&luis, talk, from, 2).await, [0_i64; 0], "{from:?}");
    }
    assert_eq!(seqs(&luis, talk, PageStart::After(Seq(i64::MIN)), 1).await, [1]);
}

pub(crate) async fn a_page_ends_where_an_answer_is_full(mut database: TestDatabase) {
    const MESSAGES: i64 = 80;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let talk = ana.opens(&luis).await;
    let all: Vec<_> = (1..=MESSAGES).collect();
    for _ in &all {
        ana.sends(talk, &"👋".repeat(MESSAGE_CHARS)).await;
    }
    for start in [PageStart::Page(1), PageStart::Before(Seq(MESSAGES + 1)), PageStart::After(Seq(0))] {
        let (mut seen, mut next) = (Vec::new(), Some(start));
        while let Some(from) = next {
            let page = luis.page(talk, PageRequest { from, limit: 500 }).await;
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
    let numbered: Vec<_> =
        [seqs(&luis, talk, PageStart::Page(1), 50).await, seqs(&luis, talk, PageStart::Page(2), 50).await].concat();
    assert!(numbered.iter().rev().eq(&all), "numbered pages leave nothing out: {numbered:?}");
    let page = luis.page(talk, PageRequest::around(Seq(40))).await;
    assert!(page.results.iter().any(|message| message.seq == Seq(40)), "that around which it was asked is on the page");
}

pub(crate) async fn a_client_id_is_told_to_its_sender_only(mut database: TestDatabase) {
    let (ana, luis, talk) = talk_of_7(&mut database).await;
    let id = Some(client_id(9));
    ana.tries_to_send(talk, "con identificador", id).await.expect("it is sent");

    for (reader, told) in [(&ana, id), (&luis, None)] {
        assert_eq!(reader.page(talk, PageRequest::newest()).await.results[0].client_id, told);
        assert_eq!(reader.conversation(talk).await.last_message.and_then(|message| message.client_id), told);
    }
}
