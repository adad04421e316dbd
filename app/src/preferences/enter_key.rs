//! The function of the Enter key in the composer.

use serde::{Deserialize, Serialize};

use super::{Preference, Preferences};
use crate::i18n::Texts;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnterKey {
    /// Enter sends; Shift+Enter breaks the line.
    #[default]
    Sends,
    /// Enter breaks the line; Ctrl+Enter or Cmd+Enter sends.
    Breaks,
}

/// Modifiers and device of a press of Enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Press {
    pub shift: bool,
    /// Ctrl or Cmd.
    pub command: bool,
    /// On a touch screen, whose keyboard has no other key for a line break.
    pub touch: bool,
}

impl Preference for EnterKey {
    const NAME: &'static str = "enter";
    const ALL: &'static [Self] = &[Self::Sends, Self::Breaks];

    fn tag(self) -> &'static str {
        match self {
            Self::Sends => "sends",
            Self::Breaks => "breaks",
        }
    }

    fn of(preferences: &Preferences) -> Self {
        preferences.enter
    }

    fn label(texts: &Texts) -> &'static str {
        texts.settings.enter_key
    }

    fn text(self, texts: &Texts) -> &'static str {
        match self {
            Self::Sends => texts.settings.enter_sends,
            Self::Breaks => texts.settings.enter_breaks,
        }
    }
}

impl EnterKey {
    pub const fn sends(self, press: Press) -> bool {
        let Press { shift, command, touch } = press;
        let bare = matches!(self, Self::Sends) && !touch;
        !shift && (command || bare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_follows_the_preference_and_breaks_the_line_on_touch_screens() {
        let bare = Press::default();
        let shift = Press { shift: true, ..bare };
        let command = Press { command: true, ..bare };
        let touch = Press { touch: true, ..bare };
        let sends = |enter: EnterKey| [bare, shift, command, touch].map(|press| enter.sends(press));
        assert_eq!(sends(EnterKey::Sends), [true, false, true, false]);
        assert_eq!(sends(EnterKey::Breaks), [false, false, true, false]);
    }
}
