//! The frames of both sockets, as far as the load tests need them.

use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// A frame from the server.
#[derive(Debug)]
pub(crate) enum Received {
    /// The client's own message is stored. Has its text.
    Acknowledged(String),
    /// A message of another user.
    Message {
        text: String,
        seq: Option<i64>,
    },
    Refused,
    Other,
}

/// The protocol of a socket.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wire {
    /// `/ws/`
    Charla,
    /// `/ws/chat/{id}/`, of any server with the protocol of the original design. A client's own message, when it comes
    /// back, is the acknowledgement.
    Origin,
}

impl Wire {
    pub(crate) fn path(self, conversation: u32) -> String {
        match self {
            Self::Charla => "/ws/".into(),
            Self::Origin => format!("/ws/chat/{conversation}/"),
        }
    }

    pub(crate) fn encode(self, conversation: u32, text: &str) -> String {
        match self {
            Self::Charla => {
                let id = Uuid::now_v7();
                json!({"type": "send", "conversation": conversation, "content": text, "client_id": id}).to_string()
            }
            Self::Origin => json!({ "message": text }).to_string(),
        }
    }

    /// Decodes a frame that `me` received.
    pub(crate) fn decode(self, me: &str, frame: &str) -> Received {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(frame) else { return Received::Other };
        match frame {
            Frame { kind: Some("ack"), message: Some(WireMessage::Stored { content, .. }), .. } => {
                Received::Acknowledged(content)
            }
            Frame {
                kind: Some("message"),
                message: Some(WireMessage::Stored { content, seq, sender_username }),
                ..
            } if sender_username != me => Received::Message { text: content, seq: Some(seq) },
            Frame { kind: None, message: Some(WireMessage::Text(text)), sender: Some(sender), seq, .. } => {
                if sender == me { Received::Acknowledged(text) } else { Received::Message { text, seq } }
            }
            Frame { kind: Some("error"), .. } | Frame { error: Some(_), .. } => Received::Refused,
            _ => Received::Other,
        }
    }
}

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    message: Option<WireMessage>,
    sender: Option<String>,
    seq: Option<i64>,
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WireMessage {
    Text(String),
    Stored { content: String, seq: i64, sender_username: String },
}
