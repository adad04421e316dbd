//! Text in places of a page that the renderer takes for markup already: its title, what stands in a text area.

/// Escaped on the server, which writes it there unescaped; in the browser it is set as text already.
#[cfg(feature = "ssr")]
pub(crate) fn plain(text: &str) -> String {
    html_escape::encode_text(text).into_owned()
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn plain(text: &str) -> String {
    text.to_owned()
}

/// In a text area, the first line break after its tag counts for nothing.
pub(crate) fn in_text_area(text: &str) -> String {
    let first = if cfg!(feature = "ssr") && text.starts_with('\n') { "\n" } else { "" };
    format!("{first}{}", plain(text))
}
