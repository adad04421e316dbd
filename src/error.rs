//! Everything that the chat can refuse.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ContentError, limits::SEARCH_CHARS};

/// One enum for all doors. Texts for people are made from it in one place (`app`'s catalogue).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ChatError {
    #[error("not signed in")]
    NotSignedIn,
    /// The request comes from a page of somebody who is no longer signed in here: another user is.
    #[error("somebody else is signed in")]
    AnotherReader,
    #[error("wrong user name or password")]
    InvalidCredentials,
    #[error("user name and password are required")]
    CredentialsRequired,
    /// Not there, or not this user's: the two are not told apart.
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
    /// Not in this conversation.
    #[error("no such message")]
    MessageNotFound,
    #[error("only its sender may change a message")]
    NotTheSender,
    #[error("the message was deleted")]
    MessageDeleted,
    /// One's own may be changed for so long after it was sent.
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
    /// A parameter of a path or query that is no number between `min` and `max`.
    #[error("{name} must be a number from {min} to {max}")]
    InvalidParameter { name: String, min: i64, max: i64 },
    /// A body or frame that is no JSON of the expected shape; `detail` says where, for developers.
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
    /// Try again after this many seconds.
    #[error("too many requests")]
    TooManyRequests { retry_after: u32 },
    #[error("too busy")]
    Overloaded { retry_after: u32 },
    /// The database takes no writes: its disk is full, mostly. What is stored can be read.
    #[error("nothing can be stored at the moment")]
    CannotStore { retry_after: u32 },
    /// A fault of the server. The log has the cause under this request id.
    #[error("internal error, request {request_id}")]
    Internal { request_id: String },
}

impl ChatError {
    /// The HTTP status, the same at every door.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::ParticipantRequired
            | Self::ParticipantIsSelf
            | Self::InvalidContent { .. }
            | Self::SearchTooLong { .. }
            | Self::InvalidParameter { .. }
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

    /// Seconds after which the same may be tried again.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooManyRequests { retry_after }
            | Self::Overloaded { retry_after }
            | Self::CannotStore { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// The `code` beside `detail`: stable, for programs.
    #[must_use]
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
            Self::InvalidParameter { .. } => "invalid_parameter",
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

/// What is wrong, by field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<FieldProblem>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    Required,
    Characters,
    UsernameCharacters,
    Taken,
    /// A user name that the operator keeps for the marketplace itself.
    Reserved,
    /// Not the current password.
    WrongPassword,
    /// Too few of its characters can be seen.
    TooFewVisible {
        min: usize,
    },
    /// Among the first passwords that an attacker tries.
    TooCommon,
    /// The user's own name.
    IsName,
    /// The password that it should replace.
    SamePassword,
    TooLong {
        max: usize,
    },
    Length {
        min: usize,
        max: usize,
    },
}

impl FieldErrors {
    #[must_use]
    pub fn of(field: &str, problem: FieldProblem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    pub fn add(&mut self, field: &str, problem: FieldProblem) {
        self.0.entry(field.to_owned()).or_default().push(problem);
    }

    /// All that is wrong by both.
    pub fn merge(&mut self, other: Self) {
        for (field, problems) in other.0 {
            self.0.entry(field).or_default().extend(problems);
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Empty where the field is right.
    #[must_use]
    pub fn problems(&self, field: &str) -> &[FieldProblem] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }
}
