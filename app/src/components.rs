//! What pages are made of. A component takes what it shows and says what happened.

mod account_menu;
mod avatar;
mod chat_window;
mod choice;
mod companion;
mod connection_banner;
mod empty_state;
mod failure_notice;
mod field;
mod icon;
mod message_panel;
mod message_text;
mod moment;
mod person_card;
mod skip_link;
mod switches;
mod top_bar;
mod welcome;

pub(crate) use account_menu::AccountMenu;
pub(crate) use avatar::Avatar;
pub(crate) use chat_window::{ChatSkeleton, ChatWindow};
pub(crate) use companion::{Companion, writing_text};
pub(crate) use connection_banner::ConnectionBanner;
pub(crate) use empty_state::EmptyState;
pub(crate) use failure_notice::FailureNotice;
pub(crate) use field::Field;
pub(crate) use icon::Icon;
pub(crate) use message_panel::MessagePanel;
pub(crate) use message_text::MessageText;
pub(crate) use moment::{Moment, MomentStyle};
pub(crate) use person_card::PersonCard;
pub(crate) use skip_link::SkipLink;
pub(crate) use switches::{EnterSwitch, LanguageSwitch, SoundSwitch, ThemeSwitch};
pub(crate) use top_bar::TopBar;
pub(crate) use welcome::Welcome;
