//! A copy of the database, made beside the server that writes to it.

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

/// What SQLite, or the server, puts beside a database: a copy of that name would be taken for it.
const BESIDE: [&str; 4] = ["-journal", "-wal", "-shm", ".lock"];

/// Writes to `file`, which must not be there, all that is committed at this moment. It has its name once it is
/// whole and on the disk.
///
/// # Errors
/// What the database or the file system says.
pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
    if file.symlink_metadata().is_ok() {
        return Err(StoreError::File(io::ErrorKind::AlreadyExists.into()));
    }
    // From the root on: a name that begins with `file:` would be taken for a URI.
    let file = &path::absolute(file)?;
    let database = path::absolute(SqliteConnectOptions::from_str(url)?.get_filename())?;
    if BESIDE.iter().any(|suffix| file.as_os_str() == beside(&database, suffix)) {
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

/// It reads one commit for as long as it takes: writers do not wait for it.
async fn copy(url: &str, file: &str) -> Result<(), sqlx::Error> {
    let mut database = SqliteConnectOptions::from_str(url)?.read_only(true).connect().await?;
    sqlx::query("vacuum into $1").bind(file).execute(&mut database).await?;
    database.close().await
}

fn beside(database: &Path, suffix: &str) -> OsString {
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

    /// The demo is made for a day: the same one again is made for the same.
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
    async fn a_copy_of_a_database_in_use_has_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        let copy = folder.path().join("copy.db");
        backup(&url, &copy).await.expect("a copy");

        let copied = store::open(&format!("sqlite:{}", copy.display()), Durability::Full).await.expect("a database");
        let again =
            copied.import(&crate::demo::marketplace(today()), "", BadRowPolicy::Refuse).await.expect("the rows fit");
        assert_eq!(again, Imported::default(), "it has all rows already");
    }

    #[tokio::test]
    async fn a_file_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        let taken = folder.path().join("photos.zip");
        fs::write(&taken, "holidays").expect("a file");
        assert!(backup(&url, &taken).await.is_err());
        assert_eq!(fs::read_to_string(&taken).expect("a file"), "holidays");
    }

    #[tokio::test]
    async fn a_copy_is_not_taken_for_a_part_of_the_database() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, in_use) = marketplace(folder.path()).await;
        in_use.close().await;
        for suffix in BESIDE {
            let name = folder.path().join(format!("charla.db{suffix}"));
            assert!(backup(&url, &name).await.is_err(), "{suffix}");
        }
        store::open(&url, Durability::Full).await.expect("the database opens");
    }

    #[tokio::test]
    async fn a_name_is_a_name_however_odd() {
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
    async fn of_copies_to_one_name_at_once_one_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, _in_use) = marketplace(folder.path()).await;
        let copy = folder.path().join("copy.db");
        let made = futures::future::join_all([(); 3].map(|()| backup(&url, &copy))).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        let names = fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").file_name());
        assert!(names.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")), "and nothing beside it");
    }

    #[tokio::test]
    async fn of_a_copy_that_fails_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = format!("sqlite:{}", folder.path().join("absent.db").display());
        assert!(backup(&nowhere, &folder.path().join("copy.db")).await.is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
