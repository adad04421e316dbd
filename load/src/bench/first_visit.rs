//! The files that a browser loads on its first visit: the sign-in page and those that it names, as they are transferred.

use std::collections::BTreeSet;

use reqwest::header;

use super::{figures::Figures, stage::Stage};

/// Links of these kinds are loaded with the page.
const LOADED: [&str; 4] = ["stylesheet", "modulepreload", "preload", "icon"];

const ENCODINGS: &str = "gzip, deflate, br, zstd";

pub(super) async fn measure(stage: &Stage) -> Result<Figures, String> {
    let client = stage.readers[0].client()?;
    let load = async |path: &str, encodings: &'static str| {
        let request = client.get(format!("{}{path}", stage.url)).header(header::ACCEPT_ENCODING, encodings);
        let answer = request.send().await.and_then(reqwest::Response::error_for_status);
        let body = answer.map_err(|error| error.to_string())?.bytes().await.map_err(|error| error.to_string())?;
        Ok::<_, String>(body)
    };
    let text = load("/login", "identity").await?;
    let page = load("/login", ENCODINGS).await?.len() as u64;
    let (mut files, mut bytes) = (0_u32, page);
    for path in files_of(&String::from_utf8_lossy(&text)) {
        files += 1;
        bytes += load(&path, ENCODINGS).await?.len() as u64;
    }
    if files < 3 {
        return Err("the page names neither styles nor a client".into());
    }
    Ok(Figures::default()
        .with("files", f64::from(files))
        .with_kilobytes("kB of the page", page)
        .with_kilobytes("kB in all", bytes))
}

/// Returns the paths of the files that the page loads.
fn files_of(page: &str) -> BTreeSet<String> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let tags = page.split('<').filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
    tags.filter_map(|tag| match tag.split(' ').next() {
        Some("link") if LOADED.contains(&&*attribute(tag, "rel")?) => attribute(tag, "href"),
        Some("script") => attribute(tag, "src"),
        _ => None,
    })
    .collect()
}
