//! Host names in any script.

use super::punycode;

/// A host name at the beginning of a text.
#[derive(Debug)]
pub(super) struct Host {
    /// Length in the text, in bytes.
    pub(super) len: usize,
    pub(super) labels: usize,
    /// The ASCII form, if the name in the text imitates another one.
    pub(super) plain: Option<String>,
}

/// Scripts whose letters can be confused are named; other scripts are distinguished by their Unicode block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Greek,
    Cyrillic,
    /// Chinese, Japanese and Korean, which are mixed with each other and with Latin.
    EastAsian,
    Other(u32),
}

impl Script {
    /// Whether the script is written without spaces. The blocks are Thai, Lao, Burmese and Khmer.
    const fn has_no_spaces(self) -> bool {
        matches!(self, Self::EastAsian | Self::Other(0xe00 | 0xe80 | 0x1000 | 0x1780))
    }
}

/// Cyrillic and Greek letters that look like Latin ones, so that whole Latin words can be imitated.
const LOOKALIKES: &str = "асԁеһіјӏорԛѕԝхуъьвкмнтгзпѵѡοανρτυχγικωε";

pub(super) fn host(text: &str) -> Option<Host> {
    let end = text.find(|c: char| !is_of_host(c)).unwrap_or(text.len());
    let run = &text[..end];
    // Neither two dots nor a final dot are part of the name.
    let run = run.split_once("..").map_or(run, |(name, _)| name).trim_end_matches(['.', '-', '_']);
    let run = without_words(run);
    let is_name = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    if !run.split('.').all(is_name) || run.contains(is_normalised) {
        return None;
    }
    Some(Host { len: run.len(), labels: run.split('.').count(), plain: is_dubious(run).then(|| ascii(run)) })
}

/// Removes words in a script without spaces that directly follow an ASCII top-level domain.
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

/// Whether a name imitates another one: a label mixes scripts, or consists only of letters that look like Latin ones
/// under a Latin top-level domain.
fn is_dubious(name: &str) -> bool {
    let last = name.rsplit('.').next().and_then(script_of);
    let is_foreign = last.is_none_or(|script| script == Script::Latin);
    name.split('.').any(|label| {
        let letters: Vec<_> = label.chars().filter(|c| c.is_alphabetic()).collect();
        let is_mixed = letters.windows(2).any(|pair| !may_be_mixed(script(pair[0]), script(pair[1])));
        let is_disguised = is_foreign && !label.is_ascii() && letters.iter().all(|c| LOOKALIKES.contains(*c));
        is_mixed || is_disguised
    })
}

fn may_be_mixed(one: Script, other: Script) -> bool {
    one == other || matches!((one, other), (Script::Latin, Script::EastAsian) | (Script::EastAsian, Script::Latin))
}

fn ascii(name: &str) -> String {
    let labels = name.split('.').map(|label| {
        let label = label.to_lowercase();
        if label.is_ascii() { label } else { format!("xn--{}", punycode::encode(&label)) }
    });
    labels.collect::<Vec<_>>().join(".")
}

/// Returns the script of the first letter.
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

/// Whether a character is a combining mark that the standard library does not count as a letter: accents, points,
/// viramas, tones. Written as ranges, because the Unicode tables would be a tenth of the client's size.
pub(super) const fn is_mark(c: char) -> bool {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{487}'
        | '\u{591}'..='\u{5bd}'
        | '\u{5bf}'
        | '\u{5c1}'
        | '\u{5c2}'
        | '\u{5c4}'
        | '\u{5c5}'
        | '\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'
        | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}'
        | '\u{dca}'
        | '\u{e3a}'
        | '\u{e47}'..='\u{e4e}'
        | '\u{ec8}'..='\u{ece}'
        | '\u{1037}'
        | '\u{1039}'
        | '\u{103a}'
        | '\u{17c9}'..='\u{17d3}'
        | '\u{17dd}'
        | '\u{3099}'
        | '\u{309a}' => true,
        // The Indic blocks have nukta, virama and stress marks at the same offsets.
        '\u{900}'..='\u{d7f}' => matches!(c as u32 & 0x7f, 0x3c | 0x4d | 0x51..=0x54),
        _ => false,
    }
}

/// Whether DNS normalises the character to another one (wide, ornate or decomposed letters), so that the shown name is
/// not the real one.
const fn is_normalised(c: char) -> bool {
    matches!(c,
        'ª' | '²' | '³' | '¹' | 'º' | '\u{2b0}'..='\u{36f}' | '\u{1d2c}'..='\u{1d6a}' | '\u{1d9b}'..='\u{1dbf}'
        | '\u{2070}'..='\u{218f}' | '\u{2460}'..='\u{24ff}' | '\u{2f00}'..='\u{2fdf}' | '\u{3099}' | '\u{309a}'
        | '\u{3130}'..='\u{318f}' | '\u{3200}'..='\u{33ff}' | '\u{f900}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1ee00}'..='\u{1eeff}' | '\u{1f100}'..='\u{1f2ff}'
        | '\u{2f800}'..='\u{2fa1f}')
}
