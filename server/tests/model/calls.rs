//! Server functions: the operations of a process carry out the calls of a client, and the answers come later.

use std::sync::Arc;

use app::backend::{Backend, OutgoingMessage};
use charla::{
    Change, ChatError, ChatPage, Failure, Message, MessageContent, UserId,
    client::{Call, CallId, CallResult},
    reaction,
};
use tokio::task::JoinHandle;

/// How long a client waits for an answer: `REQUEST_TIMEOUT_MILLIS` in `app/src/server_fn_protocol.rs`.
const ANSWER_WITHIN_MILLIS: i64 = 10_000;

/// The unanswered calls of one tab.
#[derive(Debug, Default)]
pub struct Calls(Vec<UnderWay>);

#[derive(Debug)]
struct UnderWay {
    id: CallId,
    since: i64,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The server carries it out.
    Done(JoinHandle<Result<CallResult, ChatError>>),
    Failed(Failure),
    /// Neither an answer nor an error comes.
    Silent,
}

impl Calls {
    pub fn call(&mut self, id: CallId, call: Call, backend: &Arc<dyn Backend>, me: UserId, now: i64) {
        let answer = answer(backend.clone(), me, call);
        self.push(id, State::Done(tokio::spawn(answer)), now);
    }

    pub fn fail(&mut self, id: CallId, failure: Failure, now: i64) {
        self.push(id, State::Failed(failure), now);
    }

    pub fn lose(&mut self, id: CallId, now: i64) {
        self.push(id, State::Silent, now);
    }

    fn push(&mut self, id: CallId, state: State, now: i64) {
        self.0.push(UnderWay { id, since: now, state });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether no server is carrying out a call.
    pub fn are_idle(&self) -> bool {
        self.0.iter().all(|call| match &call.state {
            State::Done(done) => done.is_finished(),
            State::Failed(_) | State::Silent => true,
        })
    }

    /// Returns one of the answers that have arrived.
    pub async fn next_answer(&mut self, which: usize) -> Option<(CallId, Result<CallResult, Failure>)> {
        let is_there = |call: &UnderWay| match &call.state {
            State::Done(done) => done.is_finished(),
            State::Failed(_) => true,
            State::Silent => false,
        };
        let there: Vec<_> = (0..self.0.len()).filter(|place| is_there(&self.0[*place])).collect();
        let place = *there.get(which.checked_rem(there.len())?)?;
        let call = self.0.remove(place);
        let answer = match call.state {
            State::Done(done) => {
                done.await.expect("nothing panics").map_err(|error| {
                    // Another tab may have deleted the message, which this one does not know yet.
                    assert!(matches!(error, ChatError::MessageDeleted), "nothing here deserves {error:?}");
                    Failure::Refused(error)
                })
            }
            State::Failed(failure) => Err(failure),
            State::Silent => unreachable!("it is not there"),
        };
        Some((call.id, answer))
    }

    /// Loses the answers. The server still carries out the calls. `is_noticed`: the browser knows that the network is gone.
    pub fn cut(&mut self, is_noticed: bool) {
        for call in &mut self.0 {
            call.state = if is_noticed { State::Failed(Failure::Unreachable) } else { State::Silent };
        }
    }

    pub fn time_passes(&mut self, now: i64) {
        for call in self.0.iter_mut().filter(|call| now - call.since >= ANSWER_WITHIN_MILLIS) {
            call.state = State::Failed(Failure::TimedOut);
        }
    }
}

/// Returns the answer of the server function.
pub async fn answer(backend: Arc<dyn Backend>, me: UserId, call: Call) -> Result<CallResult, ChatError> {
    let backend = &*backend;
    let change = async |id, seq, change: Change| {
        let message = backend.change(me, id, seq, change.clone()).await?;
        is_done(&change, &message, me);
        Ok(CallResult::Message(message))
    };
    match call {
        Call::Inbox(list) => Ok(CallResult::Inbox(backend.inbox(me, list).await?)),
        Call::Chat(id, page) => {
            let conversation = backend.conversation(me, id).await?;
            Ok(CallResult::Chat(ChatPage { conversation, messages: backend.messages(me, id, page).await? }))
        }
        Call::Messages(id, page) => Ok(CallResult::Messages(backend.messages(me, id, page).await?)),
        Call::Changes(id, after) => Ok(CallResult::Changes(backend.changes(me, id, after).await?)),
        Call::Send(unsent) => {
            let content = MessageContent::typed(&unsent.content)?;
            let reply_to = unsent.reply_to.map(|quote| quote.seq);
            let draft = OutgoingMessage { content, client_id: Some(unsent.client_id), reply_to };
            Ok(CallResult::Message(backend.send(me, unsent.conversation, draft).await?.message))
        }
        Call::Edit(id, seq, content) => change(id, seq, Change::Edit(MessageContent::typed(&content)?)).await,
        Call::Delete(id, seq) => change(id, seq, Change::Delete).await,
        Call::React(id, seq, emoji) => change(id, seq, Change::React(emoji)).await,
        Call::MarkRead(id, up_to) => Ok(CallResult::MarkedRead(backend.mark_read(me, id, Some(up_to)).await?)),
        Call::ChangeSettings(id, change) => Ok(CallResult::Settings(backend.change_settings(me, id, change).await?)),
    }
}

fn is_done(change: &Change, message: &Message, me: UserId) {
    match change {
        Change::Edit(content) => assert_eq!((&*message.content, message.edited_at.is_some()), (&**content, true)),
        Change::Delete => {
            let left = (&*message.content, message.reactions.len(), &message.reply_to);
            assert_eq!((message.is_deleted(), left), (true, ("", 0, &None)));
        }
        Change::React(emoji) => assert_eq!(reaction::of(&message.reactions, me), *emoji),
    }
}
