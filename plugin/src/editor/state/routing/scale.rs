//! How a number of the routing table is turned, written and read.

use super::super::text;
use crate::text::{Misread, Quantity, plain};

/// The names of the twelve notes.
const NOTES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
/// How far a bent scale's lower values are drawn apart: the exponent.
const BEND: f32 = 3.0;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// With its sign, [-1, 1].
    Level,
    /// As percent.
    Share,
    /// [0, 1] as 1 to 10.
    Energy,
    /// Seconds.
    Seconds,
    /// 1 to 16.
    Channel,
    /// A controller's number; 0 is off.
    Controller,
    /// A second.
    Rate,
    /// Name and number.
    Note,
    /// 0 is off.
    Program,
}

impl Writing {
    /// With its unit.
    pub fn text(self, value: f32) -> String {
        let whole = value.round() as u8;
        match self {
            Self::Level => text::signed(value),
            Self::Share => format!("{} %", tenths(value * 100.0)),
            Self::Energy => tenths(1.0 + 9.0 * value),
            Self::Seconds if value < 9.995 => format!("{value:.2} s"),
            Self::Seconds => format!("{value:.1} s"),
            Self::Channel => whole.to_string(),
            Self::Controller | Self::Program if whole == 0 => String::from("Off"),
            Self::Controller => format!("CC {whole}"),
            Self::Rate => format!("{whole} /s"),
            Self::Note => format!("{} · {whole}", note_name(whole)),
            Self::Program => whole.to_string(),
        }
    }

    /// What a text says.
    ///
    /// # Errors
    /// Why it says nothing.
    pub fn read(self, text: &str) -> Result<f32, Misread> {
        let (quantity, text) = match self {
            Self::Level => (Quantity::LEVEL, text),
            Self::Share => (Quantity::SHARE, text),
            Self::Energy => (Quantity::ENERGY, text),
            Self::Seconds => (Quantity::GLIDE, text),
            Self::Channel => (Quantity::CHANNEL, text),
            Self::Controller => (Quantity::CONTROLLER, text),
            Self::Rate => (Quantity::RATE, text),
            Self::Program => (Quantity::PROGRAM, text),
            Self::Note => {
                let name = text.split('·').next().unwrap_or(text);
                if let Some(note) = note_named(name).filter(|note| f64::from(*note) <= Quantity::NOTE.range.1)
                {
                    return Ok(note.into());
                }
                (Quantity::NOTE, name)
            }
        };
        let value = quantity.read(text)? as f32;
        Ok(if self == Self::Energy { (value - 1.0) / 9.0 } else { value })
    }
}

/// A number with one decimal, or with none where that is 0.
fn tenths(value: f32) -> String {
    let tenths = (value * 10.0).round() as i32;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// A note's name; 36 is C1.
pub fn note_name(note: u8) -> String {
    format!("{}{}", NOTES[usize::from(note % 12)], i16::from(note / 12) - 2)
}

/// The note with a name: a letter, at most one sharp or flat, the octave.
fn note_named(text: &str) -> Option<u8> {
    let text = plain(text);
    let mut rest = text.chars();
    let steps = match rest.next()? {
        'c' => 0,
        'd' => 2,
        'e' => 4,
        'f' => 5,
        'g' => 7,
        'a' => 9,
        'b' => 11,
        _ => return None,
    };
    let after = rest.as_str();
    let (shift, octave) = match after.chars().next()? {
        '#' | '♯' => (1, after.trim_start_matches(['#', '♯'])),
        'b' | '♭' => (-1, after.trim_start_matches(['b', '♭'])),
        _ => (0, after),
    };
    let octave: i32 = octave.parse().ok().filter(|octave| (-2..=8).contains(octave))?;
    u8::try_from((octave + 2) * 12 + steps + shift).ok()
}

/// How a number is turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Least and greatest value.
    pub range: (f32, f32),
    /// As it is in a new table.
    pub default: f32,
    /// How it is written.
    pub writing: Writing,
    whole: bool,
    bent: bool,
}

