use super::*;

fn links(text: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut at = 0;
    for part in parts(text) {
        match part {
            Part::Text(part) => {
                let place = text[at..].find(part).expect("in order");
                at += place + part.len();
            }
            Part::Link { shown, href } => links.push((shown.into_owned(), href)),
        }
    }
    links
}

/// Texts, each with the addresses in it.
const TEXTS: &[(&str, &[&str])] = &[
    // Punctuation at the end of a sentence.
    ("mira https://example.com/a?b=c#d.", &["https://example.com/a?b=c#d"]),
    ("mira https://example.com.", &["https://example.com"]),
    (
        "https://example.com, https://example.org; http://example.net:",
        &["https://example.com", "https://example.org", "http://example.net"],
    ),
    ("¿Viste https://example.com/a?", &["https://example.com/a"]),
    ("¡Mira https://example.com/a!", &["https://example.com/a"]),
    ("https://example.com...", &["https://example.com"]),
    ("https://example.com/a…", &["https://example.com/a"]),
    ("https://example.com/a/?q=1,2;3", &["https://example.com/a/?q=1,2;3"]),
    ("https://example.com/a.b.c.", &["https://example.com/a.b.c"]),
    ("https://example.com/!!", &["https://example.com/"]),
    // Brackets: a complete pair is part of the address.
    ("(véase http://example.com/a_(b))", &["http://example.com/a_(b)"]),
    ("(https://example.com)", &["https://example.com"]),
    ("(https://example.com/a)", &["https://example.com/a"]),
    ("[https://example.com/a]", &["https://example.com/a"]),
    ("<https://example.com/a>", &["https://example.com/a"]),
    ("{https://example.com/a}", &["https://example.com/a"]),
    ("[aquí](https://example.com/a)", &["https://example.com/a"]),
    ("https://example.com/a[0]", &["https://example.com/a[0]"]),
    ("https://example.com/a(b", &["https://example.com/a(b"]),
    ("https://example.com/a (b)", &["https://example.com/a"]),
    ("https://example.com/a(", &["https://example.com/a"]),
    ("https://es.wikipedia.org/wiki/Grifo_(desambiguación)", &["https://es.wikipedia.org/wiki/Grifo_(desambiguación)"]),
    // Quotation marks of several languages.
    ("«https://example.com»", &["https://example.com"]),
    ("“https://example.com/a”", &["https://example.com/a"]),
    ("„https://example.com/a“", &["https://example.com/a"]),
    ("‘https://example.com/a’", &["https://example.com/a"]),
    ("‹https://example.com/a›", &["https://example.com/a"]),
    ("\"https://example.com/a\"", &["https://example.com/a"]),
    ("'https://example.com/a'", &["https://example.com/a"]),
    ("「https://example.com/a」", &["https://example.com/a"]),
    ("『https://example.com』", &["https://example.com"]),
    ("《https://example.com/a》", &["https://example.com/a"]),
    ("【https://example.com/a】", &["https://example.com/a"]),
    ("（https://example.com/a）", &["https://example.com/a"]),
    ("*https://example.com/a*", &["https://example.com/a"]),
    ("`https://example.com/a`", &["https://example.com/a"]),
    // Punctuation of other scripts.
    ("https://example.com/，谢谢", &["https://example.com/"]),
    ("https://example.com，谢谢", &["https://example.com"]),
    ("请看https://example.com/a。谢谢", &["https://example.com/a"]),
    ("https://example.com/a、https://example.org/b", &["https://example.com/a", "https://example.org/b"]),
    ("https://example.com/a！", &["https://example.com/a"]),
    ("https://example.com/a？好", &["https://example.com/a"]),
    ("https://example.com/a：好", &["https://example.com/a"]),
    ("https://example.com/a؟", &["https://example.com/a"]),
    ("https://example.com/a، شكرا", &["https://example.com/a"]),
    ("https://example.com/a।", &["https://example.com/a"]),
    ("https://example.com/a։", &["https://example.com/a"]),
    ("https://example.com谢谢", &["https://example.com"]),
    ("https://example.comครับ", &["https://example.com"]),
    // White space and invisible characters.
    ("https://example.com\u{a0}gracias", &["https://example.com"]),
    ("https://example.com/a\u{a0}gracias", &["https://example.com/a"]),
    ("https://example.com/a\u{3000}谢谢", &["https://example.com/a"]),
    ("https://example.com/a\u{200b}gracias", &["https://example.com/a"]),
    ("https://example.com\u{200b}", &["https://example.com"]),
    ("https://example.com/a\u{2009}b", &["https://example.com/a"]),
    ("https://example.com/a\u{feff}", &["https://example.com/a"]),
    ("https://example.com/a\ty", &["https://example.com/a"]),
    ("https://example.com/a\nhttps://example.org/b", &["https://example.com/a", "https://example.org/b"]),
    ("\u{2066}https://example.com/a\u{2069} שלום", &["https://example.com/a"]),
    ("https://example.com/a\u{200e} שלום", &["https://example.com/a"]),
    // Emoji.
    ("https://example.com🎉", &["https://example.com"]),
    ("https://example.com/a🎉", &["https://example.com/a"]),
    ("https://example.com/a❤️", &["https://example.com/a"]),
    ("👉https://example.com/a👈🏽", &["https://example.com/a"]),
    ("👉www.example.com👈", &["www.example.com"]),
    // Hosts.
    ("HTTPS://EXAMPLE.COM", &["HTTPS://EXAMPLE.COM"]),
    ("https://пример.рф/", &["https://пример.рф/"]),
    ("смотри https://пример.рф.", &["https://пример.рф"]),
    ("https://münchen.de/straße", &["https://münchen.de/straße"]),
    ("https://例え.jp/ページ", &["https://例え.jp/ページ"]),
    ("https://उदाहरण.भारत/", &["https://उदाहरण.भारत/"]),
    ("https://مثال.إختبار/", &["https://مثال.إختبار/"]),
    ("https://เว็บ.ไทย/ที่นี่", &["https://เว็บ.ไทย/ที่นี่"]),
    ("https://hi.wikipedia.org/wiki/हिन्दी।", &["https://hi.wikipedia.org/wiki/हिन्दी"]),
    ("https://he.wikipedia.org/wiki/שָׁלוֹם.", &["https://he.wikipedia.org/wiki/שָׁלוֹם"]),
    ("https://example.com:8080/a", &["https://example.com:8080/a"]),
    ("http://localhost:3000", &["http://localhost:3000"]),
    ("http://192.168.1.1/a", &["http://192.168.1.1/a"]),
    ("https://my_host.example.com", &["https://my_host.example.com"]),
    ("https://xn--mnchen-3ya.de", &["https://xn--mnchen-3ya.de"]),
    ("https://example.com?q=1", &["https://example.com?q=1"]),
    ("https://example.com#a", &["https://example.com#a"]),
    ("https://example.com:", &["https://example.com"]),
    ("https://example.com-", &["https://example.com"]),
    // Paths.
    ("https://es.wikipedia.org/wiki/Cañería", &["https://es.wikipedia.org/wiki/Cañería"]),
    ("https://fr.wikipedia.org/wiki/L’Équipe", &["https://fr.wikipedia.org/wiki/L’Équipe"]),
    ("https://ca.wikipedia.org/wiki/Col·legi.", &["https://ca.wikipedia.org/wiki/Col·legi"]),
    ("https://en.wikipedia.org/wiki/Erdős–Rényi_model", &["https://en.wikipedia.org/wiki/Erdős–Rényi_model"]),
    (
        "https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ",
        &["https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ"],
    ),
    ("https://example.com/%E4%BD%A0?a[]=1&b=2#c", &["https://example.com/%E4%BD%A0?a[]=1&b=2#c"]),
    ("https://example.com/@ana", &["https://example.com/@ana"]),
    ("https://example.com/?mail=ana@example.org", &["https://example.com/?mail=ana@example.org"]),
    ("https://web.archive.org/web/https://example.com/", &["https://web.archive.org/web/https://example.com/"]),
    ("https://example.com/a,https://example.org/b", &["https://example.com/a", "https://example.org/b"]),
    ("https://example.com/a|https://example.org/b", &["https://example.com/a", "https://example.org/b"]),
    // Addresses without a scheme.
    ("www.ejemplo.es, por favor", &["www.ejemplo.es"]),
    ("«www.example.com»", &["www.example.com"]),
    ("(www.example.com/a)", &["www.example.com/a"]),
    ("WWW.Example.com", &["WWW.Example.com"]),
    ("www.пример.рф", &["www.пример.рф"]),
    // E-mail addresses.
    ("escribe a ana@example.com!", &["ana@example.com"]),
    ("«ana@example.com»", &["ana@example.com"]),
    ("“ana@example.com”", &["ana@example.com"]),
    ("(ana.garcia+casa@mail.example.com)", &["ana.garcia+casa@mail.example.com"]),
    ("<ana@example.com>", &["ana@example.com"]),
    ("correo:ana@example.com.", &["ana@example.com"]),
    ("mailto:ana@example.com", &["ana@example.com"]),
    ("请写信到ana@example.com，谢谢", &["ana@example.com"]),
    ("ana@example.com谢谢", &["ana@example.com"]),
    ("почта@пример.рф", &["почта@пример.рф"]),
    ("ana@example.com,luis@example.com", &["ana@example.com", "luis@example.com"]),
    ("ana@example.com🎉", &["ana@example.com"]),
    // No addresses.
    ("hola", &[]),
    ("Gracias.De nada", &[]),
    ("https://", &[]),
    ("http://.", &[]),
    ("https://…", &[]),
    ("xhttps://example.com", &[]),
    ("www.", &[]),
    ("www.es", &[]),
    ("awww.example.com", &[]),
    ("ana@", &[]),
    ("@ana", &[]),
    ("@ana.com", &[]),
    ("ana@localhost", &[]),
    ("ana.@example.com", &[]),
    ("2 @ 3.50", &[]),
    ("javascript:alert(1)", &[]),
    ("javascript://example.com/%0aalert(1)", &[]),
    ("data:text/html,<script>alert(1)</script>", &[]),
    ("file:///etc/passwd", &[]),
    ("ftp://example.com", &[]),
    ("ftp://www.example.com", &[]),
    ("ftp://ana@example.com", &[]),
    ("<a href=\"x\">y</a>", &[]),
    // Deceptive addresses, whose text differs from their target.
    ("https://apple.com@evil.example/", &[]),
    ("https://apple.com:443@evil.example/ y", &[]),
    ("https://ana:secreto@evil.example", &[]),
    ("http://apple.com&a=b@evil.example", &[]),
    ("www.apple.com@evil.example", &[]),
    ("https://example.com/\u{202e}moc.elpmaxe", &[]),
    ("https://\u{202e}moc.elpmaxe", &[]),
    ("ana@example.com\u{202e}moc", &[]),
    ("https://ｅｘａｍｐｌｅ.com", &[]),
    ("https://𝐞𝐱𝐚𝐦𝐩𝐥𝐞.com", &[]),
    ("https://ⓔxample.com", &[]),
    ("https://an\u{303}a.com", &[]),
    ("https://apple.com\\@evil.example", &["https://apple.com"]),
    ("https://apple.com%40evil.example/", &["https://apple.com"]),
];

