//! Imports the rows of a data set with their ids and times. Rows that exist are not changed.

mod conversations;
mod messages;
mod people;
mod sequences;

use async_trait::async_trait;

use super::{StoreError, database::Transaction, sql_store::SqlStore};
use crate::dataset::{BadRowPolicy, BadRows, CheckedDataset, Dataset, RowName};

/// The numbers of new rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    pub users: u64,
    pub conversations: u64,
    pub messages: u64,
    pub left_out: BadRows,
}

#[async_trait]
pub trait Import {
    /// Stores all rows in one transaction. Rows that exist are not changed. `password_hash` is the hash of the password
    /// that the data set has for all users. [`StoreError::Dataset`] names the rows that cannot be stored, if the
    /// `policy` is to refuse them.
    async fn import(
        &self,
        dataset: &Dataset,
        password_hash: &str,
        policy: BadRowPolicy,
    ) -> Result<Imported, StoreError>;
}

#[async_trait]
impl Import for SqlStore {
    async fn import(
        &self,
        dataset: &Dataset,
        password_hash: &str,
        policy: BadRowPolicy,
    ) -> Result<Imported, StoreError> {
        let mut write = self.write().await?;
        let imported = import(&mut write, dataset, password_hash, policy).await?;
        write.commit().await?;
        Ok(imported)
    }
}

/// Checks all rows, also after a bad one, so that one run reports all bad rows.
async fn import(
    write: &mut Transaction,
    dataset: &Dataset,
    password_hash: &str,
    policy: BadRowPolicy,
) -> Result<Imported, StoreError> {
    if dataset.lacks_password() {
        let reason = "it is empty, and not every user has a password_hash";
        return Err(BadRows::from(RowName::file("password").error(reason)).into());
    }
    let checked = CheckedDataset::new(dataset);
    let mut imported = Imported { left_out: checked.bad, ..Imported::default() };
    let bad = &mut imported.left_out;
    let mut people = people::People::default();
    let starting = people::StartingPasswords::of(dataset, password_hash);
    people.import(write, &checked.users, &starting, bad).await?;
    people.give_roles(write, &checked.customers, &checked.providers, bad).await?;
    imported.users = people.new;

    for conversation in &checked.conversations {
        let mut progress = match conversations::find_or_insert(write, conversation, people.present()).await? {
            Ok((progress, is_new)) => {
                imported.conversations += u64::from(is_new);
                progress
            }
            Err(error) => {
                let lost = format!("conversation {} is not there", conversation.id);
                bad.extend([error]);
                bad.extend(conversation.messages.iter().map(|message| message.row.error(lost.as_str())));
                continue;
            }
        };
        imported.messages += messages::import(write, conversation, &mut progress, bad).await?;
    }
    if policy == BadRowPolicy::Refuse && !imported.left_out.is_empty() {
        return Err(imported.left_out.into());
    }
    sequences::advance(write).await?;
    Ok(imported)
}
