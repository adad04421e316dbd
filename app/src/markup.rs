//! Text in places of a page that the renderer takes for markup already: its title, what stands in a text area.

/// As it is to be passed there: the server writes it into the page as it is.
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
