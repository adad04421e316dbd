//! Messages of 16 kB, and edits of one of them, as fast as the server accepts them.

use reqwest::Method;
use serde_json::json;
use tokio::time::Instant;

use super::{hammer::hammer, marketplace::conversation_of, stage::Stage, tally::Tally};

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let (sender, editor) = (stage.abuser(0), stage.abuser(2));
    let text = "👍".repeat(4_000);
    let to_edit = format!("/api/conversations/{}/messages/", conversation_of(2));
    let sent = editor.request(Method::POST, &to_edit).json(&json!({"content": "una"})).send().await;
    sent.map_err(|error| error.to_string())?;
    let edits = Tally::default();
    let path = format!("/api/conversations/{}/messages/", conversation_of(0));
    let (long, longer) = (text.clone(), text);
    tokio::join!(
        hammer(tally, until, 4, move |_| sender.request(Method::POST, &path).json(&json!({"content": long}))),
        hammer(&edits, until, 4, move |n| {
            // Each content differs from the one before, so that each request is a real edit.
            let content = format!("{}{n}", &longer[..longer.len() - 4 * (1 + fastrand(4) as usize)]);
            editor.request(Method::PATCH, &format!("{to_edit}1/")).json(&json!({ "content": content }))
        }),
    );
    tally.add_note(format!("edits {} taken, {} refused", edits.count("200"), edits.count("429")));
    Ok(())
}

fn fastrand(end: u64) -> u64 {
    uuid::Uuid::now_v7().as_u64_pair().1 % end
}
