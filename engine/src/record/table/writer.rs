//! Rows, one after the other, to wherever the table goes.

use std::io::{self, Write};

use super::{Columns, Format};

/// Writes a table. Without a row it is still one: a header, or an empty array.
pub struct TableWriter<W> {
    out: W,
    format: Format,
    rows: u64,
}

impl<W: Write> TableWriter<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// What the output says.
    pub fn new(mut out: W, format: Format, columns: Columns) -> io::Result<Self> {
        match format {
            Format::Csv => writeln!(out, "{}", columns.names().join(","))?,
            Format::Json => out.write_all(b"[")?,
        }
        Ok(Self { out, format, rows: 0 })
    }

    /// Adds a row of the same format.
    ///
    /// # Errors
    /// What the output says.
    pub fn row(&mut self, row: &str) -> io::Result<()> {
        match self.format {
            Format::Csv => writeln!(self.out, "{row}")?,
            Format::Json => write!(self.out, "{}\n{row}", if self.rows > 0 { "," } else { "" })?,
        }
        self.rows += 1;
        Ok(())
    }

    /// Sends what was written on its way.
    ///
    /// # Errors
    /// What the output says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the table.
    ///
    /// # Errors
    /// What the output says.
    pub fn finish(mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.out.write_all(b"\n]\n")?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(format: Format, rows: &[&str]) -> String {
        let mut out = Vec::new();
        let mut table = TableWriter::new(&mut out, format, Columns::Summary).unwrap();
        rows.iter().for_each(|row| table.row(row).unwrap());
        table.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_is_a_header_and_a_line_for_each_row() {
        let header = Columns::Summary.names().join(",");
        assert_eq!(table(Format::Csv, &["1,2", "3,4"]), format!("{header}\n1,2\n3,4\n"));
        assert_eq!(table(Format::Csv, &[]), format!("{header}\n"));
    }

    #[test]
    fn json_is_an_array_with_any_number_of_rows() {
        for count in 0..3 {
            let rows = vec!["{\"a\":1.0000}"; count];
            let array: Vec<serde_json::Value> = serde_json::from_str(&table(Format::Json, &rows)).unwrap();
            assert_eq!(array, vec![serde_json::json!({ "a": 1.0 }); count]);
        }
    }
}
