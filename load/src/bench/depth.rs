//! The page of a conversation with 100 messages, and of one with 1,000,000: its time must not depend on their number.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Duration,
};

use hdrhistogram::Histogram;
use tokio::time::Instant;

use super::{figures::Figures, requests::histogram};
use crate::{
    dataset::{PASSWORD, customer, provider},
    failures::{
        folder::Folder,
        server::{Program, Server},
    },
    person::Person,
};

/// Messages of the conversation with this number, from 1.
const MESSAGES: [u32; 2] = [100, 1_000_000];

/// Imports the two conversations. Returns the folder of the database.
pub(super) async fn import(program: &Program) -> Result<Folder, String> {
    let folder = Folder::new()?;
    let file = folder.path().join("dataset.json");
    write(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    eprintln!("{} messages are imported …", MESSAGES[1]);
    let server = Server::new(program, None, folder.path())?;
    server.runs(&["import", "--keep-password", &file.to_string_lossy()]).await?;
    Ok(folder)
}

pub(super) async fn measure(server: Server, time: Duration) -> Result<Figures, String> {
    let server = server.with_environment(vec![("CHARLA_READS_PER_MINUTE", "0".into())]);
    let _running = server.starts().await?;
    let readers = [
        Person::signs_in(&server.url(), &customer(1), 1).await?,
        Person::signs_in(&server.url(), &customer(2), 2).await?,
    ];
    let clients = [readers[0].client()?, readers[1].client()?];
    let (mut delays, begun) = ([histogram()?, histogram()?], Instant::now());
    while begun.elapsed() < 2 * time {
        for (n, (reader, client)) in readers.iter().zip(&clients).enumerate() {
            let sent = Instant::now();
            let url = format!("{}/conversations/{}", server.url(), n + 1);
            let answer = client.get(url).header("cookie", reader.cookie()).send().await;
            let page = answer.map_err(|error| error.to_string())?.text().await.map_err(|error| error.to_string())?;
            let took = sent.elapsed();
            if !page.contains(&content(MESSAGES[n])) {
                return Err(format!("the page of conversation {} lacks its newest message", n + 1));
            }
            delays[n].saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "microseconds")]
    let at = |delays: &Histogram<u64>, quantile| delays.value_at_quantile(quantile) as f64 / 1_000.0;
    let [short, long] = delays;
    Ok(Figures::default()
        .with("p50 ms of 100", at(&short, 0.5))
        .with("p50 ms of 1,000,000", at(&long, 0.5))
        .with("p99 ms of 100", at(&short, 0.99))
        .with("p99 ms of 1,000,000", at(&long, 0.99))
        .with("p99 ratio", at(&long, 0.99) / at(&short, 0.99).max(0.001)))
}

fn content(number: u32) -> String {
    format!("el mensaje {number} de esta conversación")
}

/// Writes a data set with a conversation for each number of messages. It is too long to be built in memory.
fn write(file: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let numbers = || 1..=u32::try_from(MESSAGES.len()).unwrap_or_default();
    let list = |item: &dyn Fn(u32) -> String| numbers().map(item).collect::<Vec<_>>().join(",");
    let user = |id: u32, name: String| {
        format!(r#"{{"id":{id},"username":"{name}","first_name":"Load","last_name":"{id}","email":null}}"#)
    };
    let users = list(&|n| user(2 * n - 1, customer(n)) + "," + &user(2 * n, provider(n)));
    let customers = list(&|n| format!(r#"{{"id_customer":{0},"user":{0}}}"#, 2 * n - 1));
    let providers = list(&|n| format!(r#"{{"id_provider":{0},"user":{0}}}"#, 2 * n));
    let conversations = list(&|n| {
        format!(r#"{{"id":{n},"participans":[{},{}],"created_at":"2026-01-01T00:00:00Z"}}"#, 2 * n - 1, 2 * n)
    });
    write!(
        out,
        r#"{{"password":"{PASSWORD}","users":[{users}],"customers":[{customers}],"providers":[{providers}],"conversations":[{conversations}],"messages":["#
    )?;
    let mut id = 0;
    for (conversation, messages) in (1..).zip(MESSAGES) {
        for number in 1..=messages {
            let (comma, content) = (if id == 0 { "" } else { ",\n" }, content(number));
            let sender = 2 * conversation - number % 2;
            id += 1;
            write!(
                out,
                r#"{comma}{{"id":{id},"conversation":{conversation},"sender":{sender},"content":"{content}","is_read":true,"created_at":"2026-01-01T00:00:00Z"}}"#
            )?;
        }
    }
    writeln!(out, "]}}")?;
    out.flush()
}
