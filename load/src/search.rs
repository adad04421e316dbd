//! Measures searches of users in their own messages, by kind of search.

use std::time::{Duration, Instant};

use clap::Args;
use hdrhistogram::Histogram;
use serde_json::Value;
use tokio::time::sleep;

use crate::{
    Target, dataset,
    history::{BUSIEST, PEOPLE, RARE, word},
    person::Person,
};

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    target: Target,
    /// Users who search, beside the one with the most messages
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    people: u32,
    /// How often each user runs each search
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    times: u32,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn search(options: Options) -> Result<(), String> {
    options.target.check()?;
    let url = &options.target.urls[0];
    let mut some = Vec::new();
    for n in 0..options.people {
        let number = BUSIEST + 1 + n * (PEOPLE - BUSIEST) / options.people;
        some.push(Person::signs_in(url, &dataset::customer(number), n).await?);
    }
    let busiest = [Person::signs_in(url, &dataset::customer(BUSIEST), options.people).await?];
    let searches = [
        ("frequent", word(0)),
        ("in each tenth", word(9)),
        ("two words", format!("{} {}", word(9), word(20))),
        ("rare", RARE.to_owned()),
        ("absent", "xilófono".to_owned()),
        ("one letter", "a".to_owned()),
        ("absent letter", "z".to_owned()),
    ];
    for (who, people, times) in
        [("one of many", &some[..], options.times), ("the busiest", &busiest[..], 10 * options.times)]
    {
        for (kind, query) in &searches {
            let mut took = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).map_err(|error| error.to_string())?;
            let mut found = 0;
            for _ in 0..times {
                for person in people {
                    let (hits, time) = searches_once(person, query).await?;
                    found += hits;
                    took.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "well below an hour")]
            let at = |quantile| took.value_at_quantile(quantile) as f64 / 1_000.0;
            println!(
                "{who}, {kind} ({query}): p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms; {:.1} found each time",
                at(0.5),
                at(0.99),
                at(1.0),
                found as f64 / took.len() as f64
            );
        }
    }
    Ok(())
}

/// Returns the number of results on the first page, and how long the search took. Waits and retries on 429.
async fn searches_once(person: &Person, query: &str) -> Result<(usize, Duration), String> {
    let path = format!("/api/messages/search/?q={}", query.replace(' ', "%20"));
    loop {
        let begun = Instant::now();
        let answer = person.requests(&path, None).await?;
        if answer.status() == reqwest::StatusCode::TOO_MANY_REQUESTS {
            sleep(Duration::from_secs(1)).await;
            continue;
        }
        let status = answer.status();
        let answer: Value = answer.json().await.map_err(|error| error.to_string())?;
        let results = answer["results"].as_array().ok_or_else(|| format!("{path}: {status} {answer}"))?;
        return Ok((results.len(), begun.elapsed()));
    }
}
