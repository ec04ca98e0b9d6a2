//! Music while memory becomes scarce, by the system's words and by a budget, and is there again.
//!
//! What the system says lies in a file that the plug-in reads in its place. Scarce memory is seen within five seconds,
//! and is over when nothing has spoken for it for half a minute: that is the plug-in's pace, which nothing here hastens.
//! Only the music comes faster.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use engine::telemetry::STALL_VARIABLE;
use host::{Bundle, Idle, Instance, Pace};
use report::{HistoryReport, Report};

use super::{
    BLOCK, RATE,
    play::{self, Play},
    rig,
};
use crate::profile::{
    figures::Case,
    pool::{BUDGET_MEGABYTES, Held},
    scenario::Plan,
};

/// No step takes longer: an hour of music on a slow machine, or two steps down of half a minute each.
const PATIENCE: Duration = Duration::from_secs(240);
/// The story is told as a whole from so many seconds on; else without the budget, and up to the first step down.
const WHOLE_SECONDS: f64 = 115.0;
/// The stream goes on until the story is over, which has its own patience.
const ENDLESS_SECONDS: f64 = 24.0 * 3600.0;
/// Instances that take more than the budget together.
const CROWD: usize = 24;
/// Updates of an hour, and of a page.
const HOUR: u64 = 7_200;
const PAGE: u64 = 1_200;

/// What is done, and how it is seen that the plug-in has done its part.
#[derive(Clone, Copy, Debug)]
struct Step {
    when: &'static str,
    act: Act,
    seen: fn(&HistoryReport) -> bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    /// Only the music goes on.
    Play,
    /// The system says that so much of the time some work waits for memory, and all work, in percent.
    Stall(u32, u32),
    /// Instances come that take more than the budget, and go.
    Crowd,
    Alone,
}

const WHOLE: &[Step] = &[
    Step { when: "an hour was heard", act: Act::Play, seen: |history| history.entries >= HOUR },
    Step {
        when: "some work waits for memory",
        act: Act::Stall(20, 0),
        seen: |history| is(history, 5, "pressure"),
    },
    Step {
        when: "all work waits for memory",
        act: Act::Stall(60, 40),
        seen: |history| is(history, 3, "pressure"),
    },
    Step { when: "nothing waits any more", act: Act::Stall(0, 0), seen: |history| has(history, 5, 4) },
    Step {
        when: "other instances use up the budget",
        act: Act::Crowd,
        seen: |history| is(history, 3, "budget"),
    },
    Step { when: "they have gone", act: Act::Alone, seen: |history| has(history, 7, 6) },
];

const SHORT: &[Step] = &[
    Step { when: "half an hour was heard", act: Act::Play, seen: |history| history.entries > 3 * PAGE },
    WHOLE[1],
    WHOLE[2],
    WHOLE[3],
];

/// It has shrunk to so many pages, for that reason.
fn is(history: &HistoryReport, pages: u64, reason: &str) -> bool {
    let HistoryReport { used_pages, free_pages, page_limit, .. } = *history;
    page_limit == pages && used_pages + free_pages <= pages && history.reason == reason
}

/// So many pages are allowed again, and it has grown to at least `grown`.
fn has(history: &HistoryReport, pages: u64, grown: u64) -> bool {
    history.page_limit == pages && history.used_pages >= grown
}

/// What happens one after the other.
pub struct Story {
    stalls: PathBuf,
    steps: &'static [Step],
    place: usize,
    since: Instant,
    held: Vec<Held>,
    crowd: Vec<(Instance, Idle)>,
}

/// Plays until the story is told.
///
/// # Errors
/// If the plug-in fails, or keeps what it shouldn't, or doesn't recover.
pub fn run(plugin: &Path, play: Play) -> Result<Case> {
    let Play { plan, .. } = play;
    let stalls = env::var_os(STALL_VARIABLE).map(PathBuf::from);
    let stalls = stalls.context("no file is named that tells how scarce memory is")?;
    let steps = if plan.seconds < WHOLE_SECONDS { SHORT } else { WHOLE };
    let story = Story::begin(stalls, steps)?;
    let play = Play { plan: Plan { seconds: ENDLESS_SECONDS, ..plan }, ..play };
    let case = play::run_with(plugin, play, Some(story))?;
    Ok(Case { plan, ..case })
}

