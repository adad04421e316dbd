//! How much of the server one user, or one network that nobody has signed in from, may use at once, and all together.
//!
//! | type | what it bounds |
//! |---|---|
//! | [`Requester`] | whose share a request is taken from |
//! | [`ConcurrencyLimiter`] | what one requester does at once; more of it waits |
//! | [`UnreadAnswers`] | the bytes of all answers that are made, or not taken yet |
//! | `Room`, `Shares` | bytes that are waited for, and who may have how many of them |
//! | [`Meter`] | the bytes of answers, which take of the same bucket as requests |
//! | [`AdmittedBody`] | an answer, whose share comes back when it is taken or dropped |

mod body;
mod concurrency;
mod meter;
mod requester;
mod room;
mod shares;
mod unread;

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::{Body, HttpBody};
use charla::{ChatError, UserId};

use crate::{
    config::Config,
    limits::{Limit, Limiter, NetworkLimiter},
    net::network::Network,
};

pub use body::AdmittedBody;
pub use concurrency::{ConcurrencyLimiter, Permit};
pub use meter::Meter;
pub use requester::Requester;
pub use room::Reservation;
pub use shares::Owner;
pub use unread::{AnswerKind, UnreadAnswers};

/// Concurrent requests of one user, in all tabs and on all devices.
const MAX_CONCURRENT: usize = 8;

/// Concurrent requests of a network, which may be an office or a town.
const MAX_CONCURRENT_OF_NETWORK: usize = 64;

/// Requests of an address with a long body, while it is read and answered. A body that comes slowly takes memory for as
/// long as it likes, and connections of one network are many.
const MAX_LONG_BODIES: usize = 16;

/// The same for the widest network around the address: one address leaves half of it to the others.
const MAX_LONG_BODIES_OF_NETWORK: usize = 32;

/// Requests that wait for another one to end.
const MAX_WAITING: usize = 200;

/// Each waits this long.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

/// What a request takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Of the bucket of reads.
    pub reads: u32,
    pub answer: AnswerKind,
}

#[derive(Debug)]
pub struct Admission {
    /// Also of what sockets are told when they come back.
    pub reads_by_user: Arc<Limiter<UserId>>,
    reads_by_network: NetworkLimiter,
    in_flight: Arc<ConcurrencyLimiter<UserId>>,
    network_in_flight: Arc<ConcurrencyLimiter<Network>>,
    long_bodies: Arc<ConcurrencyLimiter<Network>>,
    network_long_bodies: Arc<ConcurrencyLimiter<Network>>,
    pub answers: Arc<UnreadAnswers>,
}

/// Until the answer is taken.
#[derive(Debug)]
pub struct Admitted {
    reservation: Reservation,
    meter: Meter,
    _permit: Permit,
}

impl Admission {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let in_flight = ConcurrencyLimiter::new(Limit::RequestsAtOnceByUser, MAX_CONCURRENT, MAX_WAITING, WAIT_TIMEOUT);
        let network_in_flight = ConcurrencyLimiter::new(
            Limit::RequestsAtOnceByNetwork,
            MAX_CONCURRENT_OF_NETWORK,
            MAX_WAITING,
            WAIT_TIMEOUT,
        );
        let long_bodies =
            |at_once| Arc::new(ConcurrencyLimiter::new(Limit::LongBodiesAtOnce, at_once, MAX_WAITING, WAIT_TIMEOUT));
        Self {
            reads_by_user: Arc::new(Limiter::new(Limit::ReadsByUser, config.rates.reads_by_user)),
            reads_by_network: NetworkLimiter::new(Limit::ReadsByNetwork, config.rates.reads_by_network),
            in_flight: Arc::new(in_flight),
            network_in_flight: Arc::new(network_in_flight),
            long_bodies: long_bodies(MAX_LONG_BODIES),
            network_long_bodies: long_bodies(MAX_LONG_BODIES_OF_NETWORK),
            answers: Arc::new(UnreadAnswers::new(config.answer_bytes)),
        }
    }

    /// Before anything of a long body is read.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] and [`ChatError::Overloaded`] where its network sends many.
    pub async fn admit_long_body(&self, from: IpAddr) -> Result<[Permit; 2], ChatError> {
        let of_address = self.long_bodies.acquire(Network::of(from)).await?;
        Ok([of_address, self.network_long_bodies.acquire(Network::of(from).widest()).await?])
    }

    /// Makes room for as much as the answer has, where that is known. Of which kind it is may be known better now than
    /// before.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where there is none. Never for what was written.
    pub async fn answer(
        &self,
        mut admitted: Admitted,
        kind: AnswerKind,
        body: Body,
    ) -> Result<AdmittedBody, ChatError> {
        if let Some(bytes) = body.size_hint().exact() {
            let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
            self.answers.fit(&mut admitted.reservation, kind, bytes).await?;
        }
        Ok(AdmittedBody::new(body, admitted))
    }

    /// Waits for its turn among the others of the same requester, and for room for its answer.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`], and [`ChatError::Overloaded`] where there is no room for the answer.
    pub async fn admit(&self, requester: Requester, from: IpAddr, cost: Cost) -> Result<Admitted, ChatError> {
        let (permit, meter) = match requester {
            Requester::User(user) => {
                self.reads_by_user.take_many(user, cost.reads, Instant::now())?;
                (self.in_flight.acquire(user).await?, Meter::of(user, self.reads_by_user.clone()))
            }
            Requester::Network(network) => {
                self.reads_by_network.take_many(&(), network.address(), cost.reads, Instant::now())?;
                (self.network_in_flight.acquire(network).await?, Meter::default())
            }
        };
        let owner = Owner { requester, network: Network::of(from).widest() };
        let reservation = self.answers.reserve(owner, cost.answer).await?;
        Ok(Admitted { reservation, meter, _permit: permit })
    }
}
