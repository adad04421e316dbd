//! Executes the client's calls with server functions.

use charla::{
    Failure,
    client::{Answer, Call},
};

use super::Chat;
use crate::functions;

impl Chat {
    pub(super) async fn call(self, call: Call) -> Result<Answer, Failure> {
        let answer = match call {
            Call::Inbox(list) => Answer::Inbox(functions::inbox(list).await?),
            Call::Chat(id, page) => Answer::Chat(functions::chat(id, page).await?),
            Call::Messages(id, page) => Answer::Messages(functions::messages(id, page).await?),
            Call::Changes(id, after) => Answer::Changes(functions::changes(id, after).await?),
            Call::Send(unsent) => {
                let (id, reply_to) = (unsent.conversation, unsent.reply_to.map(|quote| quote.seq));
                let sent = functions::send_message(id, unsent.content, unsent.client_id, Some(self.me), reply_to);
                Answer::Message(sent.await?)
            }
            Call::Edit(id, seq, content) => Answer::Message(functions::edit_message(id, seq, content).await?),
            Call::Delete(id, seq) => Answer::Message(functions::delete_message(id, seq).await?),
            Call::React(id, seq, emoji) => Answer::Message(functions::react(id, seq, emoji).await?),
            Call::MarkRead(id, up_to) => Answer::MarkedRead(functions::mark_read(id, up_to).await?),
            Call::ChangeSettings(id, change) => Answer::Settings(functions::change_settings(id, change).await?),
        };
        Ok(answer)
    }
}
