//! A copy of a PostgreSQL database, made by its own programs.

use std::path::PathBuf;

use super::{postgres::client, tool::ends_well};

pub(super) struct Dump(PathBuf);

impl Dump {
    pub(super) async fn of(database: &str, file: PathBuf) -> Result<Self, String> {
        let mut dump = client("pg_dump");
        dump.args(["--format=custom", "--dbname", database, "--file"]).arg(&file);
        ends_well(dump).await?;
        Ok(Self(file))
    }

    /// Restores the copy into a new database of the same server, and returns its URL.
    pub(super) async fn restore(&self, beside: &str) -> Result<String, String> {
        let (server, name) = beside.rsplit_once('/').ok_or("a URL of PostgreSQL ends in the database's name")?;
        let (copy, quoted) = (format!("{server}/{name}_copy"), format!("create database \"{name}_copy\""));
        let mut create = client("psql");
        create.args(["--dbname", beside, "--command", &quoted]);
        ends_well(create).await?;
        let mut restore = client("pg_restore");
        restore.args(["--exit-on-error", "--dbname", &copy]).arg(&self.0);
        ends_well(restore).await?;
        Ok(copy)
    }
}
