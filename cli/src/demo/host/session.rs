//! One instance, from activation to its last report. Main thread.

use std::{
    panic::resume_unwind,
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::sync_channel,
    },
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clack_extensions::{
    params::{ParamInfoBuffer, PluginParams},
    render::{PluginRender, RenderMode},
};
use clack_host::prelude::*;
use report::{Report, UpdateReport};

use super::{
    BLOCK_FRAMES, Music, Pace, SAMPLE_RATE,
    audio_thread::{self, Streamed},
    handlers::{DemoHost, Shared},
    report::PluginReport,
};
use crate::{
    audio::Warning,
    caught::{Panicked, caught},
};

/// Blocks that may be decoded ahead: nearly 3 s.
const AHEAD: usize = 256;
/// From one look at the plug-in to the next.
const WATCH: Duration = Duration::from_millis(50);
/// The worker's last updates come within this.
const LAST_UPDATES: Duration = Duration::from_secs(2);
/// Frames from one update to the next.
const UPDATE_FRAMES: u64 = (models::STEP_HOPS as f64 * models::HOP_SECONDS * SAMPLE_RATE as f64) as u64;

/// The mood as the plug-in's read-only parameters show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveMood {
    /// [-1, 1].
    pub valence: f64,
    /// [-1, 1].
    pub arousal: f64,
    /// [0, 1].
    pub confidence: f64,
    /// Its name.
    pub class: String,
}

/// What came of playing.
#[derive(Debug)]
pub struct Played {
    /// What came out of the plug-in.
    pub streamed: Streamed,
    /// How long it took.
    pub took: Duration,
    /// The plug-in's last report, with all updates from the first on.
    pub report: Report,
    /// What was not right with the music.
    pub warnings: Vec<Warning>,
}

/// Activates the plug-in, plays all the music through it and deactivates it.
///
/// # Errors
/// If the plug-in lacks what it needs for this, or fails.
pub fn play(
    instance: &mut PluginInstance<DemoHost>,
    music: Music,
    pace: Pace,
    mut watch: impl FnMut(f64, &LiveMood),
) -> Result<Played> {
    set_pace(instance, pace)?;
    let configuration = PluginAudioConfiguration {
        sample_rate: SAMPLE_RATE.into(),
        min_frames_count: 1,
        max_frames_count: BLOCK_FRAMES as u32,
    };
    let processor = instance.activate(|_, _| (), configuration).context("the plug-in can't be activated")?;
    let mut processor = PluginAudioProcessor::from(processor);
    let mut watcher = Watcher::new(instance)?;
    let (sender, blocks) = sync_channel(AHEAD);
    let position = AtomicU64::new(0);
    let started = Instant::now();
    let (streamed, warnings) = thread::scope(|scope| {
        let feed = scope.spawn(move || caught(|| music.feed(&sender)));
        let (processor, position) = (&mut processor, &position);
        // The audio thread owns the blocks: when it fails, the feed ends too.
        let audio = scope.spawn(move || caught(|| audio_thread::stream(processor, &blocks, pace, position)));
        while !audio.is_finished() {
            thread::sleep(WATCH);
            watcher.look(instance)?;
            let seconds = position.load(Ordering::Relaxed) as f64 / f64::from(SAMPLE_RATE);
            watch(seconds, &watcher.live_mood(instance));
        }
        anyhow::Ok((joined(audio)?, joined(feed)?))
    })?;
    let took = started.elapsed();
    let report = watcher.finish(instance, streamed.frames / UPDATE_FRAMES)?;
    instance.deactivate(processor.into_stopped());
    Ok(Played { streamed, took, report, warnings })
}

/// What a thread came to.
fn joined<T>(thread: ScopedJoinHandle<'_, Result<Result<T>, Panicked>>) -> Result<T> {
    // A panic that wasn't caught there is this thread's.
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))?
}

fn set_pace(instance: &mut PluginInstance<DemoHost>, pace: Pace) -> Result<()> {
    let plugin = instance.plugin_handle();
    let render: PluginRender =
        plugin.get_extension().context("the plug-in doesn't know offline rendering")?;
    let mode = match pace {
        Pace::Offline => RenderMode::Offline,
        Pace::Realtime => RenderMode::Realtime,
    };
    render.set(&plugin, mode).context("the plug-in refuses the render mode")
}

/// Gathers what the plug-in tells while it plays.
struct Watcher {
    params: PluginParams,
    outputs: [ClapId; 4],
    report: PluginReport,
    last: Option<Report>,
    updates: Vec<UpdateReport>,
}

impl Watcher {
    fn new(instance: &mut PluginInstance<DemoHost>) -> Result<Self> {
        let plugin = instance.plugin_handle();
        let params: PluginParams = plugin.get_extension().context("the plug-in has no parameters")?;
        let report = plugin.get_extension().context("the plug-in gives no reports: it is not AI-Mixtapes")?;
        let id = |name: &str| {
            let mut buffer = ParamInfoBuffer::new();
            let named = |index| {
                let info = params.get_info(&plugin, index, &mut buffer)?;
                (info.name == name.as_bytes()).then_some(info.id)
            };
            let found = (0..params.count(&plugin)).find_map(named);
            found.with_context(|| format!("the plug-in has no parameter {name:?}"))
        };
        let outputs = [id("Valence")?, id("Arousal")?, id("Confidence")?, id("Mood Class")?];
        Ok(Self { params, outputs, report, last: None, updates: Vec::new() })
    }

    /// Does what the plug-in wants of the main thread, and takes its new updates.
    fn look(&mut self, instance: &mut PluginInstance<DemoHost>) -> Result<()> {
        if instance.access_shared_handler(Shared::take_callback) {
            instance.call_on_main_thread_callback();
        }
        let mut report = self.report.read(&instance.plugin_handle(), self.updates.len() as u64)?;
        self.updates.append(&mut report.updates);
        self.last = Some(report);
        Ok(())
    }

    fn live_mood(&self, instance: &mut PluginInstance<DemoHost>) -> LiveMood {
        let plugin = instance.plugin_handle();
        let value = |id| self.params.get_value(&plugin, id).unwrap_or_default();
        let [valence, arousal, confidence, class] = self.outputs;
        let mut text = [0; 64];
        let name = self.params.value_to_text(&plugin, class, value(class), &mut text);
        LiveMood {
            valence: value(valence),
            arousal: value(arousal),
            confidence: value(confidence),
            class: name.map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default(),
        }
    }

    /// The last report, when as many updates are there as there should be, or no more come.
    fn finish(mut self, instance: &mut PluginInstance<DemoHost>, expected: u64) -> Result<Report> {
        let patience = Instant::now();
        self.look(instance)?;
        while (self.updates.len() as u64) < expected && patience.elapsed() < LAST_UPDATES {
            thread::sleep(Duration::from_millis(5));
            self.look(instance)?;
        }
        let last = self.last.context("the plug-in gave no report")?;
        Ok(Report { first_update: 0, updates: self.updates, ..last })
    }
}
