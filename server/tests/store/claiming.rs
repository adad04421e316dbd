//! Two servers that know nothing of each other do not use one database.

use crate::house::House;

pub(crate) async fn one_server_at_a_time_has_the_database(mut house: House) {
    assert!(house.store.claim(false).await.expect("an answer"));
    let other = house.beside().await;
    assert!(!other.claim(false).await.expect("an answer"));
    assert!(other.is_empty().await.expect("an answer"), "who serves nobody may look");
    house.enters(["Ana"]).await;
    assert!(!other.is_empty().await.expect("an answer"));
}
