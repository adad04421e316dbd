//! The steps that can happen. Numbers select from whatever exists at that moment, modulo its count.

use proptest::{collection::vec, prelude::*};

/// The initial state of a tab.
#[derive(Debug, Clone, Copy)]
pub struct InitialTab {
    /// The user: ana, luis or maria.
    pub person: usize,
    pub process: usize,
    /// The conversation that it shows.
    pub conversation: usize,
    pub is_connected: bool,
}

#[derive(Debug, Clone)]
pub struct Script {
    pub tabs: Vec<InitialTab>,
    pub steps: Vec<Step>,
    /// Whether an outage of Redis at the end lasts long enough to be noticed.
    pub absence_lasts: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A tab opens a conversation.
    Show {
        tab: usize,
        conversation: usize,
    },
    /// The user does something in a conversation that the tab shows.
    Do {
        tab: usize,
        conversation: usize,
        action: UserAction,
    },
    /// A tab opens a conversation with another user, a new one or the existing one.
    Open {
        tab: usize,
        other: usize,
    },
    /// More messages are sent than a client gets one by one on resuming.
    Burst {
        conversation: usize,
        process: usize,
    },

    Connect {
        tab: usize,
        process: usize,
    },
    /// This many of the arrived frames reach the tab.
    Receive {
        tab: usize,
        frames: usize,
    },
    /// The network of a tab fails: everything under way in both directions is lost.
    Cut {
        tab: usize,
    },
    /// Like `Cut`, but nobody notices. With `returns_unnoticed`, nobody notices that it is back, either.
    Silence {
        tab: usize,
        returns_unnoticed: bool,
    },
    /// The server closes the socket.
    Close {
        tab: usize,
    },
    /// One of the answers to the tab's calls arrives.
    Answer {
        tab: usize,
        answer: usize,
    },
    /// An event of another tab in the same browser arrives.
    BrowserEvent {
        tab: usize,
    },
    /// The next call of a tab is refused with 429.
    RefuseCall {
        tab: usize,
    },
    /// The page of a tab is reloaded, at once or after a crash.
    Reload {
        tab: usize,
        process: usize,
    },

    /// A publication reaches a process, in any order.
    Deliver {
        publication: usize,
    },
    Duplicate {
        publication: usize,
    },
    /// The last publication arrives first.
    Reverse,
    DeliverPublications,
    /// Everything under way reaches everybody who is connected.
    DeliverEverything,
    /// From now on publications are lost, also those under way.
    RedisAway,
    RedisBack,
    /// Seconds pass, and each process polls the database if it has to.
    Pass {
        seconds: usize,
    },
}

/// Messages are counted from the newest suitable one.
#[derive(Debug, Clone, Copy)]
pub enum UserAction {
    Write,
    /// Replies to a message.
    Reply {
        message: usize,
    },
    /// Edits one of the user's own messages.
    Edit {
        message: usize,
    },
    Delete {
        message: usize,
    },
    /// Emoji 0 removes the reaction.
    React {
        message: usize,
        emoji: usize,
    },
    Type,
    /// Reads everything that the tab shows.
    Read,
    /// Reads everything, shown or not.
    ReadAll,
    Archive {
        is_so: bool,
    },
    Mute {
        is_so: bool,
    },
    MarkUnread,
    /// Shows a message with its surroundings.
    GoTo {
        message: usize,
    },
    Older,
    Newer,
    /// Sends the oldest unsent message again, at once.
    Retry,
    /// Gives up the oldest unsent message. It may be stored all the same.
    Discard,
}

pub fn scripts() -> impl Strategy<Value = Script> {
    let all = (vec(initial_tabs(), 2..=5), vec(steps(), 1..60), any::<bool>());
    all.prop_map(|(tabs, steps, absence_lasts)| Script { tabs, steps, absence_lasts })
}

fn initial_tabs() -> impl Strategy<Value = InitialTab> {
    (0..3_usize, 0..2_usize, 0..2_usize, any::<bool>()).prop_map(|(person, process, conversation, is_connected)| {
        InitialTab { person, process, conversation, is_connected }
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let any = 0..60_usize;
    prop_oneof![
        3 => (any.clone(), any.clone()).prop_map(|(tab, conversation)| Step::Show { tab, conversation }),
        40 => (any.clone(), any.clone(), user_actions()).prop_map(|(tab, conversation, action)| Step::Do { tab, conversation, action }),
        2 => (any.clone(), any.clone()).prop_map(|(tab, other)| Step::Open { tab, other }),
        1 => (any.clone(), any.clone()).prop_map(|(conversation, process)| Step::Burst { conversation, process }),
        5 => (any.clone(), any.clone()).prop_map(|(tab, process)| Step::Connect { tab, process }),
        12 => (any.clone(), 1..6_usize).prop_map(|(tab, frames)| Step::Receive { tab, frames }),
        3 => any.clone().prop_map(|tab| Step::Cut { tab }),
        2 => (any.clone(), proptest::bool::ANY).prop_map(|(tab, returns_unnoticed)| Step::Silence { tab, returns_unnoticed }),
        1 => any.clone().prop_map(|tab| Step::Close { tab }),
        2 => any.clone().prop_map(|tab| Step::RefuseCall { tab }),
        3 => (any.clone(), any.clone()).prop_map(|(tab, process)| Step::Reload { tab, process }),
        8 => any.clone().prop_map(|tab| Step::BrowserEvent { tab }),
        12 => (any.clone(), any.clone()).prop_map(|(tab, answer)| Step::Answer { tab, answer }),
        6 => any.clone().prop_map(|publication| Step::Deliver { publication }),
        2 => any.prop_map(|publication| Step::Duplicate { publication }),
        2 => Just(Step::Reverse),
        2 => Just(Step::DeliverPublications),
        4 => Just(Step::DeliverEverything),
        2 => Just(Step::RedisAway),
        3 => Just(Step::RedisBack),
        4 => Just(Step::Pass { seconds: 1 }),
        1 => (2..16_usize).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

fn user_actions() -> impl Strategy<Value = UserAction> {
    // Mostly the newest, so that several actions concern the same message.
    let message = prop_oneof![4 => 0..3_usize, 1 => 0..400_usize];
    prop_oneof![
        10 => Just(UserAction::Write),
        5 => message.clone().prop_map(|message| UserAction::Reply { message }),
        6 => message.clone().prop_map(|message| UserAction::Edit { message }),
        2 => message.clone().prop_map(|message| UserAction::Delete { message }),
        6 => (message.clone(), 0..3_usize).prop_map(|(message, emoji)| UserAction::React { message, emoji }),
        1 => Just(UserAction::Type),
        5 => Just(UserAction::Read),
        1 => Just(UserAction::ReadAll),
        2 => any::<bool>().prop_map(|is_so| UserAction::Archive { is_so }),
        2 => any::<bool>().prop_map(|is_so| UserAction::Mute { is_so }),
        2 => Just(UserAction::MarkUnread),
        4 => message.prop_map(|message| UserAction::GoTo { message }),
        4 => Just(UserAction::Older),
        3 => Just(UserAction::Newer),
        2 => Just(UserAction::Retry),
        2 => Just(UserAction::Discard),
    ]
}
