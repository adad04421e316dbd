//! `charla backup FILE`

use std::path::Path;

use server::store;

use super::{Failure, Options};

pub(super) async fn backup(options: &Options, file: &Path) -> Result<(), Failure> {
    let copied = store::backup(&options.database_url, file).await;
    copied.map_err(|error| format!("the database of CHARLA_DATABASE_URL is not copied to {}: {error}", file.display()))
}
