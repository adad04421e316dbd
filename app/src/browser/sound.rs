//! A sound: two soft tones, made here.

use js_sys::Reflect;
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::JsValue;
use web_sys::AudioContext;

use super::pause;

/// When each begins, in seconds, and its pitch in hertz.
const TONES: [(f64, f32); 2] = [(0.0, 587.3), (0.13, 880.0)];
const RISE: f64 = 0.02;
const FALL: f64 = 0.4;
const LOUDEST: f32 = 0.07;
/// As good as silent: an exponential curve never ends.
const SILENCE: f32 = 0.0001;
const OVER_MILLIS: u32 = 1_000;

/// Browsers let no page be heard that the reader has not touched yet.
pub fn can_be_heard() -> bool {
    let activation = Reflect::get(&window().navigator(), &"userActivation".into()).unwrap_or_default();
    let has_been = Reflect::get(&activation, &"hasBeenActive".into()).ok().and_then(|active| active.as_bool());
    has_been.unwrap_or(true)
}

/// A browser that has no sound stays silent.
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
