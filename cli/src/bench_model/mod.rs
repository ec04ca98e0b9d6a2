//! `ai-mixtapes bench-model`: what one update costs with a model, and what the model says of feature frames.
//!
//! Not in the help: `benchmark.py` and `quantise.py` in `models/training/measure` run it beside ONNX Runtime.

mod hear;
mod load;
mod report;
mod scenario;

use std::{io, path::PathBuf};

use anyhow::{Result, ensure};

use self::{load::Loaded, scenario::Scenario};
use crate::system;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folders with an ONNX file and its contract.toml [default: the built-in model].
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// How often each model has its turn.
    #[arg(long, value_name = "N", default_value = "5")]
    rounds: usize,
    /// Updates in a turn.
    #[arg(long, value_name = "N", default_value = "200")]
    updates: usize,
    /// Every single time, as JSON.
    #[arg(long)]
    json: bool,
    /// Instead: read feature frames from standard input and write the moods to standard output.
    #[arg(long)]
    hear: bool,
}

/// Measures the models; false if one of them was refused.
///
/// # Errors
/// If the report can't be written, or with `--hear` if frames or model are no good.
pub fn run(options: &Options) -> Result<bool> {
    let idle = system::peak_kib();
    let models: Vec<_> = if options.folders.is_empty() {
        vec![Loaded::builtin()]
    } else {
        options.folders.iter().map(|folder| Loaded::from_folder(folder)).collect()
    };
    if options.hear {
        ensure!(models.len() == 1, "--hear takes one model, {} were given", models.len());
        for loaded in models {
            hear::hear(&loaded.model.map_err(anyhow::Error::msg)?, io::stdin().lock(), io::stdout().lock())?;
        }
        return Ok(true);
    }
    let mut scenarios: Vec<_> = models.into_iter().map(Scenario::new).collect();
    // In turns, so that whatever else the machine does befalls all alike.
    for _ in 0..options.rounds {
        for scenario in &mut scenarios {
            scenario.round(options.updates);
        }
    }
    report::print(&scenarios, idle, options.json)?;
    Ok(scenarios.iter().all(|scenario| scenario.refusal().is_none()))
}
