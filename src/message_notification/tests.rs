use super::*;
use crate::{ConversationSettings, ReadCursor, Revision, Stats, Timestamp, User};

const ME: UserId = UserId(1);
const LUIS: UserId = UserId(2);
const EVA: UserId = UserId(3);

fn user(id: UserId, name: &str) -> User {
    User {
        id,
        username: name.to_lowercase(),
        first_name: name.into(),
        last_name: String::new(),
        email: None,
        must_change_password: false,
    }
}

fn conversation(id: i64, others: &[(UserId, &str)]) -> Conversation {
    let others = others.iter().map(|(id, name)| user(*id, name));
    Conversation {
        id: ConversationId(id),
        participants: [user(ME, "Ana")].into_iter().chain(others).collect(),
        created_at: Timestamp::default(),
        last_message: None,
        unread_count: 0,
        read_cursors: vec![ReadCursor { user: ME, read_seq: Seq(2) }],
        roles: Vec::new(),
        last_seen: Vec::new(),
        revision: Revision::START,
        settings: ConversationSettings::default(),
    }
}

fn message(conversation: i64, seq: i64, sender: UserId, content: &str) -> Message {
    let id = MessageId(conversation * 100 + seq);
    let message = Message::plain(id, ConversationId(conversation), Seq(seq), sender, content);
    Message { sender_first_name: "Luis".into(), ..message }
}

fn comes(notices: &mut PendingNotifications, message: Message) {
    notices.apply(&ServerEvent::Message { message }, ME);
}

fn resumed() -> ServerEvent {
    ServerEvent::Resumed { stats: Stats::default() }
}

fn taken(notices: &mut PendingNotifications, conversations: &[Conversation]) -> Vec<String> {
    let inbox = Inbox::new(ME, conversations.to_vec(), Stats::default());
    notices.take(&inbox, ME).into_iter().map(|notice| format!("{}: {}", notice.title, notice.body)).collect()
}

#[test]
fn a_message_is_notified_once_with_its_beginning() {
    let mut notices = PendingNotifications::default();
    comes(&mut notices, message(1, 3, LUIS, &"hola\n".repeat(100)));
    let notice = taken(&mut notices, &[conversation(1, &[(LUIS, "Luis")])]).pop().expect("one");
    assert!(notice.starts_with("Luis: hola hola") && notice.ends_with('…'), "{notice}");
    assert_eq!(notice.chars().count(), "Luis: ".len() + NOTICE_CHARS);
    assert!(taken(&mut notices, &[conversation(1, &[(LUIS, "Luis")])]).is_empty());
}

#[test]
fn a_notification_of_a_group_names_the_group_and_the_sender() {
    let mut notices = PendingNotifications::default();
    comes(&mut notices, message(1, 3, LUIS, "hola"));
    assert_eq!(taken(&mut notices, &[conversation(1, &[(LUIS, "Luis"), (EVA, "Eva")])]), ["Luis, Eva: Luis: hola"]);
}

#[test]
fn own_read_deleted_and_muted_messages_are_not_notified() {
    let mut notices = PendingNotifications::default();
    let mut muted = conversation(2, &[(LUIS, "Luis")]);
    muted.settings.is_muted = true;
    comes(&mut notices, message(1, 3, ME, "yo"));
    comes(&mut notices, message(1, 2, LUIS, "leído"));
    comes(&mut notices, message(2, 3, LUIS, "en silencio"));
    let deleted = Message { deleted_at: Some(Timestamp::default()), ..message(3, 3, LUIS, "") };
    comes(&mut notices, message(3, 3, LUIS, "borrado"));
    notices.apply(&ServerEvent::Changed { message: deleted, after: Revision::START }, ME);
    let all = [conversation(1, &[(LUIS, "Luis")]), muted, conversation(3, &[(LUIS, "Luis")])];
    assert!(taken(&mut notices, &all).is_empty());
}

#[test]
fn missed_messages_are_notified_after_the_resume_for_a_few_conversations() {
    let mut notices = PendingNotifications::default();
    notices.apply(&ServerEvent::Ready { user: ME, at: None }, ME);
    for id in 1..=5 {
        comes(&mut notices, message(id, 3, LUIS, "uno"));
        comes(&mut notices, message(id, 4, LUIS, &format!("dos de {id}")));
    }
    let all: Vec<_> = (1..=5).map(|id| conversation(id, &[(LUIS, "Luis")])).collect();
    assert!(taken(&mut notices, &all).is_empty(), "more may come");
    notices.apply(&resumed(), ME);
    assert_eq!(taken(&mut notices, &all), ["Luis: dos de 3", "Luis: dos de 4", "Luis: dos de 5"]);
}

#[test]
fn a_message_of_an_unknown_conversation_is_notified_once_the_conversation_is_loaded() {
    let mut notices = PendingNotifications::default();
    comes(&mut notices, message(7, 3, LUIS, "hola"));
    assert!(taken(&mut notices, &[conversation(1, &[(LUIS, "Luis")])]).is_empty());
    assert_eq!(taken(&mut notices, &[conversation(7, &[(LUIS, "Luis")])]), ["Luis: hola"]);
}

#[test]
fn a_name_does_not_reorder_the_text_around_it() {
    let mut notices = PendingNotifications::default();
    comes(&mut notices, Message { sender_first_name: "\u{202e}דן".into(), ..message(1, 3, LUIS, "hola") });
    let group = conversation(1, &[(LUIS, "\u{202e}דן"), (EVA, "Eva")]);
    assert_eq!(taken(&mut notices, &[group]), ["\u{2068}דן\u{2069}, Eva: \u{2068}דן\u{2069}: hola"]);
}

#[test]
fn a_message_that_arrives_again_is_not_notified_again() {
    let mut notices = PendingNotifications::default();
    let conversations = [conversation(1, &[(LUIS, "Luis")])];
    comes(&mut notices, message(1, 3, LUIS, "hola"));
    assert_eq!(taken(&mut notices, &conversations), ["Luis: hola"]);
    comes(&mut notices, message(1, 3, LUIS, "hola"));
    assert_eq!(taken(&mut notices, &conversations), [""; 0]);
    comes(&mut notices, message(1, 4, LUIS, "¿estás?"));
    assert_eq!(taken(&mut notices, &conversations), ["Luis: ¿estás?"]);
}
