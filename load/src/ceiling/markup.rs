//! The template of the conversation page: what a reader sees, and the forms that work without scripts. The server's page
//! also has the data and the scripts for the client.

use charla::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::pages::{Listed, Page, Said};

pub(super) fn page(page: &Page) -> Markup {
    let current = page.list.iter().find(|listed| listed.id == page.current);
    let title = current.map_or("Charla", |current| &current.name);
    html! {
        (DOCTYPE)
        html lang="es" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/pkg/charla.css";
                title { (title) " · Charla" }
            }
            body {
                a.skip-link href="#main" { "Saltar al contenido" }
                div.screen.has-chat {
                    (top_bar())
                    div.panes {
                        section.pane-list aria-label="Mensajes" {
                            (panel_head(page.current))
                            ul.rows { @for listed in &page.list { (row(page, listed)) } }
                        }
                        main #main .pane-chat { (chat(page, title, current)) }
                    }
                }
                (drawings())
            }
        }
    }
}

fn top_bar() -> Markup {
    html! {
        header.top-bar {
            a.brand href="/conversations" aria-current="page" aria-label="Charla" { "charla" span.brand-dot {} }
            nav.top-nav {
                a.top-link href="/conversations" aria-current="page" { (icon("chat")) span.top-name { "Mensajes" } }
                a.top-link href="/people" { (icon("people")) span.top-name { "Personas" } }
            }
            details.menu name="menu" {
                summary.menu-button aria-label="Tu cuenta" { (avatar("Charla")) }
                div.menu-body.card {
                    a.button href="/settings" { "Ajustes" }
                    form method="post" action="/logout" { button.button type="submit" { "Cerrar sesión" } }
                }
            }
        }
    }
}

fn panel_head(current: i64) -> Markup {
    let path = format!("/conversations/{current}");
    html! {
        header.panel-head {
            h1.panel-title { "Mensajes" }
            form.search role="search" method="get" action=(path) {
                input.search-input type="search" name="q" maxlength="100" placeholder="Buscar personas y mensajes";
                button.icon-button type="submit" aria-label="Buscar" { (icon("search")) }
            }
            nav.chips.panel-filters aria-label="Filtrar" {
                a.chip href=(path) aria-current="true" { "Todas" }
                a.chip href=(path + "?show=unread") { "Sin leer" }
                a.chip href={ "/conversations/" (current) "?show=archived" } { "Archivadas" }
            }
        }
    }
}

fn row(page: &Page, listed: &Listed) -> Markup {
    let Listed { id, name, .. } = listed;
    let is_own = listed.sender == page.me;
    html! {
        li.row-item {
            a.row href={ "/conversations/" (id) } aria-current=[(*id == page.current).then_some("page")] {
                span.presence-avatar { (avatar(name)) }
                span.row-name { span dir="auto" translate="no" { (name) } span.row-role { " Profesional" } }
                (moment(listed.at))
                span.row-preview dir="auto" {
                    @if is_own { (receipt(listed.is_read)) span { "Tú: " } }
                    span { (listed.content) }
                }
                span.row-marks { @if listed.unread > 0 { span.badge { (listed.unread) } } }
            }
            details.menu name="menu" {
                summary.menu-button aria-label={ "Opciones de " (name) } { (icon("more")) }
                div.menu-body.card { (settings(*id, page)) }
            }
        }
    }
}

fn settings(id: i64, page: &Page) -> Markup {
    html! {
        form.conversation-settings method="post" action={ "/conversations/" (id) "/standing" } {
            input type="hidden" name="reader" value=(page.me);
            input type="hidden" name="next" value={ "/conversations/" (page.current) };
            @for (name, icon_name, text) in [
                ("unread", "unread", "Marcar como no leído"),
                ("mute", "muted", "Silenciar"),
                ("archive", "archive", "Archivar"),
            ] {
                button.action type="submit" name=(name) value="true" { (icon(icon_name)) span { (text) } }
            }
        }
    }
}

