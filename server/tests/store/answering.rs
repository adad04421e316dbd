//! Replies.

use charla::{Change, ChatError, MessageContent, Seq};

use crate::{actor::refusal, test_database::TestDatabase};

pub(crate) async fn a_reply_quotes_the_current_text_of_the_message(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana García", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let question = ana.sends(conversation, "¿a las\n10?").await;
    let answer = luis.answers(&question, "sí").await;
    let quoted = async |excerpt: &str| {
        for seen in [luis.looks_at(&answer).await, ana.looks_at(&answer).await] {
            let quote = seen.reply_to.expect("a quote");
            assert_eq!((quote.seq, quote.sender_id, quote.sender_name.as_str()), (question.seq, ana.id, "Ana García"));
            assert_eq!(quote.excerpt, excerpt);
        }
    };
    assert_eq!(answer.reply_to, luis.looks_at(&answer).await.reply_to, "told as it is stored");
    quoted("¿a las 10?").await;
    ana.changes(&question, Change::Edit(MessageContent::parse("¿a las 11?").expect("a text"))).await;
    quoted("¿a las 11?").await;
    ana.changes(&question, Change::Delete).await;
    quoted("").await;
    assert_eq!(ana.list().await[0].last_message.as_ref().map(|last| last.seq), Some(answer.seq));
}

pub(crate) async fn a_message_outside_the_conversation_cannot_be_quoted(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (conversation, elsewhere) = (ana.opens(&luis).await, luis.opens(&eva).await);
    luis.sends(elsewhere, "un secreto").await;
    ana.sends(conversation, "hola").await;
    for seq in [-1, 0, 2, i64::MAX] {
        let refused = refusal(ana.tries_to_reply(conversation, Seq(seq), "sí").await);
        assert_eq!(refused, ChatError::MessageNotFound, "{seq}");
    }
    assert_eq!(refusal(ana.tries_to_reply(elsewhere, Seq(1), "sí").await), ChatError::ConversationNotFound);
    assert_eq!(ana.sends(conversation, "sigo").await.seq, Seq(2), "what is refused takes no place");
}
