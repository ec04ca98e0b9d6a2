//! AI-Mixtapes as a program of its own, with the system's audio and MIDI ports.

use std::process::ExitCode;

use ai_mixtapes::AiMixtapes;

fn main() -> ExitCode {
    if nice_plug::prelude::nice_export_standalone::<AiMixtapes>() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
