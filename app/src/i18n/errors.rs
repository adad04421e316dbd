//! Texts of errors.

use charla::{ChatError, ContentError, Emoji, content::code_point, error::FieldProblem, limits};

use super::{Locale, duration::duration};

/// Returns the text of an error: what is wrong and, if it helps, what to do.
pub fn detail(locale: Locale, error: &ChatError) -> String {
    match locale {
        Locale::Es => spanish(error),
        Locale::En => english(error),
    }
}

/// Returns the text of an error for the pages. Some texts of [`detail`] are for programs: they are part of the API.
pub fn page_detail(locale: Locale, error: &ChatError) -> String {
    let texts = locale.texts();
    match error {
        ChatError::InvalidCredentials => texts.wrong_credentials.to_owned(),
        ChatError::InvalidBody { .. } | ChatError::UnsupportedMediaType => texts.unreadable_form.to_owned(),
        error => detail(locale, error),
    }
}

fn spanish(error: &ChatError) -> String {
    match error {
        ChatError::NotSignedIn => "Inicia sesión para continuar".into(),
        ChatError::AnotherReader => "En este navegador ha entrado otra persona, y por eso no se ha hecho nada".into(),
        ChatError::InvalidCredentials => "Credenciales inválidas".into(),
        ChatError::CredentialsRequired => "username y password son requeridos".into(),
        ChatError::ConversationNotFound => "No existe esa conversación".into(),
        ChatError::RouteNotFound => "No hay nada en esta dirección".into(),
        ChatError::MethodNotAllowed => "Este método no se admite aquí".into(),
        ChatError::ParticipantRequired => "participant_id es requerido".into(),
        ChatError::ParticipantNotFound => "No existe un Customer ni Provider con ese ID".into(),
        ChatError::ParticipantIsSelf => "No puedes abrir una conversación contigo".into(),
        ChatError::InvalidContent { reason: ContentError::Empty } => "El mensaje está vacío".into(),
        ChatError::InvalidContent { reason: ContentError::TooLong { chars } } => {
            let most = limits::MESSAGE_CHARS;
            format!("El mensaje tiene {chars} caracteres; caben {most}. Acórtalo, o envíalo en partes.")
        }
        ChatError::InvalidContent { reason: ContentError::ControlCharacter { character, position } } => {
            let character = code_point(*character);
            format!("El carácter {position} del mensaje es de control ({character}); quítalo y vuelve a enviarlo")
        }
        ChatError::MessageNotFound => "No existe ese mensaje".into(),
        ChatError::NotTheSender => "Solo quien lo escribió puede cambiar un mensaje".into(),
        ChatError::MessageDeleted => "Ese mensaje se borró".into(),
        ChatError::TooLateToChange { minutes: 0 } => "Aquí los mensajes no se cambian una vez enviados".into(),
        ChatError::TooLateToChange { minutes } => {
            let time = duration(Locale::Es, minutes.saturating_mul(60));
            format!("Ya no se puede cambiar: solo se puede hasta {time} después de enviarlo.")
        }
        ChatError::UnknownReaction => format!("Se puede reaccionar con {}", Emoji::ALL.map(Emoji::as_str).join(" ")),
        ChatError::UnknownFilter => "filter es current, unread o archived".into(),
        ChatError::ClientIdReused => "Ese client_id ya se usó para otro mensaje".into(),
        ChatError::SearchTooLong { chars } => {
            format!("La búsqueda tiene {chars} caracteres; caben {}. Prueba con menos palabras.", limits::SEARCH_CHARS)
        }
        ChatError::InvalidParameter { name, min, max } => format!("{name} debe ser un número entre {min} y {max}"),
        ChatError::InvalidCursor => "cursor es el del enlace de la página anterior, como 1735689600000000.12".into(),
        ChatError::InvalidBody { detail } => format!("No se entiende lo enviado: {detail}"),
        ChatError::BodyTooLarge { max_bytes } => {
            format!("Es demasiado largo para enviarlo de una vez: caben {} kB. Envíalo en partes.", max_bytes / 1_000)
        }
        ChatError::RequestTimeout => {
            "Lo enviado tardó demasiado en llegar. Comprueba la conexión y prueba otra vez.".into()
        }
        ChatError::UnsupportedMediaType => "Envía JSON con Content-Type: application/json".into(),
        ChatError::InvalidFields { .. } => "Revisa los campos señalados".into(),
        ChatError::CrossSite => "La petición viene de otro sitio y no se admite".into(),
        ChatError::TooManyRequests { retry_after } => {
            let time = duration(Locale::Es, *retry_after);
            format!("Han sido demasiadas veces seguidas. Espera {time} y prueba otra vez.")
        }
        ChatError::Overloaded { retry_after } => {
            let time = duration(Locale::Es, *retry_after);
            format!("El servidor está muy ocupado ahora mismo. Espera {time} y prueba otra vez.")
        }
        ChatError::CannotStore { retry_after } => {
            let time = duration(Locale::Es, *retry_after);
            format!("Ahora mismo el servidor no puede guardar nada. Espera {time} y prueba otra vez.")
        }
        ChatError::Internal { request_id } => {
            format!(
                "Algo ha fallado en el servidor. Prueba otra vez; si se repite, avisa y da este código: {request_id}"
            )
        }
    }
}

