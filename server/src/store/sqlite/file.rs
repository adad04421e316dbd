//! The database file: its path in the URL, its creation, its permissions.

use std::{
    fs::{self, File},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    str::FromStr,
};

use sqlx::sqlite::SqliteConnectOptions;

use crate::store::{OpeningError, StoreError};

/// Parses the URL of a database.
///
/// # Errors
/// [`OpeningError::NoFile`] for a URL without a file. In memory, each connection would have a database of its own, which is
/// lost when it closes.
pub(super) fn options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let address = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let (file, parameters) = address.split_once('?').unwrap_or((address, ""));
    let is_in_memory = file == ":memory:" || parameters.split('&').any(|parameter| parameter == "mode=memory");
    if file.is_empty() || is_in_memory {
        return Err(OpeningError::NoFile.into());
    }
    Ok(SqliteConnectOptions::from_str(url)?)
}

/// Creates the folder and the file if they do not exist. Only the owner may read the file, since it has the messages of all
/// users. SQLite gives its other files the same mode.
pub(super) fn prepare(file: &Path) -> Result<(), OpeningError> {
    if file.starts_with("file:") {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| OpeningError::folder(folder, error))?;
    }
    // An existing file keeps its mode. If the file cannot be created, SQLite reports why.
    let _ = File::options().write(true).create_new(true).mode(0o600).open(file);
    if let Some(mode) = mode_if_others_may_read(file) {
        let file = file.display();
        tracing::warn!(
            "{file} can be read by other users of this machine (its mode is {mode:o}), and everybody's messages with \
             it: chmod 600 {file}, and the files beside it"
        );
    }
    Ok(())
}

fn mode_if_others_may_read(file: &Path) -> Option<u32> {
    let mode = file.metadata().ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::captured_log::captured_log;

    #[test]
    fn a_url_without_a_file_is_refused() {
        for url in
            ["sqlite:", "sqlite://", "sqlite::memory:", "sqlite://:memory:", "sqlite:a?mode=memory", "sqlite:?a=b"]
        {
            let refused = options(url).map(|_| ()).expect_err(url).to_string();
            assert!(refused.contains("such as sqlite:data/charla.db"), "{url}: {refused}");
        }
        for url in ["sqlite:data/charla.db", "sqlite:///var/lib/charla.db", "sqlite:memory.db?mode=rwc"] {
            assert!(options(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_file_that_others_may_read_causes_a_warning() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        assert_eq!(captured_log(|| prepare(&file).expect("a file")), "");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
        let warned = captured_log(|| prepare(&file).expect("a file"));
        assert!(warned.contains("WARN") && warned.contains("chmod 600") && warned.contains("644"), "{warned}");
    }

    #[test]
    fn the_error_for_a_folder_that_cannot_be_created_names_it_and_the_user() {
        let folder = tempfile::tempdir().expect("a folder");
        let in_the_way = folder.path().join("data");
        fs::write(&in_the_way, "").expect("a file");
        let refused = prepare(&in_the_way.join("charla.db")).expect_err("no folder").to_string();
        assert!(refused.contains(&in_the_way.display().to_string()) && refused.contains("by user "), "{refused}");
    }
}
