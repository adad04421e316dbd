//! Users, customers and providers of a data set.

use std::collections::{HashMap, HashSet};

use crate::{
    dataset::{BadRows, CheckedRole, CheckedUser, Dataset, DatasetError},
    store::{
        StoreError,
        database::{Executor, Transaction},
        names::{search_text, username_key},
    },
};

/// Users that are in the database.
#[derive(Debug, Default)]
pub(super) struct People {
    present: HashSet<i64>,
    pub(super) new: u64,
}

impl People {
    pub(super) const fn present(&self) -> &HashSet<i64> {
        &self.present
    }

    pub(super) async fn import(
        &mut self,
        write: &mut Transaction,
        users: &[CheckedUser],
        starting: &StartingPasswords<'_>,
        bad: &mut BadRows,
    ) -> Result<(), StoreError> {
        for user in users {
            match find_or_insert(write, user, starting).await? {
                Ok(is_new) => {
                    self.present.insert(user.id);
                    self.new += u64::from(is_new);
                }
                Err(error) => bad.extend([error]),
            }
        }
        Ok(())
    }

    pub(super) async fn give_roles(
        &self,
        write: &mut Transaction,
        customers: &[CheckedRole],
        providers: &[CheckedRole],
        bad: &mut BadRows,
    ) -> Result<(), StoreError> {
        for (table, roles) in [(&CUSTOMERS, customers), (&PROVIDERS, providers)] {
            for role in roles {
                if self.present.contains(&role.user) {
                    bad.take(give(write, table, role).await?);
                } else {
                    bad.add(&role.row, format!("there is no user {}", role.user));
                }
            }
        }
        Ok(())
    }
}

/// The password hash that each user starts with, and whether other users start with the same.
pub(super) struct StartingPasswords<'a> {
    common: &'a str,
    keep: bool,
    /// The number of users with each `password_hash` of the data set.
    own: HashMap<&'a str, u32>,
}

impl<'a> StartingPasswords<'a> {
    pub(super) fn of(dataset: &'a Dataset, common: &'a str) -> Self {
        let mut own = HashMap::new();
        for hash in dataset.users.iter().filter_map(|row| row.password_hash.as_deref()) {
            *own.entry(hash).or_default() += 1;
        }
        Self { common, keep: dataset.keep_password, own }
    }

    fn of_user<'b>(&'b self, row: &'b CheckedUser) -> (&'b str, bool) {
        match row.password_hash.as_deref() {
            Some(hash) => (hash, !self.keep && self.own.get(hash).is_some_and(|users| *users > 1)),
            None => (self.common, !self.keep),
        }
    }
}

/// Whether the user is new, or the reason why the user cannot be stored.
async fn find_or_insert(
    write: &mut Transaction,
    user: &CheckedUser,
    starting: &StartingPasswords<'_>,
) -> Result<Result<bool, DatasetError>, StoreError> {
    let CheckedUser { row, id, username, first_name, last_name, email, .. } = user;
    let key = username_key(username);
    let there: Vec<(i64, String)> = write
        .query("select id, username_key from users where id = $1 or username_key = $2")
        .bind(id)
        .bind(&key)
        .fetch_all()
        .await?;
    if let Some((_, other)) = there.iter().find(|(other_id, other)| other_id == id && *other != key) {
        // Perhaps the demo was imported into this database before.
        return Ok(Err(row.error(format!("user {id} is {other:?} in this database, and not {username:?}"))));
    }
    if let Some((other, _)) = there.iter().find(|(other_id, _)| other_id != id) {
        return Ok(Err(row.error(format!("user {other} has the user name {username:?} already"))));
    }
    if !there.is_empty() {
        return Ok(Ok(false));
    }
    let (password_hash, must_change) = starting.of_user(user);
    write
        .query(
            "insert into users (id, username, username_key, first_name, last_name, email, password_hash, search_text,
            must_change_password)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id)
        .bind(username)
        .bind(key)
        .bind(first_name)
        .bind(last_name)
        .bind(email)
        .bind(password_hash)
        .bind(search_text(first_name, last_name, username))
        .bind(i64::from(must_change))
        .execute()
        .await?;
    Ok(Ok(true))
}

struct RoleTable {
    existing: &'static str,
    insert: &'static str,
}

const CUSTOMERS: RoleTable = RoleTable {
    existing: "select id, user_id from customers where id = $1 or user_id = $2",
    insert: "insert into customers (id, user_id) values ($1, $2)",
};

const PROVIDERS: RoleTable = RoleTable {
    existing: "select id, user_id from providers where id = $1 or user_id = $2",
    insert: "insert into providers (id, user_id) values ($1, $2)",
};

async fn give(
    write: &mut Transaction,
    table: &RoleTable,
    role: &CheckedRole,
) -> Result<Result<(), DatasetError>, StoreError> {
    let (id, user) = (role.id.as_str(), role.user);
    let there: Vec<(String, i64)> = write.query(table.existing).bind(id).bind(user).fetch_all().await?;
    if let Some((other_id, other)) = there.iter().find(|(other_id, other)| (other_id.as_str(), *other) != (id, user)) {
        return Ok(Err(role.row.error(format!("user {other} has the id {other_id} already"))));
    }
    if there.is_empty() {
        write.query(table.insert).bind(id).bind(user).execute().await?;
    }
    Ok(Ok(()))
}
