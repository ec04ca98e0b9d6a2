//! A file with another beginning.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// A header of ours, and then bytes of a file: what a decoder gets to read where a file's own header is wrong or too
/// new for it.
pub struct Splice {
    head: io::Cursor<Vec<u8>>,
    body: io::Take<Box<dyn MediaSource>>,
}

impl Splice {
    /// `head`, then at most `bytes` from where `body` is.
    pub fn new(head: Vec<u8>, body: Box<dyn MediaSource>, bytes: u64) -> Self {
        Self { head: io::Cursor::new(head), body: body.take(bytes) }
    }
}

impl Read for Splice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.body.read(buffer),
            read => Ok(read),
        }
    }
}

impl Seek for Splice {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(ErrorKind::Unsupported.into())
    }
}

impl MediaSource for Splice {
    fn is_seekable(&self) -> bool {
        false
    }

    fn byte_len(&self) -> Option<u64> {
        None
    }
}
