//! Mixing rows of premultiplied RGBA pixels. Two channels are computed at a time, in the halves of a word.

const EVEN: u32 = 0x00ff_00ff;

/// `a · b / 255`, rounded.
pub(crate) fn mul(a: u8, b: u8) -> u8 {
    let v = u32::from(a) * u32::from(b) + 128;
    ((v + (v >> 8)) >> 8) as u8
}

/// Each byte of `pixel` times `by / 255`, rounded.
fn scaled(pixel: u32, by: u32) -> u32 {
    let round = |v: u32| (v + ((v >> 8) & EVEN)) >> 8;
    let even = round((pixel & EVEN) * by + 0x0080_0080) & EVEN;
    let odd = round(((pixel >> 8) & EVEN) * by + 0x0080_0080) & EVEN;
    even | odd << 8
}

fn word(pixel: &[u8]) -> u32 {
    u32::from_le_bytes([pixel[0], pixel[1], pixel[2], pixel[3]])
}

/// Lays `src`, as premultiplied pixel, over `dst`.
fn over(src: u32, dst: u32) -> u32 {
    // No byte can overflow: a premultiplied channel is at most its alpha.
    src.wrapping_add(scaled(dst, 255 - (src >> 24)))
}

/// Lays one colour over a row.
pub(crate) fn fill_row(dst: &mut [u8], color: [u8; 4]) {
    let src = word(&color);
    match color[3] {
        255 => dst.chunks_exact_mut(4).for_each(|d| d.copy_from_slice(&color)),
        0 => {}
        _ => {
            for d in dst.chunks_exact_mut(4) {
                let mixed = over(src, word(d));
                d.copy_from_slice(&mixed.to_le_bytes());
            }
        }
    }
}

/// Lays one colour over a row, as far as `coverage` says.
pub(crate) fn blend_row(dst: &mut [u8], coverage: &[u8], color: [u8; 4]) {
    let src = word(&color);
    // Masks are mostly empty or full: look at eight pixels at a time.
    for (dst, coverage) in dst.chunks_mut(32).zip(coverage.chunks(8)) {
        if coverage.iter().all(|c| *c == 0) {
            continue;
        }
        if coverage.iter().all(|c| *c == 255) {
            fill_row(dst, color);
            continue;
        }
        for (d, &c) in dst.chunks_exact_mut(4).zip(coverage) {
            let mixed = over(scaled(src, u32::from(c)), word(d));
            d.copy_from_slice(&mixed.to_le_bytes());
        }
    }
}

/// Lays pixels over a row, as far as `coverage` says; without, altogether.
pub(crate) fn over_row(dst: &mut [u8], src: &[u8], coverage: Option<&[u8]>) {
    match coverage {
        None => {
            for (dst, src) in dst.chunks_mut(32).zip(src.chunks(32)) {
                if src.chunks_exact(4).all(|s| s[3] == 255) {
                    dst.copy_from_slice(src);
                } else if src.chunks_exact(4).any(|s| s[3] != 0) {
                    for (d, s) in dst.chunks_exact_mut(4).zip(src.chunks_exact(4)) {
                        let mixed = over(word(s), word(d));
                        d.copy_from_slice(&mixed.to_le_bytes());
                    }
                }
            }
        }
        Some(coverage) => {
            for ((d, s), &c) in dst.chunks_exact_mut(4).zip(src.chunks_exact(4)).zip(coverage) {
                let mixed = over(scaled(word(s), u32::from(c)), word(d));
                d.copy_from_slice(&mixed.to_le_bytes());
            }
        }
    }
}

/// Replaces a row by `src`, as far as `coverage` says.
pub(crate) fn lerp_row(dst: &mut [u8], src: &[u8], coverage: &[u8]) {
    for ((d, s), &c) in dst.chunks_exact_mut(4).zip(src.chunks_exact(4)).zip(coverage) {
        let c = u32::from(c);
        let mixed = scaled(word(s), c).wrapping_add(scaled(word(d), 255 - c));
        d.copy_from_slice(&mixed.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_channels_at_a_time_are_as_exact_as_one() {
        for a in 0..=255u8 {
            for b in 0..=255u8 {
                let exact = ((f64::from(a) * f64::from(b) / 255.0) + 0.5).floor() as u8;
                assert_eq!(mul(a, b), exact);
                assert_eq!(scaled(word(&[a, 255, 0, a]), u32::from(b)), word(&[exact, b, 0, exact]));
            }
        }
    }

    #[test]
    fn no_channel_spills_into_the_next() {
        for alpha in 0..=255u8 {
            for below in 0..=255u8 {
                let mut dst = [below, 255, 0, 255];
                fill_row(&mut dst, [alpha, alpha, 0, alpha]);
                assert_eq!(dst[1], 255, "{alpha} over {below}");
                assert_eq!(dst[3], 255, "{alpha} over {below}");
                assert!(dst[2] == 0 && dst[0] >= alpha);
            }
        }
    }
}
