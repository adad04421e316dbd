//! Deserialization that refuses unknown fields.

use serde::{Deserialize, Deserializer, de::Error};

/// An unknown field is an error: a client of another build sent it for a reason, and without it the other fields may
/// have another meaning.
#[derive(Debug)]
pub(super) struct Strict<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Strict<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut unknown = None;
        let value = serde_ignored::deserialize(deserializer, |path| {
            unknown.get_or_insert_with(|| path.to_string());
        })?;
        match unknown {
            None => Ok(Self(value)),
            Some(path) => Err(D::Error::custom(format_args!("unknown field {path}"))),
        }
    }
}
