//! Registers accounts without end: from one address, and from 250 addresses of one network.

use reqwest::Method;
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    client::{Client, Source, shared_network},
    hammer::hammer,
    stage::Stage,
    tally::Tally,
};

const ADDRESSES: u32 = 250;
const AT_ONCE: u32 = 25;

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let alone = Client::new(&stage.url, Source::Address([127, 55, 0, 1].into()))?;
    let clients = (0..ADDRESSES).map(|n| Client::new(&stage.url, shared_network(n))).collect::<Result<Vec<_>, _>>()?;
    let (of_one, of_many) = (Tally::default(), Tally::default());
    tokio::join!(
        hammer(&of_one, until, 4, move |_| registers(&alone)),
        hammer(&of_many, until, AT_ONCE, move |n| {
            registers(&clients[(n * (ADDRESSES / AT_ONCE)) as usize + nth(ADDRESSES / AT_ONCE)])
        }),
    );
    tally.add_note(format!("from one address [{}]", of_one.summary()));
    tally.add_note(format!("from {ADDRESSES} of one network [{}]", of_many.summary()));
    Ok(())
}

fn registers(client: &Client) -> reqwest::RequestBuilder {
    let name = format!("nobody_{}", &Uuid::now_v7().simple().to_string()[20..]);
    let fields = [
        ("first_name", "No"),
        ("last_name", "Body"),
        ("username", &name),
        ("password", "una-clave-de-nadie"),
        ("role", "customer"),
    ];
    client.request(Method::POST, "/register").form(&fields)
}

/// Returns a random index below `end`.
fn nth(end: u32) -> usize {
    (Uuid::now_v7().as_u64_pair().1 % u64::from(end)) as usize
}
