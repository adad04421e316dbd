//! Adds sender and time to each message when several messages are copied together.

use charla::{Timestamp, User};
use leptos::ev::ClipboardEvent;
use web_sys::Element;

use crate::{browser::selection, calendar, clock::Clock};

/// Replaces the copied text if it covers more than one message.
pub(super) fn copy_messages(event: &ClipboardEvent, clock: Clock, me: &User) {
    let selected = selection::selected(".log .bubble", ".bubble-text");
    if selected.len() > 1 {
        let lines = selected.iter().map(|(bubble, text)| line(bubble, text, clock, me));
        selection::copy_instead(event, &lines.collect::<Vec<_>>().join("\n"));
    }
}

fn line(bubble: &Element, text: &str, clock: Clock, me: &User) -> String {
    let find = |selector: &str| bubble.query_selector(selector).ok().flatten();
    let sender = || find(".bubble-sender")?.text_content();
    let name = if bubble.class_list().contains("is-own") { me.display_name() } else { sender().unwrap_or_default() };
    let at = find(".moment").and_then(|moment| moment.get_attribute("datetime")?.parse::<Timestamp>().ok());
    match at {
        Some(at) => format!("[{}] {name}: {text}", calendar::date_and_time(clock.local(at))),
        None => format!("{name}: {text}"),
    }
}
