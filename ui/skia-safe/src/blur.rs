//! Gaussian blur as three box blurs, one after the other.

use std::f32::consts::PI;

/// Skia blurs no further either.
const MOST: f32 = 532.0;

/// How many pixels away a blurred pixel shows.
pub(crate) fn reach(sigma: f32) -> i32 {
    if sigma > 0.0 { (sigma.min(MOST) * 3.0).ceil() as i32 + 1 } else { 0 }
}

/// What each of the three passes adds up: so many pixels to the left and to the right (SVG 1.1, 15.17).
fn boxes(sigma: f32) -> Option<[(usize, usize); 3]> {
    let d = (sigma.min(MOST) * 3.0 * (2.0 * PI).sqrt() / 4.0 + 0.5).floor() as usize;
    match d {
        0 | 1 => None,
        d if d % 2 == 1 => Some([(d / 2, d / 2); 3]),
        d => Some([(d / 2, d / 2 - 1), (d / 2 - 1, d / 2), (d / 2, d / 2)]),
    }
}

/// The weights of a blur too small for boxes, from the middle outwards.
fn weights(sigma: f32) -> Option<[f32; 4]> {
    if sigma.is_nan() || sigma <= 0.03 {
        return None;
    }
    let w: [f32; 4] = std::array::from_fn(|i| (-((i * i) as f32) / (2.0 * sigma * sigma)).exp());
    let sum = w[0] + 2.0 * (w[1] + w[2] + w[3]);
    Some(w.map(|w| w / sum))
}

/// Blurs rows of `width` pixels with `N` interleaved channels. Beyond the edge there is nothing.
pub(crate) fn blur<const N: usize>(data: &mut [u8], width: usize, (sigma_x, sigma_y): (f32, f32)) {
    let row = width * N;
    if row == 0 || data.len() < row {
        return;
    }
    match boxes(sigma_x).filter(|_| sigma_x >= 2.0) {
        Some(boxes) => data.chunks_exact_mut(row).for_each(|line| blur_row::<N>(line, boxes)),
        None => {
            if let Some(w) = weights(sigma_x) {
                data.chunks_exact_mut(row).for_each(|line| weigh_row::<N>(line, &w));
            }
        }
    }
    match boxes(sigma_y).filter(|_| sigma_y >= 2.0) {
        Some(boxes) => boxes.into_iter().for_each(|b| blur_columns(data, row, b)),
        None => {
            if let Some(w) = weights(sigma_y) {
                weigh_columns(data, row, &w);
            }
        }
    }
}

/// 1 / n in 24 bits behind the point.
fn inverse(n: usize) -> u32 {
    (1 << 24) / n as u32
}

/// `sum`, of n bytes, times `inverse(n)`.
fn mean(sum: u32, inverse: u32) -> u8 {
    ((sum * inverse + (1 << 23)) >> 24) as u8
}

fn blur_row<const N: usize>(line: &mut [u8], boxes: [(usize, usize); 3]) {
    let width = line.len() / N;
    let mut before = line.to_vec();
    for (left, right) in boxes {
        before.copy_from_slice(line);
        let k = inverse(left + right + 1);
        let mut sum = [0u32; N];
        for pixel in before.chunks_exact(N).take(right) {
            (0..N).for_each(|c| sum[c] += u32::from(pixel[c]));
        }
        for x in 0..width {
            if let Some(pixel) = before.get((x + right) * N..(x + right + 1) * N) {
                (0..N).for_each(|c| sum[c] += u32::from(pixel[c]));
            }
            if let Some(pixel) = x.checked_sub(left + 1).map(|x| &before[x * N..x * N + N]) {
                (0..N).for_each(|c| sum[c] -= u32::from(pixel[c]));
            }
            let pixel = &mut line[x * N..x * N + N];
            (0..N).for_each(|c| pixel[c] = mean(sum[c], k));
        }
    }
}

fn blur_columns(data: &mut [u8], row: usize, (up, down): (usize, usize)) {
    let k = inverse(up + down + 1);
    let height = data.len() / row;
    let mut sums = vec![0u32; row];
    // The last rows as they were, in a ring: they are overwritten before they leave the sums.
    let mut ring = vec![0u8; (up + 1) * row];
    for line in data.chunks_exact(row).take(down) {
        sums.iter_mut().zip(line).for_each(|(s, v)| *s += u32::from(*v));
    }
    for y in 0..height {
        if y + down < height {
            let line = &data[(y + down) * row..(y + down + 1) * row];
            sums.iter_mut().zip(line).for_each(|(s, v)| *s += u32::from(*v));
        }
        let kept = &mut ring[(y % (up + 1)) * row..(y % (up + 1) + 1) * row];
        if y > up {
            sums.iter_mut().zip(kept.iter()).for_each(|(s, v)| *s -= u32::from(*v));
        }
        let line = &mut data[y * row..(y + 1) * row];
        kept.copy_from_slice(line);
        line.iter_mut().zip(&sums).for_each(|(v, s)| *v = mean(*s, k));
    }
}

fn weigh_row<const N: usize>(line: &mut [u8], w: &[f32; 4]) {
    let before = line.to_vec();
    let at = |i: Option<usize>| i.and_then(|i| before.get(i)).map_or(0.0, |v| f32::from(*v));
    for (i, v) in line.iter_mut().enumerate() {
        let side = |d: usize| at(i.checked_sub(d * N)) + at(Some(i + d * N));
        *v = (at(Some(i)) * w[0] + side(1) * w[1] + side(2) * w[2] + side(3) * w[3] + 0.5) as u8;
    }
}

fn weigh_columns(data: &mut [u8], row: usize, w: &[f32; 4]) {
    let before = data.to_vec();
    let at = |i: Option<usize>| i.and_then(|i| before.get(i)).map_or(0.0, |v| f32::from(*v));
    for (i, v) in data.iter_mut().enumerate() {
        let side = |d: usize| at(i.checked_sub(d * row)) + at(Some(i + d * row));
        *v = (at(Some(i)) * w[0] + side(1) * w[1] + side(2) * w[2] + side(3) * w[3] + 0.5) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blur_spreads_a_dot_evenly_and_loses_nothing() {
        for sigma in [0.5, 1.0, 1.9, 2.0, 3.0, 5.5] {
            let (w, h) = (61, 61);
            let mut data = vec![0u8; w * h];
            for y in 28..33 {
                for x in 28..33 {
                    data[y * w + x] = 255;
                }
            }
            let before: u32 = data.iter().map(|v| u32::from(*v)).sum();
            blur::<1>(&mut data, w, (sigma, sigma));
            let after: u32 = data.iter().map(|v| u32::from(*v)).sum();
            assert!(before.abs_diff(after) < before / 20, "sigma {sigma}: {before} to {after}");
            assert!(data[30 * w + 27].abs_diff(data[30 * w + 33]) <= 1, "sigma {sigma} leans sideways");
            assert!(data[27 * w + 30].abs_diff(data[33 * w + 30]) <= 1, "sigma {sigma} leans up or down");
        }
    }

    #[test]
    fn odd_sizes_and_sigmas_do_no_harm() {
        blur::<4>(&mut [], 0, (3.0, 3.0));
        blur::<4>(&mut [255; 4], 1, (300.0, f32::INFINITY));
        blur::<1>(&mut [255; 3], 3, (f32::NAN, -1.0));
        assert_eq!(reach(f32::NAN), 0);
    }
}
