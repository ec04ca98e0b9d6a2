//! `cargo xtask bundle`: the plug-in in the forms that hosts load.

use std::{
    env::consts,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{
    layout::{self, BundleFormat, Platform},
    names::{Names, PACKAGE},
    project::{Profile, Project},
    setup::{self, Purpose},
};

/// Everything that a release has. Always built in one go: with another selection cargo would unify features differently
/// and build what they share, the inference above all, once more.
pub const RELEASE: [&str; 7] = ["--package", PACKAGE, "--package", CLI_PACKAGE, "--lib", "--bin", CLI];

/// With [`RELEASE`]: without the VST3, for what plays the CLAP here. Nothing else is built differently, and no C++.
const CLAP_ONLY: &str = "--no-default-features";

/// What is tested: everything, the standalone program too.
pub const TESTED: [&str; 3] = ["--workspace", "--features", "ai-mixtapes/standalone"];

/// The package of the command line, and the program in it.
const CLI_PACKAGE: &str = "ai-mixtapes-cli";
pub const CLI: &str = "ai-mixtapes";

/// The standalone program's name and the feature of the package that has it.
pub const PROGRAM: &str = "ai-mixtapes-standalone";
const PROGRAM_FEATURE: &str = "standalone";
/// The feature with which what runs when is written to a file.
const TRACE_FEATURE: &str = "ai-mixtapes/trace";

/// The plug-in bundles, as absolute paths.
pub struct Bundles {
    /// The CLAP.
    pub clap: PathBuf,
    /// The VST3.
    pub vst3: PathBuf,
}

/// Makes sure that what [`plugin`] builds with is there, and what is needed for `more`.
pub fn ensure(profile: Profile, more: &[Purpose]) -> Result<()> {
    let with_it = match profile {
        Profile::Release => &[][..],
        Profile::Dev => &[Purpose::Standalone],
    };
    setup::ensure(&[&[Purpose::Build, Purpose::Vst3], with_it, more].concat())
}

/// Builds and bundles everything, and says where it is.
pub fn command(project: &Project, profile: Profile) -> Result<()> {
    ensure(profile, &[])?;
    let bundles = plugin(project, profile)?;
    println!("{}\n{}", bundles.clap.display(), bundles.vst3.display());
    if profile == Profile::Release {
        setup::ensure(&[Purpose::Standalone])?;
        println!("{}", program(project)?.display());
    }
    Ok(())
}

/// Builds the plug-in's library, with what is always built with it, and lays out its CLAP and its VST3.
pub fn plugin(project: &Project, profile: Profile) -> Result<Bundles> {
    // With them `cargo test` builds nothing again.
    let tests = match profile {
        Profile::Release => &[][..],
        Profile::Dev => &["--tests"],
    };
    project.build(profile, &[&programs(profile), tests].concat())?;
    built_plugin(project, profile)
}

/// Builds what plays the release's CLAP here, with `more` that cargo builds in the same go, and lays the CLAP out.
pub fn clap(project: &Project, more: &[&str]) -> Result<PathBuf> {
    build_played(project, more)?;
    lay_out_built(project, Profile::Release, BundleFormat::Clap, &folder(project, Profile::Release))
}

/// Builds what plays the release's CLAP here, and `more`.
pub fn build_played(project: &Project, more: &[&str]) -> Result<()> {
    project.build(Profile::Release, &[&RELEASE[..], &[CLAP_ONLY], more].concat())
}

/// What cargo builds to have the libraries and programs of a profile.
fn programs(profile: Profile) -> Vec<&'static str> {
    match profile {
        Profile::Release => RELEASE.to_vec(),
        Profile::Dev => [&TESTED[..], &["--lib", "--bins"]].concat(),
    }
}

/// The CLAP built to write a trace, in a folder of its own so that nobody takes it for one that doesn't.
pub fn traced_clap(project: &Project, profile: Profile) -> Result<PathBuf> {
    let trace = ["--features", TRACE_FEATURE];
    match profile {
        Profile::Release => build_played(project, &trace)?,
        Profile::Dev => project.build(profile, &[&programs(profile)[..], &trace].concat())?,
    }
    lay_out_built(project, profile, BundleFormat::Clap, &project.target.join("bundled-trace"))
}

/// Lays out the CLAP and the VST3 of the library that a build has left.
pub fn built_plugin(project: &Project, profile: Profile) -> Result<Bundles> {
    let bundle = |format| lay_out_built(project, profile, format, &folder(project, profile));
    Ok(Bundles { clap: bundle(BundleFormat::Clap)?, vst3: bundle(BundleFormat::Vst3)? })
}

fn lay_out_built(
    project: &Project,
    profile: Profile,
    format: BundleFormat,
    folder: &Path,
) -> Result<PathBuf> {
    let file = format!("{}{}{}", consts::DLL_PREFIX, PACKAGE.replace('-', "_"), consts::DLL_SUFFIX);
    let library = project.built(profile, &file);
    layout::lay_out(format, Platform::HERE, &library, &Names::read(project)?, folder)
}

/// The program `ai-mixtapes` that a build leaves.
pub fn cli(project: &Project, profile: Profile) -> PathBuf {
    project.built(profile, &format!("{CLI}{}", consts::EXE_SUFFIX))
}

/// Builds the standalone program for users and puts it beside the bundles.
fn program(project: &Project) -> Result<PathBuf> {
    project
        .build(Profile::Release, &["--package", PACKAGE, "--bin", PROGRAM, "--features", PROGRAM_FEATURE])?;
    let built = project.built(Profile::Release, &format!("{PROGRAM}{}", consts::EXE_SUFFIX));
    let name = format!("{}{}", Names::read(project)?.name, consts::EXE_SUFFIX);
    let program = folder(project, Profile::Release).join(name);
    layout::copy(&built, &program)?;
    Ok(program)
}

/// Where the bundles of a profile go.
fn folder(project: &Project, profile: Profile) -> PathBuf {
    project.target.join(match profile {
        Profile::Release => "bundled",
        Profile::Dev => "bundled-dev",
    })
}
