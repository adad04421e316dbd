//! The client's files (scripts, styles, pictures), and the threads that render pages.

mod build;
mod file_cache;
mod renderers;

pub use self::{
    build::{Build, PACKAGE},
    file_cache::FileCache,
    renderers::Renderers,
};
