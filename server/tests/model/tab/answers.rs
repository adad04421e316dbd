//! What the operations have answered, on its way to the tab.

use app::functions::ChatPage;
use charla::{ConversationId, Message, Page, Revision, Seq, ServerEvent, Standing};

use super::Tab;

pub(super) enum Answer {
    Chat(ChatPage),
    Around(ConversationId, Page<Message>),
    Older(ConversationId, Page<Message>),
    Newer(ConversationId, Page<Message>),
    /// The message as it is now.
    Changed(Message),
    Decided(ConversationId, Standing),
    Read {
        id: ConversationId,
        read_seq: Seq,
        last_seq: Option<Seq>,
        told: Option<Standing>,
    },
}

impl Tab {
    /// One of the answers comes. Whether there was any.
    pub async fn comes(&mut self, which: usize) -> bool {
        let which = which.checked_rem(self.answers.len()).unwrap_or_default();
        let Some(answer) = self.answers.remove(which) else { return false };
        match answer {
            Answer::Chat(page) => {
                let id = page.conversation.id;
                self.open(page);
                self.shows(id).await;
            }
            Answer::Around(id, page) => {
                if let Some(opened) = self.opened.get_mut(&id) {
                    opened.show(page);
                }
            }
            Answer::Older(id, page) => self.older(id, page),
            Answer::Newer(id, page) => self.newer(id, page),
            Answer::Changed(message) => {
                let after = Revision(message.revision.0 - 1);
                self.apply(&ServerEvent::Changed { message, after });
            }
            Answer::Decided(id, standing) => self.decided(id, Some(standing)).await,
            Answer::Read { id, read_seq, last_seq, told } => self.marked_read(id, read_seq, last_seq, told),
        }
        true
    }

    /// What is on the way in both directions is lost: what was asked for was done all the same.
    pub async fn cut(&mut self) {
        self.lost();
        self.must_recover |= self.fetched.take().is_some();
        for answer in std::mem::take(&mut self.answers) {
            match answer {
                Answer::Decided(id, _) => self.decided(id, None).await,
                Answer::Read { id, read_seq, .. } => self.reading.retain(|told| *told != (id, read_seq)),
                _ => {}
            }
        }
    }
}