fn english(error: &ChatError) -> String {
    match error {
        ChatError::NotSignedIn => "Sign in to continue".into(),
        ChatError::AnotherReader => "Another person has signed in in this browser, so nothing was done".into(),
        ChatError::InvalidCredentials => "Wrong user name or password".into(),
        ChatError::CredentialsRequired => "username and password are required".into(),
        ChatError::ConversationNotFound => "There is no such conversation".into(),
        ChatError::RouteNotFound => "There is nothing at this address".into(),
        ChatError::MethodNotAllowed => "This method is not allowed here".into(),
        ChatError::ParticipantRequired => "participant_id is required".into(),
        ChatError::ParticipantNotFound => "No customer or provider has that ID".into(),
        ChatError::ParticipantIsSelf => "You cannot open a conversation with yourself".into(),
        ChatError::InvalidContent { reason: ContentError::Empty } => "The message is empty".into(),
        ChatError::InvalidContent { reason: ContentError::TooLong { chars } } => {
            let most = limits::MESSAGE_CHARS;
            format!("The message has {chars} characters; {most} fit. Shorten it, or send it in parts.")
        }
        ChatError::InvalidContent { reason: ContentError::ControlCharacter { character, position } } => {
            let character = code_point(*character);
            format!(
                "Character {position} of the message is a control character ({character}); remove it and send it again"
            )
        }
        ChatError::MessageNotFound => "There is no such message".into(),
        ChatError::NotTheSender => "Only the sender of a message can change it".into(),
        ChatError::MessageDeleted => "That message was deleted".into(),
        ChatError::TooLateToChange { minutes: 0 } => "Messages are not changed here once they are sent".into(),
        ChatError::TooLateToChange { minutes } => {
            let time = duration(Locale::En, minutes.saturating_mul(60));
            format!("It can no longer be changed: only within {time} of sending it.")
        }
        ChatError::UnknownReaction => {
            format!("These reactions are possible: {}", Emoji::ALL.map(Emoji::as_str).join(" "))
        }
        ChatError::UnknownFilter => "filter is one of current, unread, archived".into(),
        ChatError::ClientIdReused => "That client_id was used for another message".into(),
        ChatError::SearchTooLong { chars } => {
            format!("The search has {chars} characters; {} fit. Try fewer words.", limits::SEARCH_CHARS)
        }
        ChatError::InvalidParameter { name, min, max } => format!("{name} must be a number from {min} to {max}"),
        ChatError::InvalidCursor => "cursor is that of the link of an earlier page, such as 1735689600000000.12".into(),
        ChatError::InvalidBody { detail } => format!("What was sent cannot be read: {detail}"),
        ChatError::BodyTooLarge { max_bytes } => {
            format!("It is too long to be sent at once: {} kB fit. Send it in parts.", max_bytes / 1_000)
        }
        ChatError::RequestTimeout => {
            "What was sent took too long to arrive. Check the connection and try again.".into()
        }
        ChatError::UnsupportedMediaType => "Send JSON with Content-Type: application/json".into(),
        ChatError::InvalidFields { .. } => "Check the marked fields".into(),
        ChatError::CrossSite => "The request comes from another site and is not accepted".into(),
        ChatError::TooManyRequests { retry_after } => {
            let time = duration(Locale::En, *retry_after);
            format!("That was too many times in a row. Wait {time} and try again.")
        }
        ChatError::Overloaded { retry_after } => {
            let time = duration(Locale::En, *retry_after);
            format!("The server is very busy right now. Wait {time} and try again.")
        }
        ChatError::CannotStore { retry_after } => {
            let time = duration(Locale::En, *retry_after);
            format!("The server cannot store anything right now. Wait {time} and try again.")
        }
        ChatError::Internal { request_id } => {
            format!(
                "Something went wrong on the server. Try again; if it happens again, report this code: {request_id}"
            )
        }
    }
}

