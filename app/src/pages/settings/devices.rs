//! The user's sessions, with buttons to end them.

use charla::Device;
use leptos::prelude::*;

use super::section::{Outcome, Section};
use crate::{
    clock::Clock,
    components::{FailureNotice, LoadingBoundary, Moment, MomentStyle, ReaderField, Retries, ready},
    functions,
    i18n::{Texts, use_texts},
};

const NAME: &str = "devices";

/// Ids of the question before all other sessions end.
const CONFIRMATION: &str = "end-others";
const QUESTION: &str = "end-others-question";

#[component]
pub(super) fn Devices(outcome: Outcome) -> impl IntoView {
    let texts = use_texts().settings;
    let retries = Retries::new();
    let devices = Resource::new_blocking(move || retries.number(), |_| functions::devices());
    view! {
        <Section name=NAME title=texts.devices outcome done=texts.signed_out>
            <p class="settings-hint">{texts.devices_hint}</p>
            <LoadingBoundary>
                {move || Suspend::new(async move {
                    match devices.await {
                        Ok(devices) => {
                            retries.succeeded();
                            ready(view! { <List devices/> })
                        }
                        Err(failure) => ready(view! { <FailureNotice failure retries/> }),
                    }
                })}
            </LoadingBoundary>
        </Section>
    }
}

#[component]
fn List(devices: Vec<Device>) -> impl IntoView {
    let texts = use_texts().settings;
    let Texts { times_in_utc, cancel, .. } = *use_texts();
    let clock: Clock = expect_context();
    let others = devices.iter().filter(|device| !device.is_this).count();
    view! {
        <ul class="devices">
            {devices.into_iter().map(|device| view! { <li class="device"><Row device/></li> }).collect_view()}
        </ul>
        <Show when=move || clock.lacks_zone()>
            <p class="settings-hint zone-note">{times_in_utc}</p>
        </Show>
        {(others > 0).then(|| view! {
            // A popover opens and closes without scripts.
            <button class="button device-others" type="button" popovertarget=CONFIRMATION>{texts.sign_out_others}"…"</button>
            <div class="confirmation" id=CONFIRMATION popover="auto" role="dialog" aria-labelledby=QUESTION>
                <form class="confirmation-form" method="post" action="/settings/devices#devices">
                    <ReaderField/>
                    <p id=QUESTION>{(texts.sign_out_others_question)(others)}</p>
                    <div class="confirmation-actions">
                        <button class="button is-danger" type="submit" name="device" value="others">
                            {(texts.sign_out_others_now)(others)}
                        </button>
                        <button class="button" type="button" popovertarget=CONFIRMATION popovertargetaction="hide">
                            {cancel}
                        </button>
                    </div>
                </form>
            </div>
        })}
    }
}

#[component]
fn Row(device: Device) -> impl IntoView {
    let texts = use_texts().settings;
    let Device { id, name, signed_in_at, seen_at, is_this } = device;
    let name = name.unwrap_or_else(|| texts.unknown_device.to_owned());
    let label = format!("{}: {name}", texts.sign_out_device);
    view! {
        <p class="device-name">{name}</p>
        <p class="device-when">
            {signed_in_at.map(|at| view! {
                <span>
                    {texts.signed_in_at} <Moment at style=MomentStyle::Date/> ", "
                    <Moment at style=MomentStyle::TimeOfDay/>
                </span>
            })}
            {(!is_this).then(|| view! { <span>{texts.seen_at} <Moment at=seen_at style=MomentStyle::Date/></span> })}
        </p>
        {if is_this {
            view! { <p class="device-this">{texts.this_device}</p> }.into_any()
        } else {
            view! {
                <form method="post" action="/settings/devices#devices">
                    <ReaderField/>
                    <button class="button is-small" type="submit" name="device" value=id.to_string() aria-label=label>
                        {texts.sign_out_device}
                    </button>
                </form>
            }.into_any()
        }}
    }
}
