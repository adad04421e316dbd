//! Where an address ends in the middle of a text.

use std::borrow::Cow;

use super::host::{Host, host, is_mark, script};

/// What was looked at, and the link that it is, if any: what it shows, and where it leads.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) link: Option<(Cow<'a, str>, String)>,
}

/// `https://` and `http://` as they stand there, or `www.`, which stands for `https://`.
pub(super) fn scheme(text: &str) -> Option<&str> {
    ["https://", "http://", "www."].into_iter().find_map(|scheme| {
        let begin = text.get(..scheme.len())?;
        begin.eq_ignore_ascii_case(scheme).then_some(begin)
    })
}

/// The address that begins at `start`, or has its `@` there. What is before `told` is taken.
pub(super) fn at(text: &str, told: usize, start: usize) -> Found<'_> {
    match scheme(&text[start..]) {
        Some(scheme) => page(text, start, scheme),
        None => mailbox(text, told, start),
    }
}

fn page<'a>(text: &'a str, start: usize, scheme: &'a str) -> Found<'a> {
    let nothing = |end| Found { start, end, link: None };
    let is_bare = scheme.eq_ignore_ascii_case("www.");
    // In the middle of a word, or of another address that is none of a page.
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'))
        || (is_bare && matches!(before, Some('/' | ':' | '@')))
    {
        return nothing(start + scheme.len());
    }
    let name = if is_bare { start } else { start + scheme.len() };
    // Whatever stands before an `@` here is not where it leads.
    let authority = text[name..].find(|c: char| c.is_whitespace() || "/?#\\".contains(c));
    let authority = authority.map_or(text.len(), |end| name + end);
    if text[name..authority].contains('@') || turns(&text[start..authority]) {
        return nothing(run_end(text, start));
    }
    let Some(host) = host(&text[name..]).filter(|host| !is_bare || host.labels > 2) else {
        return nothing(start + scheme.len());
    };
    let mut end = name + host.len;
    end += port(&text[end..]);
    if text[end..].starts_with(['/', '?', '#']) {
        end += path(&text[end..]);
    }
    if turns(&text[end..run_end(text, end)]) {
        return nothing(run_end(text, start));
    }
    let shown = shown(text, start, name, &host, end);
    let href = if is_bare { format!("https://{shown}") } else { shown.clone().into_owned() };
    Found { start, end, link: Some((shown, href)) }
}

fn mailbox(text: &str, told: usize, sign: usize) -> Found<'_> {
    let nothing = Found { start: sign, end: sign + 1, link: None };
    let mut local = text[told..sign].char_indices().rev();
    let written_in = text[told..sign].chars().rev().find(|c| c.is_alphabetic()).map(script);
    // Not the words before it, where they are not apart and in another script.
    let is_local = |c: char| match c {
        '.' | '_' | '%' | '+' | '-' => true,
        c if c.is_alphabetic() || is_mark(c) => Some(script(c)) == written_in,
        c => c.is_numeric(),
    };
    let mut start = sign;
    while let Some((at, _)) = local.next().filter(|(_, c)| is_local(*c)) {
        start = told + at;
    }
    start += text[start..sign].len() - text[start..sign].trim_start_matches('.').len();
    let Some(host) = host(&text[sign + 1..]).filter(|host| host.labels > 1) else { return nothing };
    let end = sign + 1 + host.len;
    if start == sign
        || text[..sign].ends_with('.')
        || text[..start].ends_with(['@', '/'])
        || text[end..].starts_with('@')
        || turns(&text[start..run_end(text, end)])
    {
        return nothing;
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

/// Path, query and fragment, without what belongs to the sentence: marks at its end, a bracket that was opened before.
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

/// Of ASCII what an address may have; of the rest letters, and what joins them to a name. Punctuation of any script,
/// spaces of any width, pictures end an address.
fn may_be_within(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    }
    c.is_alphanumeric() || is_mark(c) || joins(c)
}

/// Such a mark ends a sentence where no more of the address comes. A bracket that is open is none of the address.
fn may_only_be_within(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '(' | '[') || joins(c)
}

/// Middle dots, dashes and apostrophes of titles.
const fn joins(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{30fb}' | '\u{2010}'..='\u{2015}' | '\u{2019}')
}

fn run_end(text: &str, from: usize) -> usize {
    text[from..].find(char::is_whitespace).map_or(text.len(), |end| from + end)
}

/// Whether it shows in another order than it has.
fn turns(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{202a}'..='\u{202e}'))
}
