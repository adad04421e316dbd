//! Sizes and counts, the same for the server that enforces them and the client that warns early.

use std::str::FromStr;

use crate::ChatError;

/// Characters (Unicode scalar values) of a message, after trimming.
pub const MESSAGE_CHARS: usize = 4_000;

/// Messages of a page when the request names no `limit`.
pub const PAGE_DEFAULT: u32 = 50;

/// Most rows of one page, whatever is asked for.
pub const PAGE_MAX: u32 = 500;

/// A numbered page with a limit up to this is whole, however long its messages are: the page after it begins where it
/// would end, and would leave out what is missing.
pub const PAGE_WHOLE: u32 = 100;

/// Bytes of an answer with many messages, about: any other page ends sooner where its messages are long.
pub const ANSWER_BYTES: usize = 512 * 1_024;

/// Messages that a reconnecting client is given one by one; beyond, it is told to reload.
pub const RESUME_MAX: u32 = 300;

/// Conversations that one `resume` may name.
pub const RESUME_CONVERSATIONS: usize = 100;

/// Messages that one person's browser keeps until they are sent.
pub const OUTBOX_MESSAGES: usize = 200;

/// Who goes on writing says so again after this time, and not sooner.
pub const TYPING_EVERY_MILLIS: u32 = 3_000;

/// Who has not said so again in this time is taken to have stopped.
pub const TYPING_FOR_MILLIS: u32 = 6_000;

/// Of the people with whom one has conversations, so many are told whether one is here: those of the latest.
pub const CONTACTS: u32 = 1_000;

/// Sessions of one user: all of them are listed. The browsers that are known to be the user's are as many.
pub const DEVICES: u32 = 50;

/// Characters of the message that is quoted above its answer.
pub const QUOTE_CHARS: usize = 160;

/// A notification shows the beginning of a message, in characters.
pub const NOTICE_CHARS: usize = 120;

/// Characters of a search.
pub const SEARCH_CHARS: usize = 100;

/// Messages that a search gives at once when the request names no `limit`.
pub const SEARCH_RESULTS: u32 = 20;

/// Most of them, whatever is asked for.
pub const SEARCH_RESULTS_MAX: u32 = 100;

/// Characters of a message that are shown where it was found.
pub const EXCERPT_CHARS: usize = 160;

/// Characters of a user name.
pub const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 3..=30;

/// Characters of a first or last name.
pub const NAME_CHARS: usize = 60;

/// Marks on one character of a name. No living script needs more; many of them cover the lines around.
pub const NAME_MARKS: usize = 6;

/// Characters of a password; at least as many as the least must be visible.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 8..=200;

/// Characters of a customer or provider id of the marketplace.
pub const MARKETPLACE_ID_CHARS: usize = 64;

/// Bytes of a request's body, and of a socket's frame: the longest message as JSON with every
/// character escaped (`\uXXXX\uXXXX`), and some room for the rest.
pub const REQUEST_BYTES: usize = 12 * MESSAGE_CHARS + 4_096;

/// Bytes of a form's body. A message that is far too long comes back in its field, to be shortened there.
pub const FORM_BYTES: usize = 128 * 1_024;

/// A number from the text of a query string; `None` where it is absent or empty.
///
/// # Errors
/// [`ChatError::InvalidParameter`] where it is no number from `min` to `max`.
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
