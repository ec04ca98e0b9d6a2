//! A logarithm of many values at once.

/// The natural logarithm of a positive number that is neither denormal nor infinite, off by some 1e-7 of it at most. A
/// loop over it becomes one of vectors, which the standard library's own doesn't.
///
/// The polynomial is that of Moshier's Cephes.
#[inline(always)]
pub(super) fn ln(value: f32) -> f32 {
    // The bits of the square root of a half: mantissas lie from there to the square root of two.
    const LEAST: u32 = 0x3F35_04F3;
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let over = value.to_bits().wrapping_sub(LEAST);
    let exponent = (over as i32 >> 23) as f32;
    let x = f32::from_bits((over & 0x007F_FFFF) + LEAST) - 1.0;
    let mut sum = 7.037_683_6e-2;
    for factor in [
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ] {
        sum = sum * x + factor;
    }
    let square = x * x;
    let fraction = x + (sum * x * square + (exponent * LN_2[1] - 0.5 * square));
    fraction + exponent * LN_2[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm_to_a_ten_millionth() {
        for step in 0..400_000 {
            let value = (f64::from(step) * 1e-3 - 200.0).exp2() as f32;
            if value.is_normal() {
                let exact = f64::from(value).ln();
                let off = (f64::from(ln(value)) - exact).abs();
                assert!(off <= 2e-7 * exact.abs().max(0.5), "{value}: off by {off}");
            }
        }
        assert_eq!(ln(1.0), 0.0);
    }
}
