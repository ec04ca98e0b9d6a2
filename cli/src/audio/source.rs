//! Where audio comes from.

use std::{
    fs::File,
    io::{self, Cursor},
    path::{Path, PathBuf},
};

use symphonia::core::{formats::probe::Hint, io::MediaSource};

/// A file, or music that is part of this program.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file of the user's.
    File(PathBuf),
    /// Built in.
    Embedded {
        /// What it is called, with the extension of its format.
        name: &'static str,
        /// The file's content.
        bytes: &'static [u8],
    },
}

impl Source {
    /// As the user named it; what is no Unicode is replaced.
    pub fn name(&self) -> String {
        self.path().to_string_lossy().into_owned()
    }

    /// The file's name without folder and extension.
    pub fn stem(&self) -> String {
        self.path().file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    pub(super) fn open(&self) -> io::Result<Box<dyn MediaSource>> {
        let path = match self {
            Self::Embedded { bytes, .. } => return Ok(Box::new(Cursor::new(*bytes))),
            Self::File(path) => path,
        };
        let file = File::open(path)?;
        // A folder opens, and then fails in words that nobody understands.
        if file.metadata()?.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        Ok(Box::new(file))
    }

    pub(super) fn hint(&self) -> Hint {
        let mut hint = Hint::new();
        if let Some(extension) = self.path().extension().and_then(|extension| extension.to_str()) {
            hint.with_extension(extension);
        }
        hint
    }

    fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Embedded { name, .. } => Path::new(name),
        }
    }
}
