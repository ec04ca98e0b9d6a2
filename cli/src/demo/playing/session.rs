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
use host::{Instance, Pace};
use report::{Report, UpdateReport};

use super::{
    BLOCK_FRAMES, Music, SAMPLE_RATE,
    audio_thread::{self, Streamed},
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

/// Activates the plug-in, plays all the music through it and deactivates it; `watch` is told now and then where the
/// music is, in seconds, and what the mood is.
///
/// # Errors
/// If the plug-in lacks what it needs for this, or fails.
pub fn play(
    instance: &mut Instance,
    music: Music,
    pace: Pace,
    mut watch: impl FnMut(f64, &LiveMood),
) -> Result<Played> {
    instance.set_pace(pace)?;
    let idle = instance.activate(SAMPLE_RATE.into(), BLOCK_FRAMES as u32)?;
    // What gives no reports is found out before the music plays.
    let mut watcher = Watcher::new(instance)?;
    watcher.look(instance)?;
    let (sender, blocks) = sync_channel(AHEAD);
    let position = AtomicU64::new(0);
    let started = Instant::now();
    let ((idle, streamed), warnings) = thread::scope(|scope| {
        let feed = scope.spawn(move || caught(|| music.feed(&sender)));
        let position = &position;
        // The audio thread owns the blocks: when it fails, the feed ends too.
        let audio = scope.spawn(move || caught(|| Ok(audio_thread::stream(idle, &blocks, pace, position)?)));
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
    instance.deactivate(idle);
    Ok(Played { streamed, took, report, warnings })
}

/// What a thread came to.
fn joined<T>(thread: ScopedJoinHandle<'_, Result<Result<T>, Panicked>>) -> Result<T> {
    // A panic that wasn't caught there is this thread's.
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))?
}

/// Gathers what the plug-in tells while it plays.
struct Watcher {
    outputs: [u32; 4],
    last: Option<Report>,
    updates: Vec<UpdateReport>,
}

impl Watcher {
    fn new(instance: &mut Instance) -> Result<Self> {
        let mut id = |name| instance.parameter(name);
        let outputs = [id("Valence")?, id("Arousal")?, id("Confidence")?, id("Mood Class")?];
        Ok(Self { outputs, last: None, updates: Vec::new() })
    }

    /// Does what the plug-in wants of the main thread, and takes its new updates.
    fn look(&mut self, instance: &mut Instance) -> Result<()> {
        instance.idle();
        let mut report = instance.report(self.updates.len() as u64)?;
        self.updates.append(&mut report.updates);
        self.last = Some(report);
        Ok(())
    }

    fn live_mood(&self, instance: &mut Instance) -> LiveMood {
        let [valence, arousal, confidence, class] =
            self.outputs.map(|output| instance.value(output).unwrap_or_default());
        let class = instance.text(self.outputs[3], class).unwrap_or_default();
        LiveMood { valence, arousal, confidence, class }
    }

    /// The last report, when as many updates are there as there should be, or no more come.
    fn finish(mut self, instance: &mut Instance, expected: u64) -> Result<Report> {
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