#[test]
fn all_addresses_of_a_text_are_found() {
    assert!(TEXTS.len() >= 80);
    let wrong = TEXTS.iter().filter_map(|(text, addresses)| {
        let found: Vec<_> = links(text).into_iter().map(|(shown, _)| shown).collect();
        (found != *addresses).then(|| format!("{text:?}: {found:?} instead of {addresses:?}"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), TEXTS.len(), wrong.join("\n"));
}

#[test]
fn a_link_leads_to_its_shown_address() {
    for (text, href) in [
        ("www.ejemplo.es/a", "https://www.ejemplo.es/a"),
        ("HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"),
        ("ana@example.com", "mailto:ana@example.com"),
        ("https://пример.рф/", "https://пример.рф/"),
    ] {
        assert_eq!(links(text), [(text.to_owned(), href.to_owned())]);
    }
}

#[test]
fn a_name_that_imitates_another_is_shown_in_ascii() {
    for (text, shown) in [
        // The first letter is Cyrillic; then all letters are.
        ("https://\u{430}pple.com/a", "https://xn--pple-43d.com/a"),
        ("https://\u{430}\u{440}\u{440}\u{4cf}\u{435}.com/a", "https://xn--80ak6aa92e.com/a"),
        ("https://g\u{3bf}\u{3bf}gle.com", "https://xn--ggle-0nda.com"),
        ("https://example.c\u{43e}m", "https://example.xn--cm-fmc"),
        ("www.\u{430}pple.com", "www.xn--pple-43d.com"),
        ("ana@\u{430}pple.com", "ana@xn--pple-43d.com"),
    ] {
        let [(link, href)] = &links(text)[..] else { panic!("{text} is one link") };
        assert_eq!(link, shown);
        assert!(href.ends_with(shown), "{href}");
    }
    for text in ["https://пример.com/", "https://日本語example.jp", "https://ελλάδα.gr", "https://пример.рф"]
    {
        assert_eq!(links(text).first().map(|(shown, _)| shown.as_str()), Some(text), "nobody takes it for another");
    }
}

#[test]
fn the_parts_make_up_the_whole_text() {
    for (text, _) in TEXTS {
        let whole: String = parts(text)
            .iter()
            .map(|part| match part {
                Part::Text(text) => text,
                Part::Link { shown, .. } => shown.as_ref(),
            })
            .collect();
        assert_eq!(whole, *text);
    }
}
