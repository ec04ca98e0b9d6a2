//! Words for people, beside what is the result.

use std::{
    borrow::Cow,
    fmt::Display,
    io::{self, ErrorKind, Write, stderr, stdout},
    ops::RangeInclusive,
};

/// A line on standard error, whatever it tells of. That nobody reads it is no reason to stop.
pub fn say(line: impl Display) {
    let _ = writeln!(stderr().lock(), "{}", printable(&line.to_string()));
}

/// Text in which nothing moves the cursor, changes the terminal or turns the direction of reading: file names may hold
/// anything.
pub fn printable(text: &str) -> Cow<'_, str> {
    printable_but(text, |_| false)
}

/// The same for lines: what separates them stays.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    printable_but(text, |character| character == '\n')
}

fn printable_but(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Marks, embeddings and isolates of bidirectional text.
    const TURNS: [RangeInclusive<char>; 3] =
        ['\u{200e}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    let turns = |character| TURNS.iter().any(|range| range.contains(&character));
    let escaped = |character: char| (character.is_control() || turns(character)) && !stays(character);
    if !text.chars().any(escaped) {
        return text.into();
    }
    let mut shown = String::new();
    for character in text.chars() {
        match escaped(character) {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    shown.into()
}

/// Text on standard output, as it is; whoever reads it may have seen enough.
///
/// # Errors
/// If it can't be written although somebody reads it.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_command_a_terminal() {
        assert_eq!(printable("größe – 音.wav"), "größe – 音.wav");
        assert_eq!(printable("a\u{1b}[2J\n\r\u{9b}b\u{202e}.wav"), "a\\u{1b}[2J\\n\\r\\u{9b}b\\u{202e}.wav");
        assert_eq!(printable_lines("a\u{7}\nb\n"), "a\\u{7}\nb\n");
    }
}
