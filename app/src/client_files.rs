//! Names of the client files that every page links to. They are read once at startup, so that pages can be rendered
//! even when the process has no free file descriptors.

use std::sync::Arc;

use leptos::{
    html::{link, script},
    nonce::use_nonce,
    prelude::*,
};

/// Paths of the files from the root of the site.
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

    /// Loads script and WebAssembly in parallel, and hydrates the page when both are loaded.
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
