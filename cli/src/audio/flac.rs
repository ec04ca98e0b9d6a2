//! FLAC without what is between its description and its frames: pictures, texts, seek tables. None of it is heard, and
//! a damaged one would cost the whole file.

use std::io::{self, Read, SeekFrom};

use symphonia::core::io::MediaSource;

use super::{mpeg, splice::Splice};

/// The block that describes the stream, with its header.
const DESCRIPTION: usize = 4 + 34;
/// How far the first frame is looked for where the blocks don't lead to it.
const FARTHEST: u64 = 64 << 20;

/// The stream with its description only; none if it is no FLAC or no frame is found.
///
/// # Errors
/// What the system says.
pub fn find(mut file: Box<dyn MediaSource>) -> io::Result<Option<Splice>> {
    let mut begin = 0;
    let mut head = [0; 4 + DESCRIPTION];
    loop {
        file.seek(SeekFrom::Start(begin))?;
        if read(&mut file, &mut head)? < head.len() {
            return Ok(None);
        }
        match mpeg::tag_length(&head) {
            Some(length) => begin += length,
            None => break,
        }
    }
    // STREAMINFO comes first and is 34 bytes long (RFC 9639, 8.2).
    if !head.starts_with(b"fLaC") || head[4] & 0x7f != 0 || head[5..8] != [0, 0, 34] {
        return Ok(None);
    }
    let blocks = begin + head.len() as u64;
    let frames = match behind_blocks(&mut file, blocks, head[4] & 0x80 != 0)? {
        Some(frames) => frames,
        None => match search(&mut file, blocks)? {
            Some(frames) => frames,
            None => return Ok(None),
        },
    };
    // The last block of all now.
    head[4] = 0x80;
    file.seek(SeekFrom::Start(frames))?;
    Ok(Some(Splice::new(head.to_vec(), file, u64::MAX)))
}

/// Where the blocks' own lengths lead, if there is a frame.
fn behind_blocks(file: &mut Box<dyn MediaSource>, mut at: u64, mut last: bool) -> io::Result<Option<u64>> {
    let mut header = [0; 16];
    while !last {
        file.seek(SeekFrom::Start(at))?;
        if read(file, &mut header[..4])? < 4 {
            return Ok(None);
        }
        last = header[0] & 0x80 != 0;
        at += 4 + u64::from(u32::from_be_bytes([0, header[1], header[2], header[3]]));
    }
    file.seek(SeekFrom::Start(at))?;
    let there = read(file, &mut header)?;
    Ok(is_frame(&header[..there]).then_some(at))
}

/// The first frame from `at` on.
fn search(file: &mut Box<dyn MediaSource>, at: u64) -> io::Result<Option<u64>> {
    const STEP: usize = 1 << 16;
    let mut buffer = vec![0; STEP + 16];
    let mut position = at;
    while position - at < FARTHEST {
        file.seek(SeekFrom::Start(position))?;
        let there = read(file, &mut buffer)?;
        if let Some(found) = (0..there.min(STEP)).find(|start| is_frame(&buffer[*start..there])) {
            return Ok(Some(position + found as u64));
        }
        if there < buffer.len() {
            return Ok(None);
        }
        position += STEP as u64;
    }
    Ok(None)
}

/// Whether a frame's header is here, by its sync code and its checksum (RFC 9639, 9.1).
fn is_frame(bytes: &[u8]) -> bool {
    let [0xff, 0xf8 | 0xf9, sizes, _, number, ..] = *bytes else { return false };
    let number = match number.leading_ones() {
        0 => 1,
        1 => return false,
        ones => ones as usize,
    };
    let block_size = match sizes >> 4 {
        0 => return false,
        6 => 1,
        7 => 2,
        _ => 0,
    };
    let rate = match sizes & 0xf {
        12 => 1,
        13 | 14 => 2,
        15 => return false,
        _ => 0,
    };
    let length = 4 + number + block_size + rate;
    bytes.get(length).is_some_and(|sum| *sum == checksum(&bytes[..length]))
}

/// CRC-8 with the polynomial x⁸ + x² + x + 1.
fn checksum(bytes: &[u8]) -> u8 {
    let bit = |sum: u8, _| if sum & 0x80 != 0 { sum << 1 ^ 0x07 } else { sum << 1 };
    bytes.iter().fold(0, |sum, byte| (0..8).fold(sum ^ byte, bit))
}

/// As much as there is.
fn read(file: &mut Box<dyn MediaSource>, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}
