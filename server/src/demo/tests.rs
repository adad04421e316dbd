use std::collections::{HashMap, HashSet};

use charla::{DirectoryRequest, ListRequest, MarketplaceId, Timestamp, UserId};

use super::{CONVERSATIONS, LONGEST_CONVERSATION, MESSAGES, marketplace};
use crate::{
    dataset::{BadRowPolicy, Dataset, MessageRow},
    store::{self, Durability, Imported},
};

const NOW: Timestamp = Timestamp::from_micros(1_760_000_000_000_000);

fn by_conversation(dataset: &Dataset) -> HashMap<i64, Vec<&MessageRow>> {
    let mut conversations = HashMap::<_, Vec<_>>::new();
    for message in &dataset.messages {
        conversations.entry(message.conversation).or_default().push(message);
    }
    conversations
}

#[test]
fn the_demo_has_the_promised_size() {
    let dataset = marketplace(NOW);
    assert_eq!((dataset.users.len(), dataset.conversations.len()), (30, CONVERSATIONS));
    assert_eq!(dataset.messages.len(), MESSAGES);
    let conversations = by_conversation(&dataset);
    assert!(conversations.values().any(|messages| messages.len() >= LONGEST_CONVERSATION));
    assert_eq!(conversations.len(), CONVERSATIONS - 1, "one has not begun");
}

#[test]
fn each_run_makes_the_same_demo_except_for_the_times() {
    let (one, other) = (marketplace(NOW), marketplace(Timestamp::from_micros(1_000_000_000_000_000)));
    let texts = |dataset: &Dataset| {
        let mut texts: Vec<_> =
            dataset.messages.iter().map(|m| (m.conversation, m.sender, m.content.clone())).collect();
        texts.sort();
        texts
    };
    assert_eq!(texts(&one), texts(&other));
    assert_eq!(marketplace(NOW).messages.last().map(|m| m.created_at), one.messages.last().map(|m| m.created_at));
}

#[test]
fn all_times_are_in_the_past_and_in_order() {
    let dataset = marketplace(NOW);
    let hour_ago = Timestamp::from_micros(NOW.as_micros() - 3_600_000_000);
    let latest = dataset.messages.iter().map(|message| message.created_at).max();
    assert!(latest.is_some_and(|latest| latest < NOW && latest > hour_ago), "{latest:?}");
    for row in &dataset.conversations {
        let first = dataset.messages.iter().find(|message| message.conversation == row.id);
        assert!(first.is_none_or(|first| first.created_at > row.created_at) && row.created_at < NOW);
    }
}

#[test]
fn every_blank_is_filled() {
    for message in marketplace(NOW).messages {
        assert!(!message.content.contains(['{', '}', '|']) && !message.content.contains("\\n"), "{}", message.content);
    }
}

#[test]
fn a_conversation_hardly_repeats_a_text() {
    let dataset = marketplace(NOW);
    for (id, messages) in by_conversation(&dataset) {
        for pair in messages.windows(2) {
            assert_ne!(pair[0].content, pair[1].content, "conversation {id}");
        }
        // Short answers may repeat.
        let long = messages.iter().filter(|message| message.content.chars().count() > 40);
        let (mut seen, mut again) = (HashSet::new(), 0);
        for message in long {
            again += usize::from(!seen.insert(&message.content));
        }
        let allowed = if messages.len() >= LONGEST_CONVERSATION { 20 } else { 0 };
        assert!(again <= allowed, "conversation {id}: {again} of {}", messages.len());
    }
}

#[test]
fn the_demo_has_paragraphs_links_emoji_and_accents() {
    let dataset = marketplace(NOW);
    let some = |what: fn(&str) -> bool| dataset.messages.iter().filter(|message| what(&message.content)).count();
    assert!(some(|text| text.contains("\n\n")) > 10, "paragraphs");
    assert!(some(|text| text.contains("https://")) > 20, "links");
    assert!(some(|text| !text.contains(' ')) > 50, "a single word");
    assert!(some(|text| text.chars().any(|c| u32::from(c) > 0x1_f000)) > 100, "emoji");
    assert!(some(|text| text.contains(['á', 'é', 'í', 'ó', 'ú', 'ñ'])) > 1_000, "accents");
}

#[tokio::test]
async fn the_demo_can_be_imported_and_ana_and_luis_have_unread_messages() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("charla.db").display());
    let store = store::open(&url, Durability::Full).await.expect("a database");
    let imported = store.import(&marketplace(NOW), "", BadRowPolicy::Refuse).await.expect("the rows fit");
    assert_eq!(imported, Imported { users: 30, conversations: 40, messages: 2_000, ..Imported::default() });

    let (ana, luis) = (UserId(1), UserId(2));
    for (me, other) in [(ana, luis), (luis, ana)] {
        let list = store.conversations(me, ListRequest::first()).await.expect("a list").conversations;
        let conversation = list.iter().find(|conversation| {
            conversation.participants.len() == 2 && conversation.others(me).any(|user| user.id == other)
        });
        assert!(conversation.is_some_and(|conversation| conversation.unread_count > 0), "{me}");
        assert!(store.stats(me).await.expect("totals").unread_messages > 3);
    }
    let request = DirectoryRequest { query: "luis".into(), ..DirectoryRequest::default() };
    let of_luis: MarketplaceId = 2_002.into();
    let directory = store.people(ana, &request).await.expect("the directory");
    assert_eq!(directory.people[0].participant.id, of_luis);
}
