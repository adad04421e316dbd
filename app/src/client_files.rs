//! The files of the client that every page names. Their names are known from the start, so that no page has to open a
//! file: where the process may open no more, pages are shown all the same.

use std::sync::Arc;

use leptos::{
    html::{link, script},
    nonce::use_nonce,
    prelude::*,
};

/// Where each is found, from the root of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFiles {
    pub style: Arc<str>,
    pub script: Arc<str>,
    pub wasm: Arc<str>,
}

impl ClientFiles {
    pub(crate) fn stylesheet(&self) -> impl IntoView + use<> {
        link().id("style").rel("stylesheet").href(self.style.to_string())
    }

    /// Fetches script and program at once, and has the page taken over when both are there.
    pub(crate) fn hydration(&self) -> impl IntoView + use<> {
        let Self { script: client, wasm, .. } = self;
        let start = format!(
            "import({client:?}).then((client) => client.default({{ module_or_path: {wasm:?} }}).then(() => \
             client.hydrate()));"
        );
        (
            link().rel("modulepreload").href(client.to_string()).crossorigin("anonymous"),
            link()
                .rel("preload")
                .r#as("fetch")
                .r#type("application/wasm")
                .crossorigin("anonymous")
                .href(wasm.to_string()),
            script().r#type("module").nonce(use_nonce()).inner_html(start),
        )
    }
}
