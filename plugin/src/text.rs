//! What people write for a value, read in one place: in the editor, and in the host's own fields.
//!
//! A comma is as good as a point, whatever the language of the system; spaces, the sign and the minus may be those of
//! any keyboard or of a text that was copied; units may be missing or in other case. What can be read in two ways is
//! refused: with a point *and* a comma, or with two of them, one might stand for thousands. A single one never does,
//! since no value reaches a thousand.

/// Why a text names no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// It says something else.
    #[error("expected {expected}, got {got}")]
    Unexpected {
        /// What would be good.
        expected: &'static str,
        /// What is written there.
        got: String,
    },
    /// It says two things.
    #[error("{0} can be two numbers: write one point or comma")]
    Ambiguous(String),
}

/// What a text can say about one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// In words.
    pub expected: &'static str,
    /// Least and greatest value.
    pub range: (f64, f64),
    /// Whether only whole numbers are values.
    pub whole: bool,
    /// What may stand before the number, in small letters.
    pub prefix: &'static str,
    /// What may stand after the number, in small letters, and what the number is divided by then. Without a unit it
    /// is the first one.
    pub units: &'static [(&'static str, f64)],
    /// Values that have names, in small letters.
    pub names: &'static [(&'static str, f64)],
}

const NUMBER: Quantity = Quantity {
    expected: "a number",
    range: (f64::MIN, f64::MAX),
    whole: false,
    prefix: "",
    units: &[],
    names: &[],
};

impl Quantity {
    /// An output's value, or what is added to one.
    pub const LEVEL: Self = Self { expected: "-1 to 1", range: (-1.0, 1.0), ..NUMBER };
    /// A share in [0, 1], written as percent.
    pub const SHARE: Self =
        Self { expected: "0 to 100 %", range: (0.0, 1.0), units: &[("%", 100.0)], ..NUMBER };
    /// What an output is multiplied by.
    pub const FACTOR: Self = Self { expected: "0 to 2 x", range: (0.0, 2.0), units: &[("x", 1.0)], ..NUMBER };
    /// How long the outputs take.
    pub const SECONDS: Self = Self {
        expected: "0 to 10 s",
        range: (0.0, 10.0),
        units: &[("s", 1.0), ("sec", 1.0), ("ms", 1000.0)],
        ..NUMBER
    };
    /// A MIDI channel.
    pub const CHANNEL: Self = Self { expected: "1 to 16", range: (1.0, 16.0), whole: true, ..NUMBER };
    /// A MIDI controller, or none.
    pub const CONTROLLER: Self = Self {
        expected: "CC 1 to CC 119, or Off",
        range: (0.0, 119.0),
        whole: true,
        prefix: "cc",
        names: &[("off", 0.0)],
        ..NUMBER
    };
    /// How long a macro takes.
    pub const GLIDE: Self = Self { expected: "0 to 60 s", range: (0.0, 60.0), ..Self::SECONDS };
    /// Energy as DJs know it.
    pub const ENERGY: Self = Self { expected: "1 to 10", range: (1.0, 10.0), ..NUMBER };
    /// Messages a second.
    pub const RATE: Self = Self {
        expected: "1 to 100 a second",
        range: (1.0, 100.0),
        whole: true,
        units: &[("/s", 1.0), ("hz", 1.0)],
        ..NUMBER
    };
    /// The first of six MIDI notes, by its number; who reads names of notes reads them before.
    pub const NOTE: Self =
        Self { expected: "C-2 to D8, or 0 to 122", range: (0.0, 122.0), whole: true, ..NUMBER };
    /// The first of six MIDI programs, or none.
    pub const PROGRAM: Self = Self {
        expected: "1 to 123, or Off",
        range: (0.0, 123.0),
        whole: true,
        names: &[("off", 0.0)],
        ..NUMBER
    };
    /// On or off.
    pub const SWITCH: Self = Self {
        expected: "On or Off",
        range: (0.0, 1.0),
        whole: true,
        names: &[("on", 1.0), ("off", 0.0), ("yes", 1.0), ("no", 0.0), ("true", 1.0), ("false", 0.0)],
        ..NUMBER
    };

    /// What the parameter with this id is; none if it is no quantity.
    pub fn of_param(id: &str) -> Option<Self> {
        match id {
            "bypass" | "hold" => Some(Self::SWITCH),
            "smoothing" => Some(Self::SECONDS),
            "valence_offset" | "arousal_offset" => Some(Self::LEVEL),
            "valence_range" | "arousal_range" => Some(Self::FACTOR),
            "cc_channel" => Some(Self::CHANNEL),
            "cc_valence" | "cc_arousal" => Some(Self::CONTROLLER),
            macro_ if macro_.starts_with("macro_") => Some(Self::SHARE),
            _ => None,
        }
    }

    /// The value that a text names.
    ///
    /// # Errors
    /// Why it names none.
    pub fn read(&self, text: &str) -> Result<f64, Misread> {
        let plain = plain(text);
        if let Some((_, value)) = self.names.iter().find(|(name, _)| *name == plain) {
            return Ok(*value);
        }
        let unexpected = || Misread::Unexpected { expected: self.expected, got: quoted(text) };
        let written = plain.strip_prefix(self.prefix).unwrap_or(&plain).trim_start();
        let (sign, written) = match written.strip_prefix(['-', '+']) {
            Some(rest) if written.starts_with('-') => (-1.0, rest.trim_start()),
            Some(rest) => (1.0, rest.trim_start()),
            None => (1.0, written),
        };
        let end = written.find(|c: char| !is_of_number(c)).unwrap_or(written.len());
        let (number, unit) = written.split_at(end);
        if !number.contains(is_digit) {
            return Err(unexpected());
        }
        if number.matches([',', '.']).count() > 1 || unit.contains(is_digit) {
            return Err(Misread::Ambiguous(quoted(text)));
        }
        let number: f64 = number.replace(',', ".").parse().map_err(|_| unexpected())?;
        let value = sign * number / self.divisor(unit.trim_start()).ok_or_else(unexpected)?;
        let good = (self.range.0..=self.range.1).contains(&value) && (!self.whole || value.fract() == 0.0);
        good.then_some(value).ok_or_else(unexpected)
    }

    /// What a number with this unit is divided by; none if it is another unit.
    fn divisor(&self, unit: &str) -> Option<f64> {
        let mut units = self.units.iter();
        if unit.is_empty() {
            return Some(units.next().map_or(1.0, |(_, divisor)| *divisor));
        }
        units.find(|(known, _)| *known == unit).map(|(_, divisor)| *divisor)
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_of_number(c: char) -> bool {
    is_digit(c) || matches!(c, ',' | '.')
}

/// A text in small letters, with the signs and spaces that ASCII has, and none around it.
pub fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        // Minus, hyphens and dashes, the small and the superscript one.
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{FE63}' | '\u{207B}' => Some('-'),
        '×' | '✕' => Some('x'),
        // Marks without width, and those that turn the direction.
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{061C}' | '\u{00AD}' => None,
        // Full width.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    };
    let signs: String = text.chars().filter_map(sign).collect();
    signs.trim().to_lowercase()
}

/// A text as a reason shows it.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 16;
    match text.trim() {
        "" => String::from("nothing"),
        text if text.chars().count() <= LONGEST => format!("“{text}”"),
        text => format!("“{}…”", text.chars().take(LONGEST).collect::<String>()),
    }
}

#[cfg(test)]
mod tests;
