//! Where it is read whether memory is scarce: what the system tells, and the user's budget.

use std::{env, ffi::OsString, fs, path::PathBuf, sync::OnceLock};

use engine::telemetry::Stalled;
pub use engine::telemetry::{BUDGET_VARIABLE, STALL_VARIABLE};

/// What is set; read once, so that all instances agree.
#[derive(Clone, Debug, PartialEq)]
struct Set {
    /// None where the system has no such file.
    stall: Option<PathBuf>,
    budget: Result<Option<u64>, String>,
}

fn set() -> &'static Set {
    static SET: OnceLock<Set> = OnceLock::new();
    SET.get_or_init(|| Set::of(|name| env::var_os(name)))
}

/// How long work waited for memory in the last seconds, if that can be read. May wait for the system.
pub fn stalled() -> Option<Stalled> {
    Stalled::parse(&fs::read_to_string(set().stall.as_ref()?).ok()?)
}

/// Bytes that the user allows, if they do.
pub fn budget() -> Option<u64> {
    set().budget.as_ref().ok().copied().flatten()
}

/// Why what the user allows isn't followed, if it isn't.
pub fn budget_refusal() -> Option<&'static str> {
    set().budget.as_ref().err().map(String::as_str)
}

impl Set {
    fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let named = |name| variable(name).filter(|value| !value.is_empty());
        // Windows and macOS tell it by calls that nothing here makes; a budget works everywhere.
        let own = cfg!(target_os = "linux").then(|| PathBuf::from("/proc/pressure/memory"));
        let stall = named(STALL_VARIABLE).map(PathBuf::from).or(own);
        Self { stall, budget: named(BUDGET_VARIABLE).map(|value| megabytes(&value)).transpose() }
    }
}

/// So many megabytes, in bytes.
fn megabytes(text: &OsString) -> Result<u64, String> {
    let number = text.to_str().and_then(|text| text.trim().parse::<f64>().ok());
    // A terabyte is no budget any more.
    let number = number.filter(|number| (1.0..=1e6).contains(number));
    let bytes = number.map(|number| (number * 1e6) as u64);
    bytes.ok_or_else(|| {
        format!("{BUDGET_VARIABLE} should be 1 to 1000000 megabytes, and is {:?}", text.to_string_lossy())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Set {
        Set::of(|asked| (asked == name).then(|| value.into()))
    }

    #[test]
    fn a_budget_is_a_number_of_megabytes_and_anything_else_is_refused_by_name() {
        assert_eq!(Set::of(|_| None).budget, Ok(None));
        assert_eq!(with(BUDGET_VARIABLE, "").budget, Ok(None));
        assert_eq!(with(BUDGET_VARIABLE, "64").budget, Ok(Some(64_000_000)));
        assert_eq!(with(BUDGET_VARIABLE, " 1.5 ").budget, Ok(Some(1_500_000)));
        for wrong in ["0", "-3", "lots", "64MB", "NaN", "inf", "1e9"] {
            let refusal = with(BUDGET_VARIABLE, wrong).budget.unwrap_err();
            assert!(refusal.contains(BUDGET_VARIABLE) && refusal.contains(wrong), "{refusal}");
        }
    }

    #[test]
    fn the_systems_file_is_read_unless_another_one_is_named() {
        let own = Set::of(|_| None).stall;
        assert_eq!(own.is_some(), cfg!(target_os = "linux"));
        assert_eq!(with(STALL_VARIABLE, "/a/file").stall, Some("/a/file".into()));
    }
}
