//! All SQL. Its callers do not depend on a database: here rows become values of the chat.
//!
//! A [`Store`] is the sum of a few traits, one for each topic. Each has a file with its types and its SQL, and parts of it
//! are in the folder of the same name.
//!
//! | module | what is there |
//! |---|---|
//! | `conversations`, `totals` | the list of conversations, and sums over it |
//! | `messages`, `message_search` | messages: stored, read, changed, found by their words |
//! | `reading`, `settings` | read cursors, and what a member has set for a conversation |
//! | `presence` | who may see whose presence, and when users were last seen |
//! | `accounts`, `directory`, [`names`] | users: signing in, found by name |
//! | `sessions`, `known_browsers` | the sessions of users, and the browsers in which they have signed in |
//! | `processes`, `maintenance`, `import` | other servers on the same database, the database as a whole, rows of a data set |
//! | `sql_store` | the implementation of all of these |
//! | `database` | a thin layer over the drivers of SQLite and PostgreSQL |
//! | `sqlite`, `postgres` | what differs between them: connections, settings, the claim on the database, backups |
//! | `claim` | which other processes may use the database |
//! | `durability` | the durability of acknowledged messages |
//! | `error`, `opening_error`, `transient` | all errors, those of opening, and transient ones, after which clients may try again |
//! | `health` | whether the database answers, and can be written to |

use std::{path::Path, sync::Arc};

mod accounts;
mod claim;
mod conversations;
mod database;
mod directory;
mod durability;
mod error;
mod health;
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

use self::sql_store::SqlStore;

pub use accounts::{Accounts, NewUser};
pub use claim::Claim;
pub use conversations::{Conversations, Opened};
pub use directory::Directory;
pub use durability::Durability;
pub use error::StoreError;
pub use health::{DatabaseHealth, HealthReport, WriteHealth};
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

/// Opens the database at `url`: `postgres://…` or `sqlite:path`. A file that does not exist is created with its folder.
/// Then the tables are migrated, also under a server that uses them: see [`open_claimed`].
///
/// # Errors
/// [`StoreError::Opening`] with a text for the operator; those of the database.
pub async fn open(url: &str, durability: Durability) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqlStore::open(url, durability, None).await?))
}

/// Claims the database at `url` and opens it like [`open`]. If another process has claimed it, nothing in it changes.
///
/// # Errors
/// [`OpeningError::InUse`] if another process has claimed it, [`OpeningError::NotShared`] for a shared claim on SQLite;
/// those of [`open`].
pub async fn open_claimed(url: &str, durability: Durability, claim: Claim) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqlStore::open(url, durability, Some(claim)).await?))
}

/// Backs up the database at `url`, also while a server uses it, to a `file` that does not exist yet.
///
/// # Errors
/// [`StoreError::OwnBackup`] for PostgreSQL; those of the database and the file system.
pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
    if postgres::is_url(url) {
        return Err(StoreError::OwnBackup);
    }
    sqlite::backup(url, file).await
}
