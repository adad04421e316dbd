//! The server's clock, estimated from its answers. It is global to the tab, because answers of server functions and
//! socket frames arrive in unrelated places.

use std::cell::{Cell, RefCell};

use charla::{ClockSample, ServerClock, Timestamp};

/// Uncertainty of the `Date` header: it has whole seconds, and servers update it once a second.
const DATE_MILLIS: i64 = 2_000;

thread_local! {
    static CLOCK: Cell<ServerClock> = const { Cell::new(ServerClock::new()) };
    static LEARNED: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Returns the estimated time of the server's clock.
pub fn now() -> Timestamp {
    CLOCK.get().at(super::now())
}

/// Calls `f` whenever the estimate changes.
pub fn on_learning(f: impl Fn() + 'static) {
    LEARNED.set(Some(Box::new(f)));
}

/// Takes a sample: the server's clock showed `server_time` at some time after the browser's clock showed `sent_at`.
pub fn learn(server_time: Timestamp, sent_at: Timestamp) {
    take(ClockSample { server_time, resolution_millis: 0, sent_at, received_at: super::now() });
}

/// Takes a sample from the header `Date` of the answer to a request that was sent at `sent_at`.
pub fn learn_date(date: &str, sent_at: Timestamp) {
    let millis = js_sys::Date::parse(date);
    if millis.is_finite() {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a date fit")]
        let server_time = Timestamp::from_millis(millis as i64);
        take(ClockSample { server_time, resolution_millis: DATE_MILLIS, sent_at, received_at: super::now() });
    }
}

/// Takes a time that the server's clock showed at an unknown time in the past.
pub fn ensure_not_before(moment: Timestamp) {
    let mut clock = CLOCK.get();
    clock.ensure_not_before(moment, super::now());
    CLOCK.set(clock);
}

fn take(sample: ClockSample) {
    let mut clock = CLOCK.get();
    if clock.learn(sample) {
        CLOCK.set(clock);
        LEARNED.with_borrow(|learned| learned.iter().for_each(|f| f()));
    }
}
