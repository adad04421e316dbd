//! Counts the close codes of sockets.

use std::{collections::BTreeMap, fmt};

use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// The code for a connection that broke without a close frame.
const LOST: u16 = 1006;

/// Number of closed sockets by code.
#[derive(Debug, Clone, Default)]
pub(super) struct Closings(BTreeMap<u16, u32>);

impl Closings {
    pub(super) fn count(&mut self, frame: Option<&CloseFrame>) {
        let code = frame.map_or(LOST, |frame| frame.code.into());
        *self.0.entry(code).or_default() += 1;
    }

    pub(super) fn add(&mut self, others: &Self) {
        for (code, count) in &others.0 {
            *self.0.entry(*code).or_default() += count;
        }
    }

    pub(super) fn of(&self, code: u16) -> u32 {
        self.0.get(&code).copied().unwrap_or(0)
    }

    pub(super) fn total(&self) -> u32 {
        self.0.values().sum()
    }
}

impl fmt::Display for Closings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<_> = self.0.iter().map(|(code, count)| format!("{count} with {code}")).collect();
        f.write_str(&parts.join(", "))
    }
}
