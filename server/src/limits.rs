//! Limits on how often, and how much at once, a user or a network may do something.
//!
//! | type | what it does |
//! |---|---|
//! | [`Limit`], [`LimitKey`] | the names of the limits, and the keys by which they count |
//! | [`Refusals`] | makes the refusals of a limit, and logs them |
//! | [`Limiter`] | refuses what exceeds a rate, and logs the refusal |
//! | [`NetworkLimiter`] | does the same for each network around an address |
//! | [`Buckets`] | token buckets by key, in a bounded table |
//! | [`Bucket`] | a single token bucket |
//! | [`admission`] | limits on concurrent use |

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
