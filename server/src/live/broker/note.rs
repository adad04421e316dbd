//! What processes tell each other, and on which channels.

use std::sync::Arc;

use charla::{MessageId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{live::broadcast::BroadcastContent, store::SessionKey};

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Note {
    /// To one user's channel, by the process `from`, whose own sockets know.
    Happened {
        from: Uuid,
        what: Box<BroadcastContent>,
    },
    SessionEnded {
        session: SessionKey,
    },
    /// What happened at the process `from` after this message, others may not have been told.
    Missed {
        from: Uuid,
        since: MessageId,
    },
    /// To oneself: who hears it hears everything.
    Heartbeat,
}

impl Note {
    pub(super) fn encoded(&self) -> Arc<str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// The names of the channels.
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

    pub(super) fn own(&self) -> String {
        format!("charla:{}:process:{}", self.installation, self.process)
    }

    /// Those of all processes.
    pub(super) fn processes(&self) -> String {
        format!("charla:{}:process:*", self.installation)
    }

    pub(super) fn user(&self, user: UserId) -> String {
        format!("charla:{}:user:{user}", self.installation)
    }

    /// Whose channel this is.
    pub(super) fn user_of(&self, channel: &str) -> Option<UserId> {
        let rest = channel.strip_prefix("charla:")?.strip_prefix(&*self.installation)?;
        rest.strip_prefix(":user:")?.parse().ok().map(UserId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_leads_back_to_its_user_and_to_no_other_installations() {
        let (ours, theirs) = (Channels::new("a"), Channels::new("b"));
        assert_eq!(ours.user_of(&ours.user(UserId(7))), Some(UserId(7)));
        assert_eq!(ours.user_of(&theirs.user(UserId(7))), None);
        assert_eq!(ours.user_of(&ours.all()), None);
    }
}
