//! The text of a statement.

/// Both databases number parameters `$1`, `$2` …, so that most texts are the same for both.
#[derive(Debug, Clone, Copy)]
pub enum Statement {
    Same(&'static str),
    Each { sqlite: &'static str, postgres: &'static str },
}

impl Statement {
    pub const fn sqlite(self) -> &'static str {
        match self {
            Self::Same(text) | Self::Each { sqlite: text, .. } => text,
        }
    }

    pub const fn postgres(self) -> &'static str {
        match self {
            Self::Same(text) | Self::Each { postgres: text, .. } => text,
        }
    }
}

impl From<&'static str> for Statement {
    fn from(text: &'static str) -> Self {
        Self::Same(text)
    }
}
