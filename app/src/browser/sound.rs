//! The notification sound: two soft tones, synthesised in the browser.

use js_sys::Reflect;
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::JsValue;
use web_sys::AudioContext;

use super::pause;

/// Start time in seconds and pitch in hertz of each tone.
const TONES: [(f64, f32); 2] = [(0.0, 587.3), (0.13, 880.0)];
const RISE: f64 = 0.02;
const FALL: f64 = 0.4;
const LOUDEST: f32 = 0.07;
/// Practically silent. An exponential ramp cannot end at zero.
const SILENCE: f32 = 0.0001;
const OVER_MILLIS: u32 = 1_000;

/// Whether the browser allows sound: the user must have interacted with the page.
pub fn can_be_heard() -> bool {
    let activation = Reflect::get(&window().navigator(), &"userActivation".into()).unwrap_or_default();
    let has_been = Reflect::get(&activation, &"hasBeenActive".into()).ok().and_then(|active| active.as_bool());
    has_been.unwrap_or(true)
}

/// Plays the sound, if the browser can.
pub fn play() {
    if let Ok(audio) = AudioContext::new() {
        let _ = play_on(&audio);
        spawn_local(async move {
            pause(OVER_MILLIS).await;
            drop(audio.close());
        });
    }
}

fn play_on(audio: &AudioContext) -> Result<(), JsValue> {
    let now = audio.current_time();
    for (after, pitch) in TONES {
        let begins = now + after;
        let (tone, volume) = (audio.create_oscillator()?, audio.create_gain()?);
        tone.frequency().set_value(pitch);
        volume.gain().set_value_at_time(SILENCE, begins)?;
        volume.gain().exponential_ramp_to_value_at_time(LOUDEST, begins + RISE)?;
        volume.gain().exponential_ramp_to_value_at_time(SILENCE, begins + FALL)?;
        tone.connect_with_audio_node(&volume)?;
        volume.connect_with_audio_node(&audio.destination())?;
        tone.start_with_when(begins)?;
        tone.stop_with_when(begins + FALL)?;
    }
    Ok(())
}
