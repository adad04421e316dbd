//! What an operator may trade for speed.

use clap::ValueEnum;

/// Which failures an acknowledged message survives. The end of the process it survives in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Durability {
    /// A message is on the disk before it is acknowledged
    #[default]
    Full,
    /// Faster on a slow disk: a power loss may take the last moments with it
    Relaxed,
}
