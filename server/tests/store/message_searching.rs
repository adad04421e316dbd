use charla::{
    ChatError, ConversationId, MessageHits, MessageId, MessageSearch, Seq, TextRange,
    limits::{MESSAGE_CHARS, SEARCH_RESULTS_MAX},
};

use crate::{
    actor::{Actor, refusal},
    test_database::TestDatabase,
};

impl Actor {
    async fn searches(&self, query: &str, search: impl FnOnce(&mut MessageSearch)) -> MessageHits {
        let mut asked = MessageSearch::new(query, None, None).expect("a search");
        search(&mut asked);
        self.store.search_messages(self.id, &asked).await.expect("an answer")
    }

    /// Returns the texts of the messages found in all of the user's conversations, newest first.
    async fn finds_messages(&self, query: &str) -> Vec<String> {
        texts(&self.searches(query, |_| {}).await)
    }

    async fn finds_messages_in(&self, conversation: ConversationId, query: &str) -> Vec<String> {
        texts(&self.searches(query, |search| search.conversation = Some(conversation)).await)
    }
}

fn texts(hits: &MessageHits) -> Vec<String> {
    hits.results.iter().map(|hit| hit.message.content.clone()).collect()
}

pub(crate) async fn any_part_of_any_word_is_found_in_any_script(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for (text, queries) in [
        ("La CAÑERÍA pierde agua", vec!["caneria", "CAÑERIA", "ñer", "Pierde  Agua", "agua la"]),
        ("下午的会议改到三点", vec!["会议", "议", "的会议改"]),
        ("カフェで会いましょう", vec!["カフェ", "ェ", "ましょう"]),
        ("회의는 내일입니다", vec!["회의", "내일", "일"]),
        ("Perfecto 👍🏽", vec!["👍", "👍🏽"]),
        ("Die Straße", vec!["STRASSE", "strasse", "ß"]),
        ("Ｆｕｌｌ", vec!["full"]),
        ("Ελληνικός", vec!["ΕΛΛΗΝΙΚΟΣ"]),
        ("Łódź i Łukasz", vec!["lodz", "LUKASZ", "łukasz"]),
        ("Đà Nẵng", vec!["da nang", "Da Nang"]),
        ("Malmö, nicht Malmø", vec!["malmo"]),
        ("une œuvre de Søren Þór", vec!["oeuvre", "soren", "thor"]),
        ("la contra\u{ad}seña y la fac\u{200b}tura", vec!["contrasena", "factura", "fac\u{200d}tura"]),
        (
            "un 100% de \"todo\" con a_b y c:d (NEAR x*)",
            vec!["100%", "%", "\"todo\"", "a_b", "_", "c:d", "NEAR", "x*", "(", "*", "\""],
        ),
        ("back\\slash 'y' comillas -- sí", vec!["\\", "'y'", "'", "--"]),
    ] {
        ana.sends(conversation, text).await;
        for query in queries {
            assert_eq!(luis.finds_messages(query).await, [text], "{query:?}");
            assert_eq!(luis.finds_messages_in(conversation, query).await, [text], "{query:?} in the conversation");
        }
    }
    for query in ["", "  ", "\u{301}", "\0", "agua 会议", "' or 1=1 --", "todo AND", "canerías"] {
        assert_eq!(luis.finds_messages(query).await, [""; 0], "{query:?}");
    }
}

pub(crate) async fn combining_marks_distinguish_words(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let pairs = [("パパ", "ハハ"), ("का", "की"), ("ที่", "ทำ"), ("мой", "мои")];
    for (text, other) in pairs {
        ana.sends(conversation, text).await;
        ana.sends(conversation, other).await;
    }
    for (text, other) in pairs {
        assert_eq!(luis.finds_messages(text).await, [text]);
        assert_eq!(luis.finds_messages(other).await, [other]);
    }
}

