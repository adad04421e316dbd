//! The durability of acknowledged messages.

use clap::ValueEnum;

/// Which failures an acknowledged message survives. It always survives a crash of the process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Durability {
    /// A message is on the disk before it is acknowledged
    #[default]
    Full,
    /// Faster on a slow disk, but a power loss may lose the messages of the last moments
    Relaxed,
}
