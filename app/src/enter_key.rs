//! The function of the Enter key in the composer.

use serde::{Deserialize, Serialize};

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

impl EnterKey {
    pub const ALL: [Self; 2] = [Self::Sends, Self::Breaks];

    /// Returns the value of the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Sends => "sends",
            Self::Breaks => "breaks",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|enter| enter.tag() == tag)
    }

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
