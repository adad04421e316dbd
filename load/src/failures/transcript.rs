//! A conversation as a server returns it.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;

use crate::person::Person;

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) seq: u64,
    /// Only in the user's own messages.
    pub(super) client_id: Option<Uuid>,
    pub(super) content: String,
    pub(super) created_at: String,
}

#[derive(Debug)]
pub(super) struct Transcript(pub(super) Vec<Line>);

impl Transcript {
    /// Fetches all messages that `person` sees. An error if their `seq` does not begin at 1, or has a gap.
    pub(super) async fn of(person: &Person, conversation: u32) -> Result<Self, String> {
        let mut lines = Vec::new();
        loop {
            let page = after(person, conversation, lines.len() as u64).await?;
            if page.is_empty() {
                break;
            }
            lines.extend(page);
        }
        match (1..).zip(&lines).find(|(seq, line)| line.seq != *seq) {
            Some((seq, _)) => Err(format!("conversation {conversation}: a gap at {seq}")),
            None => Ok(Self(lines)),
        }
    }

    /// Returns the `client_id` of each message that `person` wrote.
    pub(super) fn own(&self) -> Vec<Uuid> {
        self.0.iter().filter_map(|line| line.client_id).collect()
    }

    /// Returns the id of the message with each `seq`.
    pub(super) fn ids(&self) -> BTreeMap<u64, i64> {
        self.0.iter().map(|line| (line.seq, line.id)).collect()
    }
}

/// Fetches the next page after this `seq`.
pub(super) async fn after(person: &Person, conversation: u32, seq: u64) -> Result<Vec<Line>, String> {
    let path = format!("/api/conversations/{conversation}/messages/?limit=500&after={seq}");
    let results = person.gets(&path).await?["results"].take();
    let mut page: Vec<Line> = serde_json::from_value(results).map_err(|error| format!("{path}: {error}"))?;
    page.sort_by_key(|line| line.seq);
    Ok(page)
}
