//! Times of the messages: a scene takes some hours, the scenes of a conversation are on different days.

use charla::Timestamp;

use fastrand::Rng;

use super::conversations::DemoConversation;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

#[derive(Debug)]
pub(super) struct Times {
    pub(super) opened: Timestamp,
    pub(super) messages: Vec<Timestamp>,
}

/// Returns the times, computed backwards from the last scene, which ended shortly before `now`.
pub(super) fn times(conversation: &DemoConversation, index: usize, now: Timestamp, rng: &mut Rng) -> Times {
    let mut scenes = Vec::with_capacity(conversation.scenes.len());
    let mut latest = now.as_micros() - since_the_last(index, rng);
    for (scenes_after, scene) in conversation.scenes.iter().rev().enumerate() {
        let pauses: Vec<_> = scene.iter().map(|line| pause(&line.text, rng)).collect();
        let length: i64 = pauses.iter().sum();
        let start = if scenes_after == 0 { latest - length } else { an_earlier_day(latest, rng) };
        let mut moment = start;
        let moments = pauses.into_iter().map(|pause| {
            moment += pause;
            Timestamp::from_micros(moment)
        });
        scenes.push(moments.collect::<Vec<_>>());
        latest = start;
    }
    scenes.reverse();
    Times { opened: Timestamp::from_micros(latest - MINUTE), messages: scenes.concat() }
}

/// Microseconds since the last message of a conversation. The first conversations are the most recent.
fn since_the_last(index: usize, rng: &mut Rng) -> i64 {
    let steps = i64::try_from(index).unwrap_or(0);
    steps * steps * 17 * MINUTE + between(60_000_000, 720_000_000, rng)
}

/// Microseconds before a message. Long messages take longer to write.
fn pause(text: &str, rng: &mut Rng) -> i64 {
    let writing = i64::try_from(text.chars().count()).unwrap_or(0) * SECOND / 4;
    let waiting = if rng.usize(..6) == 0 { between(240, 1_200, rng) } else { between(8, 150, rng) };
    // Real messages are not sent on the full second.
    writing + waiting * SECOND + between(1, 999_999, rng)
}

/// Returns a time one to six days earlier, between 8:30 and 19:00.
fn an_earlier_day(moment: i64, rng: &mut Rng) -> i64 {
    let midnight = moment - moment.rem_euclid(DAY);
    midnight - between(1, 6, rng) * DAY + between(510, 1_140, rng) * MINUTE
}

fn between(least: usize, most: usize, rng: &mut Rng) -> i64 {
    i64::try_from(least + rng.usize(..most - least + 1)).unwrap_or(0)
}
