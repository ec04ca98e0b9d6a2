//! How many times as long the other way takes, round by round.

use std::fmt::Write;

use serde_json::{Value, json};

use super::pairs::Pair;

/// The least, the middle and the greatest of some figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

/// What came out for a pair.
pub struct Row {
    pair: &'static Pair,
    measured: Result<Measured, String>,
}

struct Measured {
    /// Microseconds.
    ours: Spread,
    other: Spread,
    /// Of the other by ours, round by round: what the machine does else befalls both.
    ratio: Spread,
}

/// How it was measured.
pub struct About {
    /// Cargo's profile of what is ours.
    pub profile: &'static str,
    pub rounds: usize,
    /// Of the whole file.
    pub seconds: u32,
    pub commit: Option<String>,
}

impl Spread {
    /// None of nothing.
    fn of(mut figures: Vec<f64>) -> Option<Self> {
        figures.sort_by(f64::total_cmp);
        let middle = *figures.get(figures.len() / 2)?;
        // Of an even number the mean of the two in the middle.
        let before = figures[(figures.len() - 1) / 2];
        Some(Self { least: figures[0], median: (before + middle) / 2.0, most: figures[figures.len() - 1] })
    }

    fn json(self) -> Value {
        json!({ "min": self.least, "median": self.median, "max": self.most })
    }
}

impl Row {
    /// By the microseconds of each way, or why there are none.
    pub fn of<'a>(pair: &'static Pair, of: impl Fn(&str) -> Result<&'a [f64], &'a str>) -> Self {
        let both = of(pair.ours).and_then(|ours| Ok((ours, of(pair.other)?)));
        let measured = both.map_err(str::to_owned).and_then(|(ours, other)| {
            let ratios = ours.iter().zip(other).map(|(ours, other)| other / ours).collect();
            let [ours, other] = [ours, other].map(|times| Spread::of(times.to_vec()));
            let no_round = || String::from("there was no round");
            let ratio = Spread::of(ratios).ok_or_else(no_round)?;
            Ok(Measured { ours: ours.ok_or_else(no_round)?, other: other.ok_or_else(no_round)?, ratio })
        });
        Self { pair, measured }
    }
}

/// Markdown.
pub fn table(rows: &[Row], about: &About) -> String {
    let mut text =
        String::from("| what | instead | ours | instead | times as long |\n|---|---|---|---|---|\n");
    for Row { pair, measured } in rows {
        let (what, instead) = (pair.what, pair.instead);
        // Writing into a string never fails.
        let _ = match measured {
            Ok(Measured { ours, other, ratio }) => writeln!(
                text,
                "| {what} | {instead} | {} | {} | **{}** ({}–{}) |",
                time(ours.median),
                time(other.median),
                digits(ratio.median),
                digits(ratio.least),
                digits(ratio.most)
            ),
            Err(reason) => writeln!(text, "| {what} | {instead} | | | not measured: {reason} |"),
        };
    }
    let About { profile, rounds, seconds, commit } = about;
    let commit = commit.as_deref().unwrap_or("unknown");
    let _ = writeln!(
        text,
        "\nProcessor time, medians of {rounds} rounds of all ways in turns; ratios as median (min–max). The file \
         lasts {seconds} s.\nProfile {profile}, commit {commit}, {} on {} cores.",
        std::env::consts::ARCH,
        cores()
    );
    text
}

/// The same for programs; times in microseconds.
pub fn json(rows: &[Row], about: &About) -> String {
    let row = |Row { pair, measured }: &Row| {
        let ways = [pair.ours, pair.other];
        let mut row = json!({ "what": pair.what, "instead": pair.instead, "ways": ways });
        match measured {
            Ok(Measured { ours, other, ratio }) => {
                row["ours_us"] = ours.json();
                row["instead_us"] = other.json();
                row["ratio"] = ratio.json();
            }
            Err(reason) => row["not_measured"] = json!(reason),
        }
        row
    };
    let About { profile, rounds, seconds, commit } = about;
    let rows: Vec<_> = rows.iter().map(row).collect();
    let (arch, cores) = (std::env::consts::ARCH, cores());
    format!(
        "{:#}",
        json!({ "rows": rows, "profile": profile, "rounds": rounds, "file_seconds": seconds, "commit": commit,
                "architecture": arch, "cores": cores })
    )
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Microseconds for people.
fn time(micros: f64) -> String {
    match micros {
        ..1e3 => format!("{} µs", digits(micros)),
        ..1e6 => format!("{} ms", digits(micros / 1e3)),
        _ => format!("{} s", digits(micros / 1e6)),
    }
}

/// Three digits that count.
fn digits(figure: f64) -> String {
    match figure {
        ..0.1 => format!("{figure:.3}"),
        ..10.0 => format!("{figure:.2}"),
        ..100.0 => format!("{figure:.1}"),
        _ => format!("{figure:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PAIR: Pair = Pair { what: "a hop", ours: "hop", other: "fft", instead: "FFT" };
    const ABOUT: About = About { profile: "dev", rounds: 3, seconds: 60, commit: None };

    fn row(ours: Result<&'static [f64], &'static str>) -> Row {
        Row::of(&PAIR, |way| if way == "hop" { ours } else { Ok(&[40.0, 20.0, 90.0]) })
    }

    #[test]
    fn a_ratio_is_of_one_round() {
        // Of the medians it would be 40 / 20.
        let measured = row(Ok(&[10.0, 20.0, 30.0])).measured.unwrap();
        assert_eq!(measured.ratio, Spread { least: 1.0, median: 3.0, most: 4.0 });
        assert_eq!(measured.ours.median, 20.0);
    }

    #[test]
    fn an_even_number_of_rounds_has_a_median_between_two() {
        let spread = Spread::of(vec![4.0, 1.0, 2.0, 3.0]).unwrap();
        assert_eq!(spread, Spread { least: 1.0, median: 2.5, most: 4.0 });
        assert_eq!(Spread::of(vec![]), None);
    }

    #[test]
    fn the_table_has_ratios_and_reasons() {
        let table = table(&[row(Ok(&[10.0, 20.0, 30.0])), row(Err("not here"))], &ABOUT);
        assert!(table.contains("| a hop | FFT | 20.0 µs | 40.0 µs | **3.00** (1.00–4.00) |"), "{table}");
        assert!(table.contains("not measured: not here"), "{table}");
    }

    #[test]
    fn programs_read_the_same() {
        let text = json(&[row(Ok(&[10.0, 20.0, 30.0])), row(Err("not here"))], &ABOUT);
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["rows"][0]["ways"], json!(["hop", "fft"]));
        assert_eq!(read["rows"][0]["ratio"]["max"], 4.0);
        assert_eq!(read["rows"][1]["not_measured"], "not here");
        assert_eq!(read["rounds"], 3);
    }

    #[test]
    fn times_have_the_unit_that_suits_them() {
        assert_eq!([0.05, 12.34, 1_500.0, 2e6].map(time), ["0.050 µs", "12.3 µs", "1.50 ms", "2.00 s"]);
    }
}
