//! Names of hosts, in any script.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfkc};

use super::punycode;

/// At the beginning of a text.
#[derive(Debug)]
pub(super) struct Host {
    /// Bytes of the text.
    pub(super) len: usize,
    pub(super) labels: usize,
    /// As it is looked up, where what stands in the text could be taken for another name.
    pub(super) plain: Option<String>,
}

/// What it is in an alphabet whose letters look like those of another one; blocks of others, so that two are told
/// apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Greek,
    Cyrillic,
    /// Chinese, Japanese and Korean, which are written together, and beside Latin.
    EastAsian,
    Other(u32),
}

impl Script {
    /// Thai, Lao, Burmese and Khmer are the others.
    const fn has_no_spaces(self) -> bool {
        matches!(self, Self::EastAsian | Self::Other(0xe00 | 0xe80 | 0x1000 | 0x1780))
    }
}

/// Letters of Cyrillic and Greek of which whole words of Latin can be made.
const LOOKALIKES: &str = "асԁеһіјӏорԛѕԝхуъьвкмнтгзпѵѡοανρτυχγικωε";

pub(super) fn host(text: &str) -> Option<Host> {
    let end = text.find(|c: char| !is_of_host(c)).unwrap_or(text.len());
    let run = &text[..end];
    // Two dots are no more of it, nor is one at the end.
    let run = run.split_once("..").map_or(run, |(name, _)| name).trim_end_matches(['.', '-', '_']);
    let run = without_words(run);
    let is_name = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    // What it stands for otherwise is not what is seen.
    if !run.split('.').all(is_name) || !is_nfkc(run) {
        return None;
    }
    Some(Host { len: run.len(), labels: run.split('.').count(), plain: is_dubious(run).then(|| ascii(run)) })
}

/// The last label is of ASCII or of no ASCII: where words follow in a script that has no spaces, they are not of it.
fn without_words(run: &str) -> &str {
    let Some((name, last)) = run.rsplit_once('.') else { return run };
    let ascii = last.len() - last.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
    if ascii > 1 && script_of(&last[ascii..]).is_some_and(Script::has_no_spaces) {
        return &run[..name.len() + 1 + ascii];
    }
    run
}

fn is_of_host(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | '-' | '_')
}

/// Letters of several alphabets in one label, or none but such as look like those of Latin, as which the last label
/// has them read.
fn is_dubious(name: &str) -> bool {
    let last = name.rsplit('.').next().and_then(script_of);
    let is_foreign = last.is_none_or(|script| script == Script::Latin);
    name.split('.').any(|label| {
        let letters: Vec<_> = label.chars().filter(|c| c.is_alphabetic()).collect();
        let is_mixed = letters.windows(2).any(|pair| !go_together(script(pair[0]), script(pair[1])));
        let is_disguised = is_foreign && !label.is_ascii() && letters.iter().all(|c| LOOKALIKES.contains(*c));
        is_mixed || is_disguised
    })
}

fn go_together(one: Script, other: Script) -> bool {
    one == other || matches!((one, other), (Script::Latin, Script::EastAsian) | (Script::EastAsian, Script::Latin))
}

fn ascii(name: &str) -> String {
    let labels = name.split('.').map(|label| {
        let label: String = label.to_lowercase().nfc().collect();
        if label.is_ascii() { label } else { format!("xn--{}", punycode::encode(&label)) }
    });
    labels.collect::<Vec<_>>().join(".")
}

/// Of its first letter.
fn script_of(text: &str) -> Option<Script> {
    text.chars().find(|c| c.is_alphabetic()).map(script)
}

pub(super) fn script(c: char) -> Script {
    match c {
        '\0'..='\u{2af}'
        | '\u{1d00}'..='\u{1dbf}'
        | '\u{1e00}'..='\u{1eff}'
        | '\u{2c60}'..='\u{2c7f}'
        | '\u{a720}'..='\u{a7ff}'
        | '\u{ab30}'..='\u{ab6f}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Script::Cyrillic
        }
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::EastAsian,
        '\u{590}'..='\u{5ff}' => Script::Other(0x590),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Script::Other(0x600),
        c => Script::Other(u32::from(c) & !0x7f),
    }
}

/// Of a letter before it: but those that say how a picture looks.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c) && !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}')
}
