//! Virtual environments of Python, in the target folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{project::run, setup::PYTHON};

/// A virtual environment with what `requirements` lists; made anew when the list has changed. Gives its Python.
pub fn environment(folder: &Path, requirements: &Path) -> Result<PathBuf> {
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = fs::read(requirements).with_context(|| format!("can't read {}", requirements.display()))?;
    let installed = folder.join("requirements.txt");
    if fs::read(&installed).is_ok_and(|list| list == wanted) {
        return Ok(python);
    }
    run(Command::new(PYTHON).args(["-m", "venv", "--clear"]).arg(folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements))?;
    fs::write(installed, wanted)?; // last: a broken installation is then made anew
    Ok(python)
}
