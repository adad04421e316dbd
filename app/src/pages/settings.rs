//! The settings page. Its plain forms work with and without scripts; each redirects back here, where its section shows
//! the result.

mod data;
mod devices;
mod look;
mod notifying;
mod password;
mod profile;
mod section;
mod writing;

use leptos::prelude::*;
use leptos_meta::Title;

use self::{
    data::Data, devices::Devices, look::Look, notifying::Notifying, password::PasswordChange, profile::Profile,
    section::Outcome, writing::Writing,
};
use crate::{components::TopBar, i18n::use_texts, page_context::PageContext};

#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let texts = use_texts().settings;
    let outcome = Outcome::take();
    let me = use_context::<PageContext>().and_then(|page_context| page_context.me);
    me.map(|me| {
        view! {
            <Title text=texts.title/>
            <TopBar/>
            <main id="main" class="page settings">
                <h1>{texts.title}</h1>
                <Profile me=me.clone() outcome/>
                <Look outcome/>
                <Writing outcome/>
                <Notifying outcome/>
                <PasswordChange username=me.username outcome/>
                <Devices outcome/>
                <Data outcome/>
            </main>
        }
    })
}
