//! The key of a session in the store.

use charla::SessionId;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use serde::{Deserialize, Serialize};
use sqlx::{Database, Decode, Type, error::BoxDynError};
use uuid::Uuid;

/// The SHA-256 hash of a session's token. The store and the hub know a session by it, and nobody can sign in with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    #[must_use]
    pub const fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// Returns the first half: it tells the sessions of a user apart, and leads to no token.
    #[must_use]
    pub fn id(&self) -> SessionId {
        let mut half = [0; 16];
        half.copy_from_slice(&self.0[..16]);
        SessionId(Uuid::from_bytes(half))
    }

    /// Returns the value of the column `token_hash`.
    pub(in crate::store) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the hash in hexadecimal digits, for statements that take several keys.
    pub(super) fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<DB: Database> Type<DB> for SessionKey
where
    Vec<u8>: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        Vec::<u8>::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        Vec::<u8>::compatible(ty)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for SessionKey
where
    Vec<u8>: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let hash = Vec::<u8>::decode(value)?;
        hash.try_into().map(Self).map_err(|hash: Vec<u8>| format!("a token hash of {} bytes", hash.len()).into())
    }
}

impl FromSql for SessionKey {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        FromSql::column_result(value).map(Self)
    }
}
