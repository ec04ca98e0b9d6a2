//! What the user sets of OSC.

use std::{net::IpAddr, ops::RangeInclusive};

use strum::VariantArray;

/// Bundles a second.
pub const RATES: RangeInclusive<u8> = 1..=60;
/// Characters of a prefix or a name, at most.
const LONGEST: usize = 64;
/// Characters of a host's name, at most (RFC 1035).
const LONGEST_HOST: usize = 253;
/// What has a meaning in address patterns (OSC 1.0), and what separates parts of an address.
const RESERVED: &str = " #*,/?[]{}";

/// What can be sent: a group of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
#[repr(u8)]
pub enum Part {
    /// Valence, arousal and tension, on [-1, 1] and on [0, 1].
    Mood,
    /// The confidence.
    Confidence,
    /// The energy.
    Energy,
    /// Probabilities of the quadrants.
    Quadrants,
    /// The class as text, as index and as gates.
    Class,
    /// The state as text.
    State,
    /// Both moods as they were detected.
    Horizons,
    /// The macros.
    Macros,
    /// A pulse where the music changes.
    Change,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// What sessions know it by, **for ever**.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mood => "mood",
            Self::Confidence => "confidence",
            Self::Energy => "energy",
            Self::Quadrants => "quadrants",
            Self::Class => "class",
            Self::State => "state",
            Self::Horizons => "horizons",
            Self::Macros => "macros",
            Self::Change => "change",
        }
    }

    /// What people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mood => "Valence, arousal, tension",
            Self::Confidence => "Confidence",
            Self::Energy => "Energy",
            Self::Quadrants => "Quadrants",
            Self::Class => "Class",
            Self::State => "State",
            Self::Horizons => "Now and section",
            Self::Macros => "Macros",
            Self::Change => "Change",
        }
    }

    /// Its addresses behind the instance's, shortened.
    pub fn addresses(self) -> &'static str {
        match self {
            Self::Mood => "valence arousal tension level/…",
            Self::Confidence => "confidence",
            Self::Energy => "energy",
            Self::Quadrants => "quadrant/q1 … quadrant/q4",
            Self::Class => "class/name class/index class/is/…",
            Self::State => "state",
            Self::Horizons => "now/… section/…",
            Self::Macros => "macro/1 … macro/8",
            Self::Change => "change",
        }
    }

    /// The part that sessions know by this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// Which parts are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts(u16);

impl Parts {
    /// None.
    pub const NONE: Self = Self(0);
    /// All.
    pub const ALL: Self = Self((1 << Part::ALL.len()) - 1);

    /// Whether a part is among them.
    pub fn has(self, part: Part) -> bool {
        self.0 & 1 << part as u8 != 0
    }

    /// The same with a part, or without it.
    #[must_use]
    pub fn with(self, part: Part, on: bool) -> Self {
        let bit = 1 << part as u8;
        Self(if on { self.0 | bit } else { self.0 & !bit })
    }

    /// Those that are sent.
    pub fn iter(self) -> impl Iterator<Item = Part> {
        Part::ALL.into_iter().filter(move |part| self.has(*part))
    }
}

/// What goes out, to whom, how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OscSettings {
    /// Whether anything goes out.
    pub on: bool,
    /// Name or address of the receiver.
    pub host: String,
    /// Its UDP port, from 1.
    pub port: u16,
    /// What all addresses begin with, such as `/ai-mixtapes`; may be empty.
    pub prefix: String,
    /// The instance's name, which follows; if it is empty, a number that no other instance has.
    pub name: String,
    /// Bundles a second: [`RATES`].
    pub rate: u8,
    /// What is sent.
    pub parts: Parts,
}

impl Default for OscSettings {
    fn default() -> Self {
        Self {
            on: false,
            host: "127.0.0.1".into(),
            port: 9000,
            prefix: "/ai-mixtapes".into(),
            name: String::new(),
            rate: 30,
            parts: Parts::ALL,
        }
    }
}

/// Why settings were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OscError {
    /// No host.
    #[error("expected a receiver's name or address, such as 127.0.0.1, got “{0}”")]
    Host(String),
    /// Port 0.
    #[error("expected a port from 1 to 65535, got 0")]
    Port,
    /// A prefix that is no OSC address.
    #[error("expected an address such as /ai-mixtapes, without spaces and any of #*,?[]{{}}, got “{0}”")]
    Prefix(String),
    /// A name that is no part of an OSC address.
    #[error("expected a name without spaces and any of /#*,?[]{{}}, got “{0}”")]
    Name(String),
    /// Too often, or never.
    #[error("expected 1 to 60 bundles a second, got {0}")]
    Rate(u8),
}

