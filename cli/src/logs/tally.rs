//! How long which class was heard, and where it was calmest and liveliest.

use engine::mood::MoodClass;

use super::{heard::Heard, read::Mood};

/// Windows of so many seconds.
const MINUTE: f64 = 60.0;
/// A window with fewer updates with music is no minute of music.
const LEAST_UPDATES: usize = 40;
/// So many minutes are listed on either side.
const LISTED: usize = 5;

/// Updates of each kind.
pub struct Shares {
    /// By class.
    pub classes: [usize; MoodClass::ALL.len()],
    /// Without music.
    pub others: usize,
    /// Changes of the music.
    pub changes: usize,
}

/// A minute of music.
#[derive(Clone, Debug, PartialEq)]
pub struct Minute {
    /// Where it begins on the line of time.
    pub seconds: f64,
    /// Time of day of its first row, in seconds since 1970.
    pub time: f64,
    /// Means.
    pub arousal: f32,
    pub valence: f32,
    pub tension: f32,
    /// The class that most of it is in.
    pub class: MoodClass,
}

/// The mood of a row that was heard: of the section, which is what a listener would name.
pub fn mood_of<'a>(heard: &'a Heard<'_>) -> impl Iterator<Item = (f64, f64, Option<Mood>)> + 'a {
    heard
        .rows
        .iter()
        .map(|(seconds, row)| (*seconds, row.time, row.section.filter(|_| row.state.moves_outputs())))
}

impl Shares {
    /// Of all rows.
    pub fn of(heard: &Heard<'_>) -> Self {
        let changes = heard.rows.iter().filter(|(_, row)| row.change).count();
        let mut shares = Self { classes: [0; _], others: 0, changes };
        for (.., mood) in mood_of(heard) {
            match mood {
                Some(mood) => shares.classes[usize::from(mood.class.index())] += 1,
                None => shares.others += 1,
            }
        }
        shares
    }

    /// All updates.
    pub fn total(&self) -> usize {
        self.classes.iter().sum::<usize>() + self.others
    }
}

/// The minutes of music, each by itself.
pub fn minutes(heard: &Heard<'_>) -> Vec<Minute> {
    let mut windows = std::collections::BTreeMap::<u64, Vec<(f64, Mood)>>::new();
    for (seconds, time, mood) in mood_of(heard) {
        if let Some(mood) = mood {
            // A row speaks of the time before it.
            windows.entry(((seconds - 0.25).max(0.0) / MINUTE) as u64).or_default().push((time, mood));
        }
    }
    let minute = |(number, moods): (u64, Vec<(f64, Mood)>)| {
        let mean = |value: fn(&Mood) -> f32| {
            moods.iter().map(|(_, mood)| f64::from(value(mood))).sum::<f64>() / moods.len() as f64
        };
        let most = MoodClass::ALL
            .into_iter()
            .max_by_key(|class| moods.iter().filter(|(_, mood)| mood.class == *class).count());
        (moods.len() >= LEAST_UPDATES).then(|| Minute {
            seconds: number as f64 * MINUTE,
            time: moods[0].0,
            arousal: mean(|mood| mood.arousal) as f32,
            valence: mean(|mood| mood.valence) as f32,
            tension: mean(|mood| mood.tension) as f32,
            class: most.unwrap_or_default(),
        })
    };
    windows.into_iter().filter_map(minute).collect()
}

/// The calmest and the liveliest minutes, the most so first; none is on both sides.
pub fn extremes(mut minutes: Vec<Minute>) -> [Vec<Minute>; 2] {
    minutes.sort_by(|one, other| one.arousal.total_cmp(&other.arousal));
    let count = LISTED.min(minutes.len() / 2);
    let calmest = minutes[..count].to_vec();
    let liveliest = minutes.iter().rev().take(count).cloned().collect();
    [calmest, liveliest]
}
