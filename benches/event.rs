//! Encoding an event for a socket, and decoding it in the client.

use std::hint::black_box;

use charla::{ConversationId, Message, MessageId, Seq, ServerEvent, Timestamp, UserId};
use criterion::{Criterion, criterion_group, criterion_main};

fn encoding(criterion: &mut Criterion) {
    let message = Message {
        sender_username: "lucia_romero".into(),
        sender_first_name: "Lucía".into(),
        sender_last_name: "Romero".into(),
        created_at: Timestamp::from_millis(1_767_225_600_123),
        ..Message::plain(
            MessageId(1_234_567),
            ConversationId(890),
            Seq(321),
            UserId(45),
            "El presupuesto es de 180 € con los materiales: https://example.com/presupuesto/2026/1184",
        )
    };
    let event = ServerEvent::Message { message };
    let text = serde_json::to_string(&event).expect("JSON");
    criterion.bench_function("a message, encoded", |bench| bench.iter(|| serde_json::to_string(black_box(&event))));
    criterion.bench_function("a message, decoded", |bench| {
        bench.iter(|| serde_json::from_str::<ServerEvent>(black_box(&text)));
    });
}

criterion_group!(benches, encoding);
criterion_main!(benches);
