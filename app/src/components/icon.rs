//! The icons: strokes on a grid of 24, in the colour of the text around them. They say nothing by
//! themselves to a screen reader; what they mean stands in words beside them.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Chat,
    Clock,
    Close,
    Compass,
    Down,
    People,
    Read,
    Search,
    Send,
    Sent,
    Warning,
}

impl Icon {
    pub(crate) fn view(self) -> impl IntoView {
        view! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path d=self.path()/>
            </svg>
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M19 12H5M11 6l-6 6 6 6",
            Self::Chat => "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12.5h5",
            Self::Clock => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.8",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Compass => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15.5 8.5l-2 5-5 2 2-5z",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::People => {
                "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5zM3 19c.5-3.4 2.8-5 6-5s5.5 1.6 6 5M16 6a2.7 2.7 0 0 1 0 5.2M17.5 14.2c2 .6 3.2 2.2 3.5 4.8"
            }
            Self::Read => "M2.5 12.5l4 4 8.5-9M11 16l.5.5L20.5 7.5",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
            Self::Send => "M4 12L20 4.5 15.5 20l-4-6.5zM11.5 13.5L20 4.5",
            Self::Sent => "M5 12.5l4.5 4.5L19 7.5",
            Self::Warning => "M12 4.5L21 19.5H3zM12 10v4M12 16.8v.2",
        }
    }
}
