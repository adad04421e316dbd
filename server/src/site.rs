//! The client as it was built: scripts, styles, pictures; and the threads on which its pages are rendered.

mod build;
mod file_cache;
mod renderers;

pub use self::{
    build::{Build, PACKAGE},
    file_cache::FileCache,
    renderers::Renderers,
};
