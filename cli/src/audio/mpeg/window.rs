//! A look ahead into a file.

use std::io::{self, Read, SeekFrom};

use symphonia::core::io::MediaSource;

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// A file, of which a little can be seen before it is taken.
pub struct Window {
    file: Box<dyn MediaSource>,
    buffer: Vec<u8>,
    /// Where in the buffer the next byte is, and where in the file.
    start: usize,
    position: u64,
}

impl Window {
    /// From where the file is; its first byte counts as 0.
    pub fn new(file: Box<dyn MediaSource>) -> Self {
        Self { file, buffer: Vec::new(), start: 0, position: 0 }
    }

    /// Where in the file the next byte is.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next `wanted` bytes, fewer only at the file's end, more where they are at hand.
    ///
    /// # Errors
    /// What the system says.
    pub fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.buffer.len() - self.start < wanted {
            self.buffer.drain(..self.start);
            self.start = 0;
            let missing = (wanted - self.buffer.len()).max(CHUNK) as u64;
            self.file.by_ref().take(missing).read_to_end(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.start..])
    }

    /// Goes past so many bytes.
    ///
    /// # Errors
    /// What the system says.
    pub fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let there = (self.buffer.len() - self.start) as u64;
        if bytes > there {
            return self.seek(self.position.saturating_add(bytes));
        }
        self.start += bytes as usize;
        self.position += bytes;
        Ok(())
    }

    /// Goes to a place in the file.
    ///
    /// # Errors
    /// What the system says.
    pub fn seek(&mut self, position: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(position))?;
        self.buffer.clear();
        self.start = 0;
        self.position = position;
        Ok(())
    }
}
