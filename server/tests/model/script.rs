//! The steps that can happen. Numbers select from whatever exists at that moment, modulo its count.

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

    /// The acknowledgement of an own message arrives before another message that was stored earlier.
    AnswersOvertakeSocket {
        tab: usize,
        conversation: usize,
        process: usize,
    },
    /// A page is loaded, and a message is stored before its socket is open.
    MessageOvertakesSocket {
        tab: usize,
        conversation: usize,
        process: usize,
    },
    /// A message changes while the tab opens its conversation.
    ChangeOvertakesConversation {
        tab: usize,
        conversation: usize,
        process: usize,
    },
    /// A message changes while the page with it is on its way.
    ChangeOvertakesPage {
        tab: usize,
        conversation: usize,
        message: usize,
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
