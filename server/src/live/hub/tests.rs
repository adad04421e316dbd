use charla::{ClientId, ConversationId, Message, MessageId, Seq};
use uuid::Uuid;

use super::*;
use crate::live::frame::Frame;

const ANA: UserId = UserId(1);
const LUIS: UserId = UserId(4);
const MARIA: UserId = UserId(3);
const CONVERSATION: ConversationId = ConversationId(1);

fn session(number: u8) -> SessionKey {
    SessionKey::new([number; 32])
}

/// Returns a message by Ana.
fn message(seq: i64) -> Broadcast {
    Broadcast::message(Message {
        client_id: Some(ClientId(Uuid::nil())),
        ..Message::plain(MessageId(seq), CONVERSATION, Seq(seq), ANA, "hola")
    })
}

fn receive(subscription: &mut Subscription) -> Option<Frame> {
    subscription.parts().0.try_next().map(|event| event.frame)
}

fn ended(subscription: &mut Subscription) -> Option<Ending> {
    subscription.parts().1.try_recv().ok()
}

#[test]
fn every_socket_of_a_member_gets_a_message_and_no_socket_of_a_stranger() {
    let hub = Hub::new(10);
    let open = |user, listening| hub.subscribe(user, session(1), listening).expect("room for a socket");
    let mut members =
        [open(ANA, Listening::Everything), open(LUIS, Listening::Everything), open(LUIS, Listening::To(CONVERSATION))];
    let mut stranger = open(MARIA, Listening::Everything);
    let mut elsewhere = open(LUIS, Listening::To(ConversationId(2)));
    hub.check_invariants();

    hub.publish(&[ANA, LUIS], &mut message(1));

    for member in &mut members {
        assert!(receive(member).is_some());
        assert!(receive(member).is_none(), "once");
    }
    assert!(receive(&mut stranger).is_none());
    assert!(receive(&mut elsewhere).is_none());
}

#[test]
fn a_view_is_encoded_once_and_only_the_sender_gets_the_client_id() {
    let hub = Hub::new(10);
    let open = |user| hub.subscribe(user, session(1), Listening::Everything).expect("room for a socket");
    let (mut ana, mut luis, mut luis_too) = (open(ANA), open(LUIS), open(LUIS));

    hub.publish(&[ANA, LUIS], &mut message(1));

    let [to_ana, to_luis, to_luis_too] = [&mut ana, &mut luis, &mut luis_too].map(|s| receive(s).expect("a frame"));
    assert!(to_ana.as_str().contains("client_id"));
    assert!(!to_luis.as_str().contains("client_id"));
    assert_eq!(to_luis.as_str().as_ptr(), to_luis_too.as_str().as_ptr(), "the bytes are shared");
}

#[test]
fn a_slow_reader_is_closed_and_the_others_go_on() {
    let hub = Hub::new(10);
    let mut slow = hub.subscribe(LUIS, session(1), Listening::Everything).expect("room for a socket");
    let mut quick = hub.subscribe(LUIS, session(1), Listening::Everything).expect("room for a socket");
    for seq in 1..=MAX_EVENTS {
        hub.publish(&[LUIS], &mut message(i64::try_from(seq).expect("small")));
        assert!(receive(&mut quick).is_some());
    }
    assert_eq!(ended(&mut slow), None);

    hub.publish(&[LUIS], &mut message(1_000));

    assert_eq!(ended(&mut slow), Some(Ending::SlowReader));
    assert!(receive(&mut quick).is_some());
    assert_eq!(hub.len(), 1);
    hub.check_invariants();
}

#[test]
fn a_session_that_ends_closes_only_its_own_sockets() {
    let hub = Hub::new(10);
    let mut phone = hub.subscribe(ANA, session(1), Listening::Everything).expect("room for a socket");
    let mut laptop = hub.subscribe(ANA, session(2), Listening::To(CONVERSATION)).expect("room for a socket");

    hub.close_sockets_of_session(session(1));

    assert_eq!(ended(&mut phone), Some(Ending::SessionEnded));
    assert_eq!(ended(&mut laptop), None);
    assert_eq!(hub.len(), 1);
    hub.check_invariants();
}

#[test]
fn the_number_of_sockets_of_one_user_is_limited() {
    let hub = Hub::new(2);
    let open = |user| hub.subscribe(user, session(1), Listening::Everything);
    let first = open(ANA).expect("room for a socket");
    let _second = open(ANA).expect("room for a socket");
    assert!(matches!(open(ANA), Err(ChatError::TooManyRequests { .. })));
    assert!(open(LUIS).is_ok(), "others have their own");
    drop(first);
    assert!(open(ANA).is_ok());
    hub.check_invariants();
}
