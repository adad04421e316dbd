//! Finds the end of an address within a text.

use std::borrow::Cow;

use super::host::{Host, host, is_mark, script};

/// The examined range, and the link in it, if any: its shown text and its URL.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) link: Option<(Cow<'a, str>, String)>,
}

/// Returns the `https://`, `http://` or `www.` at the beginning of the text, in its original case.
pub(super) fn scheme(text: &str) -> Option<&str> {
    ["https://", "http://", "www."].into_iter().find_map(|scheme| {
        let begin = text.get(..scheme.len())?;
        begin.eq_ignore_ascii_case(scheme).then_some(begin)
    })
}

/// Finds the address that begins at `start`, or has its `@` there. Text before `taken` belongs to earlier parts.
pub(super) fn at(text: &str, taken: usize, start: usize) -> Found<'_> {
    match scheme(&text[start..]) {
        Some(scheme) => page(text, start, scheme),
        None => mailbox(text, taken, start),
    }
}

fn page<'a>(text: &'a str, start: usize, scheme: &'a str) -> Found<'a> {
    let no_link = |end| Found { start, end, link: None };
    let is_bare = scheme.eq_ignore_ascii_case("www.");
    // Within a word, or within an address of another kind.
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'))
        || (is_bare && matches!(before, Some('/' | ':' | '@')))
    {
        return no_link(start + scheme.len());
    }
    let name = if is_bare { start } else { start + scheme.len() };
    // Text before an `@` in the authority is not the host: such addresses can deceive.
    let authority = text[name..].find(|c: char| c.is_whitespace() || "/?#\\".contains(c));
    let authority = authority.map_or(text.len(), |end| name + end);
    if text[name..authority].contains('@') || is_reordered(&text[start..authority]) {
        return no_link(run_end(text, start));
    }
    let Some(host) = host(&text[name..]).filter(|host| !is_bare || host.labels > 2) else {
        return no_link(start + scheme.len());
    };
    let mut end = name + host.len;
    end += port(&text[end..]);
    if text[end..].starts_with(['/', '?', '#']) {
        end += path(&text[end..]);
    }
    if is_reordered(&text[end..run_end(text, end)]) {
        return no_link(run_end(text, start));
    }
    let shown = shown(text, start, name, &host, end);
    let href = if is_bare { format!("https://{shown}") } else { shown.clone().into_owned() };
    Found { start, end, link: Some((shown, href)) }
}

fn mailbox(text: &str, taken: usize, sign: usize) -> Found<'_> {
    let no_link = Found { start: sign, end: sign + 1, link: None };
    let mut local = text[taken..sign].char_indices().rev();
    let written_in = text[taken..sign].chars().rev().find(|c| c.is_alphabetic()).map(script);
    // Excludes words of another script that directly precede the address.
    let is_local = |c: char| match c {
        '.' | '_' | '%' | '+' | '-' => true,
        c if c.is_alphabetic() || is_mark(c) => Some(script(c)) == written_in,
        c => c.is_numeric(),
    };
    let mut start = sign;
    while let Some((at, _)) = local.next().filter(|(_, c)| is_local(*c)) {
        start = taken + at;
    }
    start += text[start..sign].len() - text[start..sign].trim_start_matches('.').len();
    let Some(host) = host(&text[sign + 1..]).filter(|host| host.labels > 1) else { return no_link };
    let end = sign + 1 + host.len;
    if start == sign
        || text[..sign].ends_with('.')
        || text[..start].ends_with(['@', '/'])
        || text[end..].starts_with('@')
        || is_reordered(&text[start..run_end(text, end)])
    {
        return no_link;
    }
    let shown = shown(text, start, sign + 1, &host, end);
    let href = format!("mailto:{shown}");
    Found { start, end, link: Some((shown, href)) }
}

fn shown<'a>(text: &'a str, start: usize, name: usize, host: &Host, end: usize) -> Cow<'a, str> {
    match &host.plain {
        None => Cow::Borrowed(&text[start..end]),
        Some(plain) => Cow::Owned([&text[start..name], plain, &text[name + host.len..end]].concat()),
    }
}

fn port(text: &str) -> usize {
    let digits = text
        .strip_prefix(':')
        .map_or(0, |rest| rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    if (1..=5).contains(&digits) { digits + 1 } else { 0 }
}

/// Returns the length of path, query and fragment, without punctuation that belongs to the sentence: marks at the end,
/// and a bracket that was opened before the address.
fn path(text: &str) -> usize {
    let (mut end, mut open) = (0, Vec::new());
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' if open.pop_if(|closing| *closing == c).is_none() => break,
            ',' | ';' if scheme(&text[next..]).is_some() => break,
            c if !may_be_within(c) => break,
            _ => {}
        }
        if !may_only_be_within(c) {
            end = next;
        }
    }
    end
}

/// Whether an address may contain the character: in ASCII what URLs allow, otherwise letters and joining punctuation.
/// Other punctuation, spaces and emoji end an address.
fn may_be_within(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    }
    c.is_alphanumeric() || is_mark(c) || joins(c)
}

/// Whether the character cannot be the last one of an address: punctuation at the end belongs to the sentence, and so
/// does an open bracket.
fn may_only_be_within(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '(' | '[') || joins(c)
}

/// Whether the character joins words of a title: middle dots, dashes, apostrophes.
const fn joins(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{30fb}' | '\u{2010}'..='\u{2015}' | '\u{2019}')
}

fn run_end(text: &str, from: usize) -> usize {
    text[from..].find(char::is_whitespace).map_or(text.len(), |end| from + end)
}

/// Whether direction marks would display the text in another order.
fn is_reordered(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{202a}'..='\u{202e}'))
}
