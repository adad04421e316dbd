//! Sizes and counts: the server enforces them, and the client warns before they are reached.

use std::str::FromStr;

use crate::ChatError;

/// Characters (Unicode scalar values) of a message, after trimming.
pub const MESSAGE_CHARS: usize = 4_000;

/// Messages of a page when the request names no `limit`.
pub const PAGE_DEFAULT: u32 = 50;

/// Largest `limit` that a request may name for a page.
pub const PAGE_MAX: u32 = 500;

/// A numbered page with a limit up to this is never cut short by [`ANSWER_BYTES`]: the next numbered page begins after
/// `limit` messages, so the cut ones would be skipped.
pub const PAGE_WHOLE: u32 = 100;

/// Approximate size of an answer with many messages, in bytes. Other pages end early when their messages are long.
pub const ANSWER_BYTES: usize = 512 * 1_024;

/// Missed messages of a conversation that a reconnecting client gets one by one. If there are more, it gets `resync`.
pub const RESUME_MAX: u32 = 300;

/// Conversations that one `resume` may name.
pub const RESUME_CONVERSATIONS: usize = 100;

/// Unsent messages in the outbox of one user's browser.
pub const OUTBOX_MESSAGES: usize = 200;

/// Shortest interval between two `typing` events of a user who keeps typing.
pub const TYPING_EVERY_MILLIS: u32 = 3_000;

/// A typing indicator expires this long after the last `typing` event.
pub const TYPING_SHOWN_MILLIS: u32 = 6_000;

/// Contacts of a user who receive the user's presence: those of the latest conversations.
pub const CONTACTS: u32 = 1_000;

/// Sessions of one user, and known browsers of one user.
pub const DEVICES: u32 = 50;

/// Characters of a quoted message.
pub const QUOTE_CHARS: usize = 160;

/// Characters of a message in a system notification.
pub const NOTICE_CHARS: usize = 120;

/// Characters of a search text.
pub const SEARCH_CHARS: usize = 100;

/// Results of a message search when the request names no `limit`.
pub const SEARCH_RESULTS: u32 = 20;

/// Largest `limit` that a message search may name.
pub const SEARCH_RESULTS_MAX: u32 = 100;

/// Characters of a found message that are shown.
pub const EXCERPT_CHARS: usize = 160;

/// Characters of a user name.
pub const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 3..=30;

/// Characters of a first or last name.
pub const NAME_CHARS: usize = 60;

/// Combining marks on one character of a name. No living script needs more, and stacked marks cover the lines around
/// them.
pub const NAME_MARKS: usize = 6;

/// Characters of a password; the lower bound applies to visible characters, too.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 8..=200;

/// Characters of a customer or provider id of the marketplace.
pub const MARKETPLACE_ID_CHARS: usize = 64;

/// Bytes of a request's body and of a socket's frame. Fits the longest message as JSON with every character escaped
/// (`\uXXXX\uXXXX`), and the other fields.
pub const REQUEST_BYTES: usize = 12 * MESSAGE_CHARS + 4_096;

/// Bytes of a form's body. Larger than [`REQUEST_BYTES`], so that a message that is too long can be returned in its
/// field for the user to shorten.
pub const FORM_BYTES: usize = 128 * 1_024;

/// Parses a number of a query string; `None` if it is absent or empty.
///
/// # Errors
/// [`ChatError::InvalidParameter`] if the text is not a number from `min` to `max`.
pub fn parse<N>(name: &str, text: Option<&str>, min: N, max: N) -> Result<Option<N>, ChatError>
where
    N: FromStr + PartialOrd + Copy + Into<i64>,
{
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) if (min..=max).contains(&number) => Ok(Some(number)),
        _ => Err(ChatError::InvalidParameter { name: name.to_owned(), min: min.into(), max: max.into() }),
    }
}
