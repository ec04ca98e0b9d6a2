//! What moves on the routing page.

use engine::outputs::{MACROS, ROUTES};

use super::scale::note_name;
use crate::outputs::owed::Note;

/// Values move in so many steps: what can't be seen isn't drawn.
const STEPS: f32 = 1000.0;

/// What moves, as it is at a look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Live {
    /// Where macros are, [0, 1].
    pub macros: [f32; MACROS],
    /// Where they are set.
    pub set: [f32; MACROS],
    /// What routes carry, [0, 1].
    pub routes: [f32; ROUTES],
    /// The note that sounds.
    pub note: Option<Note>,
}

impl Live {
    /// In steps that can be seen.
    pub fn rounded(self) -> Self {
        let round = |value: f32| if value.is_nan() { 0.0 } else { (value * STEPS).round() / STEPS };
        Self {
            macros: self.macros.map(round),
            set: self.set.map(round),
            routes: self.routes.map(round),
            ..self
        }
    }
}

/// The note that sounds, in words.
pub fn sounding(note: Option<Note>) -> String {
    note.map_or_else(
        || String::from("no note sounds"),
        |note| format!("{} · ch {}", note_name(note.key), note.channel + 1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cant_be_seen_is_no_news() {
        let live = |value| Live { macros: [value; MACROS], ..Live::default() }.rounded();
        assert_eq!(live(0.5), live(0.50001));
        assert_ne!(live(0.5), live(0.502));
        assert_eq!(live(f32::NAN), live(0.0));
    }

    #[test]
    fn a_note_has_its_name_and_its_channel() {
        assert_eq!(sounding(Some(Note { channel: 9, key: 38 })), "D1 · ch 10");
        assert_eq!(sounding(None), "no note sounds");
    }
}
