//! The part of an MP4 track that is music: an encoder's delay and padding are left out by the file's edit list
//! (ISO/IEC 14496-12, 8.6.6).

use std::{
    io::{self, Read, SeekFrom},
    ops::Range,
};

use symphonia::core::io::MediaSource;

use super::edit::Edit;

/// How deep boxes are looked into.
type Path<'a> = &'a [&'a [u8; 4]];

/// The edit of the track with this number; none if it has none, or several, which are cuts. A file in fragments goes on
/// behind what its edit counts, so there it has no length.
///
/// # Errors
/// What the system says, and where the file ends too early.
pub fn edit(mut file: Box<dyn MediaSource>, track: u32) -> io::Result<Option<Edit>> {
    let file = &mut file;
    let Some(end) = file.byte_len() else { return Ok(None) };
    let Some(movie) = find(file, 0..end, &[b"moov"])? else { return Ok(None) };
    let header = find(file, movie.clone(), &[b"mvhd"])?;
    let Some(movie_scale) = scale(file, header)? else { return Ok(None) };
    let fragmented = find(file, movie.clone(), &[b"mvex"])?.is_some();
    let mut rest = movie;
    while let Some(found) = find(file, rest.clone(), &[b"trak"])? {
        rest.start = found.end;
        let Some(header) = find(file, found.clone(), &[b"tkhd"])? else { continue };
        let version: [u8; 1] = bytes(file, header.start)?;
        let id = u32::from_be_bytes(bytes(file, header.start + if version[0] == 1 { 20 } else { 12 })?);
        if id != track {
            continue;
        }
        let Some(list) = find(file, found.clone(), &[b"edts", b"elst"])? else { return Ok(None) };
        let header = find(file, found, &[b"mdia", b"mdhd"])?;
        let Some(media_scale) = scale(file, header)? else {
            return Ok(None);
        };
        let edit = only_entry(file, list, movie_scale, media_scale)?;
        return Ok(edit.map(|edit| Edit { length: edit.length.filter(|_| !fragmented), ..edit }));
    }
    Ok(None)
}

fn only_entry(
    file: &mut Box<dyn MediaSource>,
    list: Range<u64>,
    movie_scale: f64,
    media_scale: f64,
) -> io::Result<Option<Edit>> {
    let [version, .., count]: [u8; 8] = bytes(file, list.start)?;
    if count != 1 {
        return Ok(None);
    }
    let at = list.start + 8;
    let (length, begin) = if version == 1 {
        (u64::from_be_bytes(bytes(file, at)?), i64::from_be_bytes(bytes(file, at + 8)?))
    } else {
        (u32::from_be_bytes(bytes(file, at)?).into(), i32::from_be_bytes(bytes(file, at + 4)?).into())
    };
    let length = (length > 0).then_some(length as f64 / movie_scale);
    Ok((begin >= 0).then_some(Edit { begin: begin as f64 / media_scale, length }))
}

/// Units in a second, by a header of a movie or of a track's media.
fn scale(file: &mut Box<dyn MediaSource>, header: Option<Range<u64>>) -> io::Result<Option<f64>> {
    let Some(header) = header else { return Ok(None) };
    let version: [u8; 1] = bytes(file, header.start)?;
    let scale = u32::from_be_bytes(bytes(file, header.start + if version[0] == 1 { 20 } else { 12 })?);
    Ok((scale > 0).then_some(scale.into()))
}

/// The content of the first box along a path.
fn find(
    file: &mut Box<dyn MediaSource>,
    mut within: Range<u64>,
    path: Path<'_>,
) -> io::Result<Option<Range<u64>>> {
    let Some((name, deeper)) = path.split_first() else { return Ok(Some(within)) };
    while within.start + 8 <= within.end {
        let head: [u8; 8] = bytes(file, within.start)?;
        let short = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let (content, size) = match short {
            0 => (8, within.end - within.start),
            1 => (16, u64::from_be_bytes(bytes(file, within.start + 8)?)),
            size => (8, size),
        };
        let Some(end) = within.start.checked_add(size).filter(|end| size >= content && *end <= within.end)
        else {
            return Ok(None);
        };
        if head[4..] == name[..] {
            return find(file, within.start + content..end, deeper);
        }
        within.start = end;
    }
    Ok(None)
}

/// The bytes at a place.
fn bytes<const N: usize>(file: &mut Box<dyn MediaSource>, at: u64) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn an_encoders_delay_and_padding_are_no_music() {
        let file = Cursor::new(&include_bytes!("../../tests/fixtures/tone-aac.m4a")[..]);
        let edit = edit(Box::new(file), 1).unwrap().unwrap();
        assert!((edit.begin - 1024.0 / 44_100.0).abs() < 1e-9, "{edit:?}");
        assert!((edit.length.unwrap() - 1.0).abs() < 1e-3, "{edit:?}");
        let packet = |at: u32| edit.keeps(f64::from(at) * 1024.0 / 44_100.0, 44_100, 1024);
        assert_eq!((packet(0), packet(1)), (1024..1024, 0..1024));
        assert!(packet(44).len() < 1024 && packet(46).is_empty());
    }

    #[test]
    fn what_is_no_mp4_has_no_edit() {
        for bytes in [&b""[..], b"moov", &[0; 100], &[0xff; 100], b"\0\0\0\x10moov\0\0\0\x08mvhd"] {
            assert!(matches!(edit(Box::new(Cursor::new(bytes)), 1), Ok(None) | Err(_)));
        }
    }
}
