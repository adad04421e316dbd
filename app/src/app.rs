//! The document and the routes.

use leptos::{
    html::{link, meta},
    nonce::use_nonce,
    prelude::*,
};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    chat::Chat,
    client_files::ClientFiles,
    clock::Clock,
    components::{
        AnotherAccount, Background, IconDrawings, NewVersion, SkipLink, close_menus_by_a_press_elsewhere, icon,
    },
    headers::Build,
    hydration::{self, HydrationGuard},
    i18n::use_locale,
    markup::plain,
    page_context::PageContext,
    pages::{
        ChatPage, ConversationsPage, LoginPage, NewPasswordPage, NoChat, NotFoundPage, PeoplePage, RegisterPage,
        SettingsPage,
    },
    preferences::{Preference, Theme},
};

/// Runs before the page is shown, also before hydration, because a page is for its reader alone. It leaves the page
/// when the readable cookie names another user or nobody, and checks this at each event after which the cookie may have
/// changed.
const WATCH: &str = include_str!("reader.js");

/// The document around every page.
pub fn shell(files: &ClientFiles) -> impl IntoView + use<> {
    let page_context = use_context::<PageContext>().unwrap_or_default();
    let theme = page_context.preferences.theme;
    let build = use_context::<Build>().map(|Build(build)| build);
    let chosen = (theme != Theme::System).then(|| theme.tag());
    view! {
        <!DOCTYPE html>
        <html lang=use_locale().tag() data-theme=chosen data-reader=page_context.me.as_ref().map(|me| me.id.to_string())
            data-build=build>
            <head>
                <meta charset="utf-8"/>
                <script nonce=use_nonce() inner_html=WATCH></script>
                <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"/>
                <meta name="color-scheme" content=chosen.unwrap_or("light dark")/>
                {theme.papers().map(|(media, paper)| meta().name("theme-color").content(paper).attr("media", media))}
                <link rel="icon" href=icon(page_context.unread_total) type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                {link().rel("preload").r#as("font").r#type("font/woff2").crossorigin("anonymous").href("/fonts/figtree.woff2")}
                {files.stylesheet()}
                {files.hydration()}
                <MetaTags/>
            </head>
            <body>
                <App/>
                <IconDrawings/>
                <HydrationGuard/>
            </body>
        </html>
    }
}

/// Everything inside `<body>`, on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let page_context = SharedValue::new(|| use_context::<PageContext>().unwrap_or_default()).into_inner();
    if cfg!(feature = "hydrate")
        && let Some(path) = &page_context.form_path
    {
        // The address must be corrected before the router reads it.
        crate::browser::show_address(path);
    }
    let clock = Clock::new(&page_context);
    clock.start();
    provide_context(clock);
    provide_context(page_context.preferences.locale);
    provide_context(StoredValue::new(page_context.form.clone()));
    let chat = Chat::new(&page_context);
    if let Some(chat) = chat {
        provide_context(chat);
        if cfg!(feature = "hydrate") {
            chat.watch_history();
        }
        Effect::new(move |_| {
            if hydration::has_failed() {
                return;
            }
            chat.restore_unsent();
            chat.listen_to_worker();
            chat.connect();
            chat.share_whether_page_is_viewed();
        });
    }
    // The server renders the title after the page, when reactive signals may belong to another page.
    let on_page = page_context.unread_total;
    let unread_total = move || if cfg!(feature = "ssr") { on_page } else { chat.map_or(0, Chat::unread_total) };
    provide_context(page_context);
    Effect::new(|_| {
        close_menus_by_a_press_elsewhere();
        // Tests and style sheets use this attribute: from now on the page is interactive.
        if let Some(root) = document().document_element().filter(|_| !hydration::has_failed()) {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });

    view! {
        <Title formatter=move |page| document_title(page, unread_total())/>
        <Router>
            <Background/>
            <div class="notes">
                <NewVersion/>
                <AnotherAccount/>
            </div>
            <SkipLink/>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/new-password") view=NewPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/people") view=PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("/conversations") view=ConversationsPage ssr=SsrMode::Async>
                    <Route path=path!("") view=NoChat ssr=SsrMode::Async/>
                    <Route path=path!(":id") view=ChatPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Returns the document title: the page's title with the unread total. It is plain text, because a page's title may be
/// a user's name.
fn document_title(page: String, unread_total: u32) -> String {
    let title = if page.is_empty() { "Charla".to_owned() } else { format!("{page} · Charla") };
    plain(&if unread_total == 0 { title } else { format!("({unread_total}) {title}") })
}
