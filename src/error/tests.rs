use super::*;

fn errors() -> Vec<ChatError> {
    vec![
        ChatError::NotSignedIn,
        ChatError::AnotherReader,
        ChatError::InvalidCredentials,
        ChatError::CredentialsRequired,
        ChatError::ConversationNotFound,
        ChatError::RouteNotFound,
        ChatError::MethodNotAllowed,
        ChatError::ParticipantRequired,
        ChatError::ParticipantNotFound,
        ChatError::ParticipantIsSelf,
        ChatError::InvalidContent { reason: ContentError::Empty },
        ChatError::MessageNotFound,
        ChatError::NotTheSender,
        ChatError::MessageDeleted,
        ChatError::TooLateToChange { minutes: 15 },
        ChatError::UnknownReaction,
        ChatError::UnknownFilter,
        ChatError::ClientIdReused,
        ChatError::SearchTooLong { chars: 300 },
        ChatError::InvalidParameter { name: "limit".into(), min: 1, max: 100 },
        ChatError::InvalidCursor,
        ChatError::InvalidBody { detail: "line 1".into() },
        ChatError::BodyTooLarge { max_bytes: 65_536 },
        ChatError::RequestTimeout,
        ChatError::UnsupportedMediaType,
        ChatError::InvalidFields { errors: FieldErrors::of("username", FieldProblem::Length { min: 3, max: 30 }) },
        ChatError::CrossSite,
        ChatError::TooManyRequests { retry_after: 2 },
        ChatError::Overloaded { retry_after: 2 },
        ChatError::CannotStore { retry_after: 2 },
        ChatError::Internal { request_id: "7".into() },
    ]
}

#[test]
fn the_client_reads_every_error_as_the_server_sent_it() {
    for error in errors() {
        let json = serde_json::to_string(&error).expect("JSON");
        assert_eq!(serde_json::from_str::<ChatError>(&json).ok(), Some(error), "{json}");
    }
}

#[test]
fn the_client_reads_no_error_that_it_does_not_know_or_that_lacks_a_field() {
    for json in [r#"{"error": "of_a_later_server"}"#, "{}", r#"{"error": "too_many_requests"}"#] {
        assert!(serde_json::from_str::<ChatError>(json).is_err(), "{json}");
    }
}
