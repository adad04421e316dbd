//! All SQL. The code that uses it knows no database; rows become values of the chat at this edge.
//!
//! A [`Store`] is the sum of a few traits, one for each topic. Each stands in a file with its types and its SQL; what
//! is long stands in the folder of the same name.
//!
//! | module | what is there |
//! |---|---|
//! | `conversations`, `totals` | the list of conversations, and sums over it |
//! | `messages`, `message_search` | messages: stored, read, changed, found by their words |
//! | `reading`, `settings` | read cursors, and what a member has set for a conversation |
//! | `presence` | who may see whose presence, and when users were last seen |
//! | `accounts`, `directory`, [`names`] | users: signing in, found by name |
//! | `sessions`, `known_browsers` | where users are signed in, and where they were |
//! | `processes`, `maintenance`, `import` | other servers on the same database, the database as a whole, rows of a data set |
//! | `sql_store` | the implementation of all of these |
//! | `database` | a thin layer over the drivers of SQLite and PostgreSQL |
//! | `sqlite`, `postgres` | what is their own: connections, settings, who may use the database, copies |
//! | `durability` | what an operator may trade for speed |
//! | `error`, `opening_error`, `transient` | errors: all of them, those at the start, and transient ones, which are worth another try |
//! | `writing` | whether the database can be written to |

use std::{path::Path, sync::Arc};

mod accounts;
mod conversations;
mod database;
mod directory;
mod durability;
mod error;
mod import;
mod known_browsers;
mod maintenance;
mod message_search;
mod messages;
pub mod names;
mod opening_error;
mod postgres;
mod presence;
mod processes;
mod reading;
mod sessions;
mod settings;
mod sql_store;
mod sqlite;
mod totals;
mod transient;
mod writing;

use self::sql_store::SqlStore;

pub use accounts::{Accounts, NewUser};
pub use conversations::{Conversations, Opened};
pub use directory::Directory;
pub use durability::Durability;
pub use error::StoreError;
pub use import::{Import, Imported};
pub use known_browsers::KnownBrowsers;
pub use maintenance::Maintenance;
pub use message_search::MessageSearches;
pub use messages::{Appended, Changed, Messages, NewChange, NewMessage, Version};
pub use opening_error::OpeningError;
pub use presence::Presence;
pub use processes::Processes;
pub use reading::{Marked, Reading};
pub use sessions::{Session, SessionKey, Sessions};
pub use settings::Settings;
pub use totals::Totals;
pub use writing::{Checked, Writes, Writing};

/// Every function of the chat looks the conversation up as one of `me`: for a stranger it does not
/// exist ([`charla::ChatError::ConversationNotFound`]).
pub trait Store:
    Conversations
    + Totals
    + Messages
    + MessageSearches
    + Reading
    + Settings
    + Presence
    + Accounts
    + Directory
    + Sessions
    + KnownBrowsers
    + Processes
    + Maintenance
    + Import
    + Send
    + Sync
    + 'static
{
}

impl Store for SqlStore {}

/// Opens the database at `url`: `postgres://…`, or `sqlite:path`, which is made, with its folder, where
/// it is absent. Its tables are brought up to date.
///
/// # Errors
/// [`StoreError::Opening`] with one sentence for the operator; what the database says.
pub async fn open(url: &str, durability: Durability) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqlStore::open(url, durability).await?))
}

/// Writes a copy of the database at `url`, which others may be using, to a `file` that is not there yet.
///
/// # Errors
/// [`StoreError::OwnBackup`] for PostgreSQL; what the database or the file system says.
pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
    if postgres::is_url(url) {
        return Err(StoreError::OwnBackup);
    }
    sqlite::backup(url, file).await
}
