//! The configuration that the operator sets.

pub mod open_files;
mod rate;
mod reserved_names;

use std::{path::PathBuf, time::Duration};

use charla::ChangeWindow;

use crate::net::origin::Origin;

pub use self::{
    rate::Rate,
    reserved_names::{DEFAULT as RESERVED_NAMES, ReservedNames},
};

/// Folder where the build puts the client's files.
pub const SITE_ROOT: &str = "target/site";

/// Default number of sockets for all tabs and devices of one user. A client with one socket for each conversation may
/// need more.
pub const SOCKETS_PER_USER: usize = 50;

/// Messages and changes of a user in a minute, after a burst of [`SEND_BURST`]: more than anybody types.
pub const SENDS_A_MINUTE: u32 = 240;
/// Requests of a user in a minute, after a burst; a page counts as three.
pub const READS_A_MINUTE: u32 = 1_200;

/// Messages and changes at once, for a client that sends its outbox after it was offline.
pub const SEND_BURST: u32 = 200;

/// Megabytes of message text that one user may write in a day.
pub const MEGABYTES_A_DAY: u32 = 10;

pub const VERSION_DAYS: u32 = 30;

#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the client's files: scripts, styles, pictures.
    pub site_root: PathBuf,
    /// Origin under which browsers reach the server.
    pub public_url: Origin,
    /// Number of reverse proxies in front of the server whose `X-Forwarded-For` is trusted.
    pub proxies: usize,
    /// Redis through which several processes exchange events: `redis://…`.
    pub redis_url: Option<String>,
    /// Certificates, in PEM, that are trusted for Redis in place of the system's.
    pub redis_ca: Option<Vec<u8>>,
    pub rates: Rates,
    pub sockets_per_user: usize,
    pub connections: ConnectionLimits,
    /// A socket that accepts no bytes for this long is closed.
    pub write_timeout: Duration,
    /// How long a user stays online after closing the last page.
    pub presence_grace: Duration,
    /// How long users may edit and delete the messages they sent.
    pub change_window: ChangeWindow,
    /// How long after the sign-in a session ends, even if it is in use.
    pub session_lifetime: Duration,
    /// User names that nobody can register.
    pub reserved_names: ReservedNames,
    /// How long the earlier text of edited and deleted messages is kept.
    pub versions_kept: Duration,
    /// Bytes of all answers that are being made, or that clients have not read yet.
    pub answer_bytes: usize,
}

/// Default of [`Config::session_lifetime`], in days.
pub const SESSION_DAYS: u32 = 180;

/// Default number of accounts that one address can register in an hour.
pub const REGISTRATIONS_PER_HOUR: u32 = 30;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns the rate of registrations. A third of an hour's accounts may be registered at once, for a family or a class.
/// A /24 has four times this burst, too: mobile providers give one address to different people, and a smaller burst would
/// not lower the number of accounts in an hour.
pub fn registrations(per_hour: u32) -> Rate {
    let per_hour = per_hour.max(1);
    Rate { burst: per_hour.div_ceil(3), every: Duration::from_secs(60 * 60) / per_hour }
}

pub fn days(days: u32) -> Duration {
    DAY * days
}

/// Returns the rate of that many megabytes a day. 0 means any number.
pub fn megabytes_a_day(megabytes: u32) -> Rate {
    Rate::a_day(megabytes.saturating_mul(1_024 * 1_024))
}

/// How many connections may be open at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    pub total: usize,
    /// Connections from one address: an IPv4 address, or an IPv6 /64. Wider networks may have a few times as many. `None`
    /// behind a proxy, where all connections come from the proxy.
    pub by_address: Option<usize>,
}

/// Rates of the requests that cost other users something.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Per user name and address; see [`crate::limits::NetworkLimiter`] for the networks around the address.
    pub sign_in_by_username: Rate,
    pub sign_in_by_address: Rate,
    /// Per user name, from all networks together.
    pub sign_in_by_account: Rate,
    /// Per user name, from networks that have hardly tried it: a budget beside `sign_in_by_account`.
    pub sign_in_by_newcomers: Rate,
    /// Per user name, in a browser in which the user has signed in before.
    pub sign_in_by_browser: Rate,
    pub registrations_by_network: Rate,
    /// Requests of a signed-in user; a page counts as several.
    pub reads_by_user: Rate,
    /// Requests without a session.
    pub reads_by_network: Rate,
    pub sends_by_user: Rate,
    /// Bytes of new and edited messages.
    pub bytes_by_user: Rate,
    pub typing_by_user: Rate,
    pub searches_by_user: Rate,
    pub resumes_by_user: Rate,
    /// New sockets.
    pub handshakes_by_user: Rate,
    /// Frames received on one socket, of any kind. The server does not read further frames until the rate allows it.
    pub frames_by_socket: Rate,
    pub frames_by_user: Rate,
    /// New conversations.
    pub opens_by_user: Rate,
    pub renames_by_user: Rate,
    /// Exports of all the user's data.
    pub exports_by_user: Rate,
}

impl Config {
    /// Returns the default configuration for a server that browsers reach at `public_url`.
    pub fn new(public_url: Origin) -> Self {
        Self {
            site_root: SITE_ROOT.into(),
            public_url,
            proxies: 0,
            redis_url: None,
            redis_ca: None,
            rates: Rates::default(),
            sockets_per_user: SOCKETS_PER_USER,
            connections: ConnectionLimits::within(open_files::limit()),
            write_timeout: Duration::from_secs(20),
            presence_grace: Duration::from_secs(30),
            change_window: ChangeWindow::default(),
            session_lifetime: days(SESSION_DAYS),
            reserved_names: ReservedNames::default(),
            versions_kept: days(VERSION_DAYS),
            answer_bytes: 64 * 1_024 * 1_024,
        }
    }

