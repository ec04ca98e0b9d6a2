//! Finding frames.

use std::io;

use symphonia::core::io::MediaSource;

use super::{
    header::{HEADER_BYTES, Header},
    tags::{self, TAG_BYTES},
    window::Window,
};

/// A frame that was found: the window stands at its first byte.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// What it says of itself.
    pub header: Header,
    /// Bytes before it that are neither frames nor tags.
    pub junk: u64,
}

/// All frames of a file, one after the other.
pub struct Frames {
    window: Window,
    /// The frame before.
    last: Option<Header>,
}

impl Frames {
    /// From a file's beginning on.
    pub fn new(file: Box<dyn MediaSource>) -> Self {
        Self { window: Window::new(file), last: None }
    }

    /// Where the next byte is.
    pub fn position(&self) -> u64 {
        self.window.position()
    }

    /// Goes back to a frame that was found.
    ///
    /// # Errors
    /// What the system says.
    pub fn seek(&mut self, position: u64) -> io::Result<()> {
        self.window.seek(position)
    }

    /// Looks for the next whole frame, at most so many bytes away; none at the end.
    ///
    /// # Errors
    /// What the system says.
    pub fn find(&mut self, farthest: u64) -> io::Result<Option<Found>> {
        let mut junk = 0;
        while junk <= farthest {
            let bytes = self.window.peek(TAG_BYTES)?;
            let Some(first) = bytes.first_chunk::<HEADER_BYTES>() else { return Ok(None) };
            if let Some(length) = tags::length(bytes) {
                self.window.skip(length)?;
                continue;
            }
            if let Some(header) = Header::parse(*first)
                && self.is_frame(&header, junk == 0)?
            {
                self.last = Some(header);
                return Ok(Some(Found { header, junk }));
            }
            junk += self.skip_to_candidate()?;
        }
        Ok(None)
    }

    /// The bytes of the frame that was found; the window then stands behind it.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(&mut self, header: &Header) -> io::Result<Box<[u8]>> {
        let bytes = self.window.peek(header.bytes)?[..header.bytes].into();
        self.window.skip(header.bytes as u64)?;
        Ok(bytes)
    }

    /// Counts the frames and the junk that are left, and comes back.
    ///
    /// # Errors
    /// What the system says.
    pub fn survey(&mut self) -> io::Result<(u64, u64)> {
        let (position, last) = (self.window.position(), self.last);
        let (mut frames, mut junk) = (0, 0);
        while let Some(found) = self.find(u64::MAX)? {
            frames += 1;
            junk += found.junk;
            self.window.skip(found.header.bytes as u64)?;
        }
        self.window.seek(position)?;
        self.last = last;
        Ok((frames, junk))
    }

    /// Whether it is one, whole, and no other bytes that look like a header: it goes on as the frame before, or the
    /// next one goes on as it does.
    fn is_frame(&mut self, header: &Header, in_step: bool) -> io::Result<bool> {
        let bytes = self.window.peek(header.bytes + TAG_BYTES)?;
        let Some(behind) = bytes.get(header.bytes..) else { return Ok(false) };
        let continues = self.last.is_some_and(|last| last.continues(header));
        let next = behind.first_chunk::<HEADER_BYTES>().and_then(|next| Header::parse(*next));
        Ok(match next {
            Some(next) => continues && in_step || next.continues(header),
            None => {
                continues && (in_step || behind.is_empty() || tags::length(behind).is_some())
                    || self.last.is_none() && behind.is_empty()
            }
        })
    }

    /// Skips at least one byte, up to one that may begin a frame or a tag; says how many.
    fn skip_to_candidate(&mut self) -> io::Result<u64> {
        let bytes = self.window.peek(1)?;
        let candidate = |byte: &u8| matches!(byte, 0xff | b'I' | b'T' | b'A');
        let skipped = bytes[1..].iter().position(candidate).map_or(bytes.len(), |at| at + 1) as u64;
        self.window.skip(skipped)?;
        Ok(skipped)
    }
}
