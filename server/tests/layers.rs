//! The modules of the server are layers, in the order of the table in `server/src/lib.rs`: each imports only modules below
//! it. Tests may import everything.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The crate roots, which may import everything.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

/// An import of a module at the root of the crate.
#[derive(Debug, PartialEq, Eq)]
struct Import {
    line: usize,
    module: String,
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns the modules from the top down: the names in the first column of the table.
fn table() -> Vec<String> {
    let text = fs::read_to_string(sources().join("lib.rs")).expect("lib.rs");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | ")?.split('|').next());
    let names = rows.filter_map(|cell| cell.split('`').nth(1));
    names.map(ToOwned::to_owned).collect()
}

/// Returns all files of the server, as paths inside `src`.
fn files() -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![sources()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path.strip_prefix(sources()).expect("a file in src").to_owned());
            }
        }
    }
    files.sort();
    files
}

/// Returns the top-level module that a file belongs to.
fn module_of(file: &Path) -> String {
    let first = file.iter().next().expect("a name");
    Path::new(first).file_stem().and_then(|name| name.to_str()).expect("a name in letters").to_owned()
}

/// Removes comments and the unit tests at the end of a file.
fn code(text: &str) -> String {
    let text = text.split_once("#[cfg(test)]\nmod tests {").map_or(text, |(code, _)| code);
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Returns the modules that a file imports from the root of its crate: by `crate::`, which is `server::` for the command
/// line, or by as many `super::` as lead there.
fn imports(file: &Path, text: &str) -> Vec<Import> {
    let code = code(text);
    let root = "super::".repeat(file.iter().count());
    let mut imports = Vec::new();
    let name = if module_of(file) == "cli" { "server::" } else { "crate::" };
    for prefix in [name, root.as_str()] {
        for (at, _) in code.match_indices(prefix) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|before| before.is_alphanumeric() || "_:".contains(before)) {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let names = first_names(&code[at + prefix.len()..]).into_iter().filter(|name| *name != "super");
            imports.extend(names.map(|module| Import { line, module: module.to_owned() }));
        }
    }
    imports
}

/// Returns the first name of a path, or of each path in `{a::b, c::{d, e}}`.
fn first_names(path: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let length_of_name = |text: &str| text.find(|c| !is_name(c)).unwrap_or(text.len());
    let Some(mut rest) = path.strip_prefix('{') else { return vec![&path[..length_of_name(path)]] };
    let (mut names, mut depth, mut is_first) = (Vec::new(), 1, true);
    while depth > 0
        && let Some(c) = rest.chars().next()
    {
        let length = length_of_name(rest);
        if length > 0 && depth == 1 && is_first {
            names.push(&rest[..length]);
        }
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        is_first = c == ',' || is_first && c.is_whitespace();
        rest = &rest[length.max(c.len_utf8())..];
    }
    names
}

/// Returns the imports of modules above the file. Names that are not modules are items of the crate root, which is above
/// all modules except the command line.
fn upward(table: &[String], file: &Path, text: &str) -> Vec<Import> {
    let place = |module: &str| table.iter().position(|other| other == module);
    let module = module_of(file);
    let Some(own) = place(&module) else { return Vec::new() };
    let is_above = |import: &Import| place(&import.module).map_or(own > 0, |other| other < own);
    imports(file, text).into_iter().filter(is_above).collect()
}

#[test]
fn each_module_imports_only_those_below_it() {
    let table = table();
    let mut wrong = String::new();
    for file in files() {
        if ROOTS.iter().any(|root| file == Path::new(root)) || file.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(sources().join(&file)).expect("a file");
        for Import { line, module } in upward(&table, &file, &text) {
            let (file, own) = (file.display(), module_of(&file));
            wrong += &format!("\n{file}:{line}: `{own}` imports `{module}`, which stands above it");
        }
    }
    assert!(wrong.is_empty(), "see the table in server/src/lib.rs:{wrong}");
}

#[test]
fn the_table_has_every_module() {
    let is_module = |file: &PathBuf| ROOTS.iter().all(|root| file != Path::new(root));
    let modules: BTreeSet<_> = files().into_iter().filter(is_module).map(|file| module_of(&file)).collect();
    assert_eq!(modules, table().into_iter().collect());
}

#[test]
fn imports_from_above_are_found_in_every_form() {
    let table = ["cli", "http", "live", "store"].map(str::to_owned);
    let found = |file: &str, text: &str| {
        let found = upward(&table, Path::new(file), text).into_iter();
        found.map(|Import { line, module }| format!("{line} {module}")).collect::<Vec<_>>()
    };
    assert_eq!(found("live/hub.rs", "use crate::http::router;"), ["1 http"]);
    let nested =
        "use std::fmt;\n\nuse crate::{\n    live::{frame::Frame, http},\n    http::{api, pages},\n    store,\n};";
    assert_eq!(found("live/hub.rs", nested), ["3 http"]);
    assert_eq!(found("store.rs", "fn f() -> crate::live::Hub {}"), ["1 live"]);
    assert_eq!(found("store/sql.rs", "use super::super::live;"), ["1 live"]);
    assert_eq!(found("live/hub.rs", "use crate::serve;"), ["1 serve"], "what stands in the crate root");
    let allowed =
        "use crate::{live::event, store};\n// crate::http\n#[cfg(test)]\nmod tests {\n    use crate::http;\n}";
    assert!(found("live/hub.rs", allowed).is_empty());
    assert!(found("http.rs", "use charla::live; use crate::live;").is_empty());
    assert!(found("cli/serve.rs", "use server::{http, serve};").is_empty());
}
