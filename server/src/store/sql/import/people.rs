//! Users, customers and providers of a data set.

use std::collections::HashMap;

use charla::MarketplaceId;

use super::super::dialect::Connection;
use crate::{
    dataset::{Dataset, RowName, UserRow},
    store::{
        StoreError,
        names::{search_text, username_key},
    },
};

/// How many users are new.
pub(super) async fn import(write: &mut Connection, dataset: &Dataset, password_hash: &str) -> Result<u64, StoreError> {
    let mut new = 0;
    let starting = StartingPasswords::of(dataset, password_hash);
    for (index, row) in dataset.users.iter().enumerate() {
        new += u64::from(user(write, &RowName::new("users", index, row.id), row, &starting).await?);
    }
    for (index, row) in dataset.customers.iter().enumerate() {
        let name = RowName::new("customers", index, &row.id_customer);
        role(write, &CUSTOMERS, &name, &row.id_customer, row.user).await?;
    }
    for (index, row) in dataset.providers.iter().enumerate() {
        let name = RowName::new("providers", index, &row.id_provider);
        role(write, &PROVIDERS, &name, &row.id_provider, row.user).await?;
    }
    Ok(new)
}

/// With which hash each user starts, and whether others start with the same.
struct StartingPasswords<'a> {
    common: &'a str,
    keep: bool,
    /// How many have a hash of their own that is the same.
    own: HashMap<&'a str, u32>,
}

impl<'a> StartingPasswords<'a> {
    fn of(dataset: &'a Dataset, common: &'a str) -> Self {
        let mut own = HashMap::new();
        for hash in dataset.users.iter().filter_map(|row| row.password_hash.as_deref()) {
            *own.entry(hash).or_default() += 1;
        }
        Self { common, keep: dataset.keep_password, own }
    }

    fn of_user<'b>(&'b self, row: &'b UserRow) -> (&'b str, bool) {
        match row.password_hash.as_deref() {
            Some(hash) => (hash, !self.keep && self.own.get(hash).is_some_and(|users| *users > 1)),
            None => (self.common, !self.keep),
        }
    }
}

async fn user(
    write: &mut Connection,
    name: &RowName,
    row: &UserRow,
    starting: &StartingPasswords<'_>,
) -> Result<bool, StoreError> {
    let there: Vec<(i64, String)> =
        sqlx::query_as("select id, username_key from users where id = $1 or username_key = $2")
            .bind(row.id)
            .bind(username_key(&row.username))
            .fetch_all(&mut *write)
            .await?;
    let key = username_key(&row.username);
    if let Some((_, other)) = there.iter().find(|(id, other)| *id == row.id && *other != key) {
        // Of the demo, perhaps, which has no place in a database of one's own.
        return Err(name
            .error(format!("user {} is {other:?} in this database, and not {:?}", row.id, row.username))
            .into());
    }
    if let Some((other, _)) = there.iter().find(|(id, _)| *id != row.id) {
        return Err(name.error(format!("user {other} has the user name {:?} already", row.username)).into());
    }
    if !there.is_empty() {
        return Ok(false);
    }
    let (password_hash, must_change) = starting.of_user(row);
    sqlx::query(
        "insert into users (id, username, username_key, first_name, last_name, email, password_hash, search_text,
            must_change_password)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id)
    .bind(&row.username)
    .bind(username_key(&row.username))
    .bind(&row.first_name)
    .bind(&row.last_name)
    .bind(&row.email)
    .bind(password_hash)
    .bind(search_text(&row.first_name, &row.last_name, &row.username))
    .bind(i64::from(must_change))
    .execute(write)
    .await?;
    Ok(true)
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

async fn role(
    write: &mut Connection,
    table: &RoleTable,
    name: &RowName,
    id: &MarketplaceId,
    user: i64,
) -> Result<(), StoreError> {
    let there: Vec<(String, i64)> =
        sqlx::query_as(table.existing).bind(id.as_str()).bind(user).fetch_all(&mut *write).await?;
    match there.iter().find(|(other_id, other)| (other_id.as_str(), *other) != (id.as_str(), user)) {
        Some((other_id, other)) => Err(name.error(format!("user {other} has the id {other_id} already")).into()),
        None if !there.is_empty() => Ok(()),
        None => {
            sqlx::query(table.insert).bind(id.as_str()).bind(user).execute(write).await?;
            Ok(())
        }
    }
}