pub(crate) async fn a_hit_has_the_message_its_matches_and_its_conversation(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis Pérez"]).await;
    let conversation = ana.opens(&luis).await;
    let sent = ana.sends(conversation, "¿Y el grifo? El GRIFO gotea").await;
    luis.reads(conversation).await;

    let hits = ana.searches("grifo", |_| {}).await;
    let [hit] = &hits.results[..] else { panic!("{hits:?}") };
    assert_eq!((hit.message.id, hit.message.seq, hit.message.conversation_id), (sent.id, Seq(1), conversation));
    assert_eq!(hit.matches, [TextRange(6, 11), TextRange(16, 21)]);
    assert_eq!(hit.excerpt, TextRange(0, 27));
    assert!(hit.message.is_read, "by Luis");
    assert_eq!((hit.title(ana.id), hit.title(luis.id)), ("Luis Pérez".into(), "Ana".into()));
    assert_eq!(hits.next, None);
}

pub(crate) async fn a_search_finds_only_messages_of_the_users_conversations(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (theirs, hers) = (ana.opens(&luis).await, eva.opens(&luis).await);
    ana.sends(theirs, "el secreto de Ana").await;
    eva.sends(hers, "el secreto de Eva").await;
    assert_eq!(eva.finds_messages("secreto").await, ["el secreto de Eva"]);
    assert_eq!(luis.finds_messages("secreto").await, ["el secreto de Eva", "el secreto de Ana"]);
    assert_eq!(luis.finds_messages_in(theirs, "secreto").await, ["el secreto de Ana"]);
    for conversation in [theirs, ConversationId(999)] {
        for query in ["secreto", "s", ""] {
            let mut search = MessageSearch::new(query, Some(conversation), None).expect("a search");
            let answer = eva.store.search_messages(eva.id, &search).await;
            assert_eq!(refusal(answer), ChatError::ConversationNotFound);
            search.before = Some(MessageId(i64::MAX));
            assert_eq!(refusal(eva.store.search_messages(eva.id, &search).await), ChatError::ConversationNotFound);
        }
    }
}

pub(crate) async fn pages_of_hits_have_each_message_once(mut database: TestDatabase) {
    const HITS: usize = 45;
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (first, second) = (ana.opens(&luis).await, ana.opens(&eva).await);
    let mut sent = Vec::new();
    for n in 0..HITS {
        let conversation = if n % 3 == 0 { first } else { second };
        sent.push(ana.sends(conversation, &format!("recibo {n}")).await.id);
        ana.sends(conversation, "otra cosa").await;
    }
    sent.reverse();
    for limit in [1, 7, 44, 45, 46, SEARCH_RESULTS_MAX] {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let page = ana.searches("recibo", |search| (search.before, search.limit) = (before, limit)).await;
            found.extend(page.results.iter().map(|hit| hit.message.id));
            // New messages are newer than the pages that follow.
            ana.sends(first, "recibo nuevo").await;
            match page.next {
                Some(next) => before = Some(next),
                None => break,
            }
            assert_eq!(page.results.len(), limit as usize);
        }
        let found: Vec<_> = found.into_iter().filter(|id| sent.contains(id)).collect();
        assert_eq!(found, sent, "{limit} at once");
    }
}

pub(crate) async fn old_messages_and_frequent_words_are_found(mut database: TestDatabase) {
    const MESSAGES: usize = 5_200;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    ana.sends(conversation, "el presupuesto de entonces").await;
    for _ in 0..MESSAGES / 260 {
        let many =
            (0..260).map(|n| luis.tries_to_send(conversation, if n == 0 { "z" } else { "una frase cualquiera" }, None));
        futures::future::join_all(many).await;
    }
    assert_eq!(ana.finds_messages("presupuesto").await, ["el presupuesto de entonces"]);
    assert_eq!(ana.finds_messages("frase").await.len(), 20);

    // A single letter has no signature: a search reads at most its limit of messages, and the next page goes on.
    assert_eq!(ana.finds_messages("á").await.len(), 20);
    let none = ana.searches("x", |_| {}).await;
    assert!(none.results.is_empty() && none.next.is_some(), "{none:?}");
    let rest = ana.searches("x", |search| search.before = none.next).await;
    assert_eq!(rest, MessageHits::default());
    let mut all = ana.searches("z", |search| search.limit = 100).await;
    assert_eq!(all.results.len(), 19);
    all = ana.searches("z", |search| search.before = all.next).await;
    assert_eq!((all.results.len(), all.next), (1, None));
}