    /// Returns the limits of connections, without a limit by address if there is a proxy in front: all connections have
    /// the proxy's address then.
    pub fn connection_limits(&self) -> ConnectionLimits {
        let ConnectionLimits { total, by_address } = self.connections;
        ConnectionLimits { total, by_address: by_address.filter(|_| self.proxies == 0) }
    }
}

impl ConnectionLimits {
    /// Upper bound of the default: each connection costs memory.
    const MOST: usize = 50_000;

    /// Upper bound of the default for one address, which may be that of a whole company.
    const BY_ADDRESS: usize = 4_096;

    /// Returns the limits for a process that may open this many files. Some of these are left for the database, Redis and
    /// the client's files.
    pub fn within(open_files: u64) -> Self {
        let open_files = usize::try_from(open_files).unwrap_or(usize::MAX);
        let kept = (open_files / 8).clamp(64, 1_024);
        Self::of(open_files.saturating_sub(kept).clamp(16, Self::MOST))
    }

    /// Returns the limits for `total` connections. One address may have half of them, and at least one.
    pub fn of(total: usize) -> Self {
        Self { total, by_address: Some(Self::BY_ADDRESS.min(total / 2).max(1)) }
    }

    /// Returns the limit for a network of this level. Level 0 is an address; wider networks have twice and four times as
    /// many, and at most three quarters of all, so that other networks always find room.
    pub fn of_network(&self, level: usize) -> usize {
        let by_address = self.by_address.unwrap_or(self.total);
        if level == 0 { by_address } else { by_address.saturating_mul(1 << level).min(self.total - self.total / 4) }
    }
}

impl Rates {
    /// Returns these rates for users who may send this many messages in a minute. 0 means any number.
    pub fn with_sends_a_minute(self, sends: u32) -> Self {
        Self {
            sends_by_user: Rate::a_minute(sends, SEND_BURST),
            frames_by_socket: frames(sends, 1),
            frames_by_user: frames(sends, 2),
            ..self
        }
    }

    /// Returns these rates for users and networks that may make this many requests in a minute. 0 means any number.
    pub fn with_reads_a_minute(self, requests: u32) -> Self {
        Self { reads_by_user: reads(requests), reads_by_network: reads(requests), ..self }
    }
}

/// Returns the rate of requests. The burst is that of fifty tabs that open at once.
fn reads(a_minute: u32) -> Rate {
    Rate::a_minute(a_minute, 600)
}

/// Returns the rate of frames of this many sockets together. Each frame may be a message; the share for other frames, such
/// as read cursors and typing indicators, is far more than a person needs.
fn frames(sends_a_minute: u32, sockets: u32) -> Rate {
    const BESIDE_SENDS_A_MINUTE: u32 = 600;
    let beside = if sends_a_minute == 0 { 0 } else { BESIDE_SENDS_A_MINUTE * sockets };
    Rate::a_minute(sends_a_minute.saturating_add(beside), SEND_BURST * sockets)
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            sign_in_by_username: Rate { burst: 10, every: Duration::from_secs(6) },
            sign_in_by_address: Rate { burst: 100, every: Duration::from_secs(1) },
            // More than a user mistypes. Together with `sign_in_by_newcomers`, an attack has 1,630 guesses on its first
            // day and 1,080 on each later one: too few for a password that is not among the commonest.
            sign_in_by_account: Rate { burst: 50, every: Duration::from_secs(120) },
            // Two tries for each of 250 networks that guess: while there are fewer, the owner always has a try left.
            sign_in_by_newcomers: Rate { burst: 500, every: Duration::from_secs(240) },
            sign_in_by_browser: Rate { burst: 10, every: Duration::from_secs(120) },
            registrations_by_network: registrations(REGISTRATIONS_PER_HOUR),
            reads_by_user: reads(READS_A_MINUTE),
            reads_by_network: reads(READS_A_MINUTE),
            sends_by_user: Rate::a_minute(SENDS_A_MINUTE, SEND_BURST),
            bytes_by_user: megabytes_a_day(MEGABYTES_A_DAY),
            typing_by_user: Rate { burst: 10, every: Duration::from_millis(500) },
            // A user who types searches at each pause, for people and in messages.
            searches_by_user: Rate { burst: 60, every: Duration::from_millis(150) },
            resumes_by_user: Rate { burst: 100, every: Duration::from_millis(200) },
            // All tabs of a user reconnect at once, and again when the network fails again.
            handshakes_by_user: Rate { burst: 150, every: Duration::from_millis(500) },
            frames_by_socket: frames(SENDS_A_MINUTE, 1),
            frames_by_user: frames(SENDS_A_MINUTE, 2),
            opens_by_user: Rate { burst: 30, every: Duration::from_secs(10) },
            renames_by_user: Rate { burst: 10, every: Duration::from_secs(30) },
            exports_by_user: Rate { burst: 3, every: Duration::from_secs(20 * 60) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_may_have_at_least_one_connection() {
        for total in 1..10 {
            let limits = ConnectionLimits::of(total);
            assert!((0..3).all(|level| (1..=total).contains(&limits.of_network(level))), "{limits:?}");
        }
    }
}
