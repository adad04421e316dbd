//! Runs the steps of one file against a server with the same rows.

use std::{collections::HashMap, fs, path::Path, time::Duration};

use reqwest::Method;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use super::matching::Matching;
use crate::{
    actor::{Actor, Answer},
    marketplace::Marketplace,
    socket::Socket,
};

struct Replay {
    marketplace: Marketplace,
    actors: HashMap<String, Actor>,
    sockets: HashMap<String, Socket>,
    matching: Matching,
}

pub async fn replay(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/contract").join(file);
    let script: Value = serde_json::from_slice(&fs::read(path).expect("a script")).expect("JSON");
    let mut replay = Replay {
        marketplace: Marketplace::open().await,
        actors: HashMap::new(),
        sockets: HashMap::new(),
        matching: Matching::default(),
    };
    for step in script["steps"].as_array().expect("steps") {
        // Bugs of the original server that cannot happen here leave nothing to check.
        let cannot_happen = step["good"].as_str().is_some_and(|good| good.starts_with("cannot happen"));
        if !cannot_happen {
            replay.step(step).await;
        }
    }
}

impl Replay {
    async fn step(&mut self, step: &Value) {
        let name = step["step"].as_str().expect("a name");
        if step["request"].is_object() {
            let answer = self.request(&step["request"]).await;
            self.judge(name, step, &answer);
        } else {
            self.socket_step(name, step).await;
        }
    }

    async fn request(&mut self, request: &Value) -> Answer {
        let method: Method = request["method"].as_str().and_then(|m| m.parse().ok()).expect("a method");
        let path = request["path"].as_str().expect("a path");
        let actor = self.actor(request["as"].as_str()).await;
        let mut outgoing = actor.request(method, path);
        for (name, value) in request["headers"].as_object().into_iter().flatten() {
            outgoing = outgoing.header(name, value.as_str().expect("a header"));
        }
        if let Some(raw) = request["raw"].as_str() {
            outgoing = outgoing.body(raw.to_owned());
        } else if !request["json"].is_null() {
            outgoing = outgoing.json(&request["json"]);
        }
        if request["csrf"] == false {
            // The original server's CSRF token protected against pages of other sites.
            outgoing = outgoing.header("origin", "https://evil.example");
        }
        actor.sends_request(outgoing).await
    }

    /// Returns an actor by name: `null` signs in within the step, `anon` is a visitor.
    async fn actor(&mut self, name: Option<&str>) -> &Actor {
        let name = name.unwrap_or("anon").to_owned();
        if name == "anon" {
            self.actors.insert(name.clone(), self.marketplace.visitor());
        } else if !self.actors.contains_key(&name) {
            self.actors.insert(name.clone(), self.marketplace.actor(&name).await);
        }
        &self.actors[&name]
    }

    fn judge(&mut self, name: &str, step: &Value, answer: &Answer) {
        let recorded = &step["answer"];
        let status = answer.status.as_u16();
        assert!(status < 500, "{name}: {status} {}", answer.text);
        match step["class"].as_str() {
            Some("contract") => {
                assert_eq!(recorded["status"], status, "{name}: {}", answer.text);
                // The original framework has its own texts for 404.
                let wording = status == 404
                    && recorded["json"]["detail"].as_str().is_some_and(|d| d.starts_with("No Conversation"));
                if !wording {
                    self.matching.check("$", &recorded["json"], &answer.json(), &unordered(step));
                }
            }
            Some("bug") => self.wanted(name, &step["want"], status, &answer.json()),
            // Both behaviours are sound: only success or refusal has to be the same.
            _ => {
                let was_done = recorded["status"].as_u64().is_some_and(|status| status < 300);
                assert_eq!(was_done, answer.status.is_success(), "{name}: {status} {}", answer.text);
            }
        }
    }

    fn wanted(&mut self, name: &str, want: &Value, status: u16, json: &Value) {
        if let Some(statuses) = want["status"].as_array() {
            assert!(statuses.iter().any(|wanted| *wanted == status), "{name}: {status}");
        }
        if let Some(count) = want["count"].as_u64() {
            assert_eq!(json.as_array().map(Vec::len), usize::try_from(count).ok(), "{name}: {json}");
        }
        if let Some(ids) = want["ids"].as_array() {
            let mut found: Vec<_> = json.as_array().into_iter().flatten().map(|found| found["id"].clone()).collect();
            found.sort_by_key(Value::as_i64);
            assert_eq!(found, *ids, "{name}");
        }
        if want["json"].is_object() {
            self.matching.check("$", &want["json"], json, &[]);
        }
    }

    async fn socket_step(&mut self, name: &str, step: &Value) {
        let ws = &step["ws"];
        let conn = ws["conn"].as_str().expect("a connection").to_owned();
        let op = ws["op"].as_str().expect("an operation");
        if op == "connect" {
            return self.connect(name, step, conn).await;
        }
        let socket = self.sockets.get_mut(&conn).unwrap_or_else(|| panic!("{name}: {conn} is not connected"));
        match op {
            "send" => socket.sends_frame(Message::text(ws["json"].to_string())).await,
            "recv" => {
                let heard = socket.receives().await;
                self.matching.check("$", &step["answer"]["json"], &heard, &[]);
            }
            "silence" => socket.receives_nothing().await,
            "quiet" => {
                let seconds = ws["seconds"].as_u64().expect("seconds");
                socket.stays_quiet_for(Duration::from_secs(seconds)).await;
            }
            "close" => self.sockets.remove(&conn).expect("a connection").leaves().await,
            other => panic!("{name}: {other} is unknown"),
        }
    }

    async fn connect(&mut self, name: &str, step: &Value, conn: String) {
        let ws = &step["ws"];
        let path = ws["path"].as_str().expect("a path");
        let origin = ws["origin"].as_str().map(str::to_owned);
        let actor = self.actor(ws["as"].as_str()).await;
        if let Some(cookie) = ws["headers"]["Cookie"].as_str() {
            actor.sets_cookie(cookie);
        }
        let tried = actor.tries_handshake(path, origin.as_deref()).await;
        let status = tried.as_ref().map_or_else(|status| *status, |_| 101);
        match step["class"].as_str() {
            Some("contract") => assert_eq!(step["answer"]["status"], status, "{name}"),
            Some("bug") => self.wanted(name, &step["want"], status, &Value::Null),
            _ => assert!(status < 500, "{name}: {status}"),
        }
        if let Ok(socket) = tried {
            self.sockets.insert(conn, socket);
        }
    }
}

fn unordered(step: &Value) -> Vec<String> {
    serde_json::from_value(step["unordered"].clone()).unwrap_or_default()
}
