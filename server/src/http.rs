//! What the server answers to, and how.
//!
//! | module | what is there |
//! |---|---|
//! | [`listen`] | connections, and how many of them there may be |
//! | [`router`] | everything that the server answers to |
//! | `middleware` | what every request passes through: log, headers, refusals, limits, sessions, files |
//! | [`api`], [`socket`], [`forms`], [`pages`] | the doors: JSON, live, plain forms, pages and their functions |
//! | [`health`] | whether it lives, for those who watch over it |
//! | [`request`] | what a request carries: bodies, queries, paths, from where and by which browser |
//! | [`preferences`], [`time_zone`] | preferences of the reader: language, theme, Enter, sound, time zone |
//! | [`local_path`] | where a form may lead to |

pub mod api;
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
