//! As `changing.rs`.

use charla::{Change, ChatError, ConversationId, Emoji, Message, MessageContent, Seq, reaction};

use super::{Tab, answers::Answer};

impl Tab {
    pub async fn edit(&mut self, id: ConversationId, seq: Seq, content: &str) {
        let content = MessageContent::parse(content).expect("a content");
        self.changes(id, seq, Change::Edit(content)).await;
    }

    pub async fn delete(&mut self, id: ConversationId, seq: Seq) {
        self.changes(id, seq, Change::Delete).await;
    }

    /// `None` takes it back.
    pub async fn react(&mut self, id: ConversationId, seq: Seq, emoji: Option<Emoji>) {
        self.changes(id, seq, Change::React(emoji)).await;
    }

    async fn changes(&mut self, id: ConversationId, seq: Seq, change: Change) {
        match self.backend.change(self.me, id, seq, change.clone()).await {
            Ok(message) => {
                self.is_done(&change, &message);
                self.answers.push_back(Answer::Changed(message));
            }
            // It was deleted elsewhere, which is not known here yet.
            Err(ChatError::MessageDeleted) => {}
            Err(error) => panic!("{error}"),
        }
    }

    fn is_done(&self, change: &Change, message: &Message) {
        match change {
            Change::Edit(content) => assert_eq!((&*message.content, message.edited_at.is_some()), (&**content, true)),
            Change::Delete => {
                let left = (&*message.content, message.reactions.len(), &message.reply_to);
                assert_eq!((message.is_deleted(), left), (true, ("", 0, &None)));
            }
            Change::React(emoji) => assert_eq!(reaction::of(&message.reactions, self.me), *emoji),
        }
    }
}
