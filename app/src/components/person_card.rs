//! The card of a person in the directory, with a button to write to them.

use charla::{Participant, Person, Role, direction::Isolated};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{Avatar, ReaderField};
use crate::{
    functions,
    i18n::{failure_text, use_locale, use_texts},
    text_content::text_content,
};

#[component]
pub(crate) fn PersonCard(person: Person) -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let name = person.user.display_name();
    let about = texts.about(person.roles.into_iter(), &person.user.username);
    let problem = RwSignal::new(None);
    let navigate = use_navigate();
    let Participant { id, role } = person.participant;
    let participant = id.clone();
    let write = move |event: SubmitEvent| {
        event.prevent_default();
        let (navigate, participant) = (navigate.clone(), participant.clone());
        spawn_local(async move {
            match functions::open_conversation(participant, role).await {
                Ok(conversation) => navigate(&format!("/conversations/{}", conversation.id), Default::default()),
                Err(failure) => {
                    // The user may have left the page during the request.
                    let _ = problem.try_set(Some(failure_text(locale, &failure.into())));
                }
            }
        });
    };
    view! {
        <form class="person card" method="post" action="/conversations" on:submit=write>
            <ReaderField/>
            <Avatar name=name.clone()/>
            <p class="person-name" dir="auto" translate="no" {..text_content(&*name)}></p>
            <p class="person-role" {..text_content(about)}></p>
            <input type="hidden" name="participant_id" value=id.to_string()/>
            <input type="hidden" name="role" value=role.map_or("", Role::as_str)/>
            <button class="button" type="submit" aria-label=(texts.write_to_person)(Isolated(&name))>{texts.write}</button>
            {move || problem.get().map(|problem: String| view! {
                <p class="notice is-error" role="alert" {..text_content(problem)}></p>
            })}
        </form>
    }
}
