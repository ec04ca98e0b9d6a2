//! WAV in all its forms: RIFF, RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088), and Wave64. Their headers are read here,
//! since they are wrong where a recorder crashed or a file grew over 4 GB; the samples are decoded as any other's.

use std::io::{self, Read, SeekFrom};

use symphonia::core::io::MediaSource;

use super::{errors::Warning, splice::Splice};

/// No description of samples is longer.
const LONGEST_FORMAT: u64 = 4096;
/// What some recorders write before they know better, and above what a length can't be true.
const UNKNOWN: [u64; 4] = [0x7fff_ffff, 0x7fff_fffe, 0x7fff_f000, 0x8000_0000];
/// How far sizes of 32 bits reach.
const WRAP: u64 = 1 << 32;
/// Wave64 has GUIDs in place of names; all but the first end like this.
const GUID_END: [u8; 12] = [0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0x00, 0xc0, 0x4f, 0x8e, 0xdb, 0x8a];
const RIFF_GUID_END: [u8; 12] = [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0x00, 0x00];

/// A file's samples under a header that says what is so.
pub struct Wave {
    /// What to decode.
    pub file: Splice,
    /// Seconds that the file says it lasts, where its header is finished.
    pub declared: Option<f64>,
    /// What is not right with it.
    pub warning: Option<Warning>,
}

/// A chunk's name, where its content begins, and its size.
struct Chunk {
    name: [u8; 4],
    begin: u64,
    size: u64,
}

/// The forms differ in how chunks are named and counted.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Riff,
    Wave64,
}

/// Reads the header; none if this is no WAV, or one without samples' description.
///
/// # Errors
/// What the system says.
pub fn find(mut file: Box<dyn MediaSource>) -> io::Result<Option<Wave>> {
    let Some(end) = file.byte_len() else { return Ok(None) };
    let mut start = [0; 40];
    let there = file.by_ref().take(40).read(&mut start)?;
    let (form, mut at) = match &start[..there] {
        [b'R', b'I', b'F', b'F', ..] | [b'R', b'F', b'6', b'4', ..] | [b'B', b'W', b'6', b'4', ..]
            if start[8..12] == *b"WAVE" =>
        {
            (Form::Riff, 12)
        }
        [b'r', b'i', b'f', b'f', ..] if start[4..16] == RIFF_GUID_END && start[28..40] == GUID_END => {
            (Form::Wave64, 40)
        }
        _ => return Ok(None),
    };
    let (mut format, mut long_size) = (None, None);
    while let Some(chunk) = form.chunk(&mut file, at, end)? {
        match &chunk.name {
            b"ds64" => long_size = Some(u64::from_le_bytes(content(&mut file, chunk.begin + 8)?)),
            b"fmt " if chunk.size <= LONGEST_FORMAT => {
                let mut bytes = vec![0; chunk.size as usize];
                file.seek(SeekFrom::Start(chunk.begin))?;
                file.read_exact(&mut bytes)?;
                format = Some(bytes);
            }
            b"data" => {
                let Some(format) = format.filter(|format| format.len() >= 16) else { return Ok(None) };
                let said = if chunk.size == WRAP - 1 { long_size.unwrap_or(chunk.size) } else { chunk.size };
                let mut wave = samples(file, form, &format, Chunk { size: said, ..chunk }, end)?;
                let riff = u64::from(u32::from_le_bytes([start[4], start[5], start[6], start[7]]));
                if form == Form::Riff && riff + 8 < end.min(chunk.begin.saturating_add(said)) {
                    wave.warning.get_or_insert(Warning::Unfinished);
                }
                return Ok(Some(wave));
            }
            _ => {}
        }
        at = form.next(&chunk);
    }
    Ok(None)
}

