//! AI-Mixtapes as a plug-in: what a host loads, from [`engine`]'s mood to parameters, MIDI and reports.
//!
//! This file is the plug-in's life in the order in which a host leads it: created, asked what it is, activated,
//! given blocks, deactivated, destroyed. Around it stand
//!
//! - [`session`]: what the user can set, what a session keeps of it and how; [`text`]: how people write values;
//! - [`model`]: whether it hears with a model of the user's own;
//! - [`outside`]: what leaves it beside the host, OSC and a session log, and [`files`]: where files of ours are;
//! - [`outputs`]: what the plug-in says, as read-only parameters and as MIDI, and the queue that brings it to the host;
//! - [`entry`]: the CLAP that the host really sees, which adds to nice-plug's what nice-plug can't do, by way of what
//!   the two have [`shared`];
//! - [`vst3`]: the VST3 around that CLAP, which adds to clap-wrapper's what hosts stumble over;
//! - [`editor`]: the window;
//! - [`rt`]: nothing of ours allocates on the audio thread, and no panic gets out of it.

pub mod editor;
pub mod entry;
pub mod files;
pub mod model;
pub mod outputs;
pub mod outside;
pub mod presets;
pub mod rt;
pub mod session;
pub mod shared;
pub mod text;
#[cfg(feature = "trace")]
pub mod trace;
#[cfg(feature = "vst3")]
pub mod vst3;

use std::sync::{Arc, atomic::Ordering};

use engine::runtime::{AudioSide, BlockInfo, EFFECT_SECONDS, Instance, Setup};
use nice_plug::prelude::*;
use triple_buffer::TripleBuffer;
use window::WindowEditor;

use crate::{
    outputs::{Piece, Ways},
    outside::{Feeder, Song},
    rt::{faults::Faults, guard, memory},
    session::{params::MoodParams, state},
    shared::{Connect, Shared, Start},
};

/// Hosts that ask for the tail while it lasts are told so many seconds: silence is only sure after 1 s, on the next
/// update, which takes effect a little later.
const TAIL_SECONDS: f32 = 2.0;
const _: () = assert!(1.5 + EFFECT_SECONDS < TAIL_SECONDS as f64);

/// One plug-in in a host.
///
/// nice-plug keeps it behind a lock that nobody waits for: the main thread has it while inactive, the audio thread
/// during blocks and resets.
pub struct AiMixtapes {
    params: Arc<MoodParams>,
    shared: Arc<Shared>,
    /// From the first activation on, so that scanning a plug-in loads no model and starts no thread.
    engine: Option<Instance>,
    /// While active.
    audio: Option<AudioSide>,
    /// It has panicked: nobody touches it until the next activation.
    failed: bool,
    sample_rate: f32,
    ways: Ways,
    /// What tells the outside; from the first activation on.
    feeder: Option<Feeder>,
}

impl Default for AiMixtapes {
    fn default() -> Self {
        let params = Arc::<MoodParams>::default();
        let (routing, outside) = (params.routing.clone(), params.outside.clone());
        let shared = Shared::new(params.editor.clone(), routing, outside, params.frozen.outputs());
        // Nobody else has asked for it: the parameters are new.
        let routing = params.routing.take_reader().unwrap_or_else(|| TripleBuffer::default().split().1);
        Self {
            params,
            shared: Arc::new(shared),
            engine: None,
            audio: None,
            failed: false,
            sample_rate: 0.0,
            ways: Ways::new(routing),
            feeder: None,
        }
    }
}

