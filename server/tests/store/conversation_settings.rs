//! Settings of a conversation, for each member.

use charla::{
    ChatError, ConversationId, ConversationSettings, Filter, ListRequest, Revision,
    conversation_settings::SettingChange,
};

use crate::{
    actor::{Actor, refusal},
    test_database::TestDatabase,
};

impl Actor {
    async fn decides(&self, id: ConversationId, decision: SettingChange) -> ConversationSettings {
        self.store.change_settings(self.id, id, decision).await.expect("one's own conversation")
    }

    /// Returns all conversations of a filter, read in pages of two.
    async fn lists(&self, filter: Filter) -> Vec<ConversationId> {
        let mut all = Vec::new();
        let mut request = ListRequest { limit: 2, ..ListRequest::first() }.of(filter);
        loop {
            let page = self.store.conversations(self.id, request).await.expect("one's own list").conversations;
            let Some(last) = page.last() else { return all };
            request = ListRequest { limit: 2, ..ListRequest::after(last.activity()).of(filter) };
            all.extend(page.iter().map(|conversation| conversation.id));
        }
    }
}

pub(crate) async fn an_archived_conversation_comes_back_with_the_next_message(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    assert!(
        ana.decides(conversation, SettingChange::Archive(true)).await.is_archived,
        "also where nothing was said yet"
    );
    luis.sends(conversation, "hola").await;
    assert!(!ana.conversation(conversation).await.settings.is_archived);
    ana.decides(conversation, SettingChange::Archive(true)).await;
    ana.decides(conversation, SettingChange::Mute(true)).await;
    luis.sends(conversation, "¿sigues ahí?").await;
    let settings = ana.conversation(conversation).await.settings;
    assert!(!settings.is_archived && settings.is_muted, "what is muted stays so");
    ana.decides(conversation, SettingChange::Archive(true)).await;
    let taken_back = ana.decides(conversation, SettingChange::Archive(false)).await;
    assert!(!taken_back.is_archived && taken_back.is_muted);
}

pub(crate) async fn a_conversation_marked_unread_stays_so_until_it_is_read(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    luis.sends(conversation, "hola").await;
    ana.reads(conversation).await;
    assert!(ana.decides(conversation, SettingChange::MarkUnread(true)).await.is_marked_unread);
    let marked = ana.reads(conversation).await;
    assert_eq!((marked.moved, marked.settings.map(|settings| settings.is_marked_unread)), (false, Some(false)));
    assert!(!ana.conversation(conversation).await.is_unread());
    assert_eq!(ana.reads(conversation).await.settings, None, "and is told once");
}

pub(crate) async fn each_change_of_settings_has_a_higher_revision(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    luis.sends(conversation, "hola").await;
    let mut revisions = Vec::new();
    for decision in [
        SettingChange::Mute(true),
        SettingChange::Archive(true),
        SettingChange::Archive(false),
        SettingChange::MarkUnread(true),
    ] {
        revisions.push(ana.decides(conversation, decision).await.revision);
    }
    revisions.push(ana.reads(conversation).await.settings.expect("the mark goes").revision);
    assert_eq!(revisions, [1, 2, 3, 4, 5].map(Revision));
    assert_eq!(ana.reads(conversation).await.settings, None);
    assert_eq!(ana.conversation(conversation).await.settings.revision, Revision(5));
    assert_eq!(luis.conversation(conversation).await.settings.revision, Revision::START);
}

pub(crate) async fn a_muted_conversation_does_not_count_as_news(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (with_luis, with_eva) = (ana.opens(&luis).await, ana.opens(&eva).await);
    for _ in 0..2 {
        luis.sends(with_luis, "hola").await;
    }
    eva.sends(with_eva, "hola").await;
    let news = async |of: &Actor| of.store.unread_total(of.id).await.expect("one's own totals");
    assert_eq!(news(&ana).await, 3);
    ana.decides(with_luis, SettingChange::Mute(true)).await;
    assert_eq!((news(&ana).await, ana.stats().await.unread_messages), (1, 3));
    assert_eq!(news(&luis).await, 0);
}

pub(crate) async fn each_filter_lists_its_conversations_on_all_pages(mut database: TestDatabase) {
    let [ana, a, b, c, d, e] = database.enters(["Ana", "A", "B", "C", "D", "E"]).await;
    let mut all = Vec::new();
    for other in [&a, &b, &c, &d, &e] {
        let id = ana.opens(other).await;
        other.sends(id, "hola").await;
        all.insert(0, id);
    }
    let [e, d, c, b, a] = all[..] else { panic!("five") };
    for id in [a, c, e] {
        ana.reads(id).await;
    }
    ana.decides(c, SettingChange::MarkUnread(true)).await;
    ana.decides(d, SettingChange::Archive(true)).await;
    ana.decides(a, SettingChange::Archive(true)).await;
    assert_eq!(ana.lists(Filter::Everything).await, [e, d, c, b, a]);
    assert_eq!(ana.lists(Filter::Current).await, [e, c, b]);
    assert_eq!(ana.lists(Filter::Unread).await, [c, b]);
    assert_eq!(ana.lists(Filter::Archived).await, [d, a]);
}

pub(crate) async fn settings_belong_to_one_member(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let conversation = ana.opens(&luis).await;
    for decision in [SettingChange::Archive(true), SettingChange::Mute(true), SettingChange::MarkUnread(true)] {
        ana.decides(conversation, decision).await;
        let refused = eva.store.change_settings(eva.id, conversation, decision).await;
        assert_eq!(refusal(refused), ChatError::ConversationNotFound);
    }
    assert_eq!(luis.conversation(conversation).await.settings, ConversationSettings::default());
}
