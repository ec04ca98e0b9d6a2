//! Music through instances of the plug-in, in a loop.

use std::{
    panic::resume_unwind,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use engine::telemetry::Histogram;
use host::{
    Bundle, Idle, Instance, Pace,
    beside::with_every_core_busy,
    rack::{self, Called, Loop},
};

use super::{
    looks::{Looks, tell},
    music,
    pressure::Story,
    rig,
    routed::route_everything,
};
use crate::{
    profile::{
        figures::{Case, Cpu, what},
        scenario::Plan,
        spread::Spread,
    },
    system::{self, Usage},
};

/// From one turn of the main thread to the next, and from one look at the report.
const TURN: Duration = Duration::from_millis(50);
const LOOK: Duration = Duration::from_secs(1);
/// No stream is longer.
const DAY_SECONDS: u64 = 24 * 3600;
/// What is played, and how.
#[derive(Clone, Copy, Debug)]
pub struct Play {
    /// How many instances, and for how long.
    pub plan: Plan,
    /// Hertz.
    pub rate: u32,
    /// Frames.
    pub block: usize,
    /// How fast.
    pub pace: Pace,
    /// Whether everything is driven.
    pub routed: bool,
    /// Whether the first instance's window is open.
    pub window: bool,
    /// Whether every core is busy with other work.
    pub busy: bool,
}

/// Plays it.
///
/// # Errors
/// If the plug-in fails.
pub fn run(plugin: &Path, play: Play) -> Result<Case> {
    run_with(plugin, play, None)
}

/// Plays it while memory becomes scarce as a story tells, if there is one, and until its end.
///
/// # Errors
/// If the plug-in fails, or does otherwise than the story tells.
pub fn run_with(plugin: &Path, play: Play, mut story: Option<Story>) -> Result<Case> {
    let Play { plan, rate, block, pace, .. } = play;
    let mut case = Case::new(plan, rate, block);
    let music = music(rate)?;
    let resident_before = system::resident_kib();
    let bundle = rig::scan(plugin, &mut case)?;
    let mut times = Vec::new();
    let instances = (0..plan.instances).map(|_| rig::timed(&mut times, || rig::create(&bundle)));
    let mut instances = instances.collect::<Result<Vec<_>>>()?;
    case.push(what::INSTANTIATE, Spread::of(&times));
    for instance in &mut instances {
        instance.set_pace(pace)?;
        if play.routed {
            route_everything(instance)?;
        }
    }
    let idles = rig::activate(&mut instances, rate, block, &mut case)?;
    let window = if play.window { Some(open(&mut instances[0])?) } else { None };
    let told = story.as_mut().map(|story| (story, &bundle));
    let work = || stream(&mut instances, idles, play, &music, &mut case, told);
    let (idles, looks) = if play.busy { with_every_core_busy(work)? } else { work()? };
    if let Some(window) = window {
        window.close(&mut instances[0], &mut case)?;
    }
    tell(&mut instances, looks, &mut case)?;
    if let Some(story) = story {
        story.end(&mut case)?;
    }
    case.memory.resident_before = resident_before.map(|kib| kib * 1024);
    case.memory.resident_peak = system::peak_kib().map(|kib| kib * 1024);
    for (instance, idle) in instances.iter_mut().zip(idles) {
        instance.deactivate(idle);
    }
    Ok(case)
}

#[cfg(target_os = "linux")]
fn open(instance: &mut Instance) -> Result<super::window::Window> {
    super::window::Window::open(instance)
}

/// What is there in place of a window.
#[cfg(not(target_os = "linux"))]
enum NoWindow {}

#[cfg(not(target_os = "linux"))]
impl NoWindow {
    fn close(self, _: &mut Instance, _: &mut Case) -> Result<()> {
        match self {}
    }
}

#[cfg(not(target_os = "linux"))]
fn open(_: &mut Instance) -> Result<NoWindow> {
    anyhow::bail!("the scenario editor needs Xvfb, which only Linux has")
}

/// What the audio thread measures.
#[derive(Default)]
struct Measured {
    process: Histogram,
    block: Histogram,
    first_blocks: Vec<Duration>,
    altered: u64,
    events: u64,
    frames: u64,
    cpu: Option<Duration>,
}

/// Plays until the time is over, while this thread is the main thread.
fn stream(
    instances: &mut [Instance],
    idles: Vec<Idle>,
    play: Play,
    music: &[Vec<f32>],
    case: &mut Case,
    mut story: Option<(&mut Story, &Bundle)>,
) -> Result<(Vec<Idle>, Looks)> {
    let Play { plan, rate, pace, .. } = play;
    let (began, mut looks, mut looked) = (Instant::now(), Looks::default(), Instant::now());
    let usage = Usage::begin();
    let stop = AtomicBool::new(false);
    let (idles, measured) = thread::scope(|scope| {
        let audio = scope.spawn(|| on_audio_thread(idles, play, music, &stop));
        let mut watch = || {
            while !audio.is_finished() {
                thread::sleep(TURN);
                instances.iter_mut().for_each(Instance::idle);
                if looked.elapsed() < LOOK {
                    continue;
                }
                looked = Instant::now();
                // A render's audio is what its updates say.
                let seconds = match pace {
                    Pace::Realtime => began.elapsed().as_secs_f64(),
                    Pace::Offline => looks.next as f64 * models::STEP_HOPS as f64 * models::HOP_SECONDS,
                };
                let report = looks.look(&instances[0], Some(seconds / 60.0))?;
                if let Some((story, bundle)) = &mut story
                    && !story.goes_on(&report, bundle)?
                {
                    return Ok(());
                }
            }
            anyhow::Ok(())
        };
        let watched = watch();
        if watched.is_err() || story.is_some() {
            stop.store(true, Ordering::Relaxed);
        }
        // A panic that nobody caught there is this thread's.
        let played = audio.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        watched.map(|()| played)
    })?;
    case.seconds = began.elapsed().as_secs_f64();
    let (process, others) = usage.end();
    let audio_thread = measured.cpu.map(|time| time.as_secs_f64());
    case.cpu = match play.busy {
        false => Cpu { process, audio_thread, others },
        // The other work is done in this process.
        true => Cpu { audio_thread, ..Cpu::default() },
    };
    case.audio_seconds = measured.frames as f64 / f64::from(rate);
    case.push(what::FIRST_BLOCK, Spread::of(&measured.first_blocks));
    case.push(what::PROCESS, Spread::from(&measured.process));
    if plan.instances > 1 {
        case.push(what::BLOCK, Spread::from(&measured.block));
    }
    (case.altered_blocks, case.events) = (measured.altered, measured.events);
    Ok((idles, looks))
}

fn on_audio_thread(
    idles: Vec<Idle>,
    play: Play,
    music: &[Vec<f32>],
    stop: &AtomicBool,
) -> Result<(Vec<Idle>, Measured), host::Error> {
    let Play { plan, rate, block, pace, .. } = play;
    let (count, began) = (idles.len(), Instant::now());
    let mut measured = Measured { first_blocks: Vec::with_capacity(count), ..Measured::default() };
    let mut together = Duration::ZERO;
    let limit = match pace {
        Pace::Realtime => (plan.seconds * f64::from(rate)) as u64,
        Pace::Offline => DAY_SECONDS * u64::from(rate),
    };
    let before = system::thread_time();
    let music = Loop { rate: rate.into(), signal: music, block, pace };
    let idles = rack::stream(idles, music, |called| {
        let Called { instance, took, unaltered, events, frames } = called;
        if measured.first_blocks.len() < count {
            measured.first_blocks.push(took);
        }
        measured.process.record(took);
        together = if instance == 0 { took } else { together + took };
        if instance + 1 == count {
            measured.block.record(together);
        }
        measured.altered += u64::from(!unaltered);
        measured.events += u64::from(events);
        measured.frames = frames;
        let over = pace == Pace::Offline && began.elapsed().as_secs_f64() >= plan.seconds;
        frames < limit && !over && !stop.load(Ordering::Relaxed)
    })?;
    measured.cpu = before.zip(system::thread_time()).map(|(before, after)| after.saturating_sub(before));
    Ok((idles, measured))
}
