//! Where audio comes from.

use std::{
    fs::File,
    io::{self, Cursor},
    path::{Path, PathBuf},
};

use engine::record::table::FileCells;
use symphonia::core::{formats::probe::Hint, io::MediaSource};

use crate::say::printable;

/// What decodes where ffmpeg doesn't.
const BUILT_IN: &str = "built-in";

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

    /// For people: as named, but nothing in it moves the cursor or changes the terminal.
    pub fn shown(&self) -> String {
        printable(&self.name()).into_owned()
    }

    /// What a table says of it; `ffmpeg` is which one decoded it, if one did.
    pub fn cells(&self, ffmpeg: Option<&str>) -> FileCells {
        FileCells { decoder: Some(ffmpeg.unwrap_or(BUILT_IN).to_owned()), ..self.undecoded() }
    }

    /// What a table says of it where nothing decoded it.
    pub fn undecoded(&self) -> FileCells {
        let unicode = self.path().to_str().is_some();
        let bytes = (!unicode).then(|| percent_encoded(self.path().as_os_str().as_encoded_bytes()));
        FileCells { file: self.name(), file_bytes: bytes, decoder: None }
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

    /// The user's file, if it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Embedded { .. } => None,
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Embedded { name, .. } => Path::new(name),
        }
    }
}

/// After RFC 3986, slashes as they are.
fn percent_encoded(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(*byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    bytes.iter().map(encode).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

    use super::*;

    #[test]
    fn names_lead_back_to_their_files() {
        let of = |bytes: &[u8]| Source::File(OsStr::from_bytes(bytes).into()).undecoded();
        let (acute, grave) = (of(b"a b/caf\xe9.wav"), of(b"a b/caf\xe8.wav"));
        assert_eq!(acute.file, grave.file);
        assert_eq!(acute.file_bytes.as_deref(), Some("a%20b/caf%E9.wav"));
        assert_eq!(grave.file_bytes.as_deref(), Some("a%20b/caf%E8.wav"));
        assert_eq!(of("café.wav".as_bytes()).file_bytes, None);
    }
}
