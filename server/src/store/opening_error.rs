//! Why a database cannot be opened. The texts are for the operator, and say what to do.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use sqlx::{
    error::DatabaseError,
    migrate::{MigrateError, Migrator},
};

use super::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    #[error("another server uses it")]
    InUse,
    #[error("several servers need PostgreSQL: CHARLA_REDIS_URL is of no use with SQLite")]
    NotShared,
    #[error("neither sqlite:FILE, such as sqlite:data/charla.db, nor postgres://user:password@host/database")]
    UnknownDatabase,
    #[error("SQLite needs a file, such as sqlite:data/charla.db: what is in memory is gone at the end")]
    NoFile,
    #[error("the folder {} cannot be made by {user}: {error}", .folder.display())]
    Folder { folder: PathBuf, user: String, error: io::Error },
    #[error("{} cannot be opened by {user}, who must be able to write the file and its folder: {reason}", .file.display())]
    File { file: PathBuf, user: String, reason: String },
    #[error("{} is no SQLite database", .0.display())]
    NotSqlite(PathBuf),
    #[error("nothing can be written: {0}")]
    ReadOnly(String),
    #[error(
        "it was used by a newer version of Charla (its tables are of version {found}, and this program knows those up to \
         {known}): take that version again, or restore a backup from before"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "synchronous_commit is {0}, although CHARLA_DURABILITY is full: something between here and PostgreSQL drops the \
         setting; give it to the user, with alter role … set synchronous_commit = on, or choose \
         CHARLA_DURABILITY=relaxed"
    )]
    NotDurable(String),
    #[error("PgBouncer pools statements here: Charla needs pool_mode = transaction or session")]
    StatementPooling,
}

impl OpeningError {
    pub(super) fn folder(folder: &Path, error: io::Error) -> Self {
        Self::Folder { folder: folder.to_owned(), user: user(), error }
    }

    pub(super) fn file(file: &Path, reason: String) -> Self {
        Self::File { file: file.to_owned(), user: user(), reason }
    }
}

/// Converts an error of SQLite about a file that it cannot open or write.
pub(super) fn of_file(file: &Path, error: sqlx::Error) -> StoreError {
    // Primary result codes: PERM, READONLY, CANTOPEN and AUTH.
    const DENIED: [i32; 4] = [3, 8, 14, 23];
    // NOTADB.
    const NOT_SQLITE: i32 = 26;
    let code = error.as_database_error().and_then(DatabaseError::code).and_then(|code| code.parse::<i32>().ok());
    match code.map(|code| code & 0xff) {
        Some(NOT_SQLITE) => OpeningError::NotSqlite(file.to_owned()).into(),
        Some(code) if DENIED.contains(&code) => OpeningError::file(file, error.to_string()).into(),
        _ => error.into(),
    }
}

/// Converts an error of a migration. The database may have migrations of a newer version, which this one does not know. An
/// error of a statement is passed on as it is.
pub(super) fn of_migration(migrator: &Migrator, error: MigrateError) -> StoreError {
    let known = migrator.iter().map(|migration| migration.version).max().unwrap_or_default();
    match error {
        MigrateError::VersionMissing(found) if found > known => OpeningError::Newer { found, known }.into(),
        MigrateError::Execute(error) => error.into(),
        error => StoreError::Migration(error),
    }
}

/// Returns the user of this process: the number, and the name if `/etc/passwd` has one.
fn user() -> String {
    let Ok(id) = fs::metadata("/proc/self").map(|process| process.uid()) else { return "this user".into() };
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id.to_string()).then(|| name.to_owned())
    });
    name.map_or_else(|| format!("user {id}"), |name| format!("user {name} ({id})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_named() {
        assert!(user().starts_with("user "), "{}", user());
    }
}
