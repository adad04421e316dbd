//! The messages that processes exchange, and the channels that carry them.

use std::sync::Arc;

use charla::{MessageId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{live::broadcast::BroadcastContent, store::SessionKey};

/// The format must not change: during an update, messages of the release before are still under way in Redis.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum BrokerMessage {
    /// On the channel of one user. The process `from` has delivered it to its own sockets already.
    #[serde(rename = "Happened")]
    Broadcast {
        from: Uuid,
        #[serde(rename = "what")]
        content: Box<BroadcastContent>,
    },
    SessionEnded {
        session: SessionKey,
    },
    /// The process `from` may not have published its events after the message `since`.
    Missed {
        from: Uuid,
        since: MessageId,
    },
    /// For the process itself: while it receives these, it receives everything.
    Heartbeat,
}

impl BrokerMessage {
    pub(super) fn encoded(&self) -> Arc<str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// The names of the channels, which begin with the name of the installation: two installations may share a Redis.
#[derive(Debug, Clone)]
pub(super) struct Channels {
    pub(super) process: Uuid,
    installation: Arc<str>,
}

impl Channels {
    pub(super) fn new(installation: &str) -> Self {
        Self { process: Uuid::now_v7(), installation: installation.into() }
    }

    pub(super) fn all(&self) -> String {
        format!("charla:{}:all", self.installation)
    }

    /// The channel of this process.
    pub(super) fn own(&self) -> String {
        format!("charla:{}:process:{}", self.installation, self.process)
    }

    /// Returns the pattern that the channels of all processes match.
    pub(super) fn processes(&self) -> String {
        format!("charla:{}:process:*", self.installation)
    }

    pub(super) fn user(&self, user: UserId) -> String {
        format!("charla:{}:user:{user}", self.installation)
    }

    /// Returns the user of a channel; `None` for other channels, and for those of other installations.
    pub(super) fn user_of(&self, channel: &str) -> Option<UserId> {
        let rest = channel.strip_prefix("charla:")?.strip_prefix(&*self.installation)?;
        rest.strip_prefix(":user:")?.parse().ok().map(UserId)
    }
}

#[cfg(test)]
mod tests {
    use charla::ConversationId;

    use super::*;

    #[test]
    fn the_format_is_that_of_earlier_releases() {
        let content = BroadcastContent::Typing { conversation: ConversationId(1), user: UserId(2) };
        let broadcast = BrokerMessage::Broadcast { from: Uuid::nil(), content: Box::new(content) };
        let missed = BrokerMessage::Missed { from: Uuid::nil(), since: MessageId(3) };
        assert_eq!(
            [&*broadcast.encoded(), &*missed.encoded(), &*BrokerMessage::Heartbeat.encoded()],
            [
                r#"{"Happened":{"from":"00000000-0000-0000-0000-000000000000","what":{"Typing":{"conversation":1,"user":2}}}}"#,
                r#"{"Missed":{"from":"00000000-0000-0000-0000-000000000000","since":3}}"#,
                r#""Heartbeat""#,
            ]
        );
    }

    #[test]
    fn a_channel_names_its_user_only_within_its_installation() {
        let (ours, theirs) = (Channels::new("a"), Channels::new("b"));
        assert_eq!(ours.user_of(&ours.user(UserId(7))), Some(UserId(7)));
        assert_eq!(ours.user_of(&theirs.user(UserId(7))), None);
        assert_eq!(ours.user_of(&ours.all()), None);
    }
}
