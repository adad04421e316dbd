//! Who signs in.

use charla::{ChatError, FieldErrors, FullName, Role, User, UserId, error::FieldProblem};
use sqlx::{FromRow, Row};
use uuid::Uuid;

use super::{
    connections::Connections,
    dialect::{Connection, DbRow, Pool},
};
use crate::store::{
    NewUser, StoreError,
    names::{search_text, username_key},
};

pub(in crate::store) const CREDENTIALS: &str = "select id, password_hash from users where username_key = $1";

pub(super) async fn user(readers: &Pool, id: UserId) -> Result<Option<User>, StoreError> {
    let row: Option<UserRow> = sqlx::query_as(
        "select id, username, first_name, last_name, email, must_change_password from users where id = $1",
    )
    .bind(id.0)
    .fetch_optional(readers)
    .await?;
    Ok(row.map(UserRow::user))
}

pub(super) async fn credentials(readers: &Pool, username: &str) -> Result<Option<(UserId, String)>, StoreError> {
    // Nobody's name, and no text to PostgreSQL.
    if username.contains('\0') {
        return Ok(None);
    }
    let row = sqlx::query(CREDENTIALS).bind(username_key(username)).fetch_optional(readers).await?;
    let read = |row: DbRow| Ok((UserId(row.try_get("id")?), row.try_get("password_hash")?));
    row.map(read).transpose()
}

/// The marketplace has given no id to somebody who comes by themselves, so a random one is made.
pub(super) async fn register(write: &mut Connection, new: NewUser) -> Result<User, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "insert into users (username, username_key, first_name, last_name, password_hash, search_text)
        values ($1, $2, $3, $4, $5, $6) on conflict (username_key) do nothing returning id",
    )
    .bind(&new.username)
    .bind(username_key(&new.username))
    .bind(&new.first_name)
    .bind(&new.last_name)
    .bind(&new.password_hash)
    .bind(search_text(&new.first_name, &new.last_name, &new.username))
    .fetch_optional(&mut *write)
    .await?;
    let Some(id) = id else {
        return Err(ChatError::InvalidFields { errors: FieldErrors::of("username", FieldProblem::Taken) }.into());
    };
    let role = match new.role {
        Role::Customer => "insert into customers (id, user_id) values ($1, $2)",
        Role::Provider => "insert into providers (id, user_id) values ($1, $2)",
    };
    sqlx::query(role).bind(Uuid::now_v7().simple().to_string()).bind(id).execute(write).await?;
    let NewUser { username, first_name, last_name, .. } = new;
    Ok(User { id: UserId(id), username, first_name, last_name, email: None, must_change_password: false })
}

pub(super) async fn rename(write: &mut Connection, me: UserId, name: FullName) -> Result<(), StoreError> {
    let username: String =
        sqlx::query_scalar("select username from users where id = $1").bind(me.0).fetch_one(&mut *write).await?;
    sqlx::query("update users set first_name = $2, last_name = $3, search_text = $4 where id = $1")
        .bind(me.0)
        .bind(&name.first_name)
        .bind(&name.last_name)
        .bind(search_text(&name.first_name, &name.last_name, &username))
        .execute(write)
        .await?;
    Ok(())
}

/// False where `old_hash` is not the one that stands.
pub(super) async fn change_password(
    write: &mut Connection,
    me: UserId,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "update users set password_hash = $3, must_change_password = 0 where id = $1 and password_hash = $2",
    )
    .bind(me.0)
    .bind(old_hash)
    .bind(new_hash)
    .execute(write)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// The password stays the same, and so does what is known of it.
pub(super) async fn replace_hash(
    connections: &Connections,
    id: UserId,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, StoreError> {
    let mut write = connections.write().await?;
    let replaced = sqlx::query("update users set password_hash = $3 where id = $1 and password_hash = $2")
        .bind(id.0)
        .bind(old_hash)
        .bind(new_hash)
        .execute(&mut *write)
        .await?;
    write.commit().await?;
    Ok(replaced.rows_affected() > 0)
}

pub(super) async fn is_empty(readers: &Pool) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("select not exists (select 1 from users)").fetch_one(readers).await?)
}

#[derive(Debug, FromRow)]
struct UserRow {
    id: i64,
    username: String,
    first_name: String,
    last_name: String,
    email: Option<String>,
    must_change_password: i64,
}

impl UserRow {
    fn user(self) -> User {
        let Self { id, username, first_name, last_name, email, must_change_password } = self;
        let must_change_password = must_change_password != 0;
        User { id: UserId(id), username, first_name, last_name, email, must_change_password }
    }
}
