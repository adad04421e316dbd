//! Browser APIs. Called only from effects, event handlers and hydration, which do not run on the server.

pub mod another_account;
pub mod draft;
mod events;
mod lock;
pub mod notification;
pub mod outbox;
pub mod request;
pub mod selection;
pub mod server_time;
pub mod sound;
mod stale;
pub mod version;
pub mod worker;

use charla::Timestamp;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Storage};

pub use events::{Listener, next_event};
pub use lock::{Lock, is_held, lock, share, try_lock};
pub use stale::forget as forget_stale;

/// Events after which the user, the network or the page is back, so that the state may be outdated.
pub const RECHECK_EVENTS: [&str; 6] = ["focus", "online", "pageshow", "resume", "visibilitychange", UNANSWERED];

/// Our own event: a request was not answered.
const UNANSWERED: &str = "charla-unanswered";

/// Returns the time of the browser's clock.
pub fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit for 285,000 years")]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_millis(millis)
}

/// Returns the offset of the browser's time zone at this moment, in minutes east of UTC.
pub fn utc_offset(moment: Timestamp) -> i32 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds are exact in a double for 285,000 years")]
    let date = js_sys::Date::new(&JsValue::from_f64(moment.as_millis() as f64));
    #[expect(clippy::cast_possible_truncation, reason = "at most 14 hours, in minutes")]
    let west = date.get_timezone_offset() as i32;
    -west
}

/// Sets a cookie with the browser's time zone, in which the server renders the next page.
pub fn remember_time_zone() {
    let html: Option<web_sys::HtmlDocument> = document().dyn_into().ok();
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    let zone = js_sys::Reflect::get(&options, &"timeZone".into()).ok().and_then(|zone| zone.as_string());
    if let (Some(html), Some(zone)) = (html, zone) {
        // A browser that refuses cookies shows UTC until hydration.
        let _ = html.set_cookie(&format!("time_zone={zone}; path=/; max-age=31536000; samesite=lax"));
        // Removes the cookie of an earlier version, which ignored daylight saving time.
        let _ = html.set_cookie("utc_offset=; path=/; max-age=0; samesite=lax");
    }
}

/// Calls `f` at this interval for as long as the page lives.
pub fn every(millis: u32, f: impl FnMut() + 'static) {
    gloo_timers::callback::Interval::new(millis, f).forget();
}

/// Whether the user is assumed to look at the page: it is visible and has the focus.
pub fn is_viewed() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible && document().has_focus().unwrap_or(false)
}

/// Whether the page is not visible.
pub fn is_hidden() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Hidden
}

/// Sets the icon of the browser tab.
pub fn show_icon(path: &str) {
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        // On an error the icon stays as it was.
        let _ = link.set_attribute("href", path);
    }
}

/// Whether the main pointer is a finger. Such devices have a virtual keyboard: a focus opens it, and its Enter key
/// makes a new line.
pub fn is_touch() -> bool {
    matches(&window(), "(pointer: coarse)")
}

