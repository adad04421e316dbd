//! Accounts: users, and the hashes of their passwords.

use async_trait::async_trait;
use charla::{ChatError, FieldErrors, FullName, Role, User, UserId, error::FieldProblem};
use uuid::Uuid;

use super::{
    StoreError,
    database::{Executor, from_row},
    known_browsers,
    names::{search_text, username_key},
    sessions::{self, Session, SessionKey, devices},
    sql_store::SqlStore,
};

#[derive(Debug, Clone)]
pub struct NewUser {
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub password_hash: String,
    pub role: Role,
}

#[async_trait]
pub trait Accounts {
    /// Returns the user with the `email`, which only this user may see.
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Returns the hash of the user's password in PHC format. Case makes no difference between user names.
    async fn credentials(&self, username: &str) -> Result<Option<(UserId, String)>, StoreError>;

    /// [`ChatError::InvalidFields`] if the user name is taken.
    async fn register(&self, user: NewUser) -> Result<User, StoreError>;

    /// Replaces `old_hash` by another hash of the same password. False if `old_hash` is no longer the stored one.
    async fn replace_hash(&self, id: UserId, old_hash: &str, new_hash: &str) -> Result<bool, StoreError>;

    /// Changes the name that others see and search by.
    async fn rename(&self, me: UserId, name: FullName) -> Result<(), StoreError>;

    /// Replaces the password's hash, deletes all sessions and known browsers of the user, and stores the new `session`.
    /// Returns the keys of the deleted sessions, or `None` if `old_hash` is no longer the stored one; then nothing is
    /// changed.
    async fn change_password(
        &self,
        old_hash: &str,
        new_hash: &str,
        key: SessionKey,
        session: Session,
    ) -> Result<Option<Vec<SessionKey>>, StoreError>;
}

const USER: &str = "select id, username, first_name, last_name, email, must_change_password from users where id = $1";

pub const CREDENTIALS: &str = "select id, password_hash from users where username_key = $1";

const REGISTER: &str = "
    insert into users (username, username_key, first_name, last_name, password_hash, search_text)
    values ($1, $2, $3, $4, $5, $6) on conflict (username_key) do nothing returning id";

const CHANGE_PASSWORD: &str =
    "update users set password_hash = $3, must_change_password = 0 where id = $1 and password_hash = $2";

#[async_trait]
impl Accounts for SqlStore {
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let row: Option<UserRow> = self.readers_in_place().query(USER).bind(id.0).fetch_optional().await?;
        Ok(row.map(UserRow::user))
    }

    async fn credentials(&self, username: &str) -> Result<Option<(UserId, String)>, StoreError> {
        // No user name contains it, and PostgreSQL refuses it in a text.
        if username.contains('\0') {
            return Ok(None);
        }
        let query = self.readers_in_place().query(CREDENTIALS).bind(username_key(username));
        let row: Option<(i64, String)> = query.fetch_optional().await?;
        Ok(row.map(|(id, password_hash)| (UserId(id), password_hash)))
    }

    /// The marketplace has assigned no participant id to a user who registers here, so a random one is generated.
    async fn register(&self, new: NewUser) -> Result<User, StoreError> {
        let NewUser { username, first_name, last_name, password_hash, role } = new;
        let mut write = self.write().await?;
        let registered: Option<(i64,)> = write
            .query(REGISTER)
            .bind(&username)
            .bind(username_key(&username))
            .bind(&first_name)
            .bind(&last_name)
            .bind(password_hash)
            .bind(search_text(&first_name, &last_name, &username))
            .fetch_optional()
            .await?;
        let Some((id,)) = registered else {
            return Err(ChatError::InvalidFields { errors: FieldErrors::of("username", FieldProblem::Taken) }.into());
        };
        let give_role = match role {
            Role::Customer => "insert into customers (id, user_id) values ($1, $2)",
            Role::Provider => "insert into providers (id, user_id) values ($1, $2)",
        };
        write.query(give_role).bind(Uuid::now_v7().simple().to_string()).bind(id).execute().await?;
        write.commit().await?;
        Ok(User { id: UserId(id), username, first_name, last_name, email: None, must_change_password: false })
    }

    async fn replace_hash(&self, id: UserId, old_hash: &str, new_hash: &str) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let statement = "update users set password_hash = $3 where id = $1 and password_hash = $2";
        let replaced = write.query(statement).bind(id.0).bind(old_hash).bind(new_hash).execute().await?;
        write.commit().await?;
        Ok(replaced > 0)
    }

    async fn rename(&self, me: UserId, name: FullName) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let (username,): (String,) =
            write.query("select username from users where id = $1").bind(me.0).fetch_one().await?;
        write
            .query("update users set first_name = $2, last_name = $3, search_text = $4 where id = $1")
            .bind(me.0)
            .bind(&name.first_name)
            .bind(&name.last_name)
            .bind(search_text(&name.first_name, &name.last_name, &username))
            .execute()
            .await?;
        write.commit().await?;
        Ok(())
    }

    async fn change_password(
        &self,
        old_hash: &str,
        new_hash: &str,
        key: SessionKey,
        session: Session,
    ) -> Result<Option<Vec<SessionKey>>, StoreError> {
        let me = session.user;
        let mut write = self.write().await?;
        if write.query(CHANGE_PASSWORD).bind(me.0).bind(old_hash).bind(new_hash).execute().await? == 0 {
            return Ok(None);
        }
        let ended = devices::end_all(&mut write, me).await?;
        sessions::create(&mut write, key, session).await?;
        known_browsers::forget_all(&mut write, me).await?;
        write.commit().await?;
        Ok(Some(ended))
    }
}

from_row! {
    #[derive(Debug)]
    struct UserRow {
        id: i64,
        username: String,
        first_name: String,
        last_name: String,
        email: Option<String>,
        must_change_password: i64,
    }
}

impl UserRow {
    fn user(self) -> User {
        let Self { id, username, first_name, last_name, email, must_change_password } = self;
        let must_change_password = must_change_password != 0;
        User { id: UserId(id), username, first_name, last_name, email, must_change_password }
    }
}