fn chat(page: &Page, title: &str, current: Option<&Listed>) -> Markup {
    let is_read = current.is_some_and(|current| current.is_read);
    html! {
        section.chat aria-label={ "Mensajes con " (title) } {
            header.chat-head {
                span.presence-avatar { (avatar(title)) }
                div.chat-who {
                    h2.chat-title dir="auto" translate="no" { (title) }
                    p.chat-status { "Profesional · @" (current.map_or("", |current| &current.username)) }
                }
                details.menu name="menu" {
                    summary.menu-button aria-label="Opciones de la conversación" { (icon("more")) }
                    div.menu-body.card { (settings(page.current, page)) }
                }
            }
            div.log tabindex="0" role="log" aria-label="Mensajes" {
                ol { @for said in &page.messages { (bubble(page, said, title, is_read)) } }
            }
            form #composer .composer method="post" action={ "/conversations/" (page.current) } {
                input type="hidden" name="reader" value=(page.me);
                textarea.composer-field name="content" rows="1" maxlength="8000" placeholder={ "Escribe a " (title) } required {}
                button.send-button type="submit" aria-label="Enviar" { (icon("send")) }
            }
        }
    }
}

fn bubble(page: &Page, said: &Said, title: &str, is_read: bool) -> Markup {
    let is_own = said.sender == page.me;
    let seq = said.seq;
    html! {
        li #{ "m" (seq) } .bubble .is-own[is_own] tabindex="-1" {
            span.bubble-sender dir="auto" { @if is_own { "Tú" } @else { (title) } }
            div.bubble-said {
                p.bubble-text dir="auto" { (linked(&said.content)) }
                a.bubble-more href={ "/conversations/" (page.current) "?around=" (seq) "&actions=" (seq) "#m" (seq) }
                    aria-label="Opciones del mensaje" aria-expanded="false" { (icon("more")) }
            }
            p.bubble-foot { (moment(said.at)) @if is_own { (receipt(is_read)) } }
        }
    }
}

fn linked(content: &str) -> Markup {
    html! {
        @for (place, word) in content.split(' ').enumerate() {
            @if place > 0 { " " }
            @if word.starts_with("https://") { a href=(word) rel="nofollow noopener" target="_blank" { (word) } }
            @else { (word) }
        }
    }
}

fn receipt(is_read: bool) -> Markup {
    let (name, text) = if is_read { ("read", "Leído") } else { ("sent", "Enviado") };
    html! { span.receipt .is-read[is_read] title=(text) { (icon(name)) span.visually-hidden { (text) } } }
}

fn moment(at: Timestamp) -> Markup {
    let shown = at.to_utc();
    html! { time.moment datetime=(at) { (format!("{:02}:{:02}", shown.hour(), shown.minute())) } }
}

fn avatar(name: &str) -> Markup {
    let hue = name.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte))) % 10;
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).take(2).collect();
    html! { span class={ "avatar hue-" (hue) } aria-hidden="true" translate="no" { (initials) } }
}

fn icon(name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" { use href={ "#icon-" (name) } {} } }
}

fn drawings() -> Markup {
    let symbol =
        |name: &str, path: &str| format!(r#"<symbol id="icon-{name}" viewBox="0 0 24 24"><path d="{path}"/></symbol>"#);
    let all = [
        ("archive", "M4 5h16v4H4zM5.5 9v10.5h13V9M10 13h4"),
        ("chat", "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12.5h5"),
        ("more", "M5.5 12h.01M12 12h.01M18.5 12h.01"),
        ("muted", "M8.5 5.2a5.5 5.5 0 0 1 9 4.3c0 2.3.4 3.9.9 5M16 16H4.5s2-1.5 2-6.5M10 19.5h4M4 4l16 16"),
        ("people", "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5zM3 19c.5-3.4 2.8-5 6-5s5.5 1.6 6 5"),
        ("read", "M2.5 12.5l4 4 8.5-9M11 16l.5.5L20.5 7.5"),
        ("search", "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20"),
        ("send", "M4 12L20 4.5 15.5 20l-4-6.5zM11.5 13.5L20 4.5"),
        ("sent", "M5 12.5l4.5 4.5L19 7.5"),
        ("unread", "M20 9.5V16H10l-5 4v-4H4V5h10M18.5 5h.01"),
    ];
    let symbols: String = all.iter().map(|(name, path)| symbol(name, path)).collect();
    html! { svg.icon-drawings aria-hidden="true" { (PreEscaped(symbols)) } }
}