impl Story {
    fn begin(stalls: PathBuf, steps: &'static [Step]) -> Result<Self> {
        let story =
            Self { stalls, steps, place: 0, since: Instant::now(), held: Vec::new(), crowd: Vec::new() };
        story.stall(0, 0)?;
        Ok(story)
    }

    /// Looks whether the step is done, and does the next one; false once all are.
    ///
    /// # Errors
    /// If it isn't done for too long.
    pub fn goes_on(&mut self, report: &Report, bundle: &Bundle) -> Result<bool> {
        self.crowd.iter_mut().for_each(|(instance, _)| instance.idle());
        let Step { when, seen, .. } = self.steps[self.place];
        let seconds = self.since.elapsed().as_secs_f64();
        let held =
            Held::of(when, seconds, report).context("the plug-in doesn't tell how scarce memory is")?;
        if !seen(&held.history) {
            if self.since.elapsed() > PATIENCE {
                bail!("{when}, and {seconds:.0} s later the history is this: {:?}", held.history);
            }
            return Ok(true);
        }
        self.held.push(held);
        self.place += 1;
        let Some(Step { act, .. }) = self.steps.get(self.place) else { return Ok(false) };
        self.since = Instant::now();
        match *act {
            Act::Play => {}
            Act::Stall(some, full) => self.stall(some, full)?,
            Act::Crowd => self.crowd = crowd(bundle)?,
            Act::Alone => self.leave(),
        }
        Ok(true)
    }

    /// All of it was told: what was held becomes the case's.
    ///
    /// # Errors
    /// If it wasn't.
    pub fn end(mut self, case: &mut Case) -> Result<()> {
        ensure!(
            self.place == self.steps.len(),
            "a day of music was over before {}",
            self.steps[self.place].when
        );
        case.remarks.push(match self.steps.len() == WHOLE.len() {
            true => format!("a budget of {BUDGET_MEGABYTES} MB, and {CROWD} instances that use it up"),
            false => "without a budget, and up to the first step down: there was no time for more".to_owned(),
        });
        // Its growth is that of the history, and what this is about.
        case.memory.growth = None;
        case.held = std::mem::take(&mut self.held);
        Ok(())
    }

    /// The system says so.
    fn stall(&self, some: u32, full: u32) -> Result<()> {
        let line =
            |kind: &str, percent: u32| format!("{kind} avg10={percent}.00 avg60=0.00 avg300=0.00 total=0\n");
        let text = line("some", some) + &line("full", full);
        // Whole or not at all, since it may be read at any time.
        let new = self.stalls.with_extension("new");
        fs::write(&new, text)
            .and_then(|()| fs::rename(&new, &self.stalls))
            .context("cannot say that memory is scarce")
    }

    fn leave(&mut self) {
        self.crowd.drain(..).for_each(|(mut instance, idle)| instance.deactivate(idle));
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        self.leave();
    }
}

fn crowd(bundle: &Bundle) -> Result<Vec<(Instance, Idle)>> {
    let one = |_| {
        let mut instance = rig::create(bundle)?;
        instance.set_pace(Pace::Offline)?;
        let idle = instance.activate(RATE.into(), BLOCK as u32)?;
        Ok((instance, idle))
    };
    (0..CROWD).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(used_pages: u64, page_limit: u64, reason: &str) -> HistoryReport {
        let (entries, reason) = (used_pages * PAGE, reason.to_owned());
        HistoryReport { entries, used_pages, free_pages: 0, bytes: 0, page_limit, reason }
    }

    #[test]
    fn a_history_that_keeps_its_pages_or_has_another_reason_has_not_shrunk() {
        assert!(is(&history(3, 3, "pressure"), 3, "pressure"));
        assert!(!is(&history(4, 3, "pressure"), 3, "pressure"), "its pages are still there");
        assert!(!is(&history(3, 3, "budget"), 3, "pressure"));
        assert!(!is(&history(3, 7, "an hour"), 3, "pressure"));
        assert!(has(&history(4, 5, "pressure"), 5, 4));
        assert!(!has(&history(3, 5, "pressure"), 5, 4), "it has not grown");
        assert!(!has(&history(3, 3, "pressure"), 5, 3));
    }

    #[test]
    fn what_the_system_says_is_what_the_plug_in_reads() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("memory");
        let story = Story::begin(file.clone(), SHORT).unwrap();
        let read = || engine::telemetry::Stalled::parse(&fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!((read().some, read().full), (0.0, 0.0));
        story.stall(60, 40).unwrap();
        assert_eq!((read().some, read().full), (60.0, 40.0));
    }
}
