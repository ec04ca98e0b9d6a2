//! How one row is written.

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
pub enum Cell<'a> {
    /// In quotes where the format asks for them.
    Text(&'a str),
    /// Written with four decimals; NaN and infinity have no value.
    Number(f64),
    /// With as many decimals as it has; NaN and infinity have no value.
    Exact(f64),
    /// Of something.
    Count(u64),
    /// No value.
    Missing,
}

impl Format {
    /// One row, without what separates it from the next: a cell for each name.
    pub fn row(self, names: &[String], cells: &[Cell<'_>]) -> String {
        debug_assert_eq!(names.len(), cells.len());
        match self {
            Self::Csv => csv_row(cells),
            Self::Json => json_row(names, cells),
        }
    }
}

impl Cell<'_> {
    /// What stands there before quotes; none where there is no value.
    fn text(&self) -> Option<String> {
        match *self {
            Self::Text(text) => Some(text.to_owned()),
            Self::Number(number) => number.is_finite().then(|| four_decimals(number)),
            Self::Exact(number) => number.is_finite().then(|| serde_json::Value::from(number).to_string()),
            Self::Count(count) => Some(count.to_string()),
            Self::Missing => None,
        }
    }
}

fn csv_row(cells: &[Cell<'_>]) -> String {
    let mut row = csv::Writer::from_writer(Vec::new());
    row.write_record(cells.iter().map(|cell| cell.text().unwrap_or_default()))
        .expect("memory takes all that is written");
    let line = row.into_inner().expect("memory takes all that is written");
    String::from_utf8(line).expect("made of texts").trim_end_matches('\n').to_owned()
}

fn json_row(names: &[String], cells: &[Cell<'_>]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let member = |(name, cell): (&String, &Cell<'_>)| {
        let value = match cell {
            Cell::Text(text) => quoted(text),
            other => other.text().unwrap_or_else(|| "null".to_owned()),
        };
        format!("{}:{value}", quoted(name))
    };
    format!("{{{}}}", names.iter().zip(cells).map(member).collect::<Vec<_>>().join(","))
}

/// No negative zero.
fn four_decimals(number: f64) -> String {
    let text = format!("{number:.4}");
    if text == "-0.0000" { "0.0000".to_owned() } else { text }
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
            assert_eq!(Cell::Number(number).text().unwrap_or_default(), expected);
        }
        assert_eq!(Cell::Exact(0.123_456_7).text().as_deref(), Some("0.1234567"));
        assert_eq!(Format::Json.row(&["a".to_owned()], &[Cell::Number(f64::NAN)]), "{\"a\":null}");
    }
}
