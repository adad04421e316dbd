//! The list of conversations in the panel, live and virtualised.

use std::ops::Range;

use charla::{ActivityCursor, ConversationId, Filter, ListRequest};
use leptos::{
    html,
    prelude::*,
    task::{spawn_local, tick},
};

use super::{
    live,
    row::{Position, Row},
    window,
};
#[cfg(feature = "ssr")]
use {
    super::{row_markup::RowMarkup, row_menu::OpenRowMenu},
    crate::components::use_return_path,
    charla::Conversation,
    leptos::tachys::html::InertElement,
    leptos_router::hooks::use_location,
};

use crate::{
    chat::Chat,
    components::{EmptyState, Icon},
    functions,
    i18n::use_texts,
};

/// More conversations are fetched within this many pixels of the end of the list.
const FETCH_WITHIN: f64 = 1_000.0;

/// `scrolled` is notified when the user scrolls. `end` is the position after the loaded part of a filtered list; `None`
/// at its end.
#[component]
pub(super) fn ConversationList(filter: Filter, end: Option<ActivityCursor>, scrolled: RwSignal<()>) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let ids = Memo::new(move |_| chat.listed(filter));
    let end = RwSignal::new(end);
    let next = move || match filter {
        Filter::Unread | Filter::Archived => end.get(),
        Filter::Everything | Filter::Current => chat.inbox_end(),
    };
    let is_fetching = RwSignal::new(false);
    let fetch = move |cursor: ActivityCursor| {
        if is_fetching.get_untracked() {
            return;
        }
        is_fetching.set(true);
        spawn_local(async move {
            // If the request fails, the link remains for another attempt. The list may be gone by then.
            if matches!(filter, Filter::Everything | Filter::Current) {
                let _ = chat.extend_list(cursor).await;
            } else if let Ok(page) = functions::inbox(ListRequest::after(cursor).of(filter)).await {
                chat.add_conversations(page.conversations);
                let _ = end.try_set(page.next);
            }
            let _ = is_fetching.try_set(false);
        });
    };
    let more = move || {
        let cursor = next()?;
        let fetch = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            fetch(cursor);
        };
        let show = if matches!(filter, Filter::Unread | Filter::Archived) { filter.as_str() } else { "" };
        let show = if show.is_empty() { String::new() } else { format!("&show={show}") };
        let href = format!("/conversations?cursor={cursor}{show}");
        Some(view! {
            <a class="button rows-more" href=href on:click=fetch aria-busy=move || is_fetching.get().then_some("true")>
                {texts.more_conversations}
            </a>
        })
    };

    let list = NodeRef::<html::Ul>::new();
    let start = RwSignal::new(0);
    let row_height = RwSignal::new(0.0);
    let shown = Memo::new(move |_| ids.with(|ids| ids[window::rows(start.get(), ids.len())].to_vec()));
    // Screen readers get the position in the whole list, including rows that are not in the page.
    let position = move |id: ConversationId| {
        ids.with(|ids| {
            let is_part = ids.len() > window::MAX_ROWS;
            let index = is_part.then(|| ids.iter().position(|listed| *listed == id)).flatten()?;
            Some(Position { number: index + 1, count: next().is_none().then_some(ids.len()) })
        })
    };
    // A conversation is never removed from the inbox.
    let row = move |id: ConversationId| {
        let held = untrack(|| chat.with_inbox(|inbox| inbox.find(id).cloned()).flatten());
        held.map(|held| view! { <Row conversation=live(chat, held) position=Memo::new(move |_| position(id))/> })
    };
    #[cfg(feature = "ssr")]
    let row = {
        let markup = RowMarkup::new(use_location().pathname.get_untracked(), untrack(use_return_path()));
        let markup = StoredValue::new(markup);
        let open_menu: OpenRowMenu = expect_context();
        move |id: ConversationId| {
            untrack(|| {
                if open_menu.is_of(id) {
                    return row(id).map(IntoAny::into_any);
                }
                let position = position(id);
                let write = |held: &Conversation| markup.with_value(|markup| markup.row(held, position));
                let row = chat.with_inbox(|inbox| inbox.find(id).map(write)).flatten();
                row.map(|row| InertElement::new(row).into_any())
            })
        }
    };
    let space = move |rows: usize| {
        #[expect(clippy::cast_precision_loss, reason = "a list of as many rows does not exist")]
        let height = move || format!("{}px", rows as f64 * row_height.get());
        // Never rendered on the server, because one page of the list fits into the window: pages have no inline styles.
        (rows > 0).then(|| view! { <li class="rows-space" aria-hidden="true" style:block-size=height></li> })
    };
    let before = move || space(start.get());
    let after = move || space(ids.with(Vec::len).saturating_sub(window::rows(start.get(), ids.with(Vec::len)).end));
    let measure = move || {
        let Some(place) = list.try_get_untracked().flatten().and_then(|list| ListGeometry::of(&list)) else { return };
        if (row_height.get_untracked() - place.row_height).abs() > 0.1 {
            row_height.set(place.row_height);
        }
        let total = ids.with_untracked(Vec::len);
        let visible = place.visible.start.min(total)..place.visible.end.min(total);
        spawn_local(move_window(start, window::start(visible.start, total), visible));
        if let Some(cursor) = untrack(next).filter(|_| place.below < FETCH_WITHIN) {
            fetch(cursor);
        }
    };
    // Measured after layout and at most once per frame, because measuring after a change forces another layout.
    let is_due = StoredValue::new(false);
    Effect::new(move |_| {
        scrolled.track();
        ids.track();
        start.track();
        if !is_due.get_value() {
            is_due.set_value(true);
            request_animation_frame(move || {
                if is_due.try_set_value(false).is_none() {
                    measure();
                }
            });
        }
    });

    let empty = move || match filter {
        Filter::Unread => {
            view! { <EmptyState icon=Icon::Read title=texts.all_read hint=texts.no_unread_hint/> }.into_any()
        }
        Filter::Archived => {
            view! { <EmptyState icon=Icon::Archive title=texts.no_archived hint=texts.no_archived_hint/> }.into_any()
        }
        Filter::Everything | Filter::Current => view! {
            <EmptyState icon=Icon::Chat title=texts.no_conversations hint=texts.no_conversations_hint>
                <a class="button is-primary" href="/people">{texts.find_people}</a>
            </EmptyState>
        }
        .into_any(),
    };
    view! {
        <Show when=move || !ids.with(Vec::is_empty) fallback=empty>
            <ul class="rows" node_ref=list>
                {before}
                <For each=move || shown.get() key=|id| *id children=row/>
                {after}
            </ul>
        </Show>
        {more}
    }
}

