use charla::limits::SEARCH_CHARS;

use crate::test_database::TestDatabase;

pub(crate) async fn case_accents_and_spacing_do_not_matter(mut database: TestDatabase) {
    let [ana, jose] = database.enters(["Ana García", "José Núñez"]).await;
    let conversation = ana.opens(&jose).await;
    for query in ["José", "JOSÉ", "jose", "Jose\u{301}", " núñez  ", "nunez", "Nun\u{303}ez", "NÚÑEZ"] {
        assert_eq!(ana.finds(query).await, [conversation], "{query:?}");
    }
}

pub(crate) async fn full_names_and_parts_of_words_are_found(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis Pérez", "Eva Pérez"]).await;
    let (luis_talk, eva_talk) = (ana.opens(&luis).await, ana.opens(&eva).await);
    for (query, found) in [
        ("luis perez", vec![luis_talk]),
        ("Luis   Pérez", vec![luis_talk]),
        ("uis", vec![luis_talk]),
        ("s p", vec![luis_talk]),
        ("luis_p", vec![luis_talk]),
        ("érez", vec![eva_talk, luis_talk]),
        ("pérez luis", vec![]),
        ("zzz", vec![]),
    ] {
        assert_eq!(ana.finds(query).await, found, "{query:?}");
    }
    assert_eq!(luis.finds("eva").await, []);
}

pub(crate) async fn wildcards_are_letters(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    ana.opens(&luis).await;
    for query in ["%", "_", "l%s", "l_is", "*", "?", "\\", "'", "\"", "[a-z]", "' or 1=1 --"] {
        assert_eq!(ana.finds(query).await, [], "{query:?}");
    }
}

pub(crate) async fn a_users_own_name_finds_nobody(mut database: TestDatabase) {
    let [ana, luis, anabel] = database.enters(["Ana", "Luis", "Anabel"]).await;
    ana.opens(&luis).await;
    assert_eq!(ana.finds("ana").await, []);
    let conversation = ana.opens(&anabel).await;
    assert_eq!(ana.finds("ana").await, [conversation]);
}

pub(crate) async fn a_query_that_no_name_can_contain_finds_nobody(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let too_long = format!("luis{}", " ".repeat(SEARCH_CHARS));
    for query in ["", "   ", "\t\n", "\u{301}", "\0", "lu\0is", "luis\0", &too_long] {
        assert_eq!(ana.finds(query).await, [], "{query:?}");
    }
    assert_eq!(ana.finds(&format!("luis{}", " ".repeat(SEARCH_CHARS - 4))).await, [conversation]);
}

pub(crate) async fn a_group_is_found_by_any_of_its_others(mut database: TestDatabase) {
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let group = database.group(&[&ana, &luis, &eva]).await;
    ana.sends(group, "¿Quedamos?").await;
    for query in ["luis", "eva"] {
        assert_eq!(ana.finds(query).await, [group]);
    }
    let found = ana.store.search(ana.id, "eva").await.expect("a search");
    assert_eq!(found, [ana.conversation(group).await]);
    assert_eq!(eva.finds("eva").await, []);
}

pub(crate) async fn variants_of_letters_are_the_same(mut database: TestDatabase) {
    let [ana, gross, ilik, soren] = database.enters(["Ana", "Max Groß", "İrem Ilık", "Søren Łukasz Þór"]).await;
    let (gross_talk, ilik_talk, soren_talk) =
        (ana.opens(&gross).await, ana.opens(&ilik).await, ana.opens(&soren).await);
    for (query, found) in [
        ("GROSS", gross_talk),
        ("groß", gross_talk),
        ("irem", ilik_talk),
        ("ılik", ilik_talk),
        ("soren", soren_talk),
        ("SØREN", soren_talk),
        ("lukasz", soren_talk),
        ("thor", soren_talk),
        ("søren lu\u{ad}kasz", soren_talk),
    ] {
        assert_eq!(ana.finds(query).await, [found], "{query}");
    }
}

pub(crate) async fn combining_marks_distinguish_names(mut database: TestDatabase) {
    let [ana, papa, haha] = database.enters(["Ana", "パパ", "ハハ"]).await;
    let (papa_talk, haha_talk) = (ana.opens(&papa).await, ana.opens(&haha).await);
    assert_eq!(ana.finds("パパ").await, [papa_talk]);
    assert_eq!(ana.finds("ﾊﾟﾊﾟ").await, [papa_talk]);
    assert_eq!(ana.finds("ハハ").await, [haha_talk]);
}
