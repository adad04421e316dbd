//! Where the links in a text are.

use linkify::{LinkFinder, LinkKind};

/// Of the text, all of it in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Link { text: &'a str, href: String },
}

pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut finder = LinkFinder::new();
    // `www.` is enough; what else comes of it is sorted out below.
    finder.url_must_have_scheme(false);
    finder
        .spans(text)
        .map(|span| {
            let text = span.as_str();
            match span.kind().and_then(|kind| href(kind, text)) {
                Some(href) => Part::Link { text, href },
                None => Part::Text(text),
            }
        })
        .collect()
}

/// To pages and to addresses of mail; no scheme that a browser would run, and nothing that reads as another
/// address than it is.
fn href(kind: &LinkKind, text: &str) -> Option<String> {
    if text.chars().any(reorders) {
        return None;
    }
    let begins_with = |start: &str| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    match kind {
        LinkKind::Email => Some(format!("mailto:{text}")),
        LinkKind::Url if begins_with("https://") || begins_with("http://") => Some(text.to_owned()),
        LinkKind::Url if begins_with("www.") => Some(format!("https://{text}")),
        _ => None,
    }
}

/// Marks of direction, which show a text in another order than it has.
const fn reorders(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<(&str, String)> {
        let parts = parts(text);
        let whole: String = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) | Part::Link { text, .. } => *text,
            })
            .collect();
        assert_eq!(whole, text, "nothing of the text is lost");
        parts
            .into_iter()
            .filter_map(|part| match part {
                Part::Link { text, href } => Some((text, href)),
                Part::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_without_what_stands_around_them() {
        let cases = [
            ("mira https://example.com/a?b=c#d.", "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
            ("(véase http://example.com/a_(b))", "http://example.com/a_(b)", "http://example.com/a_(b)"),
            ("www.ejemplo.es, por favor", "www.ejemplo.es", "https://www.ejemplo.es"),
            ("HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM"),
            ("escribe a ana@example.com!", "ana@example.com", "mailto:ana@example.com"),
        ];
        for (text, link, href) in cases {
            assert_eq!(links(text), [(link, href.to_owned())], "{text}");
        }
        assert_eq!(links("https://a.example y https://b.example").len(), 2);
    }

    #[test]
    fn what_is_no_address_of_a_page_stays_text() {
        for text in [
            "hola",
            "Gracias.De nada",
            "javascript:alert(1)",
            "javascript://example.com/%0aalert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "ftp://example.com",
            "<a href=\"x\">y</a>",
            "https://example.com/\u{202e}moc.elpmaxe",
        ] {
            assert_eq!(links(text), [], "{text}");
        }
    }
}