/// Returns the text of a problem with a field.
pub fn field_problem(locale: Locale, problem: FieldProblem) -> String {
    match (locale, problem) {
        (Locale::Es, FieldProblem::Required) => "Hace falta".into(),
        (Locale::Es, FieldProblem::Characters) => "Tiene caracteres que no se admiten".into(),
        (Locale::Es, FieldProblem::UsernameCharacters) => "Solo letras sin acento, números, punto, guion y _".into(),
        (Locale::Es, FieldProblem::Taken) => "Ya lo usa otra persona".into(),
        (Locale::Es, FieldProblem::Reserved) => "Este usuario está reservado; elige otro".into(),
        (Locale::Es, FieldProblem::TooFewVisible { min }) => {
            format!("Al menos {min} caracteres que se vean; los espacios no cuentan")
        }
        (Locale::Es, FieldProblem::TooCommon) => {
            "Es de las más usadas o demasiado fácil de adivinar; elige otra".into()
        }
        (Locale::Es, FieldProblem::IsName) => "Es tu nombre, que todo el mundo conoce; elige otra".into(),
        (Locale::Es, FieldProblem::SamePassword) => "Es la misma que ya tienes; elige otra".into(),
        (Locale::Es, FieldProblem::WrongPassword) => "No es tu contraseña actual".into(),
        (Locale::Es, FieldProblem::TooLong { max }) => format!("Como mucho {max} caracteres"),
        (Locale::Es, FieldProblem::Length { min, max }) => format!("De {min} a {max} caracteres"),
        (Locale::En, FieldProblem::Required) => "This is needed".into(),
        (Locale::En, FieldProblem::Characters) => "It has characters that are not allowed".into(),
        (Locale::En, FieldProblem::UsernameCharacters) => {
            "Only letters without accents, digits, dot, hyphen and _".into()
        }
        (Locale::En, FieldProblem::Taken) => "Somebody else uses it".into(),
        (Locale::En, FieldProblem::Reserved) => "This user name is reserved; choose another".into(),
        (Locale::En, FieldProblem::TooFewVisible { min }) => {
            format!("At least {min} characters that can be seen; spaces do not count")
        }
        (Locale::En, FieldProblem::TooCommon) => {
            "It is one of the most used, or too easy to guess; choose another".into()
        }
        (Locale::En, FieldProblem::IsName) => "It is your name, which everybody knows; choose another".into(),
        (Locale::En, FieldProblem::SamePassword) => "It is the one you have; choose another".into(),
        (Locale::En, FieldProblem::WrongPassword) => "This is not your current password".into(),
        (Locale::En, FieldProblem::TooLong { max }) => format!("At most {max} characters"),
        (Locale::En, FieldProblem::Length { min, max }) => format!("{min} to {max} characters"),
    }
}
