//! `bundler.toml`: how the bundles are called.

use std::fs;

use anyhow::{Context, Result};

use crate::project::Project;

/// The package that is bundled, and its section in `bundler.toml`.
pub const PACKAGE: &str = "ai-mixtapes";

/// How the bundles are called.
#[derive(Debug, PartialEq, Eq)]
pub struct Names {
    /// The bundles' file name before its extension.
    pub name: String,
    /// macOS's name for the bundle, in reverse-DNS form.
    pub identifier: String,
}

impl Names {
    /// Reads the project's `bundler.toml`.
    pub fn read(project: &Project) -> Result<Self> {
        let path = project.root.join("bundler.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let find =
            |key| value(text, PACKAGE, key).with_context(|| format!("no {key} = \"…\" in [{PACKAGE}]"));
        Ok(Self { name: find("name")?, identifier: find("identifier")? })
    }
}

/// A string of a TOML file that has only plain sections and `key = "value"` lines: a parser of the whole
/// language would take longer to compile than all the rest of this program.
fn value(text: &str, section: &str, key: &str) -> Option<String> {
    let mut current = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            current = name;
        } else if let Some((name, value)) = line.split_once('=')
            && current == section
            && name.trim() == key
        {
            return value.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_packages_own_section() {
        let text = "# hello\n[other]\nname = \"Wrong\"\n\n\
                    [ai-mixtapes]\nname = \"Right\"\nidentifier = \"org.right\"\n";
        let expected = Names { name: "Right".into(), identifier: "org.right".into() };
        assert_eq!(Names::parse(text).unwrap(), expected);
    }

    #[test]
    fn a_missing_name_is_named() {
        let error = Names::parse("[ai-mixtapes]\nidentifier = \"org.right\"\n").unwrap_err().to_string();
        assert!(error.contains("name = "), "{error}");
    }
}
