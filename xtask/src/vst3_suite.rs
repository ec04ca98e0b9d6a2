//! The VST3 SDK's own test suite on our VST3.
//!
//! The SDK's sources lie in the folder of the crate clap-wrapper, which cargo has downloaded; a small `main` of ours
//! goes through them. The machine's C++ compiler makes a program of both, once for each version of the crate.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result, bail};

use crate::{
    layout,
    project::{Project, run},
};

/// The crate whose folder holds the SDK, and where in that folder.
const CRATE: &str = "clap-wrapper";
const SDK: &str = "external/vst3sdk";

/// Ours, from the project's root.
const MAIN: &str = "plugin/tests/hosts/vst3_suite/main.cpp";

/// The SDK's folders whose sources are all needed, with those below them if that is said.
const FOLDERS: [(&str, bool); 6] = [
    ("base/source", false),
    ("base/thread/source", false),
    ("pluginterfaces/base", false),
    ("public.sdk/source/common", false),
    ("public.sdk/source/vst/hosting", false),
    ("public.sdk/source/vst/testsuite", true),
];

/// Single sources of the SDK beside those.
const FILES: [&str; 5] = [
    "public.sdk/source/vst/moduleinfo/moduleinfoparser.cpp",
    "public.sdk/source/vst/vstinitiids.cpp",
    "public.sdk/source/vst/vstpresetfile.cpp",
    "public.sdk/source/vst/utility/stringconvert.cpp",
    "public.sdk/source/vst/utility/testing.cpp",
];

/// What the names of sources end with that are for other systems than Linux.
const ELSEWHERE: [&str; 2] = ["_win32.cpp", "_mac.cpp"];

/// Builds the suite where that is still to be done, and runs all of it on a bundle, plainly and extensively.
pub fn command(project: &Project, vst3: &Path) -> Result<()> {
    let program = build(project)?;
    let test = |more: &[&str]| run(Command::new(&program).arg(vst3).args(more).env("AI_MIXTAPES_MODEL", ""));
    test(&[])?;
    test(&["--extensive"])
}

/// The program, built anew if `main` has changed.
fn build(project: &Project) -> Result<PathBuf> {
    let home = crate_folder(&metadata(project)?, CRATE)
        .with_context(|| format!("cargo names no folder of {CRATE}"))?;
    let version = home.file_name().context("a crate's folder has a name")?;
    let sdk = home.join(SDK);
    let folder = project.target.join("vst3-suite").join(version);
    fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
    let mut sources = vec![project.root.join(MAIN)];
    for (below, deep) in FOLDERS {
        add_sources(&sdk.join(below), deep, &mut sources)?;
    }
    sources.extend(FILES.map(|file| sdk.join(file)));
    // Each under its source's whole name: the SDK has some names in two folders.
    let objects: Vec<_> = sources
        .iter()
        .map(|source| {
            let name = source.strip_prefix(&sdk).unwrap_or(Path::new(MAIN)).to_string_lossy();
            folder.join(name.replace(['/', '\\'], "-")).with_extension("o")
        })
        .collect();
    let stale: Vec<_> =
        sources.iter().zip(&objects).filter(|(source, object)| !is_newer(object, source)).collect();
    let program = folder.join("vst3_suite");
    if stale.is_empty() && program.exists() {
        return Ok(program);
    }
    eprintln!("building the VST3 SDK's test suite: {} sources", stale.len());
    // Whatever stops this half-way, no program is left that was made from something else.
    layout::remove(&program)?;
    compile(&sdk, stale)?;
    run(Command::new("c++").arg("-o").arg(&program).args(&objects).args(["-ldl", "-lpthread"]))?;
    Ok(program)
}

/// Compiles sources to objects, as many at a time as the machine has cores.
fn compile(sdk: &Path, stale: Vec<(&PathBuf, &PathBuf)>) -> Result<()> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let queue = Mutex::new(stale.into_iter());
    let next = || queue.lock().map_or(None, |mut queue| queue.next());
    let work = || {
        while let Some((source, object)) = next() {
            // A compiler that is stopped half-way leaves no object that looks whole.
            let half = object.with_extension("half");
            let flags = ["-std=c++17", "-O1", "-w", "-DRELEASE=1", "-I"];
            run(Command::new("c++").args(flags).arg(sdk).arg("-c").arg(source).arg("-o").arg(&half))?;
            fs::rename(&half, object)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(outcome) => outcome,
            Err(_) => bail!("a thread that compiles has panicked"),
        })
    })
}

/// Adds a folder's C++ sources for this system, sorted; the SDK's tests of itself, in folders `test`, are none.
fn add_sources(folder: &Path, deep: bool, sources: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() && deep {
            add_sources(&path, deep, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "cpp")
            && !ELSEWHERE.iter().any(|end| path.to_string_lossy().ends_with(end))
        {
            sources.push(path);
        }
    }
    Ok(())
}

/// Whether `made` is there and at least as new as what it was made from.
fn is_newer(made: &Path, from: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    time(made).zip(time(from)).is_some_and(|(made, from)| made >= from)
}

/// What cargo knows of the workspace's packages, as JSON.
fn metadata(project: &Project) -> Result<String> {
    let output = project.cargo().args(["metadata", "--format-version", "1", "--locked"]).output()?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The folder of a crate that came from a registry. The one thing of the JSON that is wanted is a string whose end is
/// known; a parser would take longer to compile than all the rest of this program.
fn crate_folder(metadata: &str, name: &str) -> Option<PathBuf> {
    let manifests = metadata.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let folders = manifests.map(|path| PathBuf::from(path.replace("\\\\", "\\")));
    let mut folders = folders.filter_map(|path| path.parent().map(Path::to_owned));
    folders.find(|folder| {
        let last = folder.file_name().unwrap_or_default().to_string_lossy();
        let version = last.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_found_by_its_name_and_a_version() {
        let json = r#"{"packages":[{"manifest_path":"/r/clap-wrapper-rs-1.0.0/Cargo.toml"},
            {"name":"x","manifest_path":"/r/clap-wrapper-0.3.1/Cargo.toml"}]}"#
            .replace("\n            ", "");
        assert_eq!(crate_folder(&json, CRATE), Some("/r/clap-wrapper-0.3.1".into()));
        assert_eq!(crate_folder(&json, "clap"), None);
    }

    #[test]
    fn sources_are_this_systems_and_below_only_where_asked() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("below")).unwrap();
        for file in ["b.cpp", "a.cpp", "a.h", "a_win32.cpp", "a_mac.mm", "below/c.cpp"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let names = |deep| {
            let mut sources = Vec::new();
            add_sources(folder.path(), deep, &mut sources).unwrap();
            let names = sources.iter().map(|source| source.file_name().unwrap().to_str().unwrap().to_owned());
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(false), ["a.cpp", "b.cpp"]);
        assert_eq!(names(true), ["a.cpp", "b.cpp", "c.cpp"]);
    }
}
