//! What the façade draws, next to what real Skia drew (see goldens/make.py).
#![allow(clippy::unwrap_used)]

mod common;
#[path = "goldens/scenes.rs"]
mod scenes;

use skia_safe::{Canvas, surfaces};
use std::path::Path;

/// How far from Skia a scene may be. Measured, with a little room for other processors' arithmetic.
struct Tolerance {
    /// Mean difference of all channels, of 255.
    mean: f64,
    /// How many pixels may differ by more than 32 in a channel, in percent.
    far: f64,
    /// The largest difference of a channel.
    most: u8,
}

fn decode(name: &str) -> (usize, Vec<u8>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(name).with_extension("png");
    let pixmap = tiny_skia::Pixmap::load_png(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    (pixmap.width() as usize, pixmap.take())
}

/// Draws a scene at both scales and compares it. What was drawn is left in target/tmp if it is too far off.
fn check(name: &str, scene: fn(&Canvas), tolerance: &Tolerance) {
    let mut wrong = Vec::new();
    for scale in [1, 2] {
        let name = if scale == 1 { name.to_owned() } else { format!("{name}@2x") };
        let mut surface =
            surfaces::raster_n32_premul((scenes::WIDTH * scale, scenes::HEIGHT * scale)).unwrap();
        let canvas = surface.canvas();
        canvas.scale((scale as f32, scale as f32));
        scene(canvas);
        let drawn = surface.peek_pixels().unwrap().bytes().unwrap().to_vec();
        let (_, golden) = decode(&name);
        assert_eq!(drawn.len(), golden.len(), "{name}: the golden has another size");
        let differences = || drawn.iter().zip(&golden).map(|(a, b)| a.abs_diff(*b));
        let mean = differences().map(f64::from).sum::<f64>() / drawn.len() as f64;
        let most = differences().max().unwrap();
        let pixels = drawn.chunks_exact(4).zip(golden.chunks_exact(4));
        let far = pixels.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 32)).count();
        let far = far as f64 * 400.0 / drawn.len() as f64;
        println!("{name}: mean {mean:.3}, {far:.3} % far, at most {most}");
        if mean > tolerance.mean || far > tolerance.far || most > tolerance.most {
            let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name).with_extension("png");
            let size = tiny_skia::IntSize::from_wh(surface.width() as u32, surface.height() as u32).unwrap();
            tiny_skia::Pixmap::from_vec(drawn, size).unwrap().save_png(&out).unwrap();
            wrong.push(format!(
                "{name}: mean {mean:.3}, {far:.3} % far, at most {most}; see {}",
                out.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! goldens {
    ($($scene:ident: mean $mean:literal, far $far:literal, most $most:literal;)*) => {$(
        #[test]
        fn $scene() {
            check(stringify!($scene), scenes::$scene, &Tolerance { mean: $mean, far: $far, most: $most });
        }
    )*};
}

// Edges differ most, in single pixels: tiny-skia samples each pixel 16 times, Skia computes its area.
goldens! {
    rects: mean 0.05, far 0.05, most 64;
    rrects: mean 0.3, far 0.3, most 64;
    lines: mean 0.5, far 0.25, most 90;
    paths: mean 0.3, far 0.25, most 90;
    gradients: mean 0.2, far 0.15, most 70;
    clips: mean 0.2, far 0.15, most 70;
    layers: mean 0.35, far 0.15, most 64;
    blends: mean 0.2, far 0.1, most 40;
    shadows: mean 0.3, far 0.0, most 32;
    filters: mean 0.1, far 0.0, most 16;
    images: mean 0.6, far 0.05, most 48;
    transforms: mean 0.3, far 0.2, most 70;
    colors: mean 0.1, far 0.0, most 1;
    text: mean 1.3, far 1.0, most 120;
    prose: mean 1.0, far 0.6, most 130;
}
