//! What can happen. Numbers name whatever there is at that moment, counted around.

use proptest::{collection::vec, prelude::*};

/// A tab as it is in the beginning.
#[derive(Debug, Clone, Copy)]
pub struct Seat {
    /// Of ana, luis and maria.
    pub person: usize,
    pub process: usize,
    /// The one that it shows.
    pub conversation: usize,
    pub is_connected: bool,
}

#[derive(Debug, Clone)]
pub struct Script {
    pub tabs: Vec<Seat>,
    pub steps: Vec<Step>,
    /// Whether an absence at the end is long enough to be noticed before it is over.
    pub absence_lasts: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A tab shows a conversation, as when one opens it.
    Look {
        tab: usize,
        conversation: usize,
    },
    /// Something is done in a tab, in a conversation that it shows.
    Do {
        tab: usize,
        conversation: usize,
        deed: Deed,
    },
    /// A conversation with one of the others is opened, a new one or that which is there.
    Open {
        tab: usize,
        other: usize,
    },
    /// More is written than a client that was away is given one by one.
    Burst {
        conversation: usize,
        process: usize,
    },

    Connect {
        tab: usize,
        process: usize,
    },
    /// So many of the frames that came reach the tab.
    Hear {
        tab: usize,
        frames: usize,
    },
    /// The network of a tab is gone: what is on the way in both directions is lost.
    Cut {
        tab: usize,
    },
    /// As `Cut`, and nobody notices; nor does anybody notice that it is back, where `returns_unnoticed`.
    Silence {
        tab: usize,
        returns_unnoticed: bool,
    },
    /// The server closes the socket.
    Close {
        tab: usize,
    },
    /// One of the answers to what was asked in a tab comes to it.
    Come {
        tab: usize,
        answer: usize,
    },
    /// What the other tabs of the browser did comes to a tab.
    Follow {
        tab: usize,
    },
    /// The next call of a tab is refused, since it came too soon.
    SlowDown {
        tab: usize,
    },
    /// The page of a tab is loaded again, at once or after a crash.
    Reload {
        tab: usize,
        process: usize,
    },

    /// A note comes to a process, in whatever order.
    Deliver {
        note: usize,
    },
    Duplicate {
        note: usize,
    },
    /// What was told last comes first.
    TurnAround,
    DeliverAll,
    /// What is on the way comes to everybody who is connected.
    Flow,
    /// From now on notes are lost, and those on the way with them.
    Away,
    Back,
    /// Seconds pass, and each process looks into the database where it has to.
    Pass {
        seconds: usize,
    },
}

/// Messages are counted from the newest of those that show and are fit for it.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Write,
    /// Something is written as an answer to a message.
    Reply {
        message: usize,
    },
    /// A message of one's own.
    Edit {
        message: usize,
    },
    Delete {
        message: usize,
    },
    /// 0 takes it back.
    React {
        message: usize,
        emoji: usize,
    },
    Type,
    /// Everything that the tab shows is read.
    Read,
    /// Everything is, whether it shows or not.
    ReadAll,
    Archive {
        is_so: bool,
    },
    Mute {
        is_so: bool,
    },
    MarkUnread,
    /// A message is shown, with what is around it.
    GoTo {
        message: usize,
    },
    Older,
    Newer,
}

pub fn scripts() -> impl Strategy<Value = Script> {
    let all = (vec(seats(), 2..=5), vec(steps(), 1..60), any::<bool>());
    all.prop_map(|(tabs, steps, absence_lasts)| Script { tabs, steps, absence_lasts })
}

fn seats() -> impl Strategy<Value = Seat> {
    (0..3_usize, 0..2_usize, 0..2_usize, any::<bool>()).prop_map(|(person, process, conversation, is_connected)| Seat {
        person,
        process,
        conversation,
        is_connected,
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let any = 0..60_usize;
    prop_oneof![
        3 => (any.clone(), any.clone()).prop_map(|(tab, conversation)| Step::Look { tab, conversation }),
        40 => (any.clone(), any.clone(), deeds()).prop_map(|(tab, conversation, deed)| Step::Do { tab, conversation, deed }),
        2 => (any.clone(), any.clone()).prop_map(|(tab, other)| Step::Open { tab, other }),
        1 => (any.clone(), any.clone()).prop_map(|(conversation, process)| Step::Burst { conversation, process }),
        5 => (any.clone(), any.clone()).prop_map(|(tab, process)| Step::Connect { tab, process }),
        12 => (any.clone(), 1..6_usize).prop_map(|(tab, frames)| Step::Hear { tab, frames }),
        3 => any.clone().prop_map(|tab| Step::Cut { tab }),
        2 => (any.clone(), proptest::bool::ANY).prop_map(|(tab, returns_unnoticed)| Step::Silence { tab, returns_unnoticed }),
        1 => any.clone().prop_map(|tab| Step::Close { tab }),
        2 => any.clone().prop_map(|tab| Step::SlowDown { tab }),
        3 => (any.clone(), any.clone()).prop_map(|(tab, process)| Step::Reload { tab, process }),
        8 => any.clone().prop_map(|tab| Step::Follow { tab }),
        12 => (any.clone(), any.clone()).prop_map(|(tab, answer)| Step::Come { tab, answer }),
        6 => any.clone().prop_map(|note| Step::Deliver { note }),
        2 => any.prop_map(|note| Step::Duplicate { note }),
        2 => Just(Step::TurnAround),
        2 => Just(Step::DeliverAll),
        4 => Just(Step::Flow),
        2 => Just(Step::Away),
        3 => Just(Step::Back),
        4 => Just(Step::Pass { seconds: 1 }),
        1 => (2..16_usize).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

fn deeds() -> impl Strategy<Value = Deed> {
    // Mostly the newest, so that much happens to the same ones.
    let message = prop_oneof![4 => 0..3_usize, 1 => 0..400_usize];
    prop_oneof![
        10 => Just(Deed::Write),
        5 => message.clone().prop_map(|message| Deed::Reply { message }),
        6 => message.clone().prop_map(|message| Deed::Edit { message }),
        2 => message.clone().prop_map(|message| Deed::Delete { message }),
        6 => (message.clone(), 0..3_usize).prop_map(|(message, emoji)| Deed::React { message, emoji }),
        1 => Just(Deed::Type),
        5 => Just(Deed::Read),
        1 => Just(Deed::ReadAll),
        2 => any::<bool>().prop_map(|is_so| Deed::Archive { is_so }),
        2 => any::<bool>().prop_map(|is_so| Deed::Mute { is_so }),
        2 => Just(Deed::MarkUnread),
        4 => message.prop_map(|message| Deed::GoTo { message }),
        4 => Just(Deed::Older),
        3 => Just(Deed::Newer),
    ]
}
