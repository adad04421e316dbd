//! Replays recorded answers of the original Django server, step by step.

mod matching;
mod replay;

use replay::replay;

#[tokio::test]
async fn signing_in_and_anonymous_requests() {
    replay("rest/01-auth.json").await;
}

#[tokio::test]
async fn the_list_of_conversations() {
    replay("rest/02-list.json").await;
}

#[tokio::test]
async fn opening_conversations() {
    replay("rest/04-create.json").await;
}

#[tokio::test]
async fn reading_and_totals() {
    replay("rest/06-read-and-stats.json").await;
}

#[tokio::test]
async fn searching() {
    replay("rest/07-search.json").await;
}

#[tokio::test]
async fn two_users_on_the_original_socket() {
    replay("ws/01-two-participants.json").await;
}

#[tokio::test]
async fn permissions_of_the_original_socket() {
    replay("ws/03-connect.json").await;
}
