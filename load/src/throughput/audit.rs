//! Compares what was acknowledged with what the database has.

use std::sync::{Mutex, PoisonError};

use futures::{StreamExt, TryStreamExt, stream};

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
            let stored = newest(writer, conversation, texts.len()).await?;
            match stored == texts {
                true => Ok(()),
                false => Err(format!("conversation {conversation} does not have what was acknowledged")),
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// Returns the texts of the newest `count` messages, oldest first.
async fn newest(reader: &Person, conversation: u32, count: usize) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    let mut before = String::new();
    while texts.len() < count {
        let page = reader.gets(&format!("/api/conversations/{conversation}/messages/?limit=100{before}")).await?;
        let messages = page["results"].as_array().filter(|messages| !messages.is_empty());
        let Some(messages) = messages else { break };
        texts.extend(messages.iter().filter_map(|message| Some(message["content"].as_str()?.to_owned())));
        before = format!("&before={}", messages[messages.len() - 1]["seq"]);
    }
    texts.truncate(count);
    texts.reverse();
    Ok(texts)
}
