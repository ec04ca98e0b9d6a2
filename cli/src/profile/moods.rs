//! What was heard, as short sums: a faster answer must not be another answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Hexadecimal digits of a sum.
const DIGITS: usize = 16;

/// The moods of a stream, row by row.
#[derive(Clone, Debug, Default)]
pub struct MoodSum {
    sum: Sha256,
    rows: u64,
    sums: BTreeMap<u64, String>,
}

/// Sums of moods: of the first 1, 2, 4, 8… rows and of all of them, by SHA-256 over rows in which numbers have three
/// decimals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moods {
    /// How many rows there are: one for each update.
    pub rows: u64,
    /// By the number of rows.
    pub sums: BTreeMap<u64, String>,
}

impl MoodSum {
    /// Adds a row of the table of updates, as `analyze` writes it in CSV: what stands between the file's name and what
    /// else is said of the file. A row that can't be read counts as it stands.
    pub fn add(&mut self, row: &str) {
        self.sum.update(rounded(row));
        self.sum.update(b"\n");
        self.rows += 1;
        if self.rows.is_power_of_two() {
            self.sums.insert(self.rows, self.digits());
        }
    }

    /// The sums.
    pub fn finish(mut self) -> Moods {
        if self.rows > 0 {
            let digits = self.digits();
            self.sums.insert(self.rows, digits);
        }
        Moods { rows: self.rows, sums: self.sums }
    }

    fn digits(&self) -> String {
        let mut digits = hex::encode(self.sum.clone().finalize());
        digits.truncate(DIGITS);
        digits
    }
}

impl Moods {
    /// Whether two streams of the same music were heard alike, as far as that can be told: over so many rows. None if
    /// they have no number of rows in common.
    pub fn agree(&self, other: &Self) -> Option<(u64, bool)> {
        let (rows, sum) = self.sums.iter().rev().find(|(rows, _)| other.sums.contains_key(rows))?;
        Some((*rows, other.sums[rows] == *sum))
    }

    /// The sum of the first `rows` rows, if it is known.
    pub fn sum_of(&self, rows: u64) -> &str {
        self.sums.get(&rows).map_or("–", String::as_str)
    }
}

/// The row's second to third last but two fields, numbers with three decimals.
fn rounded(row: &str) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    let Some(Ok(fields)) = reader.records().next() else { return row.to_owned() };
    let last = fields.len().saturating_sub(3);
    let field = |text: &str| match text.parse::<f64>() {
        Ok(number) => match format!("{number:.3}") {
            zero if zero == "-0.000" => "0.000".to_owned(),
            text => text,
        },
        Err(_) => text.to_owned(),
    };
    fields.iter().take(last).skip(1).map(field).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(file: &str, seconds: f64, valence: f64) -> String {
        format!("{file},{seconds:.4},live,{valence:.4},Happy,,built-in,")
    }

    fn moods(rows: &[String]) -> Moods {
        let mut sum = MoodSum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum.finish()
    }

    #[test]
    fn what_is_heard_counts_to_three_decimals_and_what_the_file_is_called_not() {
        assert_eq!(rounded(&row("\"a, b\".wav", 0.5, -0.0001)), "0.500,live,0.000,Happy");
        let first = moods(&[row("a.wav", 0.5, 0.1231)]);
        assert_eq!(first, moods(&[row("b.wav", 0.5, 0.1234)]));
        assert_ne!(first, moods(&[row("a.wav", 0.5, 0.1241)]));
    }

    #[test]
    fn streams_of_other_lengths_agree_as_far_as_both_go() {
        let all: Vec<_> =
            (1..=11).map(|index| row("a", f64::from(index) / 2.0, 0.1 * f64::from(index))).collect();
        let (long, short) = (moods(&all), moods(&all[..5]));
        assert_eq!((long.rows, long.sums.len(), short.rows), (11, 5, 5));
        assert_eq!((long.agree(&short), short.agree(&long)), (Some((4, true)), Some((4, true))));
        assert_eq!(long.agree(&moods(&all)), Some((11, true)));
        let mut other = all.clone();
        other[2] = row("a", 1.5, 0.9);
        assert_eq!(long.agree(&moods(&other)), Some((11, false)));
        assert_eq!(moods(&other[..2]).agree(&long), Some((2, true)), "the first two rows are the same");
        assert_eq!(long.agree(&moods(&[])), None);
    }
}
