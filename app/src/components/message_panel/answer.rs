//! Requests of the panel to the server, and their answers.

use charla::{Failure, Filter, InboxPage, ListRequest, MessageHits, MessageId};
use futures::future::join;
use serde::{Deserialize, Serialize};

use crate::functions::{self, FoundConversation};

/// The content that the panel requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PanelQuery {
    List(Filter),
    Search { query: String, before: Option<MessageId> },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum PanelContent {
    /// A list; a filtered one has its first page, or the page that the address names.
    List(Filter, Option<InboxPage>),
    /// `people` is `None` on later pages. People are shown even if the search for messages is refused.
    Search { query: String, people: Option<Vec<FoundConversation>>, messages: Result<MessageHits, Failure> },
}

impl PanelQuery {
    pub(super) async fn fetch(self, list: ListRequest) -> Result<PanelContent, Failure> {
        match self {
            Self::List(filter @ (Filter::Everything | Filter::Current)) => Ok(PanelContent::List(filter, None)),
            Self::List(filter) => Ok(PanelContent::List(filter, Some(functions::inbox(list.of(filter)).await?))),
            Self::Search { query, before } => {
                let people = async {
                    if before.is_some() { Ok(None) } else { functions::search(query.clone()).await.map(Some) }
                };
                let messages = functions::search_messages(query.clone(), None, before);
                let (people, messages) = join(people, messages).await;
                Ok(PanelContent::Search { query, people: people?, messages: messages.map_err(Failure::from) })
            }
        }
    }
}
