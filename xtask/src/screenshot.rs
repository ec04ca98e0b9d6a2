//! `cargo xtask screenshot`: pictures of the editor, as it shows what the real bundle has heard in the demo mix.

use std::{
    env::consts,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::Result;

use crate::{
    bundle,
    project::{Profile, Project, run},
    setup::{self, Purpose},
};

/// The example of the plug-in that draws.
const EXAMPLE: &str = "screenshot";

/// Where pictures go if nobody says it, under the target folder.
const FOLDER: &str = "screenshots";

/// Plays the demo mix through the bundle, and draws what its editor then shows into `folder`.
pub fn command(project: &Project, folder: Option<PathBuf>) -> Result<()> {
    setup::ensure(&[Purpose::Build])?;
    let clap = bundle::clap(project, &["--example", EXAMPLE])?;
    let heard = project.target.join("tmp").join("demo-mix");
    run(Command::new(bundle::cli(project, Profile::Release))
        .arg("demo")
        .arg("--plugin")
        .arg(clap)
        .arg("--out")
        .arg(&heard)
        // The built-in model, even where the user has one of their own.
        .env("AI_MIXTAPES_MODEL", "")
        .stdout(Stdio::null()))?;
    let example = project.built(Profile::Release, &format!("examples/{EXAMPLE}{}", consts::EXE_SUFFIX));
    let folder = folder.unwrap_or_else(|| project.target.join(FOLDER));
    run(Command::new(example).arg(heard.join("mood.json")).arg(folder))
}
