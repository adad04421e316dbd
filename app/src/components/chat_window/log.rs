//! The log: the messages of a conversation, and the user's position in them. The box is laid out from the bottom (the
//! scroll position is 0 there and negative above), so that the newest message is visible without scripts, and older
//! messages can be added above without moving the view.

mod divider;
mod scroll;

use charla::{Seq, Timeline};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_query_map;

#[cfg(feature = "ssr")]
use {super::bubble::markup::BubbleMarkup, leptos::tachys::html::InertElement};

use super::{
    bubble::Bubble,
    history::{History, NewerLink, OlderLink},
    rows::{DayKey, Row, Rows, rows},
    state::ChatWindowState,
};
use crate::{
    browser, calendar,
    chat::ConversationView,
    clock::Clock,
    components::Icon,
    i18n::use_texts,
    text_content::{live_text, text_content},
};
use divider::Divider;
use scroll::ScrollManager;

/// `sent` changes when the user sends a message: the view scrolls to the bottom.
#[component]
pub(super) fn Log(opened: ConversationView, sent: RwSignal<u32>) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    let clock: Clock = expect_context();
    let ChatWindowState { chat, id, around, target, .. } = state;
    let me = chat.me;
    let divider = RwSignal::new(untrack(|| opened.with_timeline(Divider::new)));
    let new_from = Memo::new(move |_| divider.with(|divider| divider.before()));
    let shown = opened.clone();
    let rows =
        Memo::new(move |_| shown.with_shown(|shown| rows(shown, me, new_from.get(), |moment| clock.local(moment))));
    let live = opened.clone();
    let newest = Memo::new(move |_| live.with_timeline(Timeline::newest));
    let shown = opened.clone();
    let is_past = Memo::new(move |_| shown.shows_older_part());
    let history = History::new(chat, id);
    let place = chat.place(id, around);
    let scroll = ScrollManager::new(!is_past.get_untracked() && target.get_untracked().is_none() && place.is_none());
    let place = StoredValue::new(place);
    let follows = scroll.follows;
    // The newest message that was visible; newer ones are counted in the link to the bottom.
    let seen = RwSignal::new(newest.get_untracked());
    let waiting = move || if follows.get() { 0 } else { newest.get().0.saturating_sub(seen.get().0) };

    // The search within the conversation covers the log.
    let url = use_query_map();
    let is_search_open = Memo::new(move |_| url.with(|url| url.get("find").is_some()));
    let sees_newest = move || {
        let is_shown = scroll.element().is_some() && follows.get_untracked() && !is_search_open.get_untracked();
        is_shown && browser::is_viewed()
    };
    let mark_seen = move || {
        if sees_newest() {
            let newest = newest.get_untracked();
            seen.set(newest);
            divider.update_untracked(|divider| divider.mark_seen(newest));
            chat.seen(id);
        }
    };
    let to_bottom = move || {
        chat.go_to_newest(id);
        scroll.to_bottom();
        mark_seen();
    };
    let on_scroll = move |_| {
        if let Some(near) = scroll.scrolled(is_past.get_untracked()) {
            if near.to_oldest {
                history.fetch_older();
            }
            if near.to_newest {
                history.fetch_newer();
            }
            chat.keep_place(id, around, scroll.place());
        }
        mark_seen();
    };

    // Scrolls to the saved position, else to the target message, else to the first new message if it is above the view.
    Effect::new(move |landed: Option<Option<Option<Seq>>>| {
        let landed = landed.flatten();
        let (Some(_), target) = (scroll.log.get(), target.get()) else { return landed };
        if landed == Some(target) {
            return landed;
        }
        let place = place.try_update_value(Option::take).flatten();
        request_animation_frame(move || {
            let Some(log) = scroll.element() else { return };
            match (place, target) {
                (Some(place), _) => scroll.go_to(place),
                (None, Some(seq)) => browser::show_in_the_middle(&log, &format!("#m{seq}")),
                (None, None) if follows.get_untracked() => browser::show_if_above(&log, ".log-new"),
                (None, None) => {}
            }
            mark_seen();
        });
        Some(target)
    });
    // A message that arrives while the user does not look gets a divider before it.
    let live = opened.clone();
    Effect::new(move |known: Option<Seq>| {
        let newest = newest.get();
        if known.is_some_and(|known| known < newest) && !sees_newest() {
            untrack(|| {
                live.with_timeline(|timeline| divider.maybe_update(|divider| divider.message_arrived(timeline)));
            });
        }
        newest
    });
    // The view is measured after layout, in the next frame.
    Effect::new(move |_| {
        rows.track();
        request_animation_frame(move || {
            scroll.settle();
            mark_seen();
        });
    });
    Effect::new(move |_| {
        if sent.get() > 0 {
            to_bottom();
        }
    });
    Effect::new(move |was_search_open: Option<bool>| {
        let is_search_open = is_search_open.get();
        if was_search_open == Some(true) && !is_search_open {
            mark_seen();
        }
        is_search_open
    });
    let on_focus = window_event_listener(ev::focus, move |_| mark_seen());
    let on_blur = window_event_listener(ev::blur, move |_| {
        divider.maybe_update(Divider::user_left);
    });
    on_cleanup(move || {
        on_focus.remove();
        on_blur.remove();
    });

    #[cfg(feature = "ssr")]
    let markup = BubbleMarkup::new();
    let row = move |row: Row| match row {
        Row::New => view! { <li class="log-new"><span>{texts.new_messages}</span></li> }.into_any(),
        Row::Bubble(identity) => {
            let key = identity.key;
            #[cfg(feature = "ssr")]
            if let Some(markup) = rows.with_untracked(|rows| markup.bubble(&identity, rows.views.get(&key)?)) {
                return InertElement::new(markup).into_any();
            }
            let view = Memo::new(move |_| rows.with(|rows| rows.views.get(&key).cloned()));
            view! { <Bubble conversation=id identity view/> }.into_any()
        }
    };
    let day = move |key: DayKey| {
        let of_day = Memo::new(move |_| rows.with(|rows| rows.of(key)));
        let in_zone = move |day: String| if clock.lacks_zone() { format!("{day} · UTC") } else { day };
        let name = move || {
            let day = calendar::day(key.date, clock.today(), texts);
            in_zone(day)
        };
        // On paper a relative name would mean nothing.
        let printed = move || in_zone(calendar::whole_date(key.date, texts));
        view! {
            <div class="day">
                <p class="day-name" data-printed=printed><span {..live_text(name)}></span></p>
                <ol>
                    <For each=move || of_day.get() key=Row::key children=row/>
                </ol>
            </div>
        }
    };
    view! {
        <div class="log" class:is-moving=move || scroll.is_moving.get() node_ref=scroll.log on:scroll=on_scroll tabindex="0" role="log" aria-live="off" aria-label=texts.conversations>
            <div class="log-inner">
                <OlderLink history opened=opened.clone()/>
                <For each=move || rows.with(Rows::days) key=|key| *key children=day/>
                <NewerLink history opened/>
            </div>
        </div>
        <Show when=move || !follows.get()>
            <div class="to-bottom">
                <a class="to-bottom-link" href=format!("/conversations/{id}") on:click=move |event| {
                    if browser::is_plain(&event) {
                        event.prevent_default();
                        to_bottom();
                        // The link is removed at the bottom.
                        browser::focus_if_lost(".log");
                    }
                }>
                    {Icon::Down.view()}
                    {move || match u32::try_from(waiting()) {
                        Ok(waiting) if waiting > 0 => {
                            view! { <span {..text_content((texts.count_new)(waiting))}></span> }.into_any()
                        }
                        _ => view! { <span class="visually-hidden">{texts.newest_messages}</span> }.into_any(),
                    }}
                </a>
            </div>
        </Show>
    }
}
