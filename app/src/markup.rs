//! Text in places where the renderer expects markup: the title, and the content of a text area.

/// Escapes the text on the server, whose renderer does not. In the browser the text is set without parsing and needs no
/// escaping.
#[cfg(feature = "ssr")]
pub(crate) fn plain(text: &str) -> String {
    html_escape::encode_text(text).into_owned()
}

#[cfg(not(feature = "ssr"))]
pub(crate) fn plain(text: &str) -> String {
    text.to_owned()
}

/// Like [`plain`], for the content of a text area: HTML ignores the first line break after the tag, so it is doubled.
pub(crate) fn in_text_area(text: &str) -> String {
    let first = if cfg!(feature = "ssr") && text.starts_with('\n') { "\n" } else { "" };
    format!("{first}{}", plain(text))
}
