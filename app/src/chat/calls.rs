//! Executes the client's calls with server functions.

use charla::{
    Failure,
    client::{Call, CallResult},
};

use super::Chat;
use crate::functions;

impl Chat {
    pub(super) async fn call(self, call: Call) -> Result<CallResult, Failure> {
        let answer = match call {
            Call::Inbox(list) => CallResult::Inbox(functions::inbox(list).await?),
            Call::Chat(id, page) => CallResult::Chat(functions::chat(id, page).await?),
            Call::Messages(id, page) => CallResult::Messages(functions::messages(id, page).await?),
            Call::Changes(id, after) => CallResult::Changes(functions::changes(id, after).await?),
            Call::Send(unsent) => {
                let (id, reply_to) = (unsent.conversation, unsent.reply_to.map(|quote| quote.seq));
                let sent = functions::send_message(id, unsent.content, unsent.client_id, Some(self.me), reply_to);
                CallResult::Message(sent.await?)
            }
            Call::Edit(id, seq, content) => CallResult::Message(functions::edit_message(id, seq, content).await?),
            Call::Delete(id, seq) => CallResult::Message(functions::delete_message(id, seq).await?),
            Call::React(id, seq, emoji) => CallResult::Message(functions::react(id, seq, emoji).await?),
            Call::MarkRead(id, up_to) => CallResult::MarkedRead(functions::mark_read(id, up_to).await?),
            Call::ChangeSettings(id, change) => CallResult::Settings(functions::change_settings(id, change).await?),
        };
        Ok(answer)
    }
}
