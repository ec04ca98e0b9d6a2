//! How one row is written.

use std::fmt::Write;

/// The formats of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values after RFC 4180, with a header.
    Csv,
    /// An array of objects, a line for each.
    Json,
}

/// A field of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    /// Written with four decimals; NaN and infinity have no value.
    Number(f64),
    Count(u64),
    Missing,
}

impl Format {
    /// One row, without what separates it from the next.
    pub(super) fn row(self, names: &[String], cells: &[Cell<'_>]) -> String {
        debug_assert_eq!(names.len(), cells.len());
        let mut row = String::with_capacity(names.len() * 20);
        if self == Self::Json {
            row.push('{');
        }
        for (index, (name, cell)) in names.iter().zip(cells).enumerate() {
            if index > 0 {
                row.push(',');
            }
            match self {
                Self::Csv => push_csv(&mut row, cell),
                Self::Json => push_json(&mut row, name, cell),
            }
        }
        if self == Self::Json {
            row.push('}');
        }
        row
    }
}

fn push_csv(row: &mut String, cell: &Cell<'_>) {
    match cell {
        Cell::Text(text) if text.contains([',', '"', '\n', '\r']) => {
            row.push('"');
            row.push_str(&text.replace('"', "\"\""));
            row.push('"');
        }
        Cell::Text(text) => row.push_str(text),
        Cell::Number(number) if number.is_finite() => push_number(row, *number),
        Cell::Count(count) => row.push_str(&count.to_string()),
        Cell::Number(_) | Cell::Missing => {}
    }
}

fn push_json(row: &mut String, name: &str, cell: &Cell<'_>) {
    row.push_str(&serde_json::Value::from(name).to_string());
    row.push(':');
    match cell {
        Cell::Text(text) => row.push_str(&serde_json::Value::from(*text).to_string()),
        Cell::Number(number) if number.is_finite() => push_number(row, *number),
        Cell::Count(count) => row.push_str(&count.to_string()),
        Cell::Number(_) | Cell::Missing => row.push_str("null"),
    }
}

/// Four decimals, and no negative zero.
fn push_number(row: &mut String, number: f64) {
    let start = row.len();
    write!(row, "{number:.4}").expect("a string takes all that is written");
    if row[start..].bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) {
        row.truncate(start);
        row.push_str("0.0000");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["file", "x", "y"].map(String::from).to_vec()
    }

    #[test]
    fn texts_are_quoted_where_commas_quotes_or_lines_ask_for_it() {
        for (text, expected) in [
            ("plain name.wav", "plain name.wav"),
            ("a, b.wav", "\"a, b.wav\""),
            ("the \"best\".wav", "\"the \"\"best\"\".wav\""),
            ("two\nlines", "\"two\nlines\""),
            ("größe – 音.flac", "größe – 音.flac"),
        ] {
            let row = Format::Csv.row(&names(), &[Cell::Text(text), Cell::Missing, Cell::Number(1.0)]);
            assert_eq!(row, format!("{expected},,1.0000"));
            let row = Format::Json.row(&names(), &[Cell::Text(text), Cell::Missing, Cell::Number(1.0)]);
            let object: serde_json::Value = serde_json::from_str(&row).unwrap();
            assert_eq!(object, serde_json::json!({ "file": text, "x": null, "y": 1.0 }));
        }
    }

    #[test]
    fn numbers_have_four_decimals_and_no_negative_zero() {
        for (number, expected) in [
            (0.123_449, "0.1234"),
            (-0.99996, "-1.0000"),
            (-0.00004, "0.0000"),
            (-0.0, "0.0000"),
            (-0.00006, "-0.0001"),
            (92.9, "92.9000"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            let mut row = String::new();
            push_csv(&mut row, &Cell::Number(number));
            assert_eq!(row, expected);
        }
        let mut row = String::new();
        push_json(&mut row, "a", &Cell::Number(f64::NAN));
        assert_eq!(row, "\"a\":null");
    }
}
