//! What a plug-in bundle looks like on each system.

use std::{
    env::consts,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::names::Names;

/// A plug-in format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleFormat {
    /// CLever Audio Plug-in.
    Clap,
    /// Steinberg's VST 3.
    Vst3,
}

impl BundleFormat {
    /// The bundle's file name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Clap => "clap",
            Self::Vst3 => "vst3",
        }
    }
}

/// An operating system and a processor, by Rust's names for them (`std::env::consts`).
#[derive(Clone, Copy)]
pub struct Platform {
    os: &'static str,
    processor: &'static str,
}

impl Platform {
    /// The one that this program runs on.
    pub const HERE: Self = Self { os: consts::OS, processor: consts::ARCH };

    /// Where the plug-in's shared library goes, from the folder that the bundle lies in.
    /// <https://steinbergmedia.github.io/vst3_dev_portal/pages/Technical+Documentation/Locations+Format/Plugin+Format.html>
    fn library(self, format: BundleFormat, name: &str) -> PathBuf {
        let bundle = PathBuf::from(format!("{name}.{}", format.extension()));
        match (format, self.os) {
            (_, "macos") => bundle.join("Contents/MacOS").join(name),
            (BundleFormat::Clap, _) => bundle,
            (BundleFormat::Vst3, "windows") => {
                let processor = if self.processor == "aarch64" { "arm64" } else { self.processor };
                bundle.join(format!("Contents/{processor}-win")).join(format!("{name}.vst3"))
            }
            (BundleFormat::Vst3, _) => {
                bundle.join(format!("Contents/{}-linux", self.processor)).join(format!("{name}.so"))
            }
        }
    }
}

/// Makes the bundle of a format from the shared library that cargo built, in place of an older one.
///
/// Gives the bundle's path: a file or a folder in `folder`.
pub fn lay_out(
    format: BundleFormat,
    platform: Platform,
    library: &Path,
    names: &Names,
    folder: &Path,
) -> Result<PathBuf> {
    let bundle = folder.join(format!("{}.{}", names.name, format.extension()));
    remove(&bundle)?;
    copy(library, &folder.join(platform.library(format, &names.name)))?;
    if platform.os == "macos" {
        let contents = bundle.join("Contents");
        fs::write(contents.join("PkgInfo"), "BNDL????")?;
        fs::write(contents.join("Info.plist"), property_list(names))?;
    }
    Ok(bundle)
}

/// Copies a file, making the folders on the way to it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a file must be in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    fs::copy(from, to).with_context(|| format!("can't copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Removes a file or a folder with all that is in it, if it is there.
pub fn remove(path: &Path) -> Result<()> {
    let done = match fs::symlink_metadata(path) {
        Ok(what) if what.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    };
    done.with_context(|| format!("can't remove {}", path.display()))
}

/// macOS's description of a bundle.
fn property_list(Names { name, identifier }: &Names) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>CFBundleExecutable</key> <string>{name}</string>
  <key>CFBundleIdentifier</key> <string>{identifier}</string>
  <key>CFBundleName</key> <string>{name}</string>
  <key>CFBundleDisplayName</key> <string>{name}</string>
  <key>CFBundlePackageType</key> <string>BNDL</string>
  <key>CFBundleSignature</key> <string>????</string>
  <key>CFBundleShortVersionString</key> <string>{version}</string>
  <key>CFBundleVersion</key> <string>{version}</string>
  <key>NSHighResolutionCapable</key> <true/>
</dict>
</plist>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(os: &'static str, processor: &'static str) -> Platform {
        Platform { os, processor }
    }

    #[test]
    fn each_system_has_its_layout() {
        let linux = platform("linux", "x86_64");
        let cases = [
            (linux, BundleFormat::Clap, "M.clap"),
            (linux, BundleFormat::Vst3, "M.vst3/Contents/x86_64-linux/M.so"),
            (platform("linux", "aarch64"), BundleFormat::Vst3, "M.vst3/Contents/aarch64-linux/M.so"),
            (platform("windows", "x86_64"), BundleFormat::Clap, "M.clap"),
            (platform("windows", "x86_64"), BundleFormat::Vst3, "M.vst3/Contents/x86_64-win/M.vst3"),
            (platform("windows", "aarch64"), BundleFormat::Vst3, "M.vst3/Contents/arm64-win/M.vst3"),
            (platform("macos", "aarch64"), BundleFormat::Clap, "M.clap/Contents/MacOS/M"),
            (platform("macos", "aarch64"), BundleFormat::Vst3, "M.vst3/Contents/MacOS/M"),
        ];
        for (platform, format, path) in cases {
            assert_eq!(platform.library(format, "M"), Path::new(path));
        }
    }

    #[test]
    fn a_bundle_holds_the_library_and_takes_the_place_of_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let names = Names { name: "M".into(), identifier: "org.m".into() };
        let library = folder.path().join("libm.so");
        fs::write(&library, "binary").unwrap();
        for os in ["linux", "windows", "macos"] {
            let here = platform(os, "x86_64");
            for format in [BundleFormat::Clap, BundleFormat::Vst3] {
                let bundle = lay_out(format, here, &library, &names, folder.path()).unwrap();
                let laid = folder.path().join(here.library(format, "M"));
                assert!(laid.starts_with(&bundle));
                assert_eq!(fs::read_to_string(laid).unwrap(), "binary");
                assert_eq!(bundle.join("Contents/Info.plist").exists(), os == "macos");
            }
        }
    }

    #[test]
    fn a_property_list_names_the_binary() {
        let text = property_list(&Names { name: "M".into(), identifier: "org.m".into() });
        assert!(text.contains("<key>CFBundleExecutable</key> <string>M</string>"));
        assert!(text.contains("<key>CFBundleIdentifier</key> <string>org.m</string>"));
    }
}
