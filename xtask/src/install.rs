//! `cargo xtask install`: the bundles in the folders where DAWs look for a user's plug-ins.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    bundle,
    layout::{self, BundleFormat},
    project::{Profile, Project},
};

/// Builds the bundles, copies them and says where they are.
pub fn command(project: &Project) -> Result<()> {
    bundle::ensure(Profile::Release, &[])?;
    let bundles = bundle::plugin(project, Profile::Release)?;
    for (format, bundle) in [(BundleFormat::Clap, bundles.clap), (BundleFormat::Vst3, bundles.vst3)] {
        let folder = user_folder(env::consts::OS, format, |name| env::var_os(name).map(PathBuf::from))?;
        let installed = replace(&bundle, &folder)?;
        println!("installed {}", installed.display());
    }
    Ok(())
}

/// Where a system's DAWs look for the plug-ins of one user.
/// <https://github.com/free-audio/clap/blob/main/include/clap/entry.h>,
/// <https://steinbergmedia.github.io/vst3_dev_portal/pages/Technical+Documentation/Locations+Format/Plugin+Locations.html>
// Not `directories`: it knows none of these folders, only what they lie in.
fn user_folder(
    os: &str,
    format: BundleFormat,
    environment: impl Fn(&str) -> Option<PathBuf>,
) -> Result<PathBuf> {
    let variable = |name| {
        environment(name).with_context(|| {
            format!("the environment variable {name} isn't set, so there is no folder to install to")
        })
    };
    let shout = format.extension().to_uppercase();
    Ok(match os {
        "windows" => variable("LOCALAPPDATA")?.join("Programs").join("Common").join(shout),
        "macos" => variable("HOME")?.join("Library/Audio/Plug-Ins").join(shout),
        _ => variable("HOME")?.join(format!(".{}", format.extension())),
    })
}

/// Copies a bundle into a folder in place of an older one, so that a host never sees half of it: the copy is
/// made beside and renamed. A host that has the old one loaded keeps it until it closes.
fn replace(bundle: &Path, folder: &Path) -> Result<PathBuf> {
    let name = bundle.file_name().context("a bundle must have a name")?;
    let beside = |what: &str| folder.join(format!(".{}.{what}", name.display()));
    let (installed, new, old) = (folder.join(name), beside("new"), beside("old"));
    layout::remove(&new)?;
    layout::remove(&old)?;
    copy_all(bundle, &new)?;
    // A folder can't be renamed onto another one, so the old one goes aside first.
    let renamed = |from: &Path, to: &Path| {
        fs::rename(from, to).with_context(|| format!("can't rename {} to {}", from.display(), to.display()))
    };
    if installed.exists() {
        renamed(&installed, &old)?;
    }
    renamed(&new, &installed)?;
    layout::remove(&old)?;
    Ok(installed)
}

/// Copies a file, or a folder with all that is in it.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return layout::copy(from, to);
    }
    for entry in fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_a_folder_of_the_users() {
        for (os, name, clap, vst3) in [
            ("linux", "HOME", "at/.clap", "at/.vst3"),
            ("macos", "HOME", "at/Library/Audio/Plug-Ins/CLAP", "at/Library/Audio/Plug-Ins/VST3"),
            ("windows", "LOCALAPPDATA", "at/Programs/Common/CLAP", "at/Programs/Common/VST3"),
        ] {
            let folder =
                |format| user_folder(os, format, |asked| (asked == name).then(|| "at".into())).unwrap();
            assert_eq!(
                [folder(BundleFormat::Clap), folder(BundleFormat::Vst3)],
                [clap, vst3].map(PathBuf::from)
            );
            let error = user_folder(os, BundleFormat::Clap, |_| None).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn an_installed_bundle_takes_the_place_of_an_older_one_and_leaves_nothing_beside() {
        let build = tempfile::tempdir().unwrap();
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(".vst3");
        let bundle = build.path().join("M.vst3");
        for content in ["first", "second"] {
            layout::remove(&bundle).unwrap();
            fs::create_dir_all(bundle.join("Contents")).unwrap();
            fs::write(bundle.join("Contents").join(content), content).unwrap();
            assert_eq!(replace(&bundle, &folder).unwrap(), folder.join("M.vst3"));
        }
        assert_eq!(fs::read_to_string(folder.join("M.vst3/Contents/second")).unwrap(), "second");
        assert!(!folder.join("M.vst3/Contents/first").exists());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }

    #[test]
    fn a_bundle_that_is_a_file_is_replaced_too() {
        let build = tempfile::tempdir().unwrap();
        let folder = build.path().join("home");
        let bundle = build.path().join("M.clap");
        for content in ["first", "second"] {
            fs::write(&bundle, content).unwrap();
            replace(&bundle, &folder).unwrap();
            assert_eq!(fs::read_to_string(folder.join("M.clap")).unwrap(), content);
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
