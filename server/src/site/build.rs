//! The names of the client's files, read from the build once at the start.

use std::{fs, path::Path, sync::Arc};

use app::ClientFiles;
use sha2::{Digest, Sha256};

/// Folder of the client's scripts and styles, whose names contain a hash of the content.
pub const PACKAGE: &str = "/pkg/";

/// Files that list these hashes: `js: …`, `wasm: …`, `css: …`. `cargo leptos` writes the second one.
const HASHES: [&str; 2] = ["hash.txt", "pkg/hash.txt"];

#[derive(Debug)]
pub struct Build {
    pub files: ClientFiles,
    /// Changes whenever the client changes. If the files have no hashes, the version of the program.
    pub name: String,
}

impl Build {
    pub fn of(site_root: &Path) -> Self {
        let hashes = HASHES.iter().find_map(|name| fs::read_to_string(site_root.join(name)).ok());
        let file = |kind: &str| -> Arc<str> {
            let hash = hashes.as_deref().and_then(|hashes| hash(hashes, kind));
            hash.map_or_else(|| format!("{PACKAGE}charla.{kind}"), |hash| format!("{PACKAGE}charla.{hash}.{kind}"))
                .into()
        };
        let files = ClientFiles { style: file("css"), script: file("js"), wasm: file("wasm") };
        let name = hashes.as_deref().map_or_else(|| env!("CARGO_PKG_VERSION").to_owned(), digest);
        Self { files, name }
    }
}

fn hash<'a>(hashes: &'a str, kind: &str) -> Option<&'a str> {
    hashes.lines().filter_map(|line| line.split_once(':')).find(|(file, _)| *file == kind).map(|(_, hash)| hash.trim())
}

fn digest(hashes: &str) -> String {
    Sha256::digest(hashes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
