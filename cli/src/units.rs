//! Figures for people.

/// Of so many microseconds, in the unit that suits them.
pub fn duration(us: f64) -> String {
    if us < 1.0 {
        format!("{:.0} ns", us * 1e3)
    } else if us < 1e3 {
        format!("{us:.1} µs")
    } else if us < 1e6 {
        format!("{:.2} ms", us / 1e3)
    } else {
        format!("{:.2} s", us / 1e6)
    }
}

/// So many times something.
pub fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") }
}

/// Of so many bytes.
pub fn megabytes(bytes: f64) -> String {
    let megabytes = bytes / 1e6;
    if megabytes.abs() < 10.0 { format!("{megabytes:.2} MB") } else { format!("{megabytes:.1} MB") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_unit_that_suits_them() {
        assert_eq!(
            [0.5, 3.25, 999.0, 1_500.0, 2e6].map(duration),
            ["500 ns", "3.2 µs", "999.0 µs", "1.50 ms", "2.00 s"]
        );
        assert_eq!([9.94, 10.4].map(times), ["9.9", "10"]);
        assert_eq!([800e3, -5e3, 34e6].map(megabytes), ["0.80 MB", "-0.01 MB", "34.0 MB"]);
    }
}
