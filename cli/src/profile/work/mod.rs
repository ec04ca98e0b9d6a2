//! The work of one case, in a process that does nothing else: its memory and its processor time are the case's.

mod churn;
mod collection;
mod looks;
mod play;
mod pressure;
mod rig;
mod routed;
#[cfg(target_os = "linux")]
mod window;

use std::path::Path;

use anyhow::Result;
use host::Pace;

use self::play::Play;
use super::{
    figures::Case,
    scenario::{Plan, Scenario},
};
use crate::{
    audio::Decoder,
    demo::{mix, playing::Music},
};

/// Hertz, of all that isn't said otherwise.
const RATE: u32 = 48_000;
/// Frames, as above.
const BLOCK: usize = 512;

/// Does what is planned with the plug-in.
///
/// # Errors
/// If the plug-in fails.
pub fn run(plugin: &Path, plan: Plan) -> Result<Case> {
    let bus = Play {
        plan,
        rate: RATE,
        block: BLOCK,
        pace: Pace::Realtime,
        routed: false,
        window: false,
        busy: false,
    };
    match plan.scenario {
        Scenario::Bus | Scenario::Crowd => play::run(plugin, bus),
        Scenario::Tight => play::run(plugin, Play { block: 64, ..bus }),
        Scenario::Hires => play::run(plugin, Play { rate: 192_000, ..bus }),
        Scenario::Macros => play::run(plugin, Play { routed: true, ..bus }),
        Scenario::Long => play::run(plugin, Play { pace: Pace::Offline, ..bus }),
        Scenario::Editor => play::run(plugin, Play { window: true, ..bus }),
        Scenario::Starved => play::run(plugin, Play { busy: true, ..bus }),
        Scenario::Churn => churn::run(plugin, plan),
        Scenario::Pressure => pressure::run(plugin, Play { pace: Pace::Offline, ..bus }),
        Scenario::Collection => collection::run(plan),
    }
}

/// The demo mix in memory.
fn music(rate: u32) -> Result<[Vec<f32>; 2]> {
    Music::new(Decoder::open(&mix::source())?, rate)?.whole()
}
