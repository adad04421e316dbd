//! The rows of a data set, ids and times as given; rows that are there already stay.

use super::dialect::{self, Connection};
use crate::{
    dataset::{Checked, Dataset},
    store::{Imported, StoreError},
};

mod conversations;
mod messages;
mod people;

/// Within a transaction: all of it, or nothing.
pub(super) async fn import(
    write: &mut Connection,
    dataset: &Dataset,
    password_hash: &str,
) -> Result<Imported, StoreError> {
    let checked = Checked::new(dataset)?;
    let mut imported = Imported { users: people::import(write, dataset, password_hash).await?, ..Imported::default() };
    for conversation in &checked.conversations {
        let mut progress = match conversations::existing(write, conversation).await? {
            Some(progress) => progress,
            None => {
                imported.conversations += 1;
                conversations::insert(write, conversation).await?
            }
        };
        imported.messages += messages::import(write, conversation, &mut progress).await?;
    }
    dialect::after_import(write).await?;
    Ok(imported)
}
