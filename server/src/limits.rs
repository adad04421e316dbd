//! How much a user or a network may do: how often, how much at once, and what a refusal for it leaves in the log.
//!
//! | type | what it does |
//! |---|---|
//! | [`Limit`], [`LimitKey`] | names the limits, and by what they count |
//! | [`Refusals`] | makes the refusals of a limit, and logs them |
//! | [`Limiter`] | refuses what is too much, and logs that |
//! | [`NetworkLimiter`] | the same for each network around an address |
//! | [`Buckets`] | counts tokens by key, in a bounded table |
//! | [`Bucket`] | counts those of a single thing |
//! | [`admission`] | what may be used at once |

pub mod admission;
mod buckets;
mod by_network;
mod limit;
mod limiter;
mod refusals;

pub use self::{
    buckets::{Bucket, Buckets},
    by_network::NetworkLimiter,
    limit::{Limit, LimitKey},
    limiter::Limiter,
    refusals::Refusals,
};
