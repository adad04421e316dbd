//! Backs up the database while a server uses it.

use std::{
    ffi::OsString,
    fs::{File, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::{self, Path},
    str::FromStr,
};

use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tempfile::NamedTempFile;

use crate::store::StoreError;

/// Suffixes of the files that SQLite and the server keep beside the database. A backup under such a name would be used as
/// that file.
const RESERVED_SUFFIXES: [&str; 4] = ["-journal", "-wal", "-shm", ".lock"];

/// Writes the committed data of this moment to `file`, which must not exist. The file gets its name when it is complete and
/// on the disk.
///
/// # Errors
/// Those of the database and of the file system.
pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
    if file.symlink_metadata().is_ok() {
        return Err(StoreError::File(io::ErrorKind::AlreadyExists.into()));
    }
    // SQLite would read a name that begins with `file:` as a URI; an absolute path does not begin so.
    let file = &path::absolute(file)?;
    let database = path::absolute(SqliteConnectOptions::from_str(url)?.get_filename())?;
    if RESERVED_SUFFIXES.iter().any(|suffix| file.as_os_str() == with_suffix(&database, suffix)) {
        return Err(StoreError::File(io::Error::new(
            io::ErrorKind::InvalidInput,
            "SQLite keeps a file of its own there",
        )));
    }
    let part = part_of(file)?;
    let name = part.path().to_str().ok_or_else(|| StoreError::File(io::ErrorKind::InvalidFilename.into()))?;
    copy(url, name).await.map_err(StoreError::Database)?;
    part.as_file().sync_all()?;
    part.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(File::open(file.parent().unwrap_or(file))?.sync_all()?)
}

/// Copies one snapshot. Writers do not wait for it.
async fn copy(url: &str, file: &str) -> Result<(), sqlx::Error> {
    let mut database = SqliteConnectOptions::from_str(url)?.read_only(true).connect().await?;
    sqlx::query("vacuum into $1").bind(file).execute(&mut database).await?;
    database.close().await
}

fn with_suffix(database: &Path, suffix: &str) -> OsString {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name
}

/// Creates the file that becomes the copy once it is complete; until then it is deleted when it is dropped. Only its owner
/// may read it, since it has the messages of all users.
fn part_of(file: &Path) -> io::Result<NamedTempFile> {
    let mut prefix = file.file_name().unwrap_or_default().to_owned();
    prefix.push(".");
    tempfile::Builder::new()
        .prefix(&prefix)
        .suffix(".part")
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(file.parent().unwrap_or(file))
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, sync::Arc};

    use super::*;
    use crate::{
        dataset::BadRowPolicy,
        store::{self, Durability, Imported, Store},
    };

    /// The demo depends on the day: for the same day it is the same.
    fn today() -> charla::Timestamp {
        charla::Timestamp::from_millis(1_772_359_200_000)
    }

    async fn marketplace(folder: &Path) -> (String, Arc<dyn Store>) {
        let url = format!("sqlite:{}", folder.join("charla.db").display());
        let store = store::open(&url, Durability::Full).await.expect("a database");
        store.import(&crate::demo::marketplace(today()), "", BadRowPolicy::Refuse).await.expect("the rows fit");
        (url, store)
    }

    #[tokio::test]
    async fn a_backup_of_a_database_in_use_has_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        let copy = folder.path().join("copy.db");
        backup(&url, &copy).await.expect("a backup");

        let copied = store::open(&format!("sqlite:{}", copy.display()), Durability::Full).await.expect("a database");
        let again =
            copied.import(&crate::demo::marketplace(today()), "", BadRowPolicy::Refuse).await.expect("the rows fit");
        assert_eq!(again, Imported::default(), "it has all rows already");
    }

    #[tokio::test]
    async fn an_existing_file_is_not_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        let taken = folder.path().join("photos.zip");
        fs::write(&taken, "holidays").expect("a file");
        assert!(backup(&url, &taken).await.is_err());
        assert_eq!(fs::read_to_string(&taken).expect("a file"), "holidays");
    }

    #[tokio::test]
    async fn names_of_files_that_belong_to_the_database_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, in_use) = marketplace(folder.path()).await;
        in_use.close().await;
        for suffix in RESERVED_SUFFIXES {
            let name = folder.path().join(format!("charla.db{suffix}"));
            assert!(backup(&url, &name).await.is_err(), "{suffix}");
        }
        store::open(&url, Durability::Full).await.expect("the database opens");
    }

    #[tokio::test]
    async fn unusual_file_names_are_taken_literally() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        for name in ["file:copy.db", "copy?mode=rwc", "':memory:'", "ñandú.db"] {
            let copy = folder.path().join(name);
            backup(&url, &copy).await.expect("a copy");
            assert!(fs::metadata(&copy).expect("a file").len() > 100_000, "{name}");
        }
        let unreadable = folder.path().join(OsStr::from_bytes(b"bad\xff.db"));
        assert!(backup(&url, &unreadable).await.is_err());
        assert!(!unreadable.exists());
    }

    #[tokio::test]
    async fn one_of_several_backups_to_the_same_name_succeeds() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        let copy = folder.path().join("copy.db");
        let made = futures::future::join_all([(); 3].map(|()| backup(&url, &copy))).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        let names = fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").file_name());
        assert!(names.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")), "and nothing beside it");
    }

    #[tokio::test]
    async fn a_failed_backup_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = format!("sqlite:{}", folder.path().join("absent.db").display());
        assert!(backup(&nowhere, &folder.path().join("copy.db")).await.is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
