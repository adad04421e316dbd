use charla::MessageContent;
use uuid::Uuid;

use super::*;

const CONVERSATION: ConversationId = ConversationId(7);
const ANA: UserId = UserId(1);
const LUIS: UserId = UserId(2);

fn conversations() -> ConversationStates {
    let member = |id, sent| Member {
        id,
        read_seq: 0,
        sent,
        username: String::new(),
        first_name: String::new(),
        last_name: String::new(),
    };
    HashMap::from([(CONVERSATION, ConversationState { last_seq: 5, members: vec![member(ANA, 3), member(LUIS, 2)] })])
}

fn says(sender: UserId, text: &str, client_id: u128) -> NewMessage {
    NewMessage {
        sender,
        conversation: CONVERSATION,
        content: MessageContent::parse(text).expect("a text"),
        client_id: (client_id != 0).then_some(ClientId(Uuid::from_u128(client_id))),
        reply_to: None,
        now: Timestamp::from_micros(1),
    }
}

/// `seq` and whether it is new, or the refusal.
fn outcomes(batch: Batch) -> Vec<Result<(i64, bool), ChatError>> {
    let ids = HashMap::from([6, 7, 8].map(|seq| ((CONVERSATION, Seq(seq)), 10 * seq)));
    let outcomes = batch.outcomes(&ids).into_iter();
    outcomes
        .map(|outcome| {
            outcome.map(|appended| {
                assert_eq!(appended.message.id.0, appended.message.seq.0 * 10, "the id of its row");
                (appended.message.seq.0, appended.is_new)
            })
        })
        .collect()
}

#[test]
fn messages_of_one_conversation_get_consecutive_seqs() {
    let batch = Batch::plan(
        &[says(ANA, "a", 0), says(LUIS, "b", 0), says(ANA, "c", 0)],
        &conversations(),
        &Retried::new(),
        &Quoted::new(),
    );
    let rows: Vec<_> = batch.rows.iter().map(|row| (row.seq, row.sender_id, row.sender_seq)).collect();
    assert_eq!(rows, [(6, 1, 4), (7, 2, 3), (8, 1, 5)]);
    assert_eq!(batch.newest().iter().map(|newest| newest.last_seq).collect::<Vec<_>>(), [8]);
    assert_eq!(batch.sent_counts().iter().map(|count| count.sent).collect::<Vec<_>>(), [5, 3]);
    assert_eq!(outcomes(batch), [Ok((6, true)), Ok((7, true)), Ok((8, true))]);
}

#[test]
fn a_retry_in_the_same_batch_is_the_same_message() {
    let messages = [says(ANA, "a", 9), says(ANA, "a", 9), says(ANA, "otra", 9), says(LUIS, "b", 9)];
    let batch = Batch::plan(&messages, &conversations(), &Retried::new(), &Quoted::new());
    assert_eq!(batch.rows.len(), 2);
    assert_eq!(outcomes(batch), [Ok((6, true)), Ok((6, false)), Err(ChatError::ClientIdReused), Ok((7, true))]);
}

#[test]
fn a_refused_message_of_a_stranger_takes_no_seq() {
    let stranger = says(UserId(3), "hola", 0);
    let elsewhere = NewMessage { conversation: ConversationId(8), ..says(ANA, "hola", 0) };
    let batch =
        Batch::plan(&[stranger, elsewhere, says(ANA, "a", 0)], &conversations(), &Retried::new(), &Quoted::new());
    let nothing = || Err(ChatError::ConversationNotFound);
    assert_eq!(outcomes(batch), [nothing(), nothing(), Ok((6, true))]);
}

#[test]
fn a_reply_to_a_message_that_does_not_exist_is_refused() {
    let answer = |seq| NewMessage { reply_to: Some(Seq(seq)), ..says(ANA, "sí", 0) };
    let quote = Quote { seq: Seq(5), sender_id: LUIS, sender_name: "Luis".into(), excerpt: "¿vienes?".into() };
    let quoted = Quoted::from([((CONVERSATION, Seq(5)), quote.clone())]);
    let batch = Batch::plan(&[answer(9), answer(5)], &conversations(), &Retried::new(), &quoted);
    assert_eq!(batch.rows.iter().map(|row| row.reply_to).collect::<Vec<_>>(), [Some(5)]);
    let outcomes = batch.outcomes(&HashMap::from([((CONVERSATION, Seq(6)), 60)]));
    assert_eq!(outcomes[0].as_ref().err(), Some(&ChatError::MessageNotFound));
    assert_eq!(outcomes[1].as_ref().ok().and_then(|appended| appended.message.reply_to.clone()), Some(quote));
}
