//! A temporary folder, which is deleted when it is dropped.

use std::{
    fs,
    path::{Path, PathBuf},
};

use uuid::Uuid;

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("charla-failure-{}", Uuid::now_v7().simple()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Creates a folder in it.
    pub(crate) fn inner(&self, name: &str) -> Result<PathBuf, String> {
        let inner = self.0.join(name);
        fs::create_dir(&inner).map_err(|error| format!("{}: {error}", inner.display()))?;
        Ok(inner)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
