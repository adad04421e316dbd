use std::collections::BTreeSet;

use charla::ListRequest;

use crate::test_database::TestDatabase;

/// A client counts what comes after the answer: a list and totals of different moments would stay different.
pub(crate) async fn the_list_sums_up_to_the_totals_while_people_write(mut database: TestDatabase) {
    /// Each may have come between a list and its totals.
    const WRITES_SEEN: usize = 25;
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (with_luis, with_eva) = (ana.opens(&luis).await, ana.opens(&eva).await);
    let mut totals = BTreeSet::new();
    let looking = async {
        while totals.len() < WRITES_SEEN {
            let inbox = ana.store.inbox(ana.id, ListRequest::first()).await.expect("one's own inbox");
            let listed: u32 = inbox.conversations.iter().map(|conversation| conversation.unread_count).sum();
            assert_eq!((inbox.conversations.len(), listed), (2, inbox.stats.unread_messages));
            assert_eq!(inbox.stats.total_conversations, 2);
            totals.insert(listed);
        }
    };
    let luis_writing = async {
        loop {
            luis.sends(with_luis, "hola").await;
        }
    };
    let eva_writing = async {
        loop {
            eva.sends(with_eva, "hola").await;
        }
    };
    tokio::select! {
        () = looking => {}
        () = luis_writing => {}
        () = eva_writing => {}
    }
}
