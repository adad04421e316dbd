//! What one does to messages that are stored: it shows once the server has done it.

use charla::{ConversationId, Emoji, Message, Revision, Seq, ServerEvent};

use super::Chat;
use crate::{failure::Failure, functions};

impl Chat {
    pub async fn edit(self, id: ConversationId, seq: Seq, content: String) -> Result<(), Failure> {
        self.changed(functions::edit_message(id, seq, content).await)
    }

    pub async fn delete(self, id: ConversationId, seq: Seq) -> Result<(), Failure> {
        self.changed(functions::delete_message(id, seq).await)
    }

    /// `None` takes it back.
    pub async fn react(self, id: ConversationId, seq: Seq, emoji: Option<Emoji>) -> Result<(), Failure> {
        self.changed(functions::react(id, seq, emoji).await)
    }

    /// The socket tells it, too; without one, this does.
    fn changed(self, answer: Result<Message, Failure>) -> Result<(), Failure> {
        let message = answer.inspect_err(|failure| self.refused(failure))?;
        let after = Revision(message.revision.0 - 1);
        self.apply(&ServerEvent::Changed { message, after });
        Ok(())
    }
}