fn matches(window: &web_sys::Window, query: &str) -> bool {
    window.match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Returns the id of the user for whom the page was rendered, from `data-reader`.
pub fn reader() -> Option<String> {
    document().document_element()?.get_attribute("data-reader")
}

/// Returns the path and query of the page.
pub fn current_path() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Sets the address of the page to this path without loading it.
pub fn show_address(path: &str) {
    let hash = window().location().hash().unwrap_or_default();
    let address = if path.contains('#') { path.to_owned() } else { format!("{path}{hash}") };
    // If the browser refuses, the address stays that of the form.
    let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}

/// Loads the page at this path.
pub fn load(path: &str) {
    // If the browser refuses to navigate, nothing else can be done.
    let _ = window().location().assign(path);
}

/// Goes to the login page, which returns to this page afterwards: the session has ended.
pub fn go_to_sign_in() {
    let next = js_sys::encode_uri_component(&current_path());
    leave_for(&format!("/login?next={next}&ended"));
}

/// Leaves the page because another user is signed in.
pub fn go_to_another() {
    leave_for("/");
}

/// Leaves the page, unless `reader.js` is already leaving it.
fn leave_for(path: &str) {
    check_reader();
    if document().document_element().is_none_or(|root| !root.has_attribute("hidden")) {
        // If the browser refuses to navigate, nothing else can be done.
        let _ = window().location().replace(path);
    }
}

/// Makes `reader.js` check which user is signed in.
pub fn check_reader() {
    dispatch("charla-reader");
}

/// Dispatches an event at the window.
fn dispatch(name: &str) {
    if let Ok(event) = web_sys::Event::new(name) {
        let _ = window().dispatch_event(&event);
    }
}

/// Returns the URL of the site's socket for the reader of this page.
pub fn socket_url() -> String {
    let location = window().location();
    let scheme = if location.protocol().as_deref() == Ok("https:") { "wss" } else { "ws" };
    let reader = reader().map_or_else(String::new, |reader| format!("?reader={reader}"));
    format!("{scheme}://{}/ws/{reader}", location.host().unwrap_or_default())
}

/// Whether a click has no modifier that opens a new tab or window, or downloads.
pub fn is_plain(event: &web_sys::MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key()
}

/// Handles a plain click on a link by `act`; other clicks open the link in a new tab or window.
pub fn in_place(act: impl Fn() + 'static) -> impl Fn(web_sys::MouseEvent) + 'static {
    move |event| {
        if is_plain(&event) {
            event.prevent_default();
            act();
        }
    }
}

/// Whether the focus moves from `inside` to an element outside of it.
pub fn leaves(event: &web_sys::FocusEvent, inside: &Element) -> bool {
    let target = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    target.is_some_and(|target| !inside.contains(Some(&target)))
}

/// Whether the event's target is within an element that matches the selector.
pub fn is_within(event: &web_sys::Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}

/// Closes all matching `<details>` elements that do not contain the event's target.
pub fn close_others(event: &web_sys::Event, selector: &str) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let Ok(all) = document().query_selector_all(selector) else { return };
    for open in (0..all.length()).filter_map(|place| all.get(place)?.dyn_into::<Element>().ok()) {
        if !open.contains(target.as_ref()) {
            let _ = open.remove_attribute("open");
        }
    }
}

/// Whether the page may use the clipboard: only pages of HTTPS and of localhost may.
pub fn can_copy() -> bool {
    window().is_secure_context()
}

pub fn copy(text: &str) {
    // If the browser refuses, the user can still select the text.
    drop(window().navigator().clipboard().write_text(text));
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Makes the client probe its connection.
pub fn recheck_connection() {
    if let Ok(event) = web_sys::Event::new(UNANSWERED) {
        let _ = window().dispatch_event(&event);
    }
}

pub async fn pause(millis: u32) {
    gloo_timers::future::TimeoutFuture::new(millis).await;
}

/// Returns a random number.
pub fn random() -> u64 {
    js_sys::Math::random().to_bits()
}

/// Returns the id of the first matching element at or below the upper edge of `outer`, and its distance from the edge
/// in pixels.
pub fn at_upper_edge(outer: &Element, selector: &str) -> Option<(String, f64)> {
    let edge = outer.get_bounding_client_rect().top();
    let all = outer.query_selector_all(selector).ok()?;
    let elements = (0..all.length()).filter_map(|place| all.get(place)?.dyn_into::<Element>().ok());
    let mut places = elements.map(|element| (element.get_bounding_client_rect(), element));
    places.find(|(place, _)| place.bottom() > edge).map(|(place, element)| (element.id(), place.top() - edge))
}

/// Returns the distance of the first matching element from the upper edge of `outer` in pixels; `None` if there is no
/// such element.
pub fn place_of(outer: &Element, selector: &str) -> Option<f64> {
    let inner = outer.query_selector(selector).ok().flatten()?;
    Some(inner.get_bounding_client_rect().top() - outer.get_bounding_client_rect().top())
}

/// Focuses the first matching element in `outer`, if there is one.
pub fn focus_in(outer: &Element, selector: &str) {
    if let Ok(Some(inner)) = outer.query_selector(selector)
        && let Ok(inner) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(inner)
    {
        let _ = inner.focus();
    }
}

/// Whether the element has the focus of the page.
pub fn has_focus(element: &Element) -> bool {
    document().active_element().as_ref() == Some(element)
}

/// Focuses the first matching element in the next frame, if the focused element was removed.
pub fn focus_if_lost(selector: &str) {
    let selector = selector.to_owned();
    leptos::prelude::request_animation_frame(move || {
        let active = document().active_element();
        if active.is_none_or(|active| active.tag_name() == "BODY") {
            focus_in_page(&selector);
        }
    });
}

pub fn focus_in_page(selector: &str) {
    if let Some(root) = document().document_element() {
        focus_in(&root, selector);
    }
}

/// Scrolls the first matching element to the top of `outer`, if it is above the visible part.
pub fn show_if_above(outer: &Element, selector: &str) {
    let Ok(Some(inner)) = outer.query_selector(selector) else { return };
    let above = outer.get_bounding_client_rect().top() - inner.get_bounding_client_rect().top();
    if above > 0.0 {
        inner.scroll_into_view();
    }
}

/// Scrolls `outer` so that the first matching element is in the middle.
pub fn show_in_the_middle(outer: &Element, selector: &str) {
    let Ok(Some(inner)) = outer.query_selector(selector) else { return };
    let (outer_box, inner_box) = (outer.get_bounding_client_rect(), inner.get_bounding_client_rect());
    let off = (inner_box.top() + inner_box.bottom() - outer_box.top() - outer_box.bottom()) / 2.0;
    outer.scroll_by_with_x_and_y(0.0, off);
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
