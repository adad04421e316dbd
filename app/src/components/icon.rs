//! SVG icons: strokes on a grid of 24, in the colour of the surrounding text. They are hidden from screen readers; a
//! label next to each has its meaning. The drawings are once in each document, so that an icon is only a reference: a page
//! has hundreds of icons.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Archive,
    Back,
    Bell,
    Chat,
    Clock,
    Close,
    Compass,
    Copy,
    Delete,
    Down,
    Edit,
    More,
    Muted,
    People,
    Read,
    Reply,
    Search,
    Send,
    Sent,
    Unread,
    Warning,
}

impl Icon {
    pub(crate) fn view(self) -> impl IntoView {
        view! { <svg class="icon" aria-hidden="true"><use href=self.reference()/></svg> }
    }

    /// Returns what [`Icon::view`] renders on the server.
    #[cfg(feature = "ssr")]
    pub(crate) fn markup(self) -> String {
        format!(r#"<svg aria-hidden="true" class="icon"><use href="{}"></use><!></svg>"#, self.reference())
    }

    const fn reference(self) -> &'static str {
        match self {
            Self::Archive => "#icon-archive",
            Self::Back => "#icon-back",
            Self::Bell => "#icon-bell",
            Self::Chat => "#icon-chat",
            Self::Clock => "#icon-clock",
            Self::Close => "#icon-close",
            Self::Compass => "#icon-compass",
            Self::Copy => "#icon-copy",
            Self::Delete => "#icon-delete",
            Self::Down => "#icon-down",
            Self::Edit => "#icon-edit",
            Self::More => "#icon-more",
            Self::Muted => "#icon-muted",
            Self::People => "#icon-people",
            Self::Read => "#icon-read",
            Self::Reply => "#icon-reply",
            Self::Search => "#icon-search",
            Self::Send => "#icon-send",
            Self::Sent => "#icon-sent",
            Self::Unread => "#icon-unread",
            Self::Warning => "#icon-warning",
        }
    }
}

/// The drawings of all icons. Must be in each document, outside of what is hydrated.
#[component]
pub(crate) fn IconDrawings() -> impl IntoView {
    let symbol = |icon: &Icon| {
        let (name, path) = (icon.reference().trim_start_matches('#'), icon.path());
        format!(r#"<symbol id="{name}" viewBox="0 0 24 24"><path d="{path}"/></symbol>"#)
    };
    let symbols: String = Icon::ALL.iter().map(symbol).collect();
    view! { <svg class="icon-drawings" aria-hidden="true" inner_html=symbols></svg> }
}

impl Icon {
    const ALL: [Self; 21] = [
        Self::Archive,
        Self::Back,
        Self::Bell,
        Self::Chat,
        Self::Clock,
        Self::Close,
        Self::Compass,
        Self::Copy,
        Self::Delete,
        Self::Down,
        Self::Edit,
        Self::More,
        Self::Muted,
        Self::People,
        Self::Read,
        Self::Reply,
        Self::Search,
        Self::Send,
        Self::Sent,
        Self::Unread,
        Self::Warning,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Archive => "M4 5h16v4H4zM5.5 9v10.5h13V9M10 13h4",
            Self::Back => "M19 12H5M11 6l-6 6 6 6",
            Self::Bell => "M12 4a5.5 5.5 0 0 0-5.5 5.5c0 5-2 6.5-2 6.5h15s-2-1.5-2-6.5A5.5 5.5 0 0 0 12 4zM10 19.5h4",
            Self::Chat => "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12.5h5",
            Self::Clock => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.8",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Compass => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15.5 8.5l-2 5-5 2 2-5z",
            Self::Copy => "M9 8.5h10.5V20H9zM15 8.5V4H4.5v11.5H9",
            Self::Delete => "M5 7h14M9.5 7V4.5h5V7M7 7l1 12.5h8L17 7M10.5 10.5v6M13.5 10.5v6",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::Edit => "M4.5 19.5l1-4.5L16 4.5 19.5 8 9 18.5zM13.5 7l3.5 3.5",
            Self::More => "M5.5 12h.01M12 12h.01M18.5 12h.01",
            Self::Muted => {
                "M8.5 5.2a5.5 5.5 0 0 1 9 4.3c0 2.3.4 3.9.9 5M16 16H4.5s2-1.5 2-6.5c0-.7.1-1.3.3-1.9M10 19.5h4M4 4l16 16"
            }
            Self::People => {
                "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5zM3 19c.5-3.4 2.8-5 6-5s5.5 1.6 6 5M16 6a2.7 2.7 0 0 1 0 5.2M17.5 14.2c2 .6 3.2 2.2 3.5 4.8"
            }
            Self::Read => "M2.5 12.5l4 4 8.5-9M11 16l.5.5L20.5 7.5",
            Self::Reply => "M10 6l-6 5.5L10 17v-3.5c5 0 8 1.5 10 4.5-.5-5.5-4-8.5-10-8.5z",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
            Self::Send => "M4 12L20 4.5 15.5 20l-4-6.5zM11.5 13.5L20 4.5",
            Self::Sent => "M5 12.5l4.5 4.5L19 7.5",
            Self::Unread => "M20 9.5V16H10l-5 4v-4H4V5h10M18.5 5h.01",
            Self::Warning => "M12 4.5L21 19.5H3zM12 10v4M12 16.8v.2",
        }
    }
}
