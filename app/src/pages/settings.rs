//! The settings page. Its plain forms work with and without scripts; each redirects back here, where its section shows
//! the result.

mod appearance;
mod composer;
mod data;
mod devices;
mod notifications;
mod password;
mod profile;
mod section;

use leptos::prelude::*;
use leptos_meta::Title;

use self::{
    appearance::Appearance, composer::ComposerSettings, data::Data, devices::Devices,
    notifications::NotificationSettings, password::PasswordChange, profile::Profile, section::Outcome,
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
                <Appearance outcome/>
                <ComposerSettings outcome/>
                <NotificationSettings outcome/>
                <PasswordChange username=me.username outcome/>
                <Devices outcome/>
                <Data outcome/>
            </main>
        }
    })
}
