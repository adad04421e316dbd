//! The language of the chat: what a message, a conversation and an event are, which values are
//! valid, and how events fold into what a person sees. No I/O, no clocks, no async: it compiles
//! for the server and for the browser, and both use the very same rules.
//!
//! | module | what is there |
//! |---|---|
//! | [`ids`] | newtypes of all ids, and `Seq`, a message's place in its conversation |
//! | [`timestamp`] | a moment, with microseconds, as RFC 3339 |
//! | [`user`], [`person`] | who writes; who can be found in the directory |
//! | [`device`] | where one is signed in |
//! | [`content`] | the text of a message, valid by construction |
//! | [`change`], [`reaction`], [`quote`] | what is done to a message, and how one is answered |
//! | [`message`], [`conversation`], [`page`], [`stats`] | the shapes of the wire |
//! | [`listing`], [`settings`] | how one asks for the list of conversations; what one decides about one of them |
//! | [`search_words`], [`message_search`] | what one searches for; the messages that are found |
//! | [`folding`], [`text_range`] | text without case and accents; parts of a text |
//! | [`direction`] | names in the middle of other text |
//! | [`registration`], [`full_name`], [`new_password`] | what a user fills in, field by field |
//! | [`answer_bytes`], [`directory`] | how much fits into one answer; how the people of the marketplace are listed |
//! | [`cursor`] | how far a client knows a conversation |
//! | [`event`] | what the socket `/ws/` carries in both directions |
//! | [`outbox`] | what one has written and the server has not acknowledged |
//! | [`timeline`] | one conversation as a person sees it: a fold of pages, acks and events |
//! | [`inbox`] | the list of conversations as a person sees it: a fold likewise |
//! | [`client`], [`failure`] | the client's decisions: when it fetches, sends, resumes, and shows what |
//! | [`server_clock`] | the server's time as a client knows it |
//! | [`presence`] | who is here and who is writing: a fold of what is fleeting |
//! | [`error`] | everything that can be refused, with its status |
//! | [`limits`] | sizes and counts, the same on both sides |

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
pub mod message_search;
pub mod new_password;
pub mod notice;
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
pub use message_search::{MessageHit, MessageHits, MessageSearch};
pub use new_password::NewPassword;
pub use notice::{Notice, Notices};
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
