//! What an operator may trade for speed.

use clap::ValueEnum;

/// What an acknowledged message survives. That the process is killed it survives in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Durability {
    /// A message is on the disk before it is acknowledged
    #[default]
    Full,
    /// Faster on a slow disk: a power loss may take the last moments with it
    Relaxed,
}
