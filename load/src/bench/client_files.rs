//! The sizes of the client's files, as they are stored and as they are transferred with Brotli.

use std::{fs, path::Path};

use super::figures::Figures;

pub(super) fn measure(site: &Path) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let names = [
        (".wasm", "kB of WASM"),
        (".wasm.br", "kB of WASM sent"),
        (".js.br", "kB of JS sent"),
        (".css.br", "kB of CSS sent"),
    ];
    for (suffix, name) in names {
        let files = fs::read_dir(site.join("pkg")).map_err(|error| format!("{}: {error}", site.display()))?;
        let sizes = files.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(suffix));
        let bytes: u64 = sizes.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
        figures = figures.with_kilobytes(name, bytes);
    }
    Ok(figures)
}
