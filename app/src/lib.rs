//! The user interface. Compiled twice: with the feature `ssr` into the server, with `hydrate` for the browser.
//!
//! | module | contents |
//! |---|---|
//! | [`app`] | the document and the routes |
//! | `pages`, `components` | the views |
//! | [`functions`] | the server functions: each calls one operation of the `Backend` |
//! | `backend` (server) | the operations of the chat, which the server implements |
//! | `server_context` (server) | the context that the server gives to each request |
//! | [`server_fn_protocol`] | the protocol of server functions |
//! | [`headers`] | the headers of requests and answers that are our own |
//! | [`page_context`] | the context of a page: user, preferences, time zone, a refused form |
//! | [`zone`] | the reader's time zone, sent with the page |
//! | [`i18n`] | all texts, in Spanish and English |
//! | [`preferences`] | preferences: language, theme, function of the Enter key, sound |
//! | [`hydration`] | hydration, and the fallback when it fails |
//! | [`failure`] | the error type of server functions |
//! | `chat` | the chat of this tab: runs the client state machine in the browser |
//! | [`ClientFiles`] | names of the client files that every page links to |
//! | `clock`, `calendar` | times in the reader's zone, and their format |
//! | `offline_page` | loads a cached page when the server is unreachable |
//! | `latest` | cancels a request when a newer one is made |
//! | `markup` | escaped text where the renderer expects markup |
//! | `text_content` | text that can be updated even if the page is translated |
//! | `browser` | browser APIs |

// The types of views are nested as deeply as the pages are.
#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod backend;
mod browser;
mod calendar;
mod chat;
mod client_files;
mod clock;
mod components;
pub mod failure;
pub mod functions;
pub mod headers;
pub mod hydration;
pub mod i18n;
mod latest;
mod markup;
mod offline_page;
pub mod page_context;
mod pages;
pub mod preferences;
#[cfg(feature = "ssr")]
pub mod server_context;
pub mod server_fn_protocol;
mod text_content;
pub mod zone;

/// Rendering, as `benches/` measures it.
#[cfg(feature = "ssr")]
pub mod measured {
    pub use crate::components::{with_bubble, with_row};
}

pub use app::{App, shell};
pub use client_files::ClientFiles;
#[cfg(feature = "ssr")]
pub use pages::error_page;
