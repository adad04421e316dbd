//! The frames of a socket: it sends messages, and gets acknowledgements and the messages of others.

use axum::{
    extract::{
        State,
        ws::{Message as Frame, WebSocket, WebSocketUpgrade},
    },
    http::HeaderMap,
    response::Response,
};
use charla::{ServerEvent, UserId, event::ClientEvent};
use futures::{SinkExt, StreamExt};

use super::{
    Shared, user,
    writer::{Waiting, encode},
};

/// Frames that are sent with one flush.
const AT_ONCE: usize = 64;

pub(super) async fn connect(
    State(state): State<Shared>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, String> {
    let me = user(&headers)?;
    let upgrade = upgrade.read_buffer_size(1_024).write_buffer_size(0).max_write_buffer_size(512 * 1_024);
    Ok(upgrade.on_upgrade(move |socket| serve(state, me, socket)))
}

async fn serve(state: Shared, me: UserId, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let (outbound, mut frames) = state.hub.subscribe(me);
    let _ = outbound.send(encode(&ServerEvent::Ready { user: me, at: None }));
    let sends = tokio::spawn(async move {
        let mut waiting = Vec::with_capacity(AT_ONCE);
        while frames.recv_many(&mut waiting, AT_ONCE).await > 0 {
            for frame in waiting.drain(..) {
                if sink.feed(Frame::Text(frame)).await.is_err() {
                    return;
                }
            }
            if sink.flush().await.is_err() {
                return;
            }
        }
    });
    while let Some(Ok(frame)) = stream.next().await {
        let Frame::Text(text) = frame else { continue };
        if let Ok(ClientEvent::Send { conversation, content, client_id, .. }) = serde_json::from_str(&text) {
            let from = outbound.clone();
            state.writer.write(Waiting { sender: me, conversation, content, client_id, from }).await;
        }
    }
    sends.abort();
}
