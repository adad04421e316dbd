//! Lets only one process serve a database file: several would not deliver each other's messages.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// A lock on a file beside the database, not on the database itself: SQLite locks that file, and POSIX would drop its locks
/// when this process closed the file elsewhere.
#[derive(Debug, Clone)]
pub struct FileClaim {
    database: PathBuf,
    /// The operating system releases the lock when the process ends, also after a crash.
    held: Arc<Mutex<Option<File>>>,
}

impl FileClaim {
    pub(super) fn on(database: &Path) -> Self {
        Self { database: database.to_owned(), held: Arc::default() }
    }

    /// Returns false if another process has the lock.
    pub(super) fn take(&self) -> std::io::Result<bool> {
        // A link to the database has the same lock. If there is no file, no other process can use it.
        let Ok(mut lock) = fs::canonicalize(&self.database) else { return Ok(true) };
        lock.as_mut_os_string().push(".lock");
        // The file is never removed: the next process could have locked it already.
        let file = File::options().create(true).append(true).open(lock)?;
        match file.try_lock() {
            Ok(()) => {
                *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    pub(super) fn end(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn database() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        fs::write(&file, "").expect("a file");
        (folder, file)
    }

    #[test]
    fn a_database_is_claimed_once_at_a_time() {
        let (_folder, file) = database();
        let (first, second) = (FileClaim::on(&file), FileClaim::on(&file));
        assert!(first.take().expect("an answer"));
        assert!(!second.take().expect("an answer"));
        first.end();
        assert!(second.take().expect("an answer"));
    }

    #[test]
    fn a_link_to_a_claimed_database_is_claimed_too() {
        let (folder, file) = database();
        let link = folder.path().join("link.db");
        symlink(&file, &link).expect("a link");
        let (first, second) = (FileClaim::on(&file), FileClaim::on(&link));
        assert!(first.take().expect("an answer"));
        assert!(!second.take().expect("an answer"));
    }
}
