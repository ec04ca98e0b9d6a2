//! AI-Mixtapes as a plug-in: what a host loads, from [`engine`]'s mood to parameters, MIDI and reports.
//!
//! This file is the plug-in's life in the order in which a host leads it: created, asked what it is, activated,
//! given blocks, deactivated, destroyed. Around it stand
//!
//! - [`params`]: what the user can set, and [`state`]: how a session keeps it;
//! - [`model`]: whether it hears with a model of the user's own;
//! - [`outputs`]: what the plug-in says, as read-only parameters, and [`cc`]: two of them as MIDI;
//! - [`entry`]: the CLAP that the host really sees, which adds to nice-plug's what nice-plug can't do, by way of
//!   [`shared`] and [`events`];
//! - [`vst3`]: the VST3 around that CLAP, which adds to clap-wrapper's what hosts stumble over;
//! - [`editor`]: the window;
//! - [`guard`] and [`allocator`]: nothing of ours allocates on the audio thread, and no panic gets out of it.

pub mod allocator;
pub mod cc;
pub mod editor;
pub mod entry;
pub mod events;
pub mod guard;
pub mod model;
pub mod outputs;
pub mod params;
pub mod shared;
pub mod state;
#[cfg(feature = "vst3")]
pub mod vst3;

use std::sync::{Arc, atomic::Ordering};

use engine::live::{AudioSide, Host, Instance, Setup};
use nice_plug::prelude::*;
use window::WindowEditor;

use crate::{
    cc::{CcChanges, MoodCc},
    outputs::Output,
    params::MoodParams,
    shared::{Connect, Shared},
};

/// Hosts that ask for the tail while it lasts are told so many seconds: silence is only sure after 1 s, on the next
/// update, whose effect comes 50 ms later.
const TAIL_SECONDS: f32 = 2.0;

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
    /// What the host knows of each output; none if it has to be told whatever it is.
    told: [Option<f32>; Output::ALL.len()],
    cc: MoodCc,
}

impl Default for AiMixtapes {
    fn default() -> Self {
        Self {
            params: Arc::default(),
            shared: Arc::default(),
            engine: None,
            audio: None,
            failed: false,
            sample_rate: 0.0,
            told: [None; Output::ALL.len()],
            cc: MoodCc::default(),
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
        // Without a display there is none to be had, and the standalone program runs on without it.
        editor::can_be_shown().then(|| editor::of_plugin(&self.shared, &self.params))
    }

    fn filter_state(state: &mut PluginState) {
        state::migrate(state);
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
        self.failed = false;
        let engine = self.engine.get_or_insert_with(|| Instance::new(model::source()));
        let _ = self.shared.monitor.set(engine.monitor());
        let setup = Setup { sample_rate: config.sample_rate.into(), channels: channels as usize };
        self.audio = Some(engine.activate(setup));
        true
    }

    /// Audio thread, before the first block and whenever the host begins anew: the stream starts again, and the
    /// host is told every value again, so that a render never depends on what was before it.
    fn reset(&mut self) {
        self.told = [None; Output::ALL.len()];
        self.cc.reset();
        self.shared.settled.store(false, Ordering::Relaxed);
        let outcome = guard::audio_callback(|| {
            if let Some(audio) = self.audio.as_mut().filter(|_| !self.failed) {
                audio.reset();
            }
        });
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
        self.shared.set_channels(0);
        self.audio = None;
        if let Some(engine) = &mut self.engine {
            engine.deactivate();
        }
    }
}

impl AiMixtapes {
    /// One piece of a block: analysis, and the output values that change in it.
    fn hear(&mut self, buffer: &Buffer<'_>, context: &mut impl ProcessContext<Self>) {
        let Self { params, shared, audio, failed, told, cc, .. } = self;
        let Some(audio) = audio.as_mut().filter(|_| !*failed) else {
            shared.settled.store(true, Ordering::Relaxed);
            return;
        };
        let controllers = params.cc();
        let transport = context.transport();
        // A transport that stands still says nothing of where the sound comes from.
        let song_seconds = transport.pos_seconds().filter(|seconds| transport.playing && seconds.is_finite());
        let host = Host { offline: shared.offline(), seconds: song_seconds };
        let mut send = |changes: CcChanges, offset| {
            for change in changes {
                // A host that takes no MIDI is no fault.
                let _ = context.try_send_event(NoteEvent::MidiCC {
                    timing: offset,
                    channel: change.channel,
                    cc: change.controller,
                    value: f32::from(change.value) / 127.0,
                });
            }
        };
        // Another controller gets the value even while it rests.
        send(cc.changes(controllers, &audio.outputs()), 0);
        audio.process(buffer.as_slice_immutable(), &params.controls(), host, |offset, outputs| {
            for (output, told) in Output::ALL.into_iter().zip(told.iter_mut()) {
                let value = output.of(outputs);
                if *told != Some(value) {
                    shared.outputs.set(output, value);
                    // Without room in the list the next change tells it.
                    *told = shared.push_output(offset, output, value).then_some(value);
                }
            }
            send(cc.changes(controllers, outputs), offset);
        });
        shared.end_piece(buffer.samples());
        shared.settled.store(audio.settled(), Ordering::Relaxed);
    }

    /// Counts what must not be, and gives the engine up if it has panicked: from then on the sound passes and the
    /// outputs stay, with no confidence in them.
    fn close(&mut self, outcome: guard::Outcome<()>) {
        let monitor = self.shared.monitor.get();
        if outcome.allocations > 0 {
            monitor.inspect(|monitor| monitor.count_allocations_in_process(outcome.allocations));
        }
        if outcome.result.is_err() {
            self.failed = true;
            monitor.inspect(|monitor| monitor.fail());
            self.shared.outputs.set(Output::Confidence, 0.0);
            self.shared.push_output(0, Output::Confidence, 0.0);
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
mod tests {
    use engine::{
        mood::{Reason, State},
        telemetry::Monitor,
    };

    use super::*;

    #[test]
    fn a_panic_on_the_audio_thread_shows_as_degraded_with_its_reason() {
        let mut plugin = AiMixtapes::default();
        let monitor = Arc::new(Monitor::default());
        plugin.shared.monitor.set(Arc::clone(&monitor)).unwrap();
        plugin.shared.outputs.set(Output::Confidence, 0.9);
        plugin.close(guard::audio_callback(|| panic!("in our part of a block")));
        assert!(plugin.failed);
        assert_eq!(plugin.shared.outputs.get(Output::Confidence), 0.0);
        assert_eq!(monitor.state(), State::Degraded(Reason::Failed));
        let report = monitor.report(0);
        assert!(report.reason.unwrap().contains("failed"));
        assert_eq!(report.counters.degraded, 1);
    }
}
