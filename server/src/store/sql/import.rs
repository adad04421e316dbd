//! The rows of a data set, ids and times as given; rows that are there already stay.

use super::dialect::{self, Connection};
use crate::{
    dataset::{BadRowPolicy, BadRows, Checked, Dataset, RowName},
    store::{Imported, StoreError},
};

mod conversations;
mod messages;
mod people;

/// Within a transaction. All rows are looked at, whatever is wrong with those before.
pub(super) async fn import(
    write: &mut Connection,
    dataset: &Dataset,
    password_hash: &str,
    policy: BadRowPolicy,
) -> Result<Imported, StoreError> {
    if dataset.lacks_password() {
        let reason = "it is empty, and not every user has a password_hash";
        return Err(BadRows::from(RowName::file("password").error(reason)).into());
    }
    let checked = Checked::new(dataset);
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
    dialect::after_import(write).await?;
    Ok(imported)
}
