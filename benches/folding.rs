//! Folding events into the messages of a conversation, and into the list of conversations.

use std::hint::black_box;

use charla::{
    Conversation, ConversationId, ConversationSettings, Inbox, Message, MessageId, Page, Revision, Seq, ServerEvent,
    Stats, Timeline, Timestamp, UserId,
};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

const EVENTS: i64 = 1_000;
const CONVERSATIONS: i64 = 50;
const ME: UserId = UserId(1);
const OTHER: UserId = UserId(2);

fn conversation(id: i64) -> Conversation {
    Conversation {
        id: ConversationId(id),
        participants: Vec::new(),
        created_at: Timestamp::default(),
        last_message: None,
        unread_count: 0,
        read_cursors: Vec::new(),
        roles: Vec::new(),
        last_seen: Vec::new(),
        revision: Revision::START,
        settings: ConversationSettings::default(),
    }
}

/// Returns new messages, each tenth followed by an edit of it. They are spread over so many conversations.
fn events(conversations: i64) -> Vec<ServerEvent> {
    let mut events = Vec::new();
    for n in 0..EVENTS {
        let (id, seq) = (1 + n % conversations, 1 + n / conversations);
        let message =
            Message::plain(MessageId(n), ConversationId(id), Seq(seq), OTHER, "¿Podría venir mañana por la tarde?");
        if n % 10 == 9 {
            let after = Revision(n / 10);
            let changed =
                Message { revision: Revision(after.0 + 1), content: "Ya no hace falta".into(), ..message.clone() };
            events.extend([ServerEvent::Message { message }, ServerEvent::Changed { message: changed, after }]);
        } else {
            events.push(ServerEvent::Message { message });
        }
    }
    events.truncate(usize::try_from(EVENTS).unwrap_or_default());
    events
}

fn folding(criterion: &mut Criterion) {
    let of_one = events(1);
    criterion.bench_function("1,000 events of one conversation, folded into its timeline", |bench| {
        let empty = || Timeline::new(ME, &conversation(1), Page { results: Vec::new(), count: 0, page: 1, limit: 50 });
        bench.iter_batched(
            empty,
            |mut timeline| {
                of_one.iter().for_each(|event| timeline.apply(black_box(event)));
                timeline
            },
            BatchSize::SmallInput,
        );
    });
    let of_many = events(CONVERSATIONS);
    criterion.bench_function("1,000 events of 50 conversations, folded into the list", |bench| {
        let stats = Stats { total_conversations: 50, unread_messages: 0 };
        let empty = || Inbox::new(ME, (1..=CONVERSATIONS).map(conversation).collect(), stats);
        bench.iter_batched(
            empty,
            |mut inbox| {
                for event in &of_many {
                    let _ = inbox.apply(black_box(event));
                }
                inbox
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, folding);
criterion_main!(benches);
