//! What goes out beside the host, and presets, in words and for the page that shows and changes them.

mod osc;
mod page;
mod presets;

use std::path::Path;

use self::presets::Presets;
pub use self::{
    osc::{Field, OscView},
    page::OutsidePage,
    presets::{PresetRow, PresetsView},
};
use super::text::{clock_of, megabytes};
use crate::outside::{
    Fault, Outside,
    log::{LogFormat, LogPhase, LogStatus},
    osc::Part,
};

/// What the user asks for on this page.
#[derive(Clone, Debug, PartialEq)]
pub enum OutsideAsk {
    /// OSC is sent, or no longer.
    SendOsc(bool),
    /// A field gets this text.
    Enter(Field, String),
    /// A part is sent, or no longer.
    SendPart(Part, bool),
    /// The log begins, or ends.
    Log(bool),
    /// It is written otherwise.
    LogFormat(LogFormat),
    /// A preset is looked at.
    ChoosePreset(u8),
    /// The one that is looked at is to go out.
    LoadPreset,
    /// Though it sends the mood to another machine; or all but that.
    LoadAsked(bool),
    /// What was before the last preset comes back.
    TakePresetBack,
    /// What goes out becomes a preset of this name.
    SavePreset(String),
}

/// The log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogView {
    /// It was started and not stopped.
    pub runs: bool,
    /// How it is written.
    pub format: LogFormat,
    /// What it does.
    pub told: String,
    /// The newest file.
    pub file: String,
    /// Its folder.
    pub folder: String,
    /// What went wrong, and when.
    pub fault: Option<String>,
}

/// All of the page.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the types define them")]
pub struct OutsideView {
    pub osc: OscView,
    pub log: LogView,
    pub presets: PresetsView,
}

impl LogView {
    fn new(outside: &Outside) -> Self {
        let (runs, status) = (outside.logs(), outside.log_status());
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = |path: &Path| path.parent().unwrap_or(path).display().to_string();
        Self {
            runs,
            format: outside.log_format(),
            told: told(runs, &status),
            file: status.file.as_deref().map(name).unwrap_or_default(),
            folder: status.file.as_deref().map(folder).unwrap_or_default(),
            fault: status.fault.as_ref().map(fault),
        }
    }
}

/// What a log does, in a line.
fn told(runs: bool, status: &LogStatus) -> String {
    let amount = format!("{} rows, {} in this file", status.rows, megabytes(status.bytes as usize));
    let lost = match status.dropped {
        0 => String::new(),
        dropped => format!(", {dropped} lost"),
    };
    match (runs, status.phase) {
        (true, LogPhase::Off) => String::from("Begins…"),
        (true, LogPhase::Writing) => format!("Writes: {amount}{lost}"),
        (true, LogPhase::Failing) => format!("Can't write, tries on: {amount}{lost}"),
        (false, _) if status.file.is_some() => format!("Stopped: {amount}{lost}"),
        (false, _) => String::from("A row each half second, in a new file each hour"),
    }
}

/// What went wrong, with its time.
fn fault(fault: &Fault) -> String {
    format!("{} ({})", fault.text, clock_of(fault.at))
}

impl OutsideView {
    /// Of what is set and of what happens.
    fn new(outside: &Outside, refused: Option<&(Field, String)>, presets: &Presets) -> Self {
        Self { osc: OscView::new(outside, refused), log: LogView::new(outside), presets: presets.view() }
    }
}
