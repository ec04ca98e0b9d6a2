//! OSC.

use std::array;

use strum::VariantArray;

use super::fault;
use crate::outside::{
    Outside,
    osc::{OscPhase, OscSettings, OscStatus, Part},
};

/// What is typed in, by what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum Field {
    /// The receiver's name or address.
    Host,
    /// Its port.
    Port,
    /// What addresses begin with.
    Prefix,
    /// The instance's name.
    Name,
    /// Bundles a second.
    Rate,
}

impl Field {
    /// What the page calls it by.
    pub fn id(self) -> &'static str {
        match self {
            Self::Host => "osc-host",
            Self::Port => "osc-port",
            Self::Prefix => "osc-prefix",
            Self::Name => "osc-name",
            Self::Rate => "osc-rate",
        }
    }

    /// What it is, as text.
    fn get(self, settings: &OscSettings) -> String {
        match self {
            Self::Host => settings.host.clone(),
            Self::Port => settings.port.to_string(),
            Self::Prefix => settings.prefix.clone(),
            Self::Name => settings.name.clone(),
            Self::Rate => settings.rate.to_string(),
        }
    }

    /// Gives it a text.
    ///
    /// # Errors
    /// Why that can't be, in a line.
    pub fn enter(self, outside: &Outside, text: &str) -> Result<(), String> {
        let text = text.trim();
        let number = |what, least: u16, greatest: u16| {
            let number = text.parse().ok().filter(|number| (least..=greatest).contains(number));
            number.ok_or_else(|| format!("expected {what} from {least} to {greatest}, got “{text}”"))
        };
        let (port, rate) = match self {
            Self::Port => (number("a port", 1, u16::MAX)?, 0),
            Self::Rate => (0, number("bundles a second", 1, 60)? as u8),
            _ => (0, 0),
        };
        let changed = outside.change_osc(|osc| match self {
            Self::Host => osc.host = text.to_owned(),
            Self::Port => osc.port = port,
            Self::Prefix => osc.prefix = text.to_owned(),
            Self::Name => osc.name = text.to_owned(),
            Self::Rate => osc.rate = rate,
        });
        changed.map_err(|error| error.to_string())
    }
}

/// What the page shows of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OscView {
    /// It is switched on.
    pub on: bool,
    /// The fields' texts, in their order.
    pub fields: [String; Field::VARIANTS.len()],
    /// The field whose last text was refused, and why.
    pub refused: Option<(&'static str, String)>,
    /// The parts that are sent, in their order.
    pub parts: [bool; Part::ALL.len()],
    /// What all addresses begin with.
    pub address: String,
    /// What it does.
    pub told: String,
    /// It goes out.
    pub sends: bool,
    /// What went wrong, and when.
    pub fault: Option<String>,
}

impl OscView {
    pub(super) fn new(outside: &Outside, refused: Option<&(Field, String)>) -> Self {
        let (settings, status) = (outside.osc(), outside.osc_status());
        Self {
            on: settings.on,
            fields: array::from_fn(|index| Field::VARIANTS[index].get(&settings)),
            refused: refused.map(|(field, why)| (field.id(), why.clone())),
            parts: Part::ALL.map(|part| settings.parts.has(part)),
            address: outside.osc_address(),
            told: told(&settings, &status),
            sends: status.phase == OscPhase::Sending,
            fault: status.fault.as_ref().map(fault),
        }
    }
}

/// What it does, in a line.
fn told(settings: &OscSettings, status: &OscStatus) -> String {
    match status.phase {
        OscPhase::Off => String::from("Nothing is sent"),
        OscPhase::Waiting => String::from("Waits for the host to play"),
        OscPhase::Rendering => String::from("The host renders: nothing is sent"),
        OscPhase::LookingUp => format!("Looks for {}", settings.host),
        OscPhase::Sending => {
            let target = status.target.map(|target| format!(" to {target}")).unwrap_or_default();
            format!("Sends{target}: {} bundles", status.sent)
        }
        OscPhase::Failing => String::from("Can't be sent, tries on"),
    }
}
