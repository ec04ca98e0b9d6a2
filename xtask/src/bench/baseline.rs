//! The instruction counts that are stored, for each combination of what they depend on.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// By how much a count may change.
pub const MOST_CHANGE: f64 = 0.05;

/// What counts depend on beside the code, by name: compiler, profile, processor features, libc, valgrind.
pub type Combination = BTreeMap<String, String>;
/// Instructions of one unit, by the path's name.
pub type Counts = BTreeMap<String, f64>;

/// All that is stored.
#[derive(Debug, Default, PartialEq)]
pub struct Baseline(Vec<(Combination, Counts)>);

/// A path's count beside the stored one.
#[derive(Debug, PartialEq)]
pub struct Change {
    pub path: String,
    pub now: Option<f64>,
    pub stored: Option<f64>,
}

impl Change {
    /// The part by which it is more than what is stored; none where one is missing.
    pub fn share(&self) -> Option<f64> {
        Some(self.now? / self.stored? - 1.0)
    }

    /// Whether it must not be so: too much more or less, or not measured any more. A new path is nothing's change.
    pub fn fails(&self) -> bool {
        self.stored.is_some() && self.share().is_none_or(|share| share.abs() > MOST_CHANGE)
    }
}

impl Baseline {
    /// A file that isn't there is one without counts.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let Value::Array(entries) = serde_json::from_str(text)? else { bail!("expected a list") };
        let entry = |entry: &Value| {
            let object = |name: &str| entry[name].as_object().with_context(|| format!("expected {name}"));
            let word = |(name, value): (&String, &Value)| {
                let value = value.as_str().with_context(|| format!("{name} is no text"))?;
                Ok((name.clone(), value.to_owned()))
            };
            let count = |(name, value): (&String, &Value)| {
                let value = value.as_f64().filter(|count| *count > 0.0);
                Ok((name.clone(), value.with_context(|| format!("{name} is no count"))?))
            };
            let combination = object("combination")?.iter().map(word).collect::<Result<_>>()?;
            Ok((combination, object("instructions")?.iter().map(count).collect::<Result<_>>()?))
        };
        Ok(Self(entries.iter().map(entry).collect::<Result<_>>()?))
    }

    /// Writes it so that a change is a line.
    pub fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, self.text()).with_context(|| format!("can't write {}", path.display()))
    }

    fn text(&self) -> String {
        let entry = |(combination, counts): &(Combination, Counts)| json!({ "combination": combination, "instructions": counts });
        format!("{:#}\n", Value::Array(self.0.iter().map(entry).collect()))
    }

    /// Stores counts in place of those of the same combination.
    pub fn store(&mut self, combination: Combination, counts: Counts) {
        self.0.retain(|(known, _)| *known != combination);
        self.0.push((combination, counts));
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
    }

    /// Counts beside those of the same combination; none if that is not stored.
    pub fn compare(&self, combination: &Combination, now: &Counts) -> Option<Vec<Change>> {
        let (_, stored) = self.0.iter().find(|(known, _)| known == combination)?;
        let mut paths: Vec<_> = now.keys().chain(stored.keys()).collect();
        paths.sort();
        paths.dedup();
        let change = |path: &String| Change {
            path: path.clone(),
            now: now.get(path).copied(),
            stored: stored.get(path).copied(),
        };
        Some(paths.into_iter().map(change).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combination(compiler: &str) -> Combination {
        [("compiler", compiler), ("libc", "glibc 2.36")]
            .map(|(name, value)| (name.into(), value.into()))
            .into()
    }

    fn counts(counts: &[(&str, f64)]) -> Counts {
        counts.iter().map(|(path, count)| ((*path).into(), *count)).collect()
    }

    fn stored() -> Baseline {
        let mut baseline = Baseline::default();
        baseline.store(combination("1.95"), counts(&[("hop", 1000.0), ("gone", 5.0)]));
        baseline.store(combination("1.94"), counts(&[("hop", 2000.0)]));
        baseline
    }

    #[test]
    fn what_is_written_is_read() {
        let baseline = stored();
        assert_eq!(Baseline::parse(&baseline.text()).unwrap(), baseline);
    }

    #[test]
    fn more_than_five_percent_in_either_direction_fails() {
        let fails = |hop: f64| {
            let changes = stored().compare(&combination("1.95"), &counts(&[("hop", hop), ("gone", 5.0)]));
            changes.unwrap().iter().any(Change::fails)
        };
        assert!(!fails(1000.0) && !fails(1049.0) && !fails(951.0));
        assert!(fails(1051.0) && fails(949.0));
    }

    #[test]
    fn a_path_that_is_missing_fails_and_a_new_one_does_not() {
        let changes = stored().compare(&combination("1.95"), &counts(&[("hop", 1000.0), ("new", 7.0)]));
        let failing: Vec<_> = changes.unwrap().into_iter().filter(Change::fails).collect();
        assert_eq!(failing.len(), 1);
        assert_eq!((failing[0].path.as_str(), failing[0].now), ("gone", None));
    }

    #[test]
    fn another_combination_has_nothing_to_be_held_against() {
        assert_eq!(stored().compare(&combination("1.96"), &counts(&[("hop", 9.0)])), None);
    }

    #[test]
    fn an_update_replaces_the_same_combination_only() {
        let mut baseline = stored();
        baseline.store(combination("1.95"), counts(&[("hop", 500.0)]));
        let compare =
            |compiler| baseline.compare(&combination(compiler), &counts(&[("hop", 500.0)])).unwrap();
        assert_eq!(compare("1.95")[0].share(), Some(0.0));
        assert_eq!(compare("1.94")[0].share(), Some(-0.75));
    }

    #[test]
    fn a_broken_file_is_refused() {
        for text in ["", "{}", "[{}]", r#"[{"combination": {}, "instructions": {"hop": "many"}}]"#] {
            assert!(Baseline::parse(text).is_err(), "{text}");
        }
    }
}