impl Scale {
    /// An even one.
    pub fn new(range: (f32, f32), default: f32, writing: Writing) -> Self {
        Self { range, default, writing, whole: false, bent: false }
    }

    /// Lower values lie further apart. The range begins at 0.
    pub fn bent(self) -> Self {
        Self { bent: true, ..self }
    }

    /// Only whole numbers are values.
    pub fn whole(self) -> Self {
        Self { whole: true, ..self }
    }

    /// Where a value lies, [0, 1].
    pub fn normalized(&self, value: f32) -> f32 {
        let share = (value - self.range.0) / (self.range.1 - self.range.0);
        let share = share.clamp(0.0, 1.0);
        if self.bent { share.powf(1.0 / BEND) } else { share }
    }

    /// The value there.
    pub fn value(&self, normalized: f32) -> f32 {
        let share = if self.bent { normalized.powf(BEND) } else { normalized };
        let value = self.range.0 + share.clamp(0.0, 1.0) * (self.range.1 - self.range.0);
        if self.whole { value.round() } else { value }
    }

    /// How many steps it has from end to end; none if it is continuous.
    pub fn steps(&self) -> Option<f32> {
        self.whole.then_some(self.range.1 - self.range.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        for (writing, range) in [
            (Writing::Level, (-1.0, 1.0)),
            (Writing::Share, (0.0, 1.0)),
            (Writing::Energy, (0.0, 1.0)),
            (Writing::Seconds, (0.0, 60.0)),
            (Writing::Channel, (1.0, 16.0)),
            (Writing::Controller, (0.0, 119.0)),
            (Writing::Rate, (1.0, 100.0)),
            (Writing::Note, (0.0, 122.0)),
            (Writing::Program, (0.0, 123.0)),
        ] {
            for step in 0..=40 {
                let text = writing.text(range.0 + (range.1 - range.0) * step as f32 / 40.0);
                let read = writing.read(&text).unwrap_or_else(|error| panic!("{writing:?} {text}: {error}"));
                assert_eq!(writing.text(read), text, "{writing:?}");
            }
        }
    }

    #[test]
    fn people_write_notes_energies_and_times_in_their_own_ways() {
        for (writing, text, expected) in [
            (Writing::Note, "c1", 36.0),
            (Writing::Note, "36", 36.0),
            (Writing::Note, "Db1", 37.0),
            (Writing::Note, " F#-2 ", 6.0),
            (Writing::Note, "b1", 47.0),
            (Writing::Note, "bb1", 46.0),
            (Writing::Energy, "1", 0.0),
            (Writing::Energy, "5,5", 0.5),
            (Writing::Seconds, "250 ms", 0.25),
            (Writing::Rate, "20", 20.0),
            (Writing::Program, "off", 0.0),
        ] {
            assert_eq!(writing.read(text), Ok(expected), "{text}");
        }
        for (writing, text) in [
            (Writing::Note, "H1"),
            (Writing::Note, "C9"),
            (Writing::Note, "G8"),
            (Writing::Note, "Cb-2"),
            (Writing::Energy, "0"),
            (Writing::Seconds, "61"),
            (Writing::Rate, "0"),
        ] {
            let reason = writing.read(text).unwrap_err().to_string();
            assert!(reason.starts_with("expected"), "{text}: {reason}");
        }
    }

    #[test]
    fn a_bent_scale_goes_to_both_ends_and_has_room_for_small_values() {
        let scale = Scale::new((0.0, 60.0), 0.5, Writing::Seconds).bent();
        assert_eq!([0.0, 1.0].map(|end| scale.value(end)), [0.0, 60.0]);
        assert!((scale.value(scale.normalized(0.5)) - 0.5).abs() < 1e-5);
        assert!(scale.normalized(0.5) > 0.15);
    }
}
