//! What a session keeps of it.

use std::sync::atomic::Ordering;

use super::Outside;
use crate::outside::{lock, log::LogFormat, osc::OscSettings};

/// All that a session keeps of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// OSC.
    pub osc: OscSettings,
    /// The instance's number, as receivers know it; none if nobody can know it yet.
    pub number: Option<u32>,
    /// How the log is written. Whether it runs is no part of a session: opening one must not begin to write files.
    pub log: LogFormat,
}

/// For sessions.
impl Outside {
    /// All that a session keeps.
    pub fn settings(&self) -> Settings {
        Settings { osc: self.osc(), number: self.0.number.known(), log: self.log_format() }
    }

    /// A session brings it back, `written` as it was.
    pub fn restore(&self, settings: Settings, mut written: serde_json::Value) {
        if let Some(number) = settings.number {
            self.0.number.want(number);
        }
        self.0.log.set_format(settings.log);
        lock(&self.0.kept).osc = settings.osc.clone();
        self.apply_osc();
        let made = self.settings();
        if (settings.osc.on || settings.number.is_some()) && made.number != settings.number {
            // It had none yet, or another instance has it: a session that is copied has two of them from now on.
            written["osc"]["number"] = made.number.into();
        }
        lock(&self.0.kept).loaded = Some((made, written));
        self.0.version.fetch_add(1, Ordering::Release);
    }

    /// What a session brought, as it was written, if nothing was changed since.
    pub fn loaded(&self) -> Option<serde_json::Value> {
        let settings = self.settings();
        let kept = lock(&self.0.kept);
        kept.loaded.as_ref().filter(|(made, _)| *made == settings).map(|(_, written)| written.clone())
    }

    /// Rises with every change of what is set: who shows it need not look before.
    pub fn version(&self) -> u64 {
        self.0.version.load(Ordering::Acquire)
    }

    /// What tells the host that its project has changed.
    pub fn tell_with(&self, tell: impl Fn() + Send + 'static) {
        *lock(&self.0.tell) = Some(Box::new(tell));
    }

    pub(super) fn changed(&self) {
        self.0.version.fetch_add(1, Ordering::Release);
        self.apply_osc();
        if let Some(tell) = &*lock(&self.0.tell) {
            tell();
        }
    }
}
