//! What people see. Compiled twice: with `ssr` into the server, with `hydrate` into the browser.
//!
//! | module | what is there |
//! |---|---|
//! | [`app`] | the document, the routes |
//! | `pages`, `components` | what is shown |
//! | [`functions`] | the server functions: each calls one operation of the `Backend` |
//! | `backend` (server) | the operations of the chat, which the server implements |
//! | `server_context` (server) | what the server gives to each request |
//! | [`call`] | how the client calls them, and says whose page it is |
//! | [`page_context`] | what a page knows of its reader: who, language, time zone, a refused form |
//! | [`zone`] | the reader's time zone, as the server tells it with a page |
//! | [`i18n`] | every text, in Spanish and English |
//! | [`theme`], [`enter_key`], [`sound`] | light or dark; what Enter does; whether a new message is heard |
//! | [`hydration`] | how the browser takes over a page, and what happens where that fails |
//! | [`failure`] | what a server function can fail with |
//! | `chat` | the state of the chat in this tab, and the live connection that feeds it |
//! | [`ClientFiles`] | the files of the client that every page names |
//! | `clock`, `calendar` | moments as the reader's own day and time |
//! | `offline_page` | a page that the service worker has, for when the server cannot be reached |
//! | `latest` | fetching of which only the last counts |
//! | `markup` | text where the renderer expects markup |
//! | `text_content` | text that changes although the page is being translated |
//! | `browser` | what is asked of the browser itself |

// The types of views nest as deeply as the pages do.
#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod backend;
mod browser;
mod calendar;
pub mod call;
mod chat;
mod client_files;
mod clock;
mod components;
pub mod enter_key;
pub mod failure;
pub mod functions;
pub mod hydration;
pub mod i18n;
mod latest;
mod markup;
mod offline_page;
pub mod page_context;
mod pages;
#[cfg(feature = "ssr")]
pub mod server_context;
pub mod sound;
mod text_content;
pub mod theme;
pub mod zone;

pub use app::{App, shell};
pub use client_files::ClientFiles;
#[cfg(feature = "ssr")]
pub use pages::error_page;
