//! The page of errors that no other page shows: an unreadable form, an overloaded server.

use charla::ChatError;
use leptos::prelude::*;

use crate::{
    client_files::ClientFiles,
    components::{Icon, IconDrawings},
    i18n::page_detail,
    preferences::{Preference, Preferences, Theme},
};

/// Returns the whole document, without scripts. It warns the user that typed text may be lost, because browsers do not
/// store our pages. `way_back` is the path of the page that the user came from, if it is known.
pub fn error_page(files: &ClientFiles, preferences: Preferences, error: &ChatError, way_back: Option<&str>) -> String {
    let Preferences { locale, theme, .. } = preferences;
    let texts = locale.texts();
    let chosen = (theme != Theme::System).then(|| theme.tag());
    let detail = page_detail(locale, error);
    // The user may not return to a page of another user.
    let may_return = *error != ChatError::AnotherReader;
    let way_back = way_back.filter(|_| may_return).map(ToOwned::to_owned);
    let page = || {
        view! {
            <!DOCTYPE html>
            <html lang=locale.tag() data-theme=chosen>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content=chosen.unwrap_or("light dark")/>
                    <title inner_html=format!("{} · Charla", texts.error_page)></title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    {files.stylesheet()}
                </head>
                <body>
                    <main class="page is-alone">
                        <div class="empty">
                            <span class="empty-icon is-failure">{Icon::Warning.view()}</span>
                            <h1 class="empty-title">{texts.error_page}</h1>
                            <p class="empty-hint">{detail}</p>
                            {may_return.then(|| view! { <p class="empty-hint">{texts.error_hint}</p> })}
                            <p class="empty-actions">
                                {way_back.map(|path| view! {
                                    <a class="button is-primary" href=path>{texts.way_back}</a>
                                })}
                                <a class="button" href="/">{texts.to_conversations}</a>
                            </p>
                        </div>
                    </main>
                    <IconDrawings/>
                </body>
            </html>
        }
        .to_html()
    };
    Owner::new().with(page)
}
