//! What the operator decides.

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

/// Where the build leaves the client.
pub const SITE_ROOT: &str = "target/site";

/// Tabs and devices of one person. A client that has a socket for each conversation may need more.
pub const SOCKETS_PER_USER: usize = 50;

/// Messages and changes of a user in a minute, once [`SEND_BURST`] were at once: more than anybody types.
pub const SENDS_A_MINUTE: u32 = 240;

/// Of one who writes all that had to wait, for want of a network.
pub const SEND_BURST: u32 = 200;

/// Words of a user in a day.
pub const MEGABYTES_A_DAY: u32 = 10;

pub const VERSION_DAYS: u32 = 30;

#[derive(Debug, Clone)]
pub struct Config {
    /// The client: scripts, styles, pictures.
    pub site_root: PathBuf,
    /// As browsers know the server.
    pub public_url: Origin,
    /// Reverse proxies before the server whose `X-Forwarded-For` is believed.
    pub proxies: usize,
    /// Where several processes tell each other what happened: `redis://…`.
    pub redis_url: Option<String>,
    /// Certificates, in PEM, that are trusted for it in place of the system's.
    pub redis_ca: Option<Vec<u8>>,
    pub rates: Rates,
    pub sockets_per_user: usize,
    pub connections: ConnectionLimits,
    /// A socket that takes nothing for so long is closed.
    pub write_timeout: Duration,
    /// Who closes the last page counts as here for so long.
    pub presence_grace: Duration,
    /// How long one may edit and delete what one has sent.
    pub change_window: ChangeWindow,
    /// A session ends so long after the sign-in, however much it is used.
    pub session_lifetime: Duration,
    /// User names that nobody can register.
    pub reserved_names: ReservedNames,
    /// How long the words are kept that were edited or deleted.
    pub versions_kept: Duration,
    /// Of all answers that are made, or that nobody has taken yet.
    pub answer_bytes: usize,
}

/// Days of [`Config::session_lifetime`] where the operator says nothing.
pub const SESSION_DAYS: u32 = 180;

/// Accounts that one address can register in an hour where the operator says nothing.
pub const REGISTRATIONS_PER_HOUR: u32 = 30;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A third of an hour's at once, for a family or a class. A /24 has four times as many at once, too: one address of a mobile
/// provider changes hands, and a smaller burst would save an hour's number of accounts nothing.
#[must_use]
pub fn registrations(per_hour: u32) -> Rate {
    let per_hour = per_hour.max(1);
    Rate { burst: per_hour.div_ceil(3), every: Duration::from_secs(60 * 60) / per_hour }
}

#[must_use]
pub fn days(days: u32) -> Duration {
    DAY * days
}

/// Any number where it is 0.
#[must_use]
pub fn megabytes_a_day(megabytes: u32) -> Rate {
    Rate::a_day(megabytes.saturating_mul(1_024 * 1_024))
}

/// How many connections may be open at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    pub total: usize,
    /// From one address: an IPv4 address, or an IPv6 /64. Wider networks have a few times as much. `None` where all
    /// connections are a proxy's.
    pub by_address: Option<usize>,
}

/// How often somebody may do what costs the others something.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Of one address; see [`crate::limits::NetworkLimiter`] for the networks around it.
    pub sign_in_by_username: Rate,
    pub sign_in_by_address: Rate,
    /// Of one user name, from wherever.
    pub sign_in_by_account: Rate,
    /// Beside that, of networks that have hardly tried it.
    pub sign_in_by_newcomers: Rate,
    /// Of one user name in a browser that is known to be the user's.
    pub sign_in_by_browser: Rate,
    pub registrations_by_network: Rate,
    /// Requests of somebody who is signed in; a page counts as several.
    pub reads_by_user: Rate,
    /// Those of nobody who is signed in.
    pub reads_by_network: Rate,
    pub sends_by_user: Rate,
    /// Of words that are sent, or take the place of others.
    pub bytes_by_user: Rate,
    pub typing_by_user: Rate,
    pub searches_by_user: Rate,
    pub resumes_by_user: Rate,
    /// Of sockets.
    pub handshakes_by_user: Rate,
    /// Frames that one socket brings, whatever they say; what is beyond is not read yet.
    pub frames_by_socket: Rate,
    pub frames_by_user: Rate,
    /// Of conversations.
    pub opens_by_user: Rate,
    pub renames_by_user: Rate,
    /// Of all one's data at once.
    pub exports_by_user: Rate,
}

