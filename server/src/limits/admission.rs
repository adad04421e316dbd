//! Limits on concurrent use of the server: by user, by network for requests without a session, and in all.
//!
//! | type | what it bounds |
//! |---|---|
//! | [`Requester`] | the user or network to whom a request is charged |
//! | [`ConcurrencyLimiter`] | concurrent requests of one requester; more of them wait |
//! | [`UnreadAnswers`] | bytes of all answers that are being made, or not read by the client yet |
//! | [`AnswerReservation`] | the room of one answer; a page enlarges it before it is rendered |
//! | `Room`, `Shares` | a pool of bytes, and the share of each owner |
//! | [`Meter`] | bytes of answers, charged to the same bucket as requests |
//! | [`AdmittedBody`] | the body of an answer, which frees its share when it is read or dropped |

mod answer_reservation;
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

pub use answer_reservation::AnswerReservation;
pub use body::AdmittedBody;
pub use concurrency::{ConcurrencyLimiter, Permit};
pub use meter::Meter;
pub use requester::Requester;
pub use shares::Owner;
pub use unread::{AnswerKind, UnreadAnswers};

/// Concurrent requests of one user, in all tabs and on all devices.
const MAX_CONCURRENT: usize = 8;

/// Concurrent requests without a session from a network, which may be an office or a town.
const MAX_CONCURRENT_OF_NETWORK: usize = 64;

/// Requests of an address with a long body, until they are answered. A body that arrives slowly holds memory for a long
/// time, and a network can have many connections.
const MAX_LONG_BODIES: usize = 16;

/// The same for the widest network around the address, so that one address leaves half of it to others.
const MAX_LONG_BODIES_OF_NETWORK: usize = 32;

/// Requests that wait for an earlier one to end.
const MAX_WAITING: usize = 200;

/// How long a request waits.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

/// What a request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Tokens of the bucket for reads.
    pub reads: u32,
    pub answer: AnswerKind,
}

#[derive(Debug)]
pub struct Admission {
    /// Shared with the sockets: what they send on resuming is charged, too.
    pub reads_by_user: Arc<Limiter<UserId>>,
    reads_by_network: Arc<NetworkLimiter>,
    in_flight: Arc<ConcurrencyLimiter<UserId>>,
    network_in_flight: Arc<ConcurrencyLimiter<Network>>,
    long_bodies: Arc<ConcurrencyLimiter<Network>>,
    network_long_bodies: Arc<ConcurrencyLimiter<Network>>,
    pub answers: Arc<UnreadAnswers>,
}

/// A request that was admitted. Holds its permit and room until the answer is read.
#[derive(Debug)]
pub struct Admitted {
    reservation: AnswerReservation,
    meter: Meter,
    _permit: Permit,
}

impl Admitted {
    pub fn reservation(&self) -> AnswerReservation {
        self.reservation.clone()
    }

    /// Charges more reads, if the request did more than was expected.
    pub fn charge(&self, reads: u32) {
        self.meter.charge(reads);
    }
}

impl Admission {
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
            reads_by_network: Arc::new(NetworkLimiter::new(Limit::ReadsByNetwork, config.rates.reads_by_network)),
            in_flight: Arc::new(in_flight),
            network_in_flight: Arc::new(network_in_flight),
            long_bodies: long_bodies(MAX_LONG_BODIES),
            network_long_bodies: long_bodies(MAX_LONG_BODIES_OF_NETWORK),
            answers: Arc::new(UnreadAnswers::new(config.answer_bytes)),
        }
    }

    /// Waits for a permit for a long body, before any of it is read.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`] or [`ChatError::Overloaded`] if the client's network sends many of them.
    pub async fn admit_long_body(&self, from: IpAddr) -> Result<[Permit; 2], ChatError> {
        let of_address = self.long_bodies.acquire(Network::of(from)).await?;
        Ok([of_address, self.network_long_bodies.acquire(Network::of(from).widest()).await?])
    }

    /// Adjusts the reservation to the length of the answer, if it is known. `kind` may differ from the kind that was
    /// expected when the request was admitted.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if there is no room. Never for a short answer, since a write was carried out by then.
    pub async fn answer(&self, admitted: Admitted, kind: AnswerKind, body: Body) -> Result<AdmittedBody, ChatError> {
        if let Some(bytes) = body.size_hint().exact() {
            let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
            admitted.reservation.fit(kind, bytes).await?;
        }
        Ok(AdmittedBody::new(body, admitted))
    }

    /// Waits for the turn of this request among those of the same requester, and for room for its answer.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`], or [`ChatError::Overloaded`] if there is no room for the answer.
    pub async fn admit(&self, requester: Requester, from: IpAddr, cost: Cost) -> Result<Admitted, ChatError> {
        let (permit, meter) = match requester {
            Requester::User(user) => {
                self.reads_by_user.take_many(user, cost.reads, Instant::now())?;
                (self.in_flight.acquire(user).await?, Meter::of(user, self.reads_by_user.clone()))
            }
            Requester::Network(network) => {
                self.reads_by_network.take_many(&(), network.address(), cost.reads, Instant::now())?;
                let meter = Meter::of_address(network.address(), self.reads_by_network.clone());
                (self.network_in_flight.acquire(network).await?, meter)
            }
        };
        let owner = Owner { requester, network: Network::of(from).widest() };
        let reservation = self.answers.reserve(owner, cost.answer).await?;
        let reservation = AnswerReservation::new(self.answers.clone(), reservation);
        Ok(Admitted { reservation, meter, _permit: permit })
    }
}
