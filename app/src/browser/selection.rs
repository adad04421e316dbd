//! The user's selection and the clipboard. Uses JavaScript reflection, because `web_sys` would need features that
//! nothing else in the client uses.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

/// Constants of `Range.compareBoundaryPoints`.
const START_TO_START: u8 = 0;
const END_TO_END: u8 = 2;

/// Returns the elements matching `outer` in which the first element matching `inner` is at least partly selected, each
/// with the selected text.
pub fn selected(outer: &str, inner: &str) -> Vec<(Element, String)> {
    let Some(range) = selected_range() else { return Vec::new() };
    let Ok(all) = document().query_selector_all(outer) else { return Vec::new() };
    let elements = (0..all.length()).filter_map(|place| all.get(place)?.dyn_into::<Element>().ok());
    let with_text = elements.filter_map(|element| {
        let text = selected_text(&element.query_selector(inner).ok()??, &range)?;
        (!text.is_empty()).then_some((element, text))
    });
    with_text.collect()
}

/// Puts this text on the clipboard instead of what the browser would copy.
pub fn copy_instead(event: &Event, text: &str) {
    let clipboard = Reflect::get(event, &"clipboardData".into()).unwrap_or_default();
    if call(&clipboard, "setData", &["text/plain".into(), text.into()]).is_some() {
        event.prevent_default();
    }
}

fn selected_range() -> Option<JsValue> {
    let selection = call(&window(), "getSelection", &[])?;
    call(&selection, "getRangeAt", &[0.into()])
}

/// Returns the part of the element's text that is in the range.
fn selected_text(element: &Element, range: &JsValue) -> Option<String> {
    let part = call(&document(), "createRange", &[])?;
    call(&part, "selectNodeContents", &[element.into()])?;
    let compared = |how: u8| call(&part, "compareBoundaryPoints", &[how.into(), range.clone()])?.as_f64();
    let (starts, ends) = (compared(START_TO_START)?, compared(END_TO_END)?);
    let end_of_range = |name: &str| Reflect::get(range, &name.into());
    if starts < 0.0 {
        call(&part, "setStart", &[end_of_range("startContainer").ok()?, end_of_range("startOffset").ok()?])?;
    }
    if ends > 0.0 {
        call(&part, "setEnd", &[end_of_range("endContainer").ok()?, end_of_range("endOffset").ok()?])?;
    }
    call(&part, "toString", &[])?.as_string()
}

/// Calls a method; returns `None` if it does not exist or throws.
fn call(target: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method: Function = Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    method.apply(target, &arguments.iter().collect::<Array>()).ok()
}