impl Config {
    /// The defaults, for a server that is known as `public_url`.
    #[must_use]
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

    /// Behind a proxy the addresses of connections tell nothing.
    #[must_use]
    pub fn connection_limits(&self) -> ConnectionLimits {
        let ConnectionLimits { total, by_address } = self.connections;
        ConnectionLimits { total, by_address: by_address.filter(|_| self.proxies == 0) }
    }
}

impl ConnectionLimits {
    /// Without the operator's word no more than this: each costs memory.
    const MOST: usize = 50_000;

    /// A company behind one address.
    const BY_ADDRESS: usize = 4_096;

    /// For so many open files, of which the database, Redis and the files of the client need some.
    #[must_use]
    pub fn within(open_files: u64) -> Self {
        let open_files = usize::try_from(open_files).unwrap_or(usize::MAX);
        let kept = (open_files / 8).clamp(64, 1_024);
        Self::of(open_files.saturating_sub(kept).clamp(16, Self::MOST))
    }

    /// No address has more than half of `total`, unless that is a single one.
    #[must_use]
    pub fn of(total: usize) -> Self {
        Self { total, by_address: Some(Self::BY_ADDRESS.min(total / 2).max(1)) }
    }

    /// For a network of this level, of which 0 is an address: twice and four times as many for the wider ones. Others
    /// always find room beside it.
    #[must_use]
    pub fn of_network(&self, level: usize) -> usize {
        let by_address = self.by_address.unwrap_or(self.total);
        if level == 0 { by_address } else { by_address.saturating_mul(1 << level).min(self.total - self.total / 4) }
    }
}

impl Rates {
    /// The rates of a user who may send this many messages in a minute. 0 means any number.
    #[must_use]
    pub fn with_sends_a_minute(self, sends: u32) -> Self {
        Self {
            sends_by_user: Rate::a_minute(sends, SEND_BURST),
            frames_by_socket: frames(sends, 1),
            frames_by_user: frames(sends, 2),
            ..self
        }
    }
}

/// Of so many sockets together. Each frame may be a message; those that read and type are far more than a person needs.
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
            // More than a user mistypes. With the next one an attack has 1,630 guesses on its first day and 1,080 on each
            // later one: too few for a password that is not among the commonest.
            sign_in_by_account: Rate { burst: 50, every: Duration::from_secs(120) },
            // The two tries of each of 250 networks that guess: with fewer of them the owner always finds a try left.
            sign_in_by_newcomers: Rate { burst: 500, every: Duration::from_secs(240) },
            sign_in_by_browser: Rate { burst: 10, every: Duration::from_secs(120) },
            registrations_by_network: registrations(REGISTRATIONS_PER_HOUR),
            // Fifty tabs that are opened at once.
            reads_by_user: Rate { burst: 600, every: Duration::from_millis(50) },
            reads_by_network: Rate { burst: 600, every: Duration::from_millis(50) },
            sends_by_user: Rate::a_minute(SENDS_A_MINUTE, SEND_BURST),
            bytes_by_user: megabytes_a_day(MEGABYTES_A_DAY),
            typing_by_user: Rate { burst: 10, every: Duration::from_millis(500) },
            // Somebody who types searches at each pause, for people and in messages.
            searches_by_user: Rate { burst: 60, every: Duration::from_millis(150) },
            resumes_by_user: Rate { burst: 100, every: Duration::from_millis(200) },
            // All tabs of a user come back at once, and again when the network fails again.
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
    fn a_server_of_one_connection_gives_it_to_somebody() {
        for total in 1..10 {
            let limits = ConnectionLimits::of(total);
            assert!((0..3).all(|level| (1..=total).contains(&limits.of_network(level))), "{limits:?}");
        }
    }
}
