//! Letters' coverage as Skia corrects it: blended without regard to gamma, dark text on light would look too thin.

use std::sync::LazyLock;

/// What Skia calls `SK_GAMMA_CONTRAST`.
const CONTRAST: f32 = 0.5;
/// How many brightnesses are told apart, as in Skia: three bits.
const LEVELS: usize = 8;

static TABLES: LazyLock<[[u8; 256]; LEVELS]> = LazyLock::new(|| std::array::from_fn(table));

fn to_linear(v: f32) -> f32 {
    if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

fn from_linear(v: f32) -> f32 {
    if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
}

/// The brightness of text in this colour, as [`correct`] takes it.
pub(crate) fn brightness([r, g, b]: [f32; 3]) -> u8 {
    let linear = 0.2126 * to_linear(r) + 0.7152 * to_linear(g) + 0.0722 * to_linear(b);
    ((from_linear(linear) * 255.0).round().clamp(0.0, 255.0) as u8) >> 5
}

/// Corrects coverage for text of a brightness.
pub(crate) fn correct(coverage: &mut [u8], brightness: u8) {
    let table = &TABLES[usize::from(brightness).min(LEVELS - 1)];
    coverage.iter_mut().for_each(|v| *v = table[usize::from(*v)]);
}

/// `SkTMaskGamma_build_correcting_lut`: what coverage must be so that blending it looks as if light was mixed,
/// supposing that what is behind is as bright as the text isn't.
fn table(level: usize) -> [u8; 256] {
    let bits = (level << 5) as u32;
    let src = (bits | bits >> 3 | bits >> 6) as f32 / 255.0;
    let dst = 1.0 - src;
    let (linear_src, linear_dst) = (to_linear(src), to_linear(dst));
    let contrast = CONTRAST * linear_dst;
    std::array::from_fn(|i| {
        let raw = i as f32 / 255.0;
        let alpha = raw + (1.0 - raw) * contrast * raw;
        if (dst - src).abs() < 1.0 / 256.0 {
            return (alpha * 255.0 + 0.5) as u8;
        }
        let out = from_linear(linear_src * alpha + linear_dst * (1.0 - alpha));
        ((out - dst) / (src - dst) * 255.0 + 0.5).clamp(0.0, 255.0) as u8
    })
}