impl OscSettings {
    /// Whether it can be done.
    ///
    /// # Errors
    /// What can't be.
    pub fn check(&self) -> Result<(), OscError> {
        let host = &self.host;
        let visible = |text: &str| text.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
        if host.is_empty() || host.len() > LONGEST_HOST || !visible(host) {
            return Err(OscError::Host(host.clone()));
        }
        if self.port == 0 {
            return Err(OscError::Port);
        }
        let parts = self.prefix.strip_prefix('/').map(|rest| rest.split('/').all(is_part));
        if !self.prefix.is_empty() && (self.prefix.len() > LONGEST || parts != Some(true)) {
            return Err(OscError::Prefix(self.prefix.clone()));
        }
        if !self.name.is_empty() && !is_part(&self.name) {
            return Err(OscError::Name(self.name.clone()));
        }
        if RATES.contains(&self.rate) { Ok(()) } else { Err(OscError::Rate(self.rate)) }
    }

    /// Whether what goes out stays on this computer. A name may mean anything, so only `localhost` and addresses do.
    pub fn stays_here(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// What all addresses of the instance with a number begin with.
    pub fn address(&self, number: u32) -> String {
        if self.name.is_empty() {
            format!("{}/{number}", self.prefix)
        } else {
            format!("{}/{}", self.prefix, self.name)
        }
    }
}

/// Whether it can stand between two slashes of an OSC address.
fn is_part(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_graphic() && !RESERVED.contains(letter);
    (1..=LONGEST).contains(&text.len()) && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cant_be_done_is_refused_with_what_can() {
        let with = |change: fn(&mut OscSettings)| {
            let mut settings = OscSettings::default();
            change(&mut settings);
            settings.check().map_err(|error| error.to_string())
        };
        assert_eq!(with(|_| ()), Ok(()));
        assert_eq!(with(|set| (set.prefix, set.name) = (String::new(), "deck-A".into())), Ok(()));
        assert_eq!(with(|set| set.host = "fe80::1".into()), Ok(()));
        for (refused, expected) in [
            (with(|set| set.host = " ".into()), "receiver's name"),
            (with(|set| set.host = "a".repeat(300)), "receiver's name"),
            (with(|set| set.port = 0), "1 to 65535"),
            (with(|set| set.prefix = "mood".into()), "/ai-mixtapes"),
            (with(|set| set.prefix = "/".into()), "/ai-mixtapes"),
            (with(|set| set.prefix = "/a//b".into()), "/ai-mixtapes"),
            (with(|set| set.prefix = "/mood*".into()), "/ai-mixtapes"),
            (with(|set| set.name = "deck A".into()), "deck A"),
            (with(|set| set.name = "größe".into()), "größe"),
            (with(|set| set.rate = 0), "1 to 60"),
            (with(|set| set.rate = 61), "1 to 60"),
        ] {
            assert!(refused.as_ref().is_err_and(|error| error.contains(expected)), "{refused:?}");
        }
    }

    #[test]
    fn addresses_have_the_name_or_else_the_number() {
        let settings = OscSettings::default();
        assert_eq!(settings.address(3), "/ai-mixtapes/3");
        assert_eq!(OscSettings { name: "deck-A".into(), ..settings }.address(3), "/ai-mixtapes/deck-A");
    }

    #[test]
    fn only_this_computer_counts_as_here() {
        let here = |host: &str| OscSettings { host: host.into(), ..OscSettings::default() }.stays_here();
        assert!(["127.0.0.1", "127.8.9.1", "::1", "LOCALHOST"].into_iter().all(here));
        assert!(!["192.168.1.2", "255.255.255.255", "localhost.example.org", "lights"].into_iter().any(here));
    }

    #[test]
    fn parts_have_keys_of_their_own_and_are_switched_one_by_one() {
        for part in Part::ALL {
            assert_eq!(Part::from_key(part.key()), Some(part));
            assert!(!Parts::ALL.with(part, false).has(part));
            assert_eq!(Parts::NONE.with(part, true).iter().collect::<Vec<_>>(), [part]);
        }
    }
}
