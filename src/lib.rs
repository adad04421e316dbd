//! The model of the chat, shared by server and browser: messages, conversations, events, the rules for valid values,
//! and the folds that turn events into what a user sees. No I/O, no clocks, no async.
//!
//! | module | contents |
//! |---|---|
//! | [`ids`] | newtypes of all ids, and `Seq`, the sequence number of a message in its conversation |
//! | [`timestamp`] | a point in time with microseconds, as RFC 3339 |
//! | [`user`], [`person`] | users; entries of the directory |
//! | [`device`] | sessions as the user sees them |
//! | [`content`] | the validated text of a message |
//! | [`change`], [`reaction`], [`quote`] | edits, deletions, reactions and quoted replies |
//! | [`message`], [`conversation`], [`page`], [`stats`] | the JSON shapes of the API |
//! | [`listing`], [`conversation_settings`] | requests for the list of conversations; a member's settings of a
//! conversation |
//! | [`search_words`], [`message_search`] | a parsed search text; message search and its results |
//! | [`folding`], [`text_range`] | text without case and accents; ranges of a text |
//! | [`direction`] | isolation of right-to-left names within other text |
//! | [`registration`], [`full_name`], [`new_password`] | validation of form fields |
//! | [`answer_bytes`], [`directory`] | the size limit of an answer; pages of the directory |
//! | [`cursor`] | how much of a conversation a client has |
//! | [`event`] | events of the socket `/ws/` in both directions |
//! | [`outbox`] | the user's messages that the server has not acknowledged |
//! | [`message_notification`] | system notifications of new messages |
//! | [`timeline`] | the messages of one conversation: a fold of pages, acknowledgements and events |
//! | [`inbox`] | the list of conversations: a fold of pages and events |
//! | [`client`], [`failure`] | the client's state machine, and failures of its calls |
//! | [`server_clock`] | the client's estimate of the server's time |
//! | [`presence`] | online users and typing indicators: a fold of ephemeral events |
//! | [`error`] | the errors of the chat, with their HTTP status |
//! | [`limits`] | sizes and counts, shared by both sides |

pub mod answer_bytes;
pub mod change;
pub mod client;
pub mod content;
pub mod conversation;
pub mod conversation_settings;
pub mod cursor;
pub mod device;
pub mod direction;
pub mod directory;
pub mod error;
pub mod event;
pub mod failure;
pub mod folding;
pub mod full_name;
pub mod ids;
pub mod inbox;
pub mod limits;
pub mod listing;
pub mod message;
pub mod message_notification;
pub mod message_search;
pub mod new_password;
pub mod outbox;
pub mod page;
pub mod person;
pub mod presence;
pub mod quote;
pub mod reaction;
pub mod registration;
pub mod search_words;
pub mod server_clock;
pub mod stats;
pub mod text_range;
pub mod timeline;
pub mod timestamp;
pub mod user;

pub use answer_bytes::AnswerBytes;
pub use change::{Change, ChangeWindow};
pub use client::Client;
pub use content::{ContentError, MessageContent};
pub use conversation::{Conversation, LastSeen, MemberRole, ReadCursor};
pub use conversation_settings::ConversationSettings;
pub use cursor::Cursor;
pub use device::Device;
pub use directory::{DirectoryPage, DirectoryRequest, DirectoryStart};
pub use error::{ChatError, FieldErrors};
pub use event::{ClientEvent, ServerEvent};
pub use failure::Failure;
pub use full_name::FullName;
pub use ids::{ClientId, ConversationId, MarketplaceId, MessageId, Revision, Seq, SessionId, UserId};
pub use inbox::Inbox;
pub use listing::{ActivityCursor, ConversationList, Filter, ListRequest, ListStart};
pub use message::Message;
pub use message_notification::{MessageNotification, PendingNotifications};
pub use message_search::{MessageHit, MessageHits, MessageSearch};
pub use new_password::NewPassword;
pub use outbox::{Outbox, Unsent};
pub use page::{ChatPage, InboxPage, Page, PageRequest, PageStart};
pub use person::{Participant, Person, Role};
pub use presence::Presence;
pub use quote::Quote;
pub use reaction::{Emoji, Reaction};
pub use registration::Registration;
pub use search_words::SearchWords;
pub use server_clock::{ClockSample, ServerClock};
pub use stats::Stats;
pub use text_range::TextRange;
pub use timeline::Timeline;
pub use timestamp::Timestamp;
pub use user::User;
