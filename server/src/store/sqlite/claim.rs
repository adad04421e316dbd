//! Who may serve from a file: one process. Several would not hear of each other's messages.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// On a file beside the database: SQLite has locks of its own on the database, and loses them where anybody else
/// in its process closes that file.
#[derive(Debug, Clone)]
pub struct Claim {
    database: PathBuf,
    /// The system ends the lock with the process, however that ends.
    held: Arc<Mutex<Option<File>>>,
}

impl Claim {
    pub(super) fn on(database: &Path) -> Self {
        Self { database: database.to_owned(), held: Arc::default() }
    }

    /// False where another process has it.
    pub(in crate::store) fn take(&self) -> std::io::Result<bool> {
        // A link to the database leads to the same lock. What is no file is in nobody else's reach.
        let Ok(mut lock) = fs::canonicalize(&self.database) else { return Ok(true) };
        lock.as_mut_os_string().push(".lock");
        // It stays when the claim ends: who removed it could take it away from under the next.
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
    fn a_database_is_for_one_at_a_time() {
        let (_folder, file) = database();
        let (first, second) = (Claim::on(&file), Claim::on(&file));
        assert!(first.take().expect("an answer"));
        assert!(!second.take().expect("an answer"));
        first.end();
        assert!(second.take().expect("an answer"));
    }

    #[test]
    fn another_name_is_the_same_database() {
        let (folder, file) = database();
        let link = folder.path().join("link.db");
        symlink(&file, &link).expect("a link");
        let (first, second) = (Claim::on(&file), Claim::on(&link));
        assert!(first.take().expect("an answer"));
        assert!(!second.take().expect("an answer"));
    }
}
