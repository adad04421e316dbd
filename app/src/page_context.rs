//! The context of a page: its user and preferences. The server creates it from the request and sends it with the page,
//! so that the browser hydrates with the same values.

use charla::{ChangeWindow, ChatError, ClientId, Timestamp, User};
use leptos::prelude::*;
use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::{preferences::Preferences, zone::Zone};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContext {
    pub me: Option<User>,
    pub preferences: Preferences,
    /// Unread messages in conversations that are not muted, when the page was rendered.
    pub unread_total: u32,
    /// The time zone from the cookie `time_zone`, which the client sets. Without it, times are in UTC and marked as
    /// such.
    pub zone: Option<Zone>,
    /// When the page was rendered.
    pub now: Timestamp,
    /// How long the user may edit and delete a sent message.
    pub change_window: ChangeWindow,
    /// The `client_id` of the composer's form without scripts: a repeated submission stores only one message.
    pub form_id: Option<ClientId>,
    /// The submitted form that led to this page; it is shown again with its values.
    pub form: Option<ResubmittedForm>,
    /// The path of the page that shows the form; the address in the browser is that of the submission.
    pub form_path: Option<String>,
}

/// The values of a submitted form, without passwords. The form was refused, or its sender must sign in first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResubmittedForm {
    pub fields: LiteMap<String, String>,
    pub refusal: Option<ChatError>,
}

impl ResubmittedForm {
    pub fn new<const N: usize>(fields: [(&str, String); N], refusal: Option<ChatError>) -> Self {
        Self { fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(), refusal }
    }
}

/// The values of the submitted form that led to a page.
#[derive(Debug, Clone, Copy)]
pub struct FormValues(StoredValue<Option<ResubmittedForm>>);

impl FormValues {
    /// Takes the values for the first page. Pages reached by client-side navigation get none.
    pub fn take() -> Self {
        let form = use_context::<StoredValue<Option<ResubmittedForm>>>();
        Effect::new(move |_| {
            if let Some(form) = form {
                form.set_value(None);
            }
        });
        Self(StoredValue::new(form.and_then(|form| form.get_value())))
    }

    /// Returns the submitted value of a field; empty if there is none.
    pub fn field(self, name: &str) -> String {
        self.0.with_value(|form| form.as_ref().and_then(|form| form.fields.get(name).cloned()).unwrap_or_default())
    }

    pub fn refusal(self) -> Option<ChatError> {
        self.0.with_value(|form| form.as_ref()?.refusal.clone())
    }
}
