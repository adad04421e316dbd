//! Avatars: a person's initials, or the icon of a group, on a colour derived from the name.

use leptos::prelude::*;

use super::Icon;
use crate::text_content::text_content;

/// Number of the classes `hue-0`, `hue-1` … in the style sheet.
const HUES: u32 = 10;

/// Hidden from screen readers, because the name is next to it.
#[component]
pub(crate) fn Avatar(#[prop(into)] name: String, #[prop(optional)] is_group: bool) -> impl IntoView {
    let class = format!("avatar hue-{}", hue(&name));
    if is_group {
        return view! { <span class=class aria-hidden="true">{Icon::People.view()}</span> }.into_any();
    }
    let initials = text_content(initials(&name));
    view! { <span class=class aria-hidden="true" translate="no" {..initials}></span> }.into_any()
}

/// Returns what [`Avatar`] renders on the server.
#[cfg(feature = "ssr")]
pub(crate) fn markup(name: &str, is_group: bool) -> String {
    let hue = hue(name);
    if is_group {
        return format!(r#"<span aria-hidden="true" class="avatar hue-{hue}">{}<!></span>"#, Icon::People.markup());
    }
    let initials = initials(name);
    let initials = html_escape::encode_text(&initials);
    format!(r#"<span aria-hidden="true" translate="no" class="avatar hue-{hue}">{initials}</span>"#)
}

/// Returns the first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Returns a hue from a stable hash of the name, so that a name always has the same colour.
fn hue(name: &str) -> u32 {
    name.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte))) % HUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ana García"), "AG");
        assert_eq!(initials("Émile de la Tour"), "ÉT");
        assert_eq!(initials("taller_sol"), "TS");
        assert_eq!(initials("zoe"), "Z");
        assert_eq!(initials("…"), "");
    }
}