impl ClapPlugin for AiMixtapes {
    const CLAP_ID: &'static str = "org.ai-mixtapes.mood";
    const CLAP_DESCRIPTION: Option<&'static str> = Some(env!("CARGO_PKG_DESCRIPTION"));
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] =
        &[ClapFeature::Analyzer, ClapFeature::AudioEffect, ClapFeature::Stereo, ClapFeature::Mono];

    /// The knobs of a controller: macros first, since they are made for it.
    fn remote_controls(&self, context: &mut impl RemoteControlsContext) {
        let MoodParams { horizon, smoothing, hold, bypass, taste, .. } = &*self.params;
        context.add_section("AI-Mixtapes", |section| {
            section.add_page("Macros", |page| {
                self.params.macros.all().into_iter().for_each(|set| page.add_param(set));
            });
            section.add_page("Outputs", |page| {
                page.add_param(horizon);
                page.add_param(smoothing);
                page.add_param(hold);
                page.add_param(bypass);
                page.add_param(&taste.valence_offset);
                page.add_param(&taste.valence_range);
                page.add_param(&taste.arousal_offset);
                page.add_param(&taste.arousal_range);
            });
        });
    }
}

impl Plugin for AiMixtapes {
    const NAME: &'static str = "AI-Mixtapes";
    const VENDOR: &'static str = "AI-Mixtapes";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    /// The first one is what hosts get that don't choose.
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = &[layout(2), layout(1)];
    const MIDI_OUTPUT: MidiConfig = MidiConfig::MidiCCs;
    /// So that a change of a control takes effect at the same sample whatever the block size.
    const SAMPLE_ACCURATE_AUTOMATION: bool = true;

    type Editor = WindowEditor;
    type SysExMessage = ();
    type BackgroundTask = Connect;

    fn params(&self) -> Arc<dyn Params> {
        self.params.clone()
    }

    /// Only the entry uses it: see [`Connect`].
    fn task_executor(&mut self) -> TaskExecutor<Self> {
        let shared = Arc::clone(&self.shared);
        Box::new(move |Connect(asks)| {
            // Who asked may have gone; then nobody needs the answer.
            let _ = asks.send(Arc::clone(&shared));
        })
    }

    fn editor(&mut self, _executor: AsyncExecutor<Self>) -> Option<WindowEditor> {
        let make = || {
            // Without a display there is none to be had, and the standalone program runs on without it.
            editor::can_be_shown().then(|| editor::of_plugin(&self.shared, &self.params))
        };
        self.shared.faults.catch("making the editor", make).flatten()
    }

    fn filter_state(state: &mut PluginState) {
        let mut migrated = state.clone();
        // Nobody can be told here; the entry has migrated what it lets through before.
        if Faults::default().catch("filter_state", || state::migrate(&mut migrated)).is_some() {
            *state = migrated;
        }
    }

    /// Main thread. Never fails: what can't be analysed passes through all the same.
    fn activate(
        &mut self,
        layout: &AudioIOLayout,
        config: &BufferConfig,
        _context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let channels = layout.main_output_channels.map_or(0, NonZeroU32::get);
        self.shared.set_channels(channels);
        self.sample_rate = config.sample_rate;
        let shared = Arc::clone(&self.shared);
        let work = || {
            let kept = || Arc::clone(&shared.outputs);
            memory::count_all();
            let engine = self.engine.get_or_insert_with(|| Instance::new(model::source(), kept()));
            let _ = shared.monitor.set(engine.monitor());
            shared.outside.watch(engine.monitor());
            let setup = Setup { sample_rate: config.sample_rate.into(), channels: channels as usize };
            self.audio = Some(engine.activate(setup));
            self.feeder = shared.outside.link().or(self.feeder.take());
            shared.outside.set_active(true);
        };
        self.failed = shared.faults.catch("activating the engine", work).is_none();
        self.ways.tell_all();
        true
    }

    /// Audio thread, before the first block and whenever the host begins anew, which nice-plug doesn't tell apart: what
    /// it was the entry has noted in [`Shared`], and what it means is decided with the next block. That one finds the
    /// thread's locals touched.
    fn reset(&mut self) {
        let outcome = guard::audio_callback(|| self.shared.settled.store(false, Ordering::Relaxed));
        self.close(outcome);
    }

    /// Audio thread. `buffer` already holds the input and is left as it is.
    fn process(
        &mut self,
        buffer: &mut Buffer<'_>,
        _aux: &mut AuxiliaryBuffers<'_>,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let outcome = guard::audio_callback(|| self.hear(buffer, context));
        self.close(outcome);
        if self.shared.settled.load(Ordering::Relaxed) {
            ProcessStatus::Normal
        } else {
            ProcessStatus::Tail((TAIL_SECONDS * self.sample_rate) as u32)
        }
    }

