//! Pages show times in the time zone of the browser, and sockets send the server's time.

use charla::{ClientId, ConversationId, MessageContent, Timestamp, UserId};
use server::store::NewMessage;

use crate::{actor::Actor, marketplace::Marketplace};

async fn stores(marketplace: &Marketplace, text: &str, now: &str) {
    let message = NewMessage {
        sender: UserId(1),
        conversation: ConversationId(1),
        content: MessageContent::parse(text).expect("a message"),
        reply_to: None,
        client_id: Some(ClientId::generate()),
        now: now.parse().expect("a moment"),
    };
    marketplace.store.append(message).await.expect("a stored message");
}

async fn page_in(ana: &Actor, zone: &str) -> String {
    let session = ana.cookie().expect("a session");
    ana.sets_cookie(&format!("{session}; time_zone={zone}"));
    let page = ana.gets("/conversations/1").await.text;
    ana.sets_cookie(&session);
    page
}

#[tokio::test]
async fn times_are_shown_with_the_offset_of_their_date() {
    let marketplace = Marketplace::open().await;
    stores(&marketplace, "en invierno", "2026-01-15T12:04:00Z").await;
    stores(&marketplace, "en verano", "2026-07-15T12:05:00Z").await;
    stores(&marketplace, "hace mucho", "2009-07-15T12:06:00Z").await;
    let ana = marketplace.actor("ana").await;
    for (zone, times) in [
        ("Europe/Madrid", ["13:04", "14:05", "14:06"]),
        ("America/Santiago", ["09:04", "08:05", "08:06"]),
        ("UTC", ["12:04", "12:05", "12:06"]),
        ("Nowhere/Land", ["12:04", "12:05", "12:06"]),
        ("../../etc/passwd", ["12:04", "12:05", "12:06"]),
        ("60", ["12:04", "12:05", "12:06"]),
    ] {
        let page = page_in(&ana, zone).await;
        for time in times {
            assert!(page.contains(&format!(">{time}<")), "{zone}: {time}");
        }
    }
}

#[tokio::test]
async fn a_page_without_a_time_zone_says_that_its_times_are_in_utc() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (zone, is_said) in [("", true), ("Nowhere/Land", true), ("UTC", false), ("Europe/Madrid", false)] {
        let page = page_in(&ana, zone).await;
        assert_eq!(page.contains(" · UTC<"), is_said, "{zone}: at each day");
        assert_eq!(page.contains(" · horas en UTC<"), is_said, "{zone}: over the list");
    }
}

#[tokio::test]
async fn ready_has_the_time_of_the_server() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let before = server::clock::now();
    let mut socket = ana.connects("/ws/").await;
    let ready = socket.receives().await;
    let at: Timestamp = ready["at"].as_str().expect("a time").parse().expect("a moment");
    assert!((before..=server::clock::now()).contains(&at), "{ready}");
}
