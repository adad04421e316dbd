//! Components of the pages. A component gets its data as properties and reports events with callbacks.

mod account_menu;
mod another_account;
pub(crate) mod avatar;
mod background;
mod banner;
mod boundary;
mod chat_search;
mod chat_window;
mod conversation_settings_form;
mod empty_state;
mod failure_notice;
mod field;
mod highlighted;
mod icon;
mod menu;
mod message_hits;
mod message_panel;
pub(crate) mod message_text;
mod moment;
mod new_version;
mod panel_skeleton;
mod person_card;
mod preference_switch;
mod presence_avatar;
mod reader_field;
mod retries;
mod return_path;
mod search_box;
mod skip_link;
mod top_bar;
mod unsent_text;
mod welcome;

#[cfg(feature = "ssr")]
pub use chat_window::with_bubble;
#[cfg(feature = "ssr")]
pub use message_panel::with_row;

pub(crate) use account_menu::AccountMenu;
pub(crate) use another_account::AnotherAccount;
pub(crate) use avatar::Avatar;
pub(crate) use background::{Background, icon};
pub(crate) use banner::Banner;
pub(crate) use boundary::{KeepingBoundary, LoadingBoundary, ready};
pub(crate) use chat_search::ChatSearch;
pub(crate) use chat_window::{ChatSkeleton, ChatWindow, FailedChat};
pub(crate) use conversation_settings_form::ConversationSettingsForm;
pub(crate) use empty_state::EmptyState;
pub(crate) use failure_notice::FailureNotice;
pub(crate) use field::Field;
pub(crate) use highlighted::Highlighted;
pub(crate) use icon::{Icon, IconDrawings};
pub(crate) use menu::{Menu, close_menus_by_a_press_elsewhere};
pub(crate) use message_hits::MessageHitList;
pub(crate) use message_panel::MessagePanel;
pub(crate) use message_text::MessageText;
pub(crate) use moment::{Moment, MomentStyle};
pub(crate) use new_version::NewVersion;
pub(crate) use panel_skeleton::PanelSkeleton;
pub(crate) use person_card::PersonCard;
pub(crate) use preference_switch::PreferenceSwitch;
pub(crate) use presence_avatar::{PresenceAvatar, typing_text};
pub(crate) use reader_field::ReaderField;
pub(crate) use retries::Retries;
#[cfg(feature = "ssr")]
pub(crate) use return_path::use_return_path;
pub(crate) use search_box::SearchBox;
pub(crate) use skip_link::SkipLink;
pub(crate) use top_bar::TopBar;
pub(crate) use unsent_text::UnsentText;
pub(crate) use welcome::Welcome;
