//! Events of the window and of the document.

use futures::{StreamExt, channel::mpsc};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

/// Calls a function for each event of one kind until it is dropped. It runs in the capture phase: before other
/// listeners in the page, but after earlier ones at the window.
#[derive(Debug)]
pub struct Listener {
    name: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Listens for events of the window and of all elements in it.
    pub fn new(name: &'static str, f: impl Fn(Event) + 'static) -> Self {
        let callback = Closure::new(f);
        // The capture phase is needed because some events of the document, such as `resume`, do not bubble.
        let _ = window().add_event_listener_with_callback_and_bool(name, callback.as_ref().unchecked_ref(), true);
        Self { name, callback }
    }

    /// Keeps listening for the life of the page.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool(self.name, callback, true);
    }
}

/// Resolves at the next of these events of the window or document.
pub async fn next_event(names: &[&'static str]) {
    let (sender, mut receiver) = mpsc::channel::<()>(1);
    let listen = |name: &&'static str| {
        let sender = sender.clone();
        Listener::new(name, move |event| {
            // The focus event of a field is not that of the window.
            let is_inner = event.target().is_some_and(|target| target.has_type::<Element>());
            if !is_inner {
                // The channel is full if an event has already happened.
                let _ = sender.clone().try_send(());
            }
        })
    };
    let _listeners: Vec<_> = names.iter().map(listen).collect();
    receiver.next().await;
}
