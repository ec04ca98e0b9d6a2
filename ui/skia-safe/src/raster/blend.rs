//! Mixing rows of premultiplied RGBA pixels. Single pixels are computed two channels at a time, in
//! the halves of a word; rows, eight pixels at a time.

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
        255 => {
            let eight: [u8; 32] = std::array::from_fn(|i| color[i % 4]);
            let (dst, rest) = dst.as_chunks_mut::<32>();
            dst.fill(eight);
            rest.chunks_exact_mut(4).for_each(|d| d.copy_from_slice(&color));
        }
        0 => {}
        _ => {
            let eight: Eight = std::array::from_fn(|i| u16::from(color[i % 4]));
            let (dst, rest) = dst.as_chunks_mut::<32>();
            dst.iter_mut().for_each(|d| over_eight(d, &eight, &[u16::from(color[3]); 32]));
            for d in rest.chunks_exact_mut(4) {
                let mixed = over(src, word(d));
                d.copy_from_slice(&mixed.to_le_bytes());
            }
        }
    }
}

/// Eight pixels, a channel each: what a compiler turns into vectors.
type Eight = [u16; 32];

/// `a · b / 255`, rounded, for each channel.
#[inline(always)]
fn product(a: &Eight, b: &Eight) -> Eight {
    let mut out = [0; 32];
    for i in 0..32 {
        let v = a[i].wrapping_mul(b[i]).wrapping_add(128);
        out[i] = v.wrapping_add(v >> 8) >> 8;
    }
    out
}

/// A value for each pixel as one for each channel.
#[inline(always)]
fn each_channel(values: [u8; 8]) -> Eight {
    let mut out = [0; 32];
    for (out, v) in out.chunks_exact_mut(4).zip(values) {
        out.fill(u16::from(v));
    }
    out
}

/// Lays eight pixels over others, each with the opacity `alpha`.
#[inline(always)]
fn over_eight(dst: &mut [u8; 32], src: &Eight, alpha: &Eight) {
    let (mut rest, mut below) = ([0; 32], [0; 32]);
    for i in 0..32 {
        rest[i] = 255 - alpha[i];
        below[i] = u16::from(dst[i]);
    }
    let below = product(&below, &rest);
    for i in 0..32 {
        dst[i] = src[i].wrapping_add(below[i]) as u8;
    }
}

/// Lays one colour over a row, as far as `coverage` says.
pub(crate) fn blend_row(dst: &mut [u8], coverage: &[u8], color: [u8; 4]) {
    let (dst, dst_rest) = dst.as_chunks_mut::<32>();
    let (coverage, coverage_rest) = coverage.as_chunks::<8>();
    let eight: Eight = std::array::from_fn(|i| u16::from(color[i % 4]));
    for (dst, coverage) in dst.iter_mut().zip(coverage) {
        // Masks are mostly empty or full.
        match u64::from_ne_bytes(*coverage) {
            0 => {}
            u64::MAX => fill_row(dst, color),
            _ => {
                let each = each_channel(*coverage);
                let alpha = product(&[u16::from(color[3]); 32], &each);
                over_eight(dst, &product(&eight, &each), &alpha);
            }
        }
    }
    let src = word(&color);
    for (d, &c) in dst_rest.chunks_exact_mut(4).zip(coverage_rest) {
        let mixed = over(scaled(src, u32::from(c)), word(d));
        d.copy_from_slice(&mixed.to_le_bytes());
    }
}

/// Lays pixels over a row, as far as `coverage` says; without, altogether.
pub(crate) fn over_row(dst: &mut [u8], src: &[u8], coverage: Option<&[u8]>) {
    let (dst, dst_rest) = dst.as_chunks_mut::<32>();
    let (src, src_rest) = src.as_chunks::<32>();
    let (coverage, coverage_rest) = match coverage {
        Some(c) => (Some(c.as_chunks::<8>().0), c.as_chunks::<8>().1),
        None => (None, [255; 8].as_slice()),
    };
    for (i, (dst, src)) in dst.iter_mut().zip(src).enumerate() {
        let each = coverage.and_then(|c| c.get(i)).map_or(u64::MAX, |c| u64::from_ne_bytes(*c));
        if each == 0 {
            continue;
        }
        let mut alpha = each_channel(std::array::from_fn(|i| src[4 * i + 3]));
        let mut pixels = src.map(u16::from);
        if each != u64::MAX {
            let each = each_channel(each.to_ne_bytes());
            pixels = product(&pixels, &each);
            alpha = product(&alpha, &each);
        } else if alpha == [255; 32] {
            dst.copy_from_slice(src);
            continue;
        } else if alpha == [0; 32] {
            continue;
        }
        over_eight(dst, &pixels, &alpha);
    }
    for ((d, s), &c) in dst_rest.chunks_exact_mut(4).zip(src_rest.chunks_exact(4)).zip(coverage_rest) {
        let mixed = over(scaled(word(s), u32::from(c)), word(d));
        d.copy_from_slice(&mixed.to_le_bytes());
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
    fn eight_pixels_at_a_time_are_as_exact_as_one() {
        let coverage: Vec<u8> = (0..11).map(|i| [0, 255, 7, 128, 200][i % 5]).collect();
        let src: Vec<u8> = (0..11u8).flat_map(|i| [i, 20 * i, 0, 20 * i]).collect();
        let dst: Vec<u8> = (0..44).map(|i| i * 5).collect();
        for coverage in [None, Some(coverage.as_slice())] {
            let mut row = dst.clone();
            over_row(&mut row, &src, coverage);
            for i in 0..11 {
                let c = coverage.map_or(255, |c| u32::from(c[i]));
                let one = over(scaled(word(&src[4 * i..]), c), word(&dst[4 * i..]));
                assert_eq!(word(&row[4 * i..]), one, "pixel {i}");
            }
        }
        let (mut row, color) = (dst.clone(), [10, 60, 0, 99]);
        blend_row(&mut row, &coverage, color);
        for i in 0..11 {
            let one = over(scaled(word(&color), u32::from(coverage[i])), word(&dst[4 * i..]));
            assert_eq!(word(&row[4 * i..]), one, "pixel {i}");
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
