//! The fields of all [`ChatError`]s: read like this, and not by a tagged enum, for the same reason as those of
//! [`ServerEvent`](crate::ServerEvent).

use serde::Deserialize;

use super::{ChatError, FieldErrors};
use crate::ContentError;

#[derive(Deserialize)]
pub(super) struct ErrorFields {
    error: String,
    reason: Option<ContentError>,
    minutes: Option<u32>,
    chars: Option<usize>,
    name: Option<String>,
    min: Option<i64>,
    max: Option<i64>,
    detail: Option<String>,
    max_bytes: Option<usize>,
    errors: Option<FieldErrors>,
    retry_after: Option<u32>,
    request_id: Option<String>,
}

impl TryFrom<ErrorFields> for ChatError {
    type Error = &'static str;

    fn try_from(fields: ErrorFields) -> Result<Self, &'static str> {
        Ok(match &*fields.error {
            "not_signed_in" => Self::NotSignedIn,
            "another_reader" => Self::AnotherReader,
            "invalid_credentials" => Self::InvalidCredentials,
            "credentials_required" => Self::CredentialsRequired,
            "conversation_not_found" => Self::ConversationNotFound,
            "route_not_found" => Self::RouteNotFound,
            "method_not_allowed" => Self::MethodNotAllowed,
            "participant_required" => Self::ParticipantRequired,
            "participant_not_found" => Self::ParticipantNotFound,
            "participant_is_self" => Self::ParticipantIsSelf,
            "invalid_content" => Self::InvalidContent { reason: required(fields.reason)? },
            "message_not_found" => Self::MessageNotFound,
            "not_the_sender" => Self::NotTheSender,
            "message_deleted" => Self::MessageDeleted,
            "too_late_to_change" => Self::TooLateToChange { minutes: required(fields.minutes)? },
            "unknown_reaction" => Self::UnknownReaction,
            "unknown_filter" => Self::UnknownFilter,
            "client_id_reused" => Self::ClientIdReused,
            "search_too_long" => Self::SearchTooLong { chars: required(fields.chars)? },
            "invalid_parameter" => Self::InvalidParameter {
                name: required(fields.name)?,
                min: required(fields.min)?,
                max: required(fields.max)?,
            },
            "invalid_cursor" => Self::InvalidCursor,
            "invalid_body" => Self::InvalidBody { detail: required(fields.detail)? },
            "body_too_large" => Self::BodyTooLarge { max_bytes: required(fields.max_bytes)? },
            "request_timeout" => Self::RequestTimeout,
            "unsupported_media_type" => Self::UnsupportedMediaType,
            "invalid_fields" => Self::InvalidFields { errors: required(fields.errors)? },
            "cross_site" => Self::CrossSite,
            "too_many_requests" => Self::TooManyRequests { retry_after: required(fields.retry_after)? },
            "overloaded" => Self::Overloaded { retry_after: required(fields.retry_after)? },
            "cannot_store" => Self::CannotStore { retry_after: required(fields.retry_after)? },
            "internal" => Self::Internal { request_id: required(fields.request_id)? },
            _ => return Err("unknown error"),
        })
    }
}

fn required<T>(field: Option<T>) -> Result<T, &'static str> {
    field.ok_or("a field of the error is missing")
}
