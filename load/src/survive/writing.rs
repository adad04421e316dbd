//! Several who write at the same time, and what of it is stored in the end.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::Value;
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use uuid::Uuid;

use super::{PATIENCE, writer::Writer};
use crate::person::Person;

pub(super) struct Writing {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<Result<Writer, String>>>,
    last_seqs: Vec<Arc<AtomicU64>>,
}

impl Writing {
    pub(super) fn starts(writers: Vec<Writer>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let last_seqs = writers.iter().map(|writer| writer.last_seq.clone()).collect();
        let writes = |mut writer: Writer| {
            let stopped = stopped.clone();
            tokio::spawn(async move { writer.writes(stopped).await.map(|()| writer) })
        };
        Self { tasks: writers.into_iter().map(writes).collect(), stop, last_seqs }
    }

    /// What was acknowledged last, for each writer.
    pub(super) fn last_seqs(&self) -> Vec<u64> {
        self.last_seqs.iter().map(|seq| seq.load(Ordering::Relaxed)).collect()
    }

    /// They write nothing new, and end when everything is acknowledged.
    pub(super) async fn ends(self) -> Result<Vec<Writer>, String> {
        self.stop.send_replace(true);
        let last = self.finishes();
        timeout(PATIENCE, last).await.map_err(|_| "the last messages find no answer".to_owned())?
    }

    /// Until they have written all that they want to.
    pub(super) async fn finishes(self) -> Result<Vec<Writer>, String> {
        let mut writers = Vec::new();
        for task in self.tasks {
            writers.push(task.await.map_err(|error| error.to_string())??);
        }
        Ok(writers)
    }
}

/// How many messages were acknowledged, if each of them is stored once and in order.
pub(super) async fn check(writers: &[Writer]) -> Result<usize, String> {
    let mut acknowledged = 0;
    for writer in writers {
        let conversation = writer.conversation;
        let stored = stored(&writer.doors[0], conversation).await?;
        let mut own = stored.iter().filter_map(|message| message["client_id"].as_str()?.parse::<Uuid>().ok());
        let ids: HashSet<_> = own.clone().collect();
        let lost = writer.acknowledged.difference(&ids).count();
        if lost > 0 {
            return Err(format!("conversation {conversation}: {lost} acknowledged messages are lost"));
        }
        if !own.by_ref().eq(writer.written.iter().copied()) {
            return Err(format!("conversation {conversation}: not each message once and in order"));
        }
        acknowledged += writer.acknowledged.len();
    }
    Ok(acknowledged)
}

/// The messages of a conversation in the order of `seq`, as `person` sees them.
pub(super) async fn stored(person: &Person, conversation: u32) -> Result<Vec<Value>, String> {
    let mut stored = Vec::new();
    loop {
        let page = after(person, conversation, stored.len()).await?;
        if page.is_empty() {
            break;
        }
        stored.extend(page);
    }
    let wrong = (1..).zip(&stored).find(|(seq, message)| message["seq"].as_u64() != Some(*seq));
    match wrong {
        Some((seq, _)) => Err(format!("conversation {conversation}: a gap at {seq}")),
        None => Ok(stored),
    }
}

/// The next of them.
pub(super) async fn after(person: &Person, conversation: u32, seq: usize) -> Result<Vec<Value>, String> {
    let path = format!("/api/conversations/{conversation}/messages/?limit=500&after={seq}");
    let mut page = person.gets(&path).await?["results"].as_array().cloned().unwrap_or_default();
    page.sort_by_key(|message| message["seq"].as_u64());
    Ok(page)
}
