//! `charla backup FILE`

use std::{
    fs, io,
    path::{self, Path, PathBuf},
};

use server::store::{self, StoreError};

use super::{Failure, Options};

pub(super) async fn backup(options: &Options, file: &Path) -> Result<(), Failure> {
    let copied = store::backup(&options.database_url, file).await;
    copied.map_err(|error| match error {
        StoreError::File(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            format!("{} exists already: name a new file", file.display())
        }
        StoreError::File(error) => format!("the copy {} cannot be made: {error}", file.display()),
        error => format!("the database of CHARLA_DATABASE_URL is not copied to {}: {error}", file.display()),
    })?;
    let (path, bytes) = found(file).map_err(|error| format!("the copy {} is gone: {error}", file.display()))?;
    eprintln!("The database is copied to {}: {bytes} bytes.", path.display());
    Ok(())
}

/// Returns the absolute path of the file and its size in bytes.
fn found(file: &Path) -> io::Result<(PathBuf, u64)> {
    Ok((path::absolute(file)?, fs::metadata(file)?.len()))
}
