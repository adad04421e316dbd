//! The text area of the composer. The text is held only there, so that hydration keeps what the user has typed before
//! it.

use leptos::{html::Textarea, prelude::*};
use web_sys::HtmlTextAreaElement;

use super::size::Size;
use crate::hydration;

#[derive(Debug, Clone, Copy)]
pub(super) struct TextField {
    pub(super) node: NodeRef<Textarea>,
    pub(super) size: RwSignal<Size>,
}

impl TextField {
    /// `first` is the text in the rendered page.
    pub(super) fn new(first: &str) -> Self {
        Self { node: NodeRef::new(), size: RwSignal::new(Size::of(first)) }
    }

    /// Returns `None` before the page is hydrated, and after the window is closed.
    fn element(self) -> Option<HtmlTextAreaElement> {
        self.node.try_get_untracked().flatten()
    }

    /// Returns the element once it is in the page. Reactive.
    pub(super) fn element_when_ready(self) -> Option<HtmlTextAreaElement> {
        self.node.get().filter(hydration::expect_element::<HtmlTextAreaElement>)
    }

    pub(super) fn text(self) -> Option<String> {
        self.element().map(|element| element.value())
    }

    pub(super) fn set_text(self, text: &str) {
        if let Some(element) = self.element() {
            element.set_value(text);
            self.measure(text);
        }
    }

    pub(super) fn measure(self, text: &str) {
        self.size.set(Size::of(text));
    }

    /// Sets the size to an estimate if the text is too long to be measured and stored at each key. Returns whether it
    /// is.
    pub(super) fn measure_long(self) -> bool {
        let long = self.element().and_then(|element| Size::of_long(&element));
        long.map(|size| self.size.set(size)).is_some()
    }

    pub(super) fn focus_now(self) {
        if let Some(element) = self.element() {
            // A field that cannot be focused can still be used.
            let _ = element.focus();
        }
    }

    /// Focuses the field in the next frame, when it is in the document.
    pub(super) fn focus(self) {
        request_animation_frame(move || self.focus_now());
    }
}
