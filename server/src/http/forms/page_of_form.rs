//! The address of the page that contains a form.

use crate::http::request::is_page_path;

/// The address of a form, opened by itself, leads there. None for what is no form.
#[must_use]
pub fn page_of_form(path: &str) -> Option<&str> {
    if !is_page_path(path) {
        return None;
    }
    let own = match path.split('/').nth(1)? {
        "conversations" => path.match_indices('/').nth(2),
        "settings" => path.match_indices('/').nth(1),
        _ => return Some("/"),
    };
    Some(own.map_or(path, |(end, _)| &path[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_page() {
        for (form, page) in [
            ("/conversations/4/messages/7/edit", "/conversations/4"),
            ("/conversations/4/read", "/conversations/4"),
            ("/settings/password", "/settings"),
            ("/logout", "/"),
            ("/preferences", "/"),
        ] {
            assert_eq!(page_of_form(form), Some(page), "{form}");
        }
        assert_eq!(page_of_form("/fn/send"), None);
    }
}
