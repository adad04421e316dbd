//! The messages, and where one is among them. The box fills from the bottom (its scroll position
//! is 0 there and negative above), so that the newest message shows without any script and older
//! ones added above move nothing.

use charla::{ConversationId, Seq, Timeline};
use leptos::{ev, html::Div, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{
    bubble::Bubble,
    history::{History, OlderLink},
    rows::{DayKey, Row, Rows, rows},
};
use crate::{browser, calendar, chat::Chat, clock::Clock, components::Icon, i18n::use_texts};

/// Within so many pixels of the bottom the view follows it; it stops beyond the second.
const FOLLOW_WITHIN: i32 = 120;
const FOLLOW_UNTIL: i32 = 200;
/// So close to the top, older messages are fetched.
const FETCH_WITHIN: i32 = 250;

/// `sent` changes when one sends: the view goes to the bottom.
#[component]
pub(super) fn Log(id: ConversationId, timeline: ArcRwSignal<Timeline>, sent: RwSignal<u32>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let clock: Clock = expect_context();
    let me = chat.me;
    // The first message that is new now, and stays marked for as long as the window is open.
    let new_from = timeline.with_untracked(|timeline| timeline.unread().next().map(|message| message.seq));
    let rows = {
        let timeline = timeline.clone();
        Memo::new(move |_| timeline.with(|timeline| rows(timeline, me, new_from, |moment| clock.local(moment))))
    };
    let newest = {
        let timeline = timeline.clone();
        Memo::new(move |_| timeline.with(Timeline::newest))
    };
    let history = History::new(chat, id);
    let log = NodeRef::<Div>::new();
    let follows = RwSignal::new(true);
    // The newest message that was on the screen; what came since waits below.
    let seen = RwSignal::new(newest.get_untracked());
    let waiting = move || if follows.get() { 0 } else { newest.get().0.saturating_sub(seen.get().0) };

    // While one searches in the conversation, that lies over it.
    let url = use_query_map();
    let is_covered = Memo::new(move |_| url.with(|url| url.get("find").is_some()));

    // What comes a frame later may find the window closed.
    let is_open = move || !follows.is_disposed();
    let look = move || {
        if follows.get_untracked() && !is_covered.get_untracked() && browser::is_looked_at() {
            seen.set(newest.get_untracked());
            chat.seen(id);
        }
    };
    let to_bottom = move || {
        if let Some(log) = log.get_untracked() {
            log.set_scroll_top(0);
        }
        follows.set(true);
        look();
    };
    let on_scroll = move |_| {
        let Some(log) = log.get_untracked() else { return };
        let above_bottom = -log.scroll_top();
        let limit = if follows.get_untracked() { FOLLOW_UNTIL } else { FOLLOW_WITHIN };
        follows.set(above_bottom < limit);
        if log.scroll_height() - log.client_height() - above_bottom < FETCH_WITHIN {
            history.fetch_older();
        }
        look();
    };

    // Lands on the first new message, if it is above what shows.
    Effect::new(move |_| {
        let Some(log) = log.get() else { return };
        request_animation_frame(move || {
            if is_open() {
                browser::show_if_above(&log, ".log-new");
                look();
            }
        });
    });
    // New messages below what one reads move nothing: measured once they are laid out.
    let height = StoredValue::new(0);
    Effect::new(move |last_newest: Option<Seq>| {
        rows.track();
        let newest = newest.get();
        let has_new = last_newest.is_some_and(|last| last < newest);
        request_animation_frame(move || {
            let Some(log) = log.try_get_untracked().flatten().filter(|_| is_open()) else { return };
            let grown = log.scroll_height() - height.get_value();
            height.set_value(log.scroll_height());
            if has_new && !follows.get_untracked() {
                log.set_scroll_top(log.scroll_top() - grown);
            }
            look();
        });
        newest
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
        <div class="log" node_ref=log on:scroll=on_scroll tabindex="0" role="log" aria-label=texts.conversations>
            <div class="log-inner">
                <OlderLink history/>
                <For each=move || rows.with(Rows::days) key=|key| *key children=day/>
            </div>
        </div>
        <Show when=move || !follows.get()>
            <button class="to-bottom" type="button" on:click=move |_| to_bottom()>
                {Icon::Down.view()}
                {move || match u32::try_from(waiting()) {
                    Ok(waiting) if waiting > 0 => (texts.count_new)(waiting),
                    _ => texts.newest_messages.to_owned(),
                }}
            </button>
        </Show>
    }
}