/// What is to be heard of the chunk of samples.
fn samples(
    mut file: Box<dyn MediaSource>,
    form: Form,
    format: &[u8],
    data: Chunk,
    end: u64,
) -> io::Result<Wave> {
    let there = end - data.begin;
    let (mut size, mut known, mut warning) = (data.size, true, None);
    if data.size == WRAP - 1 || data.size == u64::MAX {
        // What is written to a pipe has no length: no fault of its.
        (size, known) = (there, false);
    } else if data.size > there {
        if UNKNOWN.contains(&data.size) {
            (size, known, warning) = (there, false, Some(Warning::Unfinished));
        }
    } else if form == Form::Riff && !form.leads_to_end(&mut file, &data, end)? {
        let most = (there - data.size) / WRAP;
        let mut wrapped = None;
        for wraps in (1..=most).rev() {
            let longer = Chunk { size: data.size + wraps * WRAP, ..data };
            if wrapped.is_none() && form.leads_to_end(&mut file, &longer, end)? {
                wrapped = Some(longer.size);
            }
        }
        match wrapped {
            Some(longer) => size = longer,
            None if most > 0 => (size, warning) = (there, Some(Warning::Unfinished)),
            None if data.size == 0 => (size, known, warning) = (there, false, Some(Warning::Unfinished)),
            None => warning = Some(Warning::Behind { bytes: there - data.size }),
        }
    }
    let rate = u32::from_le_bytes([format[4], format[5], format[6], format[7]]);
    let block = u16::from_le_bytes([format[12], format[13]]);
    // PCM of integers and floats, also under the extensible format; A-law and µ-law.
    let counts = matches!(u16::from_le_bytes([format[0], format[1]]), 1 | 3 | 6 | 7 | 0xfffe);
    let declared = (known && counts && rate > 0 && block > 0)
        .then(|| (size / u64::from(block)) as f64 / f64::from(rate))
        .filter(|seconds| *seconds > 0.0);
    file.seek(SeekFrom::Start(data.begin))?;
    Ok(Wave { file: Splice::new(header(format), file, size), declared, warning })
}

/// A header of a length that nobody knows, as of a pipe, with the samples' description as it was.
fn header(format: &[u8]) -> Vec<u8> {
    let mut header = b"RIFF\xff\xff\xff\xffWAVEfmt ".to_vec();
    header.extend_from_slice(&(format.len() as u32).to_le_bytes());
    header.extend_from_slice(format);
    header.resize(header.len().next_multiple_of(2), 0);
    header.extend_from_slice(b"data\xff\xff\xff\xff");
    header
}

impl Form {
    /// The chunk at a place; none where the file ends.
    fn chunk(self, file: &mut Box<dyn MediaSource>, at: u64, end: u64) -> io::Result<Option<Chunk>> {
        let head = match self {
            Self::Riff => 8,
            Self::Wave64 => 24,
        };
        if at.checked_add(head).is_none_or(|begin| begin > end) {
            return Ok(None);
        }
        let name = content(file, at)?;
        let size = match self {
            Self::Riff => u32::from_le_bytes(content(file, at + 4)?).into(),
            Self::Wave64 => match u64::from_le_bytes(content(file, at + 16)?) {
                u64::MAX => u64::MAX,
                size => size.saturating_sub(head),
            },
        };
        Ok(Some(Chunk { name, begin: at + head, size }))
    }

    /// Where the next chunk begins.
    fn next(self, chunk: &Chunk) -> u64 {
        let alignment = match self {
            Self::Riff => 2,
            Self::Wave64 => 8,
        };
        let end = chunk.begin.saturating_add(chunk.size);
        end.checked_next_multiple_of(alignment).unwrap_or(u64::MAX)
    }

    /// Whether only chunks follow a chunk, up to the end of the file.
    fn leads_to_end(self, file: &mut Box<dyn MediaSource>, chunk: &Chunk, end: u64) -> io::Result<bool> {
        let unpadded = chunk.begin + chunk.size;
        let mut at = self.next(chunk);
        while at < end {
            let Some(next) = self.chunk(file, at, end)? else { return Ok(false) };
            let named = next.name.iter().all(|byte| (b' '..=b'~').contains(byte));
            if !named || next.begin.saturating_add(next.size) > end {
                return Ok(false);
            }
            at = self.next(&next);
        }
        Ok(at == end || at == end + 1 || unpadded == end)
    }
}

/// The bytes at a place.
fn content<const N: usize>(file: &mut Box<dyn MediaSource>, at: u64) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}
