//! What a page knows of its reader. The server makes it from the request; it travels with the
//! page, so that the browser starts from the very same values.

use std::collections::BTreeMap;

use charla::{ChangeWindow, ChatError, ClientId, Timestamp, User};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{enter_key::EnterKey, i18n::Locale, sound::Sound, theme::Theme, zone::Zone};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContext {
    pub me: Option<User>,
    pub locale: Locale,
    pub theme: Theme,
    pub enter: EnterKey,
    pub sound: Sound,
    /// Unread messages of conversations that are not muted, when the page was made.
    pub unread_total: u32,
    /// Named by the cookie `time_zone` that the browser sets. Times are in UTC before, and say so.
    pub zone: Option<Zone>,
    /// When the page was made: what is "today" on it.
    pub now: Timestamp,
    /// How long one may edit and delete what one has sent.
    pub change_window: ChangeWindow,
    /// Of the form that this page may send without scripts: sent twice, it stores one message.
    pub form_id: Option<ClientId>,
    /// The form that led here: it is shown again as it was filled in.
    pub form: Option<ResubmittedForm>,
    /// The page that shows it, whose address is not the form's own.
    pub form_path: Option<String>,
}

/// A form without its passwords: it was refused, or waits for its sender to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResubmittedForm {
    pub fields: BTreeMap<String, String>,
    pub refusal: Option<ChatError>,
}

impl ResubmittedForm {
    #[must_use]
    pub fn new<const N: usize>(fields: [(&str, String); N], refusal: Option<ChatError>) -> Self {
        Self { fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(), refusal }
    }
}

/// The form that led to a page, as the page shows it again.
#[derive(Debug, Clone, Copy)]
pub struct FormValues(StoredValue<Option<ResubmittedForm>>);

impl FormValues {
    /// For the page that is shown first. Once it lives, what comes by navigation starts empty.
    #[must_use]
    pub fn take() -> Self {
        let form = use_context::<StoredValue<Option<ResubmittedForm>>>();
        Effect::new(move |_| {
            if let Some(form) = form {
                form.set_value(None);
            }
        });
        Self(StoredValue::new(form.and_then(|form| form.get_value())))
    }

    /// What was typed into this field; empty where nothing was.
    #[must_use]
    pub fn field(self, name: &str) -> String {
        self.0.with_value(|form| form.as_ref().and_then(|form| form.fields.get(name).cloned()).unwrap_or_default())
    }

    #[must_use]
    pub fn refusal(self) -> Option<ChatError> {
        self.0.with_value(|form| form.as_ref()?.refusal.clone())
    }
}
