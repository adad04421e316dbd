//! The rows that `charla import` reads and `charla demo` makes, and the rules that they must follow in every database.
//!
//! | module | what is there |
//! |---|---|
//! | `reading`, `encoding`, `moment` | parse a file into rows |
//! | `checked` | rows whose references to other rows are valid |
//! | `bad_rows`, `row_name` | rows that cannot be stored, and how a report names them |
//! | `progress` | read cursors, from messages that are marked as read or unread |
//! | `pair_key` | the unique key of a direct conversation |
//! | `password_hash` | password hashes made by other programs |

use std::collections::HashMap;

use charla::{MarketplaceId, Timestamp, content::is_visible};
use serde::Deserialize;

mod bad_rows;
mod checked;
mod encoding;
mod moment;
pub mod pair_key;
pub mod password_hash;
mod progress;
mod reading;
mod row_name;

pub use bad_rows::{BadRowPolicy, BadRows};
pub use checked::{CheckedConversation, CheckedDataset, CheckedMessage, CheckedRole, CheckedUser};
pub use progress::{MemberProgress, Progress};
pub use reading::ReadingError;
pub use row_name::{DatasetError, RowName};

/// The rows with the ids and times of the file. They refer to each other by id.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// Password of all users without a hash of their own. Others know it, too, so users have to change it.
    pub password: String,
    /// Users keep the password: in a demonstration it is no secret.
    pub keep_password: bool,
    pub users: Vec<UserRow>,
    pub customers: Vec<CustomerRow>,
    pub providers: Vec<ProviderRow>,
    pub conversations: Vec<ConversationRow>,
    pub messages: Vec<MessageRow>,
    /// Rows of the file that could not be read.
    pub bad: BadRows,
    /// For each list, the position in the file of each row that could be read.
    pub places: HashMap<&'static str, Vec<usize>>,
}

impl Dataset {
    /// Whether the shared password is empty although some users need it.
    pub fn lacks_password(&self) -> bool {
        !self.password.chars().any(is_visible) && self.users.iter().any(|row| row.password_hash.is_none())
    }

    fn row_name(&self, list: &'static str, index: usize, id: impl std::fmt::Display) -> RowName {
        let place = self.places.get(list).and_then(|places| places.get(index));
        RowName::new(list, place.copied().unwrap_or(index), id)
    }
}

/// A user. Names may be null: other systems do not know the names of all users.
#[derive(Debug, Clone, Deserialize)]
pub struct UserRow {
    pub id: i64,
    #[serde(deserialize_with = "reading::null_as_empty")]
    pub username: String,
    #[serde(default, deserialize_with = "reading::null_as_empty")]
    pub first_name: String,
    #[serde(default, deserialize_with = "reading::null_as_empty")]
    pub last_name: String,
    #[serde(default)]
    pub email: Option<String>,
    /// A hash made by another program: see [`crate::dataset::password_hash`].
    #[serde(default)]
    pub password_hash: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct CustomerRow {
    pub id_customer: MarketplaceId,
    pub user: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ProviderRow {
    pub id_provider: MarketplaceId,
    pub user: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ConversationRow {
    pub id: i64,
    #[serde(rename = "participans")]
    pub participants: Vec<i64>,
    #[serde(deserialize_with = "moment::deserialize")]
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MessageRow {
    pub id: i64,
    pub conversation: i64,
    pub sender: i64,
    pub content: String,
    pub is_read: bool,
    #[serde(deserialize_with = "moment::deserialize")]
    pub created_at: Timestamp,
}