pub(crate) async fn imported_messages_are_found(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let group = database.group(&[&ana, &luis]).await;
    database.imports_message(group, &ana, "Venía de lejos, en la mudanza").await;
    for query in ["mudanza", "VENIA", "j"] {
        assert_eq!(luis.finds_messages(query).await, ["Venía de lejos, en la mudanza"], "{query}");
    }
    assert_eq!(luis.finds_messages("x").await, [""; 0]);
}

pub(crate) async fn messages_without_signatures_are_found_and_get_signatures(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    ana.sends(conversation, "de antes de la mudanza").await;
    let unsigned = "signature_1 = -1, signature_2 = -1, signature_3 = -1, signature_4 = -1";
    database.executes(&format!("update messages set {unsigned}")).await;
    for is_prepared in [false, true] {
        assert_eq!(luis.finds_messages("mudanza").await, ["de antes de la mudanza"], "{is_prepared}");
        assert_eq!(luis.finds_messages("factura").await, [""; 0]);
        while !database.store.index_unindexed().await.expect("an answer") {}
    }
}

pub(crate) async fn an_edited_message_is_found_by_its_new_words_only(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let (edited, deleted) = (ana.sends(conversation, "el martes").await, ana.sends(conversation, "el martes no").await);
    for is_prepared in [false, true] {
        database.rewrites(edited.id, "el miércoles").await;
        database.rewrites(deleted.id, "").await;
        if is_prepared {
            assert!(database.store.index_unindexed().await.expect("an answer"), "there are few");
        }
        assert_eq!(luis.finds_messages("miercoles").await, ["el miércoles"]);
        for query in ["martes", "no", "n"] {
            assert_eq!(luis.finds_messages(query).await, [""; 0], "{query}");
        }
    }
}

pub(crate) async fn messages_are_found_once_before_and_after_their_filters_are_added(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (conversation, other) = (ana.opens(&luis).await, database.group(&[&ana, &luis, &eva]).await);
    let adds = async || assert!(database.store.add_filters().await.expect("an answer"), "there are few");
    ana.sends(conversation, "el lunes").await;
    let edited = luis.sends(other, "el martes").await;
    for text in ["el jueves", "el sábado"] {
        adds().await;
        ana.sends(conversation, text).await;
    }
    for day in ["miércoles", "viernes", "domingo"] {
        database.rewrites(edited.id, &format!("el {day}")).await;
        assert_eq!(luis.finds_messages("el").await, ["el sábado", "el jueves", &format!("el {day}"), "el lunes"]);
        assert_eq!(luis.finds_messages_in(conversation, "el").await, ["el sábado", "el jueves", "el lunes"]);
        assert_eq!(luis.finds_messages(day).await, [format!("el {day}")]);
        assert_eq!(luis.finds_messages("martes").await, [""; 0]);
        adds().await;
        assert!(database.store.index_unindexed().await.expect("an answer"), "there are few");
    }
}

pub(crate) async fn a_search_reads_no_more_than_a_few_megabytes(mut database: TestDatabase) {
    const MESSAGES: usize = 400;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    ana.sends(conversation, "zz, al principio").await;
    for _ in 0..MESSAGES {
        ana.sends(conversation, &"👋".repeat(MESSAGE_CHARS)).await;
    }
    let first = ana.searches("zz", |_| {}).await;
    assert_eq!(first.results, []);
    assert!(first.next.is_some(), "not all of them were read, and it is said where it goes on");
    let second = ana.searches("zz", |search| search.before = first.next).await;
    assert_eq!((texts(&second), second.next), (vec!["zz, al principio".into()], None));
}

pub(crate) async fn hits_end_at_the_size_limit_of_an_answer(mut database: TestDatabase) {
    const MESSAGES: usize = 40;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let mut sent = Vec::new();
    for _ in 0..MESSAGES {
        sent.push(ana.sends(conversation, &format!("hola {}", "👋".repeat(MESSAGE_CHARS - 5))).await.id);
    }
    sent.reverse();
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = ana.searches("hola", |search| (search.before, search.limit) = (before, SEARCH_RESULTS_MAX)).await;
        assert!(page.results.len() < MESSAGES);
        found.extend(page.results.iter().map(|hit| hit.message.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(found, sent);
}