    /// Main thread: the worker forgets this instance until the next activation.
    fn deactivate(&mut self) {
        let shared = Arc::clone(&self.shared);
        let work = || {
            shared.set_channels(0);
            shared.outside.set_active(false);
            self.audio = None;
            if let Some(engine) = &mut self.engine {
                engine.deactivate();
            }
        };
        shared.faults.catch("deactivating the engine", work);
    }
}

/// Main thread, in nice-plug's `destroy`.
impl Drop for AiMixtapes {
    fn drop(&mut self) {
        let (engine, audio) = (self.engine.take(), self.audio.take());
        let farewell = self.shared.faults.catch("leaving the outside", || self.shared.outside.leave());
        self.shared.faults.catch("letting the engine go", || drop((engine, audio)));
        // Beside the engine's worker, not after it: all of it together is waited for for a moment at most.
        farewell.and_then(|farewell| self.shared.faults.catch("leaving the outside", || farewell.wait()));
    }
}

impl AiMixtapes {
    /// One piece of a block: analysis, and the output values that change in it.
    fn hear(&mut self, buffer: &Buffer<'_>, context: &mut impl ProcessContext<Self>) {
        let start = self.shared.take_start();
        if start == Some(Start::Anew) {
            self.ways.tell_all();
        }
        let Self { params, shared, audio, failed, ways, feeder, sample_rate, .. } = self;
        let Some(audio) = audio.as_mut().filter(|_| !*failed) else {
            shared.settled.store(true, Ordering::Relaxed);
            return;
        };
        let transport = context.transport();
        // A transport that stands still says nothing of where the sound comes from.
        let song_seconds = transport.pos_seconds().filter(|seconds| transport.playing && seconds.is_finite());
        let host = BlockInfo { offline: shared.offline(), seconds: song_seconds };
        match start {
            Some(Start::Anew) => audio.reset(),
            Some(Start::Again) => audio.start(),
            None => {}
        }
        let piece = Piece { old: params.cc(), playing: transport.playing, offline: host.offline };
        let controls = params.controls(ways.routing());
        let tempo = transport.tempo.filter(|tempo| tempo.is_finite());
        ways.begin(shared, piece, context);
        feeder.as_ref().inspect(|feeder| feeder.begin());
        audio.process_ticks(buffer.as_slice_immutable(), &controls, host, |tick| {
            engine::span!("outputs");
            ways.tick(shared, piece, (tick.offset, tick.outputs, tick.tell), context);
            if let Some(feeder) = feeder {
                let into = f64::from(tick.offset) / f64::from(*sample_rate);
                let song = Song { seconds: song_seconds.map(|seconds| seconds + into), tempo };
                feeder.tick(tick, controls.mapping.horizon, song);
            }
        });
        shared.end_piece(buffer.samples());
        let settled = audio.settled() && ways.rests(shared);
        shared.settled.store(settled, Ordering::Relaxed);
    }

    /// Counts what must not be, and gives the engine up if it has panicked: from then on the sound passes and the
    /// outputs stay, with no confidence in them.
    fn close(&mut self, outcome: guard::Outcome<()>) {
        let monitor = self.shared.monitor.get();
        if outcome.allocations > 0 {
            monitor.inspect(|monitor| monitor.count_allocations_in_process(outcome.allocations));
        }
        if let Err(payload) = outcome.result {
            self.failed = true;
            self.shared.faults.keep("process", payload);
            monitor.inspect(|monitor| monitor.fail());
            self.shared.outputs.distrust();
            self.ways.distrust(&self.shared);
        }
    }
}

const fn layout(channels: u32) -> AudioIOLayout {
    AudioIOLayout {
        main_input_channels: NonZeroU32::new(channels),
        main_output_channels: NonZeroU32::new(channels),
        ..AudioIOLayout::const_default()
    }
}

#[cfg(test)]
mod tests;
