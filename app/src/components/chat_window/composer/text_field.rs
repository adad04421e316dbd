//! The text area of the composer. It alone holds the text, so that what the user types before the page is hydrated stays.

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
    /// `first` is the text with which the page comes.
    pub(super) fn new(first: &str) -> Self {
        Self { node: NodeRef::new(), size: RwSignal::new(Size::of(first)) }
    }

    /// `None` before the page is hydrated, and after the window is closed.
    fn element(self) -> Option<HtmlTextAreaElement> {
        self.node.try_get_untracked().flatten()
    }

    /// Reactively.
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

    /// Whether the text is too long to be measured, or stored, with each key. Then its size is an estimate.
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

    /// Once the field is in the document.
    pub(super) fn focus(self) {
        request_animation_frame(move || self.focus_now());
    }
}
