//! Formats that nothing built in knows, by their first bytes. Without this, what looks like a frame of MPEG in the middle
//! of such a file would be taken for all of it.

use std::io::{self, Read, SeekFrom};

use symphonia::core::io::MediaSource;

use super::mpeg::tag_length;

/// How such files begin.
const BEGINNINGS: [&[u8]; 17] = [
    b"wvpk",                             // WavPack
    b"MAC ",                             // Monkey's Audio
    b"TTA1",                             // True Audio
    b"tBaK",                             // TAK
    b"OFR ",                             // OptimFROG
    b"MPCK",                             // Musepack, stream version 8
    b"MP+",                              // Musepack, stream version 7
    b"DSD ",                             // DSF
    b"FRM8",                             // DSDIFF
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", // ASF: Windows Media
    b".RMF",                             // RealMedia
    b".ra\xfd",                          // RealAudio
    b"#!AMR",                            // AMR
    b"Creative Voice File",              // VOC
    b"\x0b\x77",                         // AC-3, E-AC-3
    b"\x7f\xfe\x80\x01",                 // DTS
    b"FLV\x01",                          // Flash video
];

/// Whether it is one of them; a tag in front doesn't count.
///
/// # Errors
/// What the system says.
pub fn is_foreign(mut file: Box<dyn MediaSource>) -> io::Result<bool> {
    let mut bytes = beginning(&mut file)?;
    if let Some(length) = tag_length(&bytes) {
        file.seek(SeekFrom::Start(length))?;
        bytes = beginning(&mut file)?;
    }
    Ok(BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning)))
}

/// As much as is there, at most what the longest of them needs.
fn beginning(file: &mut Box<dyn MediaSource>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(32).read_to_end(&mut bytes)?;
    Ok(bytes)
}
