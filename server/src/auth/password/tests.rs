use std::sync::{Arc, Mutex, mpsc};

use tokio::sync::oneshot;

use super::*;
use crate::auth::browser::BrowserKey;

const OPERATOR: ClaimantPath = Claimant::operator();

async fn verdict(typed: &str, hash: &str) -> Verdict {
    let verdict = Passwords::default().verify(OPERATOR, Password(typed.into()), Some(hash.into())).await;
    verdict.expect("there is room")
}

#[tokio::test]
async fn only_the_right_password_of_somebody_is_right() {
    let hash = Passwords::default().hash(Password("secreto123".into())).await.expect("a hash");
    assert!(hash.starts_with(CURRENT), "{hash}");
    assert_eq!(verdict("secreto123", &hash).await, Verdict::Right);
    assert_eq!(verdict("secreto124", &hash).await, Verdict::Wrong);
    assert_eq!(verdict("secreto123", "no hash").await, Verdict::Wrong);
}

#[tokio::test]
async fn nobody_has_no_password_not_even_the_empty_one() {
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
    // From before passwords were composed.
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

/// Work that goes on until it is told to end.
fn long_work(passwords: &Passwords) -> (impl Future<Output = ()> + use<>, mpsc::Sender<()>) {
    let (ends, ended) = mpsc::channel::<()>();
    let (begins, begun) = oneshot::channel();
    let passwords = passwords.clone();
    let work = tokio::spawn(async move { passwords.in_turn(OPERATOR, move || (begins.send(()), ended.recv())).await });
    let begun = async move {
        begun.await.expect("it has its turn");
        work.abort();
        assert!(work.await.is_err_and(|error| error.is_cancelled()));
    };
    (begun, ends)
}

#[tokio::test]
async fn who_hangs_up_makes_room_only_when_the_work_is_done() {
    let passwords = Passwords::new(1, 0);
    let (hung_up, ends) = long_work(&passwords);
    hung_up.await;
    assert_eq!(passwords.in_turn(OPERATOR, || ()).await, Err(ChatError::Overloaded { retry_after: 5 }));
    ends.send(()).expect("it still works");
    while passwords.in_turn(OPERATOR, || ()).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_network_that_floods_keeps_no_other_out() {
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
    ends.send(()).expect("it still works");
    for person in people {
        assert_eq!(person.await.expect("no panic"), Ok(()));
    }
    let mut refused = 0;
    for flood in floods {
        refused += usize::from(flood.await.expect("no panic").is_err());
    }
    assert_eq!(refused, 50, "what is full is full of one network's");
}

/// As many networks as there are, each for the first time.
#[tokio::test]
async fn strangers_from_everywhere_leave_known_browsers_every_second_turn() {
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
    // Each waits in the queue from its first poll on.
    for one in &mut all {
        assert!(futures::poll!(one.as_mut()).is_pending());
    }
    ends.send(()).expect("it still works");
    for one in futures::future::join_all(all).await {
        one.expect("a turn");
    }
    let order = order.lock().expect("no panic");
    assert_eq!(order[..7].iter().filter(|is_known| **is_known).count(), 3, "{:?}", &order[..7]);
}
