//! Arguments of which nothing is passed over.

use serde::{Deserialize, Deserializer, de::Error};

/// A field that is not known is an error: a client of another build means something by it, and without it the others may
/// mean something else.
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
