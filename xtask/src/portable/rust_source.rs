//! The sources of Rust's standard library, of one version, from Debian's archive.
//!
//! apt-get reads here a list of sources of ours and keeps its state in our folder: what the machine installs from, and
//! what it has installed, stay as they are. Debian's signature is checked as ever.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    layout,
    project::{Project, run},
    setup,
};

/// Where Debian keeps several versions of Rust side by side.
const ARCHIVE: &str = "http://deb.debian.org/debian trixie-backports main";
/// What Debian signs with, as Debian and Ubuntu install it.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PACKAGE: &str = "rust-src";

/// The folder `library` of Rust's sources of a version, fetched if it isn't there yet.
pub fn ensure(project: &Project, version: &str) -> Result<PathBuf> {
    let home = project.target.join("rust-source");
    let folder = home.join(version);
    let library = folder.join("library");
    if library.is_dir() {
        return Ok(library);
    }
    for program in ["apt-get", "dpkg-deb", "tar"] {
        if !setup::on_path(program) {
            bail!("Rust's sources are fetched from Debian's archive, which takes {program}: not found");
        }
    }
    if !Path::new(KEYRING).exists() {
        bail!("{KEYRING} not found. Please install debian-archive-keyring and run this command again");
    }
    let work = home.join("work");
    layout::remove(&work)?;
    let package = download(&work, version)?;
    let half = work.join("half");
    unpack(&package, version, &half)?;
    layout::remove(&folder)?;
    fs::rename(&half, &folder)?; // last: what is stopped half-way doesn't look whole
    layout::remove(&work)?;
    Ok(library)
}

/// Fetches the package into a folder; gives its file.
fn download(folder: &Path, version: &str) -> Result<PathBuf> {
    for below in ["state/lists/partial", "cache/archives/partial"] {
        let below = folder.join(below);
        fs::create_dir_all(&below).with_context(|| format!("can't make {}", below.display()))?;
    }
    let list = folder.join("sources.list");
    fs::write(&list, format!("deb [signed-by={KEYRING}] {ARCHIVE}\n"))?;
    let apt = |arguments: &[&str]| run(apt(folder, &list).args(arguments).stdout(std::io::stderr()));
    apt(&["update"])?;
    apt(&["download", &format!("{PACKAGE}={version}*")]).with_context(|| {
        format!("Debian ({ARCHIVE}) has no sources of Rust {version}, or can't be reached")
    })?;
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let package = files.into_iter().find(|file| file.extension().is_some_and(|extension| extension == "deb"));
    package.context("apt-get has left no package")
}

/// apt-get, with all that it reads and writes in `folder`, which it runs in.
fn apt(folder: &Path, list: &Path) -> Command {
    let mut command = Command::new("apt-get");
    let options = [
        ("Dir::Etc::sourcelist", list.to_owned()),
        ("Dir::Etc::sourceparts", "-".into()),
        ("Dir::State", folder.join("state")),
        ("Dir::State::status", "/dev/null".into()),
        ("Dir::Cache", folder.join("cache")),
        ("APT::Architecture", "amd64".into()),
        ("Acquire::Languages", "none".into()),
        // Root's downloads are made by another user otherwise, who may not write there.
        ("APT::Sandbox::User", "root".into()),
    ];
    for (name, value) in options {
        command.arg("-o").arg(format!("{name}={}", value.display()));
    }
    command.current_dir(folder);
    command
}

/// Unpacks what cargo builds the standard library from; the compiler's own sources are ten times as much.
fn unpack(package: &Path, version: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut reader =
        Command::new("dpkg-deb").arg("--fsys-tarfile").arg(package).stdout(Stdio::piped()).spawn()?;
    let archive = reader.stdout.take().context("dpkg-deb has no output")?;
    let library = format!("./usr/src/rustc-{version}/library");
    let unpacked = run(Command::new("tar")
        .arg("-x")
        .arg("-C")
        .arg(folder)
        .args(["--strip-components=4", &library])
        .stdin(archive));
    let read = reader.wait()?;
    unpacked?;
    if !read.success() {
        bail!("dpkg-deb failed on {}: {read}", package.display());
    }
    Ok(())
}
