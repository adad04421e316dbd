//! The messages, and where one is among them. The box fills from the bottom (its scroll position
//! is 0 there and negative above), so that the newest message shows without any script and older
//! ones added above move nothing.

mod outlook;

use charla::Timeline;
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{
    bubble::Bubble,
    desk::Desk,
    history::{History, NewerLink, OlderLink},
    rows::{DayKey, Row, Rows, rows},
};
use crate::{browser, calendar, chat::Opened, clock::Clock, components::Icon, i18n::use_texts};
use outlook::Outlook;

/// `sent` changes when one sends: the view goes to the bottom.
#[component]
pub(super) fn Log(opened: Opened, sent: RwSignal<u32>) -> impl IntoView {
    let texts = use_texts();
    let desk: Desk = expect_context();
    let clock: Clock = expect_context();
    let Desk { chat, id, target, .. } = desk;
    let me = chat.me;
    // The first message that is new now, and stays marked for as long as the window is open.
    let new_from = opened.timeline.with_untracked(|timeline| timeline.unread().next().map(|message| message.seq));
    let shown = opened.clone();
    let rows = Memo::new(move |_| shown.with_shown(|shown| rows(shown, me, new_from, |moment| clock.local(moment))));
    let timeline = opened.timeline.clone();
    let newest = Memo::new(move |_| timeline.with(Timeline::newest));
    let past = opened.past.clone();
    let is_past = Memo::new(move |_| past.with(Option::is_some));
    let history = History::new(chat, id);
    let outlook = Outlook::new(!is_past.get_untracked() && target.get_untracked().is_none());
    let follows = outlook.follows;
    // The newest message that was on the screen; what came since waits below.
    let seen = RwSignal::new(newest.get_untracked());
    let waiting = move || if follows.get() { 0 } else { newest.get().0.saturating_sub(seen.get().0) };

    // While one searches in the conversation, that lies over it.
    let url = use_query_map();
    let is_covered = Memo::new(move |_| url.with(|url| url.get("find").is_some()));
    let look = move || {
        let sees = outlook.element().is_some() && follows.get_untracked() && !is_covered.get_untracked();
        if sees && browser::is_looked_at() {
            seen.set(newest.get_untracked());
            chat.seen(id);
        }
    };
    let to_bottom = move || {
        chat.go_to_newest(id);
        outlook.to_bottom();
        look();
    };
    let on_scroll = move |_| {
        if let Some(near) = outlook.scrolled(is_past.get_untracked()) {
            if near.to_oldest {
                history.fetch_older();
            }
            if near.to_newest {
                history.fetch_newer();
            }
        }
        look();
    };

    // Lands on where one was led to, or else on the first new message, if it is above what shows.
    Effect::new(move |_| {
        let (Some(_), target) = (outlook.log.get(), target.get()) else { return };
        request_animation_frame(move || {
            let Some(log) = outlook.element() else { return };
            match target {
                Some(seq) => browser::show_in_the_middle(&log, &format!("#m{seq}")),
                None if follows.get_untracked() => browser::show_if_above(&log, ".log-new"),
                None => {}
            }
            look();
        });
    });
    // Measured once it is laid out.
    Effect::new(move |_| {
        rows.track();
        request_animation_frame(move || {
            outlook.settle();
            look();
        });
    });
    Effect::new(move |_| {
        if sent.get() > 0 {
            to_bottom();
        }
    });
    Effect::new(move |was_covered: Option<bool>| {
        let is_covered = is_covered.get();
        if was_covered == Some(true) && !is_covered {
            look();
        }
        is_covered
    });
    let on_focus = window_event_listener(ev::focus, move |_| look());
    on_cleanup(move || on_focus.remove());

    let row = move |row: Row| match row {
        Row::New => view! { <li class="log-new"><span>{texts.new_messages}</span></li> }.into_any(),
        Row::Bubble(said) => {
            let key = said.key;
            let look = Memo::new(move |_| rows.with(|rows| rows.looks.get(&key).cloned()));
            view! { <Bubble conversation=id said look/> }.into_any()
        }
    };
    let day = move |key: DayKey| {
        let of_day = Memo::new(move |_| rows.with(|rows| rows.of(key)));
        view! {
            <div class="day">
                <p class="day-name"><span>{move || calendar::day(key.date, clock.today(), texts)}</span></p>
                <ol>
                    <For each=move || of_day.get() key=Row::key children=row/>
                </ol>
            </div>
        }
    };
    view! {
        <div class="log" class:is-moving=move || outlook.is_moving.get() node_ref=outlook.log on:scroll=on_scroll tabindex="0" role="log" aria-live="off" aria-label=texts.conversations>
            <div class="log-inner">
                <OlderLink history opened=opened.clone()/>
                <For each=move || rows.with(Rows::days) key=|key| *key children=day/>
                <NewerLink history opened/>
            </div>
        </div>
        <Show when=move || !follows.get()>
            <a class="to-bottom" href=format!("/conversations/{id}") on:click=move |event| {
                if browser::is_plain(&event) {
                    event.prevent_default();
                    to_bottom();
                }
            }>
                {Icon::Down.view()}
                {move || match u32::try_from(waiting()) {
                    Ok(waiting) if waiting > 0 => view! { <span>{(texts.count_new)(waiting)}</span> }.into_any(),
                    _ => view! { <span class="visually-hidden">{texts.newest_messages}</span> }.into_any(),
                }}
            </a>
        </Show>
    }
}
