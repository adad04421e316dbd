//! Events of the window and of the document.

use futures::{StreamExt, channel::mpsc};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

/// Calls a function when an event happens, until it is dropped: before anything in the window hears of it, but after
/// those that listened at the window itself before.
#[derive(Debug)]
pub struct Listener {
    name: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Of the window, or of anything in it.
    pub fn new(name: &'static str, f: impl Fn(Event) + 'static) -> Self {
        let callback = Closure::new(f);
        // While it is captured: some events of the document, as `resume`, do not bubble.
        let _ = window().add_event_listener_with_callback_and_bool(name, callback.as_ref().unchecked_ref(), true);
        Self { name, callback }
    }

    /// For as long as the page lives.
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

/// Resolves when one of these events of the window or of the document happens.
pub async fn next_event(names: &[&'static str]) {
    let (sender, mut receiver) = mpsc::channel::<()>(1);
    let listen = |name: &&'static str| {
        let sender = sender.clone();
        Listener::new(name, move |event| {
            // A field that gets the focus is not the window that does.
            let is_inner = event.target().is_some_and(|target| target.has_type::<Element>());
            if !is_inner {
                // Full: it has happened already.
                let _ = sender.clone().try_send(());
            }
        })
    };
    let _listeners: Vec<_> = names.iter().map(listen).collect();
    receiver.next().await;
}
