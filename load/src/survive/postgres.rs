//! Copies of a PostgreSQL database, by its own programs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::server::ends_well;

/// Where Debian keeps one folder a version.
const VERSIONS: &str = "/usr/lib/postgresql";

pub(super) async fn dump(database: &str, file: &Path) -> Result<(), String> {
    let mut dump = command("pg_dump");
    dump.args(["--format=custom", "--dbname", database, "--file"]).arg(file);
    ends_well(dump).await
}

/// Into a new database of the same server, whose URL it returns.
pub(super) async fn restore(file: &Path, beside: &str) -> Result<String, String> {
    let (server, name) = beside.rsplit_once('/').ok_or("a URL of PostgreSQL ends in the database's name")?;
    let (copy, quoted) = (format!("{server}/{name}_copy"), format!("create database \"{name}_copy\""));
    let mut create = command("psql");
    create.args(["--dbname", beside, "--command", &quoted]);
    ends_well(create).await?;
    let mut restore = command("pg_restore");
    restore.args(["--exit-on-error", "--dbname", &copy]).arg(file);
    ends_well(restore).await?;
    Ok(copy)
}

/// Of the newest version, or what is found by its name.
fn command(program: &str) -> Command {
    let versions =
        fs::read_dir(VERSIONS).into_iter().flatten().filter_map(|version| version.ok()?.file_name().into_string().ok());
    let newest = versions.filter_map(|version| version.parse::<u32>().ok()).max();
    let path = newest.map(|version| PathBuf::from(format!("{VERSIONS}/{version}/bin/{program}")));
    Command::new(path.unwrap_or_else(|| program.into()))
}