/// Moves the window row by row within one frame: the renderer would remove and reinsert every row if two or more were
/// inserted before them at once (tachys 0.2, `group_adjacent_moves`).
async fn move_window(start: RwSignal<usize>, to: usize, visible: Range<usize>) {
    let Some(from) = start.try_get_untracked() else { return };
    for step in window::steps(from, to, &visible) {
        if start.try_set(step).is_some() {
            return;
        }
        tick().await;
    }
}

/// Measured position of the list in its pane.
struct ListGeometry {
    row_height: f64,
    /// The visible rows.
    visible: Range<usize>,
    /// Distance from the lower edge of the pane to the end of the list, in pixels.
    below: f64,
}

impl ListGeometry {
    /// Measures the list; returns `None` if it is not shown.
    fn of(list: &web_sys::Element) -> Option<Self> {
        let pane = list.closest(".pane-list").ok()??.get_bounding_client_rect();
        let row_height = list.query_selector(".row-item").ok()??.get_bounding_client_rect().height();
        let list = list.get_bounding_client_rect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at least 0, at most some thousands"
        )]
        let rows = |height: f64| (height.max(0.0) / row_height) as usize;
        (row_height > 0.0).then(|| Self {
            row_height,
            visible: rows(pane.top() - list.top())..rows(pane.bottom() - list.top()) + 1,
            below: list.bottom() - pane.bottom(),
        })
    }
}
