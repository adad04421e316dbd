use std::sync::{Arc, Mutex, mpsc};

use tokio::sync::oneshot;

use super::*;
use crate::auth::browser::BrowserKey;

const OPERATOR: ClaimantPath = Claimant::operator();

async fn verdict(typed: &str, hash: &str) -> Verdict {
    let verdict = Passwords::default().verify(OPERATOR, Password(typed.into()), Some(hash.into())).await;
    verdict.expect("a place in the queue")
}

#[tokio::test]
async fn only_the_password_of_the_hash_is_right() {
    let hash = Passwords::default().hash(Password("secreto123".into())).await.expect("a hash");
    assert!(hash.starts_with(CURRENT), "{hash}");
    assert_eq!(verdict("secreto123", &hash).await, Verdict::Right);
    assert_eq!(verdict("secreto124", &hash).await, Verdict::Wrong);
    assert_eq!(verdict("secreto123", "no hash").await, Verdict::Wrong);
}

#[tokio::test]
async fn without_a_hash_even_the_empty_password_is_wrong() {
    let verdict = Passwords::default().verify(OPERATOR, Password::default(), None).await;
    assert_eq!(verdict, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn the_same_letters_are_right_however_they_are_composed() {
    let [composed, decomposed] = ["contrase\u{f1}a-1", "contrasen\u{303}a-1"];
    let hash = Passwords::default().hash(Password(decomposed.into())).await.expect("a hash");
    for typed in [composed, decomposed] {
        assert_eq!(verdict(typed, &hash).await, Verdict::Right, "{typed:?}");
    }
    // Hashed by a version that did not normalise.
    let before = hash_now(decomposed).expect("a hash");
    for typed in [composed, decomposed] {
        let Verdict::Outdated(new) = verdict(typed, &before).await else { panic!("{typed:?} is refused") };
        assert_eq!(verdict(composed, &new).await, Verdict::Right);
    }
    assert_eq!(verdict("contrasena-1", &hash).await, Verdict::Wrong);
}

#[tokio::test]
async fn a_hash_of_another_program_is_replaced() {
    let weak = Argon2::new(Algorithm::Argon2i, Version::V0x13, Params::new(64, 1, 1, None).expect("parameters"));
    let hash = weak.hash_password(b"secreto123").expect("a hash").to_string();
    let Verdict::Outdated(new) = verdict("secreto123", &hash).await else { panic!("refused") };
    assert_eq!(verdict("secreto123", &new).await, Verdict::Right);
    assert_eq!(verdict("secreto124", &hash).await, Verdict::Wrong);
}

/// Starts work that lasts until the returned sender sends, and cancels the request that waits for it.
fn long_work(passwords: &Passwords) -> (impl Future<Output = ()> + use<>, mpsc::Sender<()>) {
    let (ends, ended) = mpsc::channel::<()>();
    let (begins, begun) = oneshot::channel();
    let passwords = passwords.clone();
    let work = tokio::spawn(async move { passwords.in_turn(OPERATOR, move || (begins.send(()), ended.recv())).await });
    let begun = async move {
        begun.await.expect("a turn");
        work.abort();
        assert!(work.await.is_err_and(|error| error.is_cancelled()));
    };
    (begun, ends)
}

#[tokio::test]
async fn a_cancelled_request_frees_its_turn_only_when_its_work_is_done() {
    let passwords = Passwords::new(1, 0);
    let (hung_up, ends) = long_work(&passwords);
    hung_up.await;
    assert_eq!(passwords.in_turn(OPERATOR, || ()).await, Err(ChatError::Overloaded { retry_after: 5 }));
    ends.send(()).expect("the work still runs");
    while passwords.in_turn(OPERATOR, || ()).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_network_that_floods_does_not_keep_others_out() {
    let passwords = Passwords::new(1, 20);
    let (busy, ends) = long_work(&passwords);
    busy.await;
    let asks = |from: String| {
        let path = Claimant::from_network(from.parse().expect("an address"));
        let passwords = passwords.clone();
        tokio::spawn(async move { passwords.in_turn(path, || ()).await })
    };
    let mut floods = Vec::new();
    for n in 0..60 {
        floods.push(asks(format!("2001:db8:0:{n:x}::1")));
        tokio::task::yield_now().await;
    }
    let people: Vec<_> = (1..=10).map(|n| asks(format!("203.0.{n}.1"))).collect();
    tokio::task::yield_now().await;
    ends.send(()).expect("the work still runs");
    for person in people {
        assert_eq!(person.await.expect("no panic"), Ok(()));
    }
    let mut refused = 0;
    for flood in floods {
        refused += usize::from(flood.await.expect("no panic").is_err());
    }
    assert_eq!(refused, 50, "all others of the flooding network");
}

/// The strangers come from 500 networks.
#[tokio::test]
async fn known_browsers_get_every_second_turn_however_many_strangers_wait() {
    let passwords = Passwords::new(1, 600);
    let (busy, ends) = long_work(&passwords);
    busy.await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let asks = |claimant: ClaimantPath, is_known: bool| {
        let (passwords, order) = (passwords.clone(), order.clone());
        let work = move || order.lock().expect("no panic").push(is_known);
        Box::pin(async move { passwords.in_turn(claimant, work).await })
    };
    let mut all = Vec::new();
    for n in 0..500 {
        all.push(asks(Claimant::from_network(format!("2001:{n:x}::1").parse().expect("an address")), false));
    }
    for n in 0..3 {
        all.push(asks(Claimant::known(BrowserKey::numbered(n)), true));
    }
    // The first poll puts a request into the queue.
    for request in &mut all {
        assert!(futures::poll!(request.as_mut()).is_pending());
    }
    ends.send(()).expect("the work still runs");
    for outcome in futures::future::join_all(all).await {
        outcome.expect("a turn");
    }
    let order = order.lock().expect("no panic");
    assert_eq!(order[..7].iter().filter(|is_known| **is_known).count(), 3, "{:?}", &order[..7]);
}
