//! Resuming: missed messages arrive in order, without gaps or duplicates.

use serde_json::{Value, json};

use crate::marketplace::Marketplace;

#[tokio::test]
async fn each_cursor_gets_the_messages_after_it() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.opens_socket().await;
    let heard = socket
        .resumes(json!([{"conversation": 1, "seq": 5}, {"conversation": 3, "seq": 0}, {"conversation": 2, "seq": 3},
               {"conversation": 6, "seq": 0}, {"conversation": 1, "seq": 99}]))
        .await;
    let told: Vec<_> = heard
        .iter()
        .map(|event| match event["type"].as_str() {
            Some("message") => format!("{}.{}", event["message"]["conversation"], event["message"]["seq"]),
            _ => event["code"].to_string(),
        })
        .collect();
    assert_eq!(told, ["1.6", "1.7", "\"conversation_not_found\"", "6.1", "6.2"], "a stranger's is refused by itself");
}

#[tokio::test]
async fn new_read_cursors_are_sent_on_resume() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    luis.posts("/api/conversations/1/mark-read/", json!({})).await;
    let listed = ana.gets("/api/conversations/").await.json();
    let one = listed.as_array().expect("a list").iter().find(|one| one["id"] == 1).expect("the first one");
    let cursors = one["read_cursors"].as_array().expect("cursors");
    let reading: i64 = cursors.iter().map(|cursor| cursor["read_seq"].as_i64().expect("a number")).sum();

    let mut socket = ana.opens_socket().await;
    let mut resumes = async |reading| socket.resumes(json!([{"conversation": 1, "seq": 7, "reading": reading}])).await;
    assert_eq!(resumes(json!(reading)).await, [json!(null); 0]);
    assert_eq!(resumes(json!(null)).await, [json!(null); 0], "a client of an older version does not ask");
    let told = resumes(json!(reading - 1)).await;
    let told: Vec<_> = told.iter().map(|read| json!({"user": read["user"], "read_seq": read["read_seq"]})).collect();
    assert_eq!(told, *cursors);
}

#[tokio::test]
async fn new_conversation_settings_are_sent_on_resume() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let path = "/api/conversations/1/standing/";
    ana.sends_request(ana.request(reqwest::Method::PATCH, path).json(&json!({"is_muted": true}))).await;
    let mut socket = ana.opens_socket().await;
    let mut resumes = async |known| socket.resumes(json!([{"conversation": 1, "seq": 7, "standing": known}])).await;
    let told = resumes(json!(0)).await;
    assert_eq!((told.len(), &told[0]["standing"]["is_muted"]), (1, &json!(true)));
    for known in [json!(1), json!(null)] {
        assert_eq!(resumes(known).await, [json!(null); 0], "it is known, or a client of an older version does not ask");
    }
    assert_eq!(resumes(json!(2)).await, [json!({"type": "resync", "conversation": 1})], "an older state was restored");
}

#[tokio::test]
async fn too_many_missed_messages_get_resync() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    for n in 0..294 {
        luis.sends(1, &format!("{n}")).await;
    }
    let mut socket = ana.opens_socket().await;
    assert_eq!(socket.resumes(json!([{"conversation": 1, "seq": 1}])).await.len(), 300);
    let heard = socket.resumes(json!([{"conversation": 1, "seq": 0}])).await;
    assert_eq!(heard, [json!({"type": "resync", "conversation": 1})]);

    let mut room = ana.connects("/ws/chat/1/?after=0").await;
    assert_eq!(room.receives().await["type"], "resync");
    let mut room = ana.connects("/ws/chat/1/?after=299").await;
    assert_eq!((room.receives().await["seq"].as_i64(), room.receives().await["seq"].as_i64()), (Some(300), Some(301)));
    room.receives_nothing().await;
}

/// A client disconnects and reconnects again and again while another user writes without pause.
#[tokio::test]
async fn a_client_that_reconnects_during_writes_gets_each_message_once_and_in_order() {
    const MESSAGES: i64 = 150;
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let write = async {
        for n in 0..MESSAGES {
            luis.sends(1, &format!("{n}")).await;
        }
    };
    let listen = async {
        let mut last = 7;
        while last < 7 + MESSAGES {
            let mut room = ana.connects(&format!("/ws/chat/1/?after={last}")).await;
            for _ in 0..9 {
                last += 1;
                assert_eq!(room.receives().await["seq"], last);
                if last == 7 + MESSAGES {
                    break;
                }
            }
            room.leaves().await;
        }
    };
    tokio::join!(write, listen);
}

/// A client may have messages that the database lost, because it was set back to a backup.
#[tokio::test]
async fn a_client_with_messages_that_are_not_stored_gets_resync() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.opens_socket().await;
    let held = |message: &Value| json!({"conversation": 1, "seq": message["seq"], "at": message["created_at"]});
    let messages = ana.reads(1).await;
    let (newest, before) = (&messages[0], &messages[1]);
    assert_eq!(socket.resumes(json!([held(newest)])).await, [] as [Value; 0]);
    let heard = socket.resumes(json!([held(before)])).await;
    assert_eq!((heard.len(), &heard[0]["message"]["seq"]), (1, &newest["seq"]));

    let resync = [json!({"type": "resync", "conversation": 1})];
    let another_time = "2020-01-01T00:00:00Z";
    for seq in [&newest["seq"], &before["seq"], &json!(8), &json!(500)] {
        let cursor = json!([{"conversation": 1, "seq": seq, "at": another_time}]);
        assert_eq!(socket.resumes(cursor).await, resync, "{seq}");
    }
}

#[tokio::test]
async fn the_original_socket_fills_gaps_or_closes_if_they_are_too_large() {
    const MOST: i64 = 300;
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut room = luis.opens_chat_socket(1).await;
    let untold = async |messages| {
        for n in 1..=messages {
            marketplace.stores_without_publishing(1, 1, &format!("callado {n}")).await;
        }
    };
    untold(MOST - 1).await;
    ana.sends(1, "me oyes").await;
    for n in 1..MOST {
        assert_eq!(room.receives().await["message"], format!("callado {n}"));
    }
    assert_eq!(room.receives().await["message"], "me oyes");

    untold(MOST).await;
    ana.sends(1, "¿y ahora?").await;
    assert_eq!(room.closes().await, 1013, "that is too much for one who is in the middle of a conversation");
}
