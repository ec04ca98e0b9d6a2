//! Numbers as the editor writes them. Their width doesn't change with their value, as far as figures go.

use std::time::{Duration, SystemTime};

use crate::files::iso_8601;

/// Where there is no value.
pub const NOTHING: &str = "–";

/// A value in [-1, 1] with its sign: `+0.43`, `−0.33`.
pub fn signed(value: f32) -> String {
    // Rounded first, so that there is no minus zero.
    let hundredths = (value * 100.0).round() as i32;
    let sign = if hundredths < 0 { '−' } else { '+' };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// A share in [0, 1] as percent.
pub fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A short time with three figures: `950 ns`, `9.05 µs`, `1.20 ms`, `2.50 s`.
pub fn short_time(time: Duration) -> String {
    let nanoseconds = time.as_nanos() as f64;
    let (value, unit) = match nanoseconds {
        n if n < 999.5 => return format!("{n:.0} ns"),
        n if n < 999.5e3 => (n / 1e3, "µs"),
        n if n < 999.5e6 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    match value {
        v if v < 9.995 => format!("{v:.2} {unit}"),
        v if v < 99.95 => format!("{v:.1} {unit}"),
        v => format!("{v:.0} {unit}"),
    }
}

/// Seconds as on a clock: `0:05`, `12:34`, `1:02:03`; negative ones with a minus.
pub fn clock(seconds: f64) -> String {
    if !seconds.is_finite() {
        return NOTHING.to_owned();
    }
    let whole = seconds.floor() as i64;
    let (sign, whole) = if whole < 0 { ("−", -whole) } else { ("", whole) };
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{sign}{minutes}:{seconds:02}")
    }
}

/// A time of day: `12:34:56 UTC`.
pub fn clock_of(time: SystemTime) -> String {
    format!("{} UTC", iso_8601(time).get(11..19).unwrap_or(NOTHING))
}

/// Bytes in MB with one decimal.
pub fn megabytes(bytes: usize) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_sign_and_zero_is_positive() {
        let texts = [0.431, -0.333, 0.0, -0.001, 1.0, -1.0].map(signed);
        assert_eq!(texts, ["+0.43", "−0.33", "+0.00", "+0.00", "+1.00", "−1.00"]);
    }

    #[test]
    fn times_have_three_figures() {
        let texts = [0, 950, 9_050, 12_340, 999_400, 999_600, 1_200_000, 50_000_000, 2_500_000_000]
            .map(|nanoseconds| short_time(Duration::from_nanos(nanoseconds)));
        let expected =
            ["0 ns", "950 ns", "9.05 µs", "12.3 µs", "999 µs", "1.00 ms", "1.20 ms", "50.0 ms", "2.50 s"];
        assert_eq!(texts, expected);
    }

    #[test]
    fn clocks_show_hours_only_where_there_are_some() {
        let texts = [0.0, 5.9, 754.0, 3723.0, -1.0, f64::NAN].map(clock);
        assert_eq!(texts, ["0:00", "0:05", "12:34", "1:02:03", "−0:01", "–"]);
    }

    #[test]
    fn shares_and_sizes_are_rounded() {
        assert_eq!((percent(0.806), megabytes(31_249_000)), ("81 %".into(), "31.2 MB".into()));
    }
}
