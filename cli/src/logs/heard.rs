//! Rows on one line of time.

use engine::mood::State;
use report::{MoodReport, UpdateReport};

use super::read::{Mood, Row, Rows};
use crate::{
    sections::{MoodSection, mood_sections},
    timeline::Mark,
};

/// From one update to the next.
const STEP: f64 = models::STEP_HOPS as f64 * models::HOP_SECONDS;
/// Rows that are further apart are of two stretches.
const GAP: f64 = 10.0;
/// So much of a gap is drawn: a set may have begun a day after the last one.
const DRAWN_GAP: f64 = 30.0;

/// What was heard, on a line of time on which long gaps are cut short.
pub struct Heard<'a> {
    /// The rows that count, each with the second at which it is drawn.
    pub rows: Vec<(f64, &'a Row)>,
    /// They are a render's, and say nothing of when it was heard.
    pub rendered: bool,
    /// Rows of renders that are left out.
    pub left_out: usize,
    /// For the picture: with silence in the gaps.
    pub updates: Vec<UpdateReport>,
    pub sections: Vec<MoodSection>,
    /// Where stretches begin, by time of day.
    pub marks: Vec<Mark>,
    /// Length of the line.
    pub seconds: f64,
}

impl<'a> Heard<'a> {
    /// Of all that was read: what was played, or if nothing was what was rendered. None if there are no rows.
    pub fn of(rows: &'a Rows) -> Option<Self> {
        let mut played: Vec<_> = rows.rows.iter().filter(|row| !row.offline).collect();
        let rendered = played.is_empty();
        let left_out = if rendered { 0 } else { rows.rows.len() - played.len() };
        if rendered {
            played = rows.rows.iter().collect();
        }
        // Files may be given in any order.
        played.sort_by(|one, other| one.time.total_cmp(&other.time));
        let first = played.first()?.time;
        let mut heard = Self {
            rows: Vec::with_capacity(played.len()),
            rendered,
            left_out,
            updates: Vec::with_capacity(played.len()),
            sections: Vec::new(),
            marks: Vec::new(),
            seconds: 0.0,
        };
        let mut before = first - STEP;
        for row in played {
            let passed = if rendered { STEP } else { row.time - before };
            heard.add(row, passed);
            before = row.time;
        }
        heard.sections = mood_sections(&heard.updates);
        Some(heard)
    }

    /// Adds a row, so many seconds after the one before.
    fn add(&mut self, row: &'a Row, passed: f64) {
        if passed > GAP {
            let end = self.seconds + passed.min(DRAWN_GAP) - STEP;
            while self.seconds < end {
                self.seconds += STEP;
                self.updates.push(silence(self.updates.len() as u64, self.seconds));
            }
        }
        if (passed > GAP || self.rows.is_empty()) && !self.rendered {
            self.marks.push(Mark { seconds: self.seconds, name: clock_time(row.time) });
        }
        self.seconds += if passed > GAP { STEP } else { passed };
        self.updates.push(UpdateReport {
            state: row.state.name().into(),
            now: row.now.as_ref().map(report_of),
            section: row.section.as_ref().map(report_of),
            ..silence(self.updates.len() as u64, self.seconds)
        });
        self.rows.push((self.seconds, row));
    }
}

fn silence(index: u64, seconds: f64) -> UpdateReport {
    let state = State::Silent.name().into();
    UpdateReport {
        index,
        seconds,
        elapsed_seconds: None,
        host_seconds: None,
        state,
        now: None,
        section: None,
    }
}

fn report_of(mood: &Mood) -> MoodReport {
    let Mood { valence, arousal, tension, confidence, class } = *mood;
    MoodReport { valence, arousal, tension, quadrants: [0.0; 4], class: class.name().into(), confidence }
}

/// `21:30:05`, in universal time.
pub fn clock_time(time: f64) -> String {
    format_time(time, "%H:%M:%S")
}

/// `2026-11-30 21:30:05`, in universal time.
pub fn date_time(time: f64) -> String {
    format_time(time, "%Y-%m-%d %H:%M:%S")
}

fn format_time(time: f64, format: &str) -> String {
    let timestamp = jiff::Timestamp::from_millisecond((time * 1000.0) as i64).unwrap_or_default();
    timestamp.strftime(format).to_string()
}
