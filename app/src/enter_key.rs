//! What Enter does where one writes.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnterKey {
    /// With Shift it breaks the line.
    #[default]
    Sends,
    /// With Ctrl or Cmd it sends.
    Breaks,
}

/// What is held while Enter is pressed, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Press {
    pub shift: bool,
    /// Ctrl or Cmd.
    pub command: bool,
    /// On a screen that is touched: its keyboard has no other key for a line.
    pub touch: bool,
}

impl EnterKey {
    pub const ALL: [Self; 2] = [Self::Sends, Self::Breaks];

    /// As in the cookie.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Sends => "sends",
            Self::Breaks => "breaks",
        }
    }

    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|enter| enter.tag() == tag)
    }

    #[must_use]
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
    fn enter_does_what_was_chosen_and_breaks_the_line_where_one_touches() {
        let bare = Press::default();
        let shift = Press { shift: true, ..bare };
        let command = Press { command: true, ..bare };
        let touch = Press { touch: true, ..bare };
        let sends = |enter: EnterKey| [bare, shift, command, touch].map(|press| enter.sends(press));
        assert_eq!(sends(EnterKey::Sends), [true, false, true, false]);
        assert_eq!(sends(EnterKey::Breaks), [false, false, true, false]);
    }
}
