//! Compares what was acknowledged with what the database has.

use std::sync::{Mutex, PoisonError};

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use crate::person::Person;

/// Conversations that are read at the same time.
const AT_ONCE: usize = 8;

/// An error unless each conversation ends with the acknowledged texts, each once and in the order of the
/// acknowledgements.
pub(super) async fn all_are_stored(
    pairs: &[(Person, Person)],
    acknowledged: &[Mutex<Vec<String>>],
) -> Result<(), String> {
    stream::iter((1..).zip(pairs.iter().zip(acknowledged)))
        .map(|(conversation, ((writer, _), texts))| async move {
            let texts = texts.lock().unwrap_or_else(PoisonError::into_inner).clone();
            is_stored(writer, conversation, &texts).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// An error unless the conversation ends with these texts.
pub(crate) async fn is_stored(reader: &Person, conversation: u32, texts: &[String]) -> Result<(), String> {
    let stored = newest(reader, conversation, texts.len()).await?;
    match stored.iter().zip(texts).find(|(stored, text)| stored != text) {
        None if stored.len() == texts.len() => Ok(()),
        None => Err(format!("conversation {conversation} has {} of {} messages", stored.len(), texts.len())),
        Some((stored, text)) => Err(format!("conversation {conversation} has {stored:?} for {text:?}")),
    }
}

/// Returns the texts of the newest `count` messages, oldest first.
async fn newest(reader: &Person, conversation: u32, count: usize) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    let mut from = String::new();
    for number in 2.. {
        if texts.len() >= count {
            break;
        }
        let page = reader.gets(&format!("/api/conversations/{conversation}/messages/?limit=100{from}")).await?;
        let messages = page["results"].as_array().filter(|messages| !messages.is_empty());
        let Some(messages) = messages else { break };
        texts.extend(messages.iter().filter_map(|message| Some(message["content"].as_str()?.to_owned())));
        // The original design has numbered pages only.
        from = match &messages[messages.len() - 1]["seq"] {
            Value::Null => format!("&page={number}"),
            seq => format!("&before={seq}"),
        };
    }
    texts.truncate(count);
    texts.reverse();
    Ok(texts)
}
