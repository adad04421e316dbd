//! The rates at which bytes of sockets are read: of one socket, and of all sockets of a user together. They follow from the
//! rates of frames, so that a client that keeps those is not delayed by these. They slow down a message that is cut into
//! endless fragments, which no other limit counts.

use std::time::{Duration, Instant};

use charla::UserId;

use crate::{
    config::{Rate, Rates},
    limits::{Bucket, Buckets},
};

/// The largest frame that counts as one, with its head.
const BYTES_PER_FRAME: u32 = 8 * 1_024 + 14;

/// The bytes and the rate of one socket if frames are not limited.
const MIN_BURST: u32 = 128 * 1_024;
const MIN_INTERVAL: Duration = Duration::from_micros(2);

#[derive(Debug)]
pub struct SocketBytes {
    socket: Rate,
    users: Buckets<UserId>,
}

impl SocketBytes {
    pub fn new(rates: &Rates) -> Self {
        Self { socket: bytes(rates.frames_by_socket, 1), users: Buckets::new(bytes(rates.frames_by_user, 2)) }
    }

    pub(super) const fn of_socket(&self, now: Instant) -> Bucket {
        Bucket::new(self.socket, now)
    }

    /// Returns how long the socket waits before it is read again.
    pub(super) fn wait(&self, socket: &mut Bucket, user: Option<UserId>, bytes: usize, now: Instant) -> Duration {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let of_user = user.map(|user| self.users.wait(user, bytes, now)).unwrap_or_default();
        socket.wait(bytes, now).max(of_user)
    }
}

/// Returns the rate of bytes for a rate of frames of this many sockets together.
fn bytes(frames: Rate, sockets: u32) -> Rate {
    Rate {
        burst: frames.burst.saturating_mul(BYTES_PER_FRAME).max(MIN_BURST * sockets),
        every: (frames.every / BYTES_PER_FRAME).max(MIN_INTERVAL / sockets),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Option<UserId> = Some(UserId(1));
    const LUIS: Option<UserId> = Some(UserId(2));

    /// Returns how long a new socket of the user waits after this many bytes.
    fn wait(limits: &SocketBytes, user: Option<UserId>, bytes: u32, now: Instant) -> Duration {
        limits.wait(&mut limits.of_socket(now), user, bytes.try_into().expect("few"), now)
    }

    #[test]
    fn sockets_of_a_user_share_a_rate() {
        let (limits, now) = (SocketBytes::new(&Rates::default()), Instant::now());
        let burst = limits.socket.burst;
        assert_eq!(wait(&limits, ANA, burst, now), Duration::ZERO);
        assert_eq!(wait(&limits, ANA, burst, now), Duration::ZERO, "twice as much as one socket");
        assert!(wait(&limits, ANA, 100_000, now) > Duration::from_millis(400));
        assert_eq!(wait(&limits, LUIS, burst, now), Duration::ZERO, "others have their own");
        assert!(wait(&limits, LUIS, burst + 100_000, now) > Duration::from_millis(800), "of one socket");
    }

    #[test]
    fn frames_within_their_rate_are_not_delayed() {
        let rates = Rates::default();
        for (frames, limit) in [
            (rates.frames_by_socket, bytes(rates.frames_by_socket, 1)),
            (rates.frames_by_user, bytes(rates.frames_by_user, 2)),
        ] {
            let start = Instant::now();
            let mut bucket = Bucket::new(limit, start);
            assert_eq!(bucket.wait(frames.burst * BYTES_PER_FRAME, start), Duration::ZERO);
            for frame in 1..1_000 {
                assert_eq!(bucket.wait(BYTES_PER_FRAME, start + frames.every * frame), Duration::ZERO);
            }
        }
    }
}
