//! The server's clock, learned from what it answers. One for the whole tab: answers of server functions and frames of the
//! socket come in at places that share nothing else.

use std::cell::{Cell, RefCell};

use charla::{ClockSample, ServerClock, Timestamp};

/// The `Date` of an HTTP answer has whole seconds, and servers make it once a second.
const DATE_MILLIS: i64 = 2_000;

thread_local! {
    static CLOCK: Cell<ServerClock> = const { Cell::new(ServerClock::new()) };
    static LEARNED: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

/// By the server's clock.
pub fn now() -> Timestamp {
    CLOCK.get().at(super::now())
}

/// Calls `f` whenever the server's clock turns out to be another one than thought.
pub fn on_learning(f: impl Fn() + 'static) {
    LEARNED.set(Some(Box::new(f)));
}

/// It showed `said` at some time since `asked`, a moment of the browser's clock.
pub fn learn(said: Timestamp, asked: Timestamp) {
    take(ClockSample { said, coarse_millis: 0, asked, heard: super::now() });
}

/// From the header `Date` of an answer to what was sent at `asked`.
pub fn learn_date(date: &str, asked: Timestamp) {
    let millis = js_sys::Date::parse(date);
    if millis.is_finite() {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a date fit")]
        let said = Timestamp::from_millis(millis as i64);
        take(ClockSample { said, coarse_millis: DATE_MILLIS, asked, heard: super::now() });
    }
}

/// It showed this before now.
pub fn is_past(moment: Timestamp) {
    let mut clock = CLOCK.get();
    clock.is_past(moment, super::now());
    CLOCK.set(clock);
}

fn take(sample: ClockSample) {
    let mut clock = CLOCK.get();
    if clock.learn(sample) {
        CLOCK.set(clock);
        LEARNED.with_borrow(|learned| learned.iter().for_each(|f| f()));
    }
}
