//! Everything that speaks HTTP.
//!
//! | module | what is there |
//! |---|---|
//! | [`listen`] | accepts connections, and limits their number |
//! | [`router`] | all routes |
//! | `middleware` | layers around every request: log, headers, refusals, limits, sessions, files |
//! | [`api`], [`socket`], [`forms`], [`pages`] | the handlers: JSON, sockets, forms, pages and their server functions |
//! | [`health`] | health checks for monitoring |
//! | [`request`] | parts of a request: bodies, queries, paths, client address and browser |
//! | [`cookies`] | reads and sets cookies |
//! | [`preferences`], [`time_zone`] | preferences of the reader: language, theme, Enter, sound, time zone |
//! | [`local_path`] | paths to which a form may redirect |

pub mod api;
pub mod cookies;
pub mod forms;
pub mod health;
pub mod listen;
pub mod local_path;
mod middleware;
pub mod pages;
pub mod preferences;
pub mod request;
pub mod router;
pub mod socket;
pub mod time_zone;
