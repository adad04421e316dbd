//! The errors of the chat.

mod fields;
#[cfg(test)]
mod tests;

use litemap::LiteMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::{ContentError, limits::SEARCH_CHARS};

/// One enum for API, forms, socket and server functions. Texts for people are made in one place
/// (`app/src/i18n/errors.rs`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case", try_from = "fields::ErrorFields")]
pub enum ChatError {
    #[error("not signed in")]
    NotSignedIn,
    /// The request comes from a page of one user, but the session belongs to another.
    #[error("somebody else is signed in")]
    AnotherReader,
    #[error("wrong user name or password")]
    InvalidCredentials,
    #[error("user name and password are required")]
    CredentialsRequired,
    /// The conversation does not exist, or the user is not a member; the two are not distinguished.
    #[error("no such conversation")]
    ConversationNotFound,
    #[error("no such page")]
    RouteNotFound,
    #[error("method not allowed")]
    MethodNotAllowed,
    #[error("participant_id is required")]
    ParticipantRequired,
    #[error("no customer or provider has this id")]
    ParticipantNotFound,
    #[error("nobody writes to themselves")]
    ParticipantIsSelf,
    #[error(transparent)]
    InvalidContent { reason: ContentError },
    /// The conversation has no such message.
    #[error("no such message")]
    MessageNotFound,
    #[error("only its sender may change a message")]
    NotTheSender,
    #[error("the message was deleted")]
    MessageDeleted,
    /// The sender may change a message for this many minutes.
    #[error("a message may be changed for {minutes} minutes")]
    TooLateToChange { minutes: u32 },
    #[error("not one of the reactions")]
    UnknownReaction,
    #[error("filter is one of current, unread, archived")]
    UnknownFilter,
    #[error("this client_id was used for another message")]
    ClientIdReused,
    #[error("a search has at most {SEARCH_CHARS} characters; this one has {chars}")]
    SearchTooLong { chars: usize },
    /// A parameter of a path or query is not a number from `min` to `max`.
    #[error("{name} must be a number from {min} to {max}")]
    InvalidParameter { name: String, min: i64, max: i64 },
    /// The `cursor` of a list is not one that the server gave.
    #[error("cursor is not that of an earlier page")]
    InvalidCursor,
    /// A body or frame is not JSON of the expected shape; `detail` says where, for developers.
    #[error("cannot be read: {detail}")]
    InvalidBody { detail: String },
    #[error("too large: at most {max_bytes} bytes")]
    BodyTooLarge { max_bytes: usize },
    #[error("the request took too long to arrive")]
    RequestTimeout,
    #[error("media type not supported")]
    UnsupportedMediaType,
    #[error("fields are invalid")]
    InvalidFields { errors: FieldErrors },
    #[error("the request came from another site")]
    CrossSite,
    /// `retry_after` is in seconds.
    #[error("too many requests")]
    TooManyRequests { retry_after: u32 },
    #[error("too busy")]
    Overloaded { retry_after: u32 },
    /// The database accepts no writes, usually because its disk is full. Reads still work.
    #[error("nothing can be stored at the moment")]
    CannotStore { retry_after: u32 },
    /// A fault of the server. The log has the cause with this request id.
    #[error("internal error, request {request_id}")]
    Internal { request_id: String },
}

impl ChatError {
    /// Returns the HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::ParticipantRequired
            | Self::ParticipantIsSelf
            | Self::InvalidContent { .. }
            | Self::SearchTooLong { .. }
            | Self::InvalidParameter { .. }
            | Self::InvalidCursor
            | Self::InvalidBody { .. }
            | Self::InvalidFields { .. }
            | Self::UnknownReaction
            | Self::UnknownFilter
            | Self::CredentialsRequired => 400,
            Self::NotSignedIn | Self::InvalidCredentials => 401,
            Self::CrossSite | Self::NotTheSender | Self::TooLateToChange { .. } => 403,
            Self::ConversationNotFound | Self::MessageNotFound | Self::ParticipantNotFound | Self::RouteNotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::AnotherReader | Self::ClientIdReused | Self::MessageDeleted => 409,
            Self::BodyTooLarge { .. } => 413,
            Self::UnsupportedMediaType => 415,
            Self::TooManyRequests { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Overloaded { .. } | Self::CannotStore { .. } => 503,
        }
    }

    /// Returns the seconds after which the same request may be sent again.
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooManyRequests { retry_after }
            | Self::Overloaded { retry_after }
            | Self::CannotStore { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// Returns the stable `code` of the error, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::AnotherReader => "another_reader",
            Self::InvalidCredentials => "invalid_credentials",
            Self::CredentialsRequired => "credentials_required",
            Self::ConversationNotFound => "conversation_not_found",
            Self::RouteNotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::ParticipantRequired => "participant_required",
            Self::ParticipantNotFound => "participant_not_found",
            Self::ParticipantIsSelf => "participant_is_self",
            Self::InvalidContent { reason: ContentError::Empty } => "content_empty",
            Self::InvalidContent { reason: ContentError::TooLong { .. } } => "content_too_long",
            Self::InvalidContent { reason: ContentError::ControlCharacter { .. } } => "content_control_character",
            Self::MessageNotFound => "message_not_found",
            Self::NotTheSender => "not_the_sender",
            Self::MessageDeleted => "message_deleted",
            Self::TooLateToChange { .. } => "too_late_to_change",
            Self::UnknownReaction => "unknown_reaction",
            Self::UnknownFilter => "unknown_filter",
            Self::ClientIdReused => "client_id_reused",
            Self::SearchTooLong { .. } => "search_too_long",
            Self::InvalidParameter { .. } | Self::InvalidCursor => "invalid_parameter",
            Self::InvalidBody { .. } => "invalid_body",
            Self::BodyTooLarge { .. } => "too_large",
            Self::RequestTimeout => "request_timeout",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::InvalidFields { .. } => "invalid_fields",
            Self::CrossSite => "cross_site",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Overloaded { .. } => "overloaded",
            Self::CannotStore { .. } => "cannot_store",
            Self::Internal { .. } => "internal",
        }
    }
}

impl From<ContentError> for ChatError {
    fn from(reason: ContentError) -> Self {
        Self::InvalidContent { reason }
    }
}

/// The problems of each field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(LiteMap<String, Vec<FieldProblem>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    Required,
    Characters,
    UsernameCharacters,
    Taken,
    /// A user name that the operator has reserved for the marketplace itself.
    Reserved,
    /// Not the current password.
    WrongPassword,
    /// Fewer than `min` visible characters.
    TooFewVisible {
        min: usize,
    },
    /// A common password, which attackers try first.
    TooCommon,
    /// The password is the user's own name.
    IsName,
    /// The new password equals the current one.
    SamePassword,
    TooLong {
        max: usize,
    },
    Length {
        min: usize,
        max: usize,
    },
}

/// Always a map; an empty `LiteMap` is written as a sequence.
impl Serialize for FieldErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

impl FieldErrors {
    pub fn of(field: &str, problem: FieldProblem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    pub fn add(&mut self, field: &str, problem: FieldProblem) {
        self.0.entry(field.to_owned()).or_default().push(problem);
    }

    /// Adds all problems of `other`.
    pub fn merge(&mut self, other: Self) {
        for (field, problems) in other.0 {
            self.0.entry(field).or_default().extend(problems);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns the problems of the field; empty if it is valid.
    pub fn problems(&self, field: &str) -> &[FieldProblem] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }
}
