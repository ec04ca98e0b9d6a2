//! What the canvas does with states, layers and odd input.
#![allow(clippy::unwrap_used)]

use skia_safe::canvas::SaveLayerRec;
use skia_safe::*;

fn surface(size: (i32, i32)) -> Surface {
    surfaces::raster_n32_premul(size).unwrap()
}

fn paint(color: Color) -> Paint {
    let mut p = Paint::default();
    p.set_anti_alias(true).set_color(color);
    p
}

fn pixel(surface: &mut Surface, x: usize, y: usize) -> [u8; 4] {
    let pixels = surface.peek_pixels().unwrap();
    let start = y * pixels.row_bytes() + x * 4;
    std::array::from_fn(|i| pixels.bytes().unwrap()[start + i])
}

#[test]
fn surfaces_of_no_size_or_too_large_ones_cannot_be_had() {
    for size in [(0, 0), (0, 5), (5, 0), (-1, 5), (i32::MIN, i32::MIN), (i32::MAX, i32::MAX)] {
        assert!(surfaces::raster_n32_premul(size).is_none(), "{size:?}");
    }
}

#[test]
fn restoring_more_than_was_saved_changes_nothing() {
    let mut s = surface((4, 4));
    let c = s.canvas();
    assert_eq!(c.save_count(), 1);
    let count = c.save();
    c.save();
    c.translate((1.0, 2.0));
    assert_eq!(c.save_count(), 3);
    c.restore_to_count(count);
    assert_eq!(c.save_count(), 1);
    c.restore().restore().restore_to_count(0);
    assert_eq!((c.save_count(), c.local_to_device_as_3x3()), (1, Matrix::new_identity()));
}

#[test]
fn layers_leave_nothing_behind_for_the_next() {
    let mut s = surface((20, 20));
    let c = s.canvas();
    let mut half = Paint::default();
    half.set_alpha_f(0.5);
    for color in [Color::new(0xffff_0000), Color::new(0xff00_ff00)] {
        c.clear(Color::BLACK);
        c.save_layer(&SaveLayerRec::default().paint(&half));
        c.draw_rect(Rect::from_xywh(5.0, 5.0, 5.0, 5.0), &paint(color));
        c.restore();
    }
    c.save_layer(&SaveLayerRec::default());
    c.restore();
    assert_eq!(pixel(&mut s, 6, 6), [0, 128, 0, 255]);
    assert_eq!(pixel(&mut s, 15, 15), [0, 0, 0, 255]);
}

#[test]
fn an_empty_layer_still_clears_where_its_blend_mode_says_so() {
    let mut s = surface((4, 4));
    let c = s.canvas();
    c.clear(Color::WHITE);
    let mut inside = Paint::default();
    inside.set_blend_mode(BlendMode::DstIn);
    c.save_layer(&SaveLayerRec::default().paint(&inside));
    c.restore();
    assert_eq!(pixel(&mut s, 1, 1), [0, 0, 0, 0]);
}

#[test]
fn pixels_are_read_in_the_order_that_is_asked_for() {
    let mut s = surface((2, 1));
    s.canvas().clear(Color::from_argb(128, 255, 0, 0));
    let mut read = |colors, alpha| {
        let mut out = [7u8; 8];
        assert!(s.read_pixels(&ImageInfo::new((1, 1), colors, alpha, None), &mut out, 4, (1, 0)));
        assert_eq!(out[4..], [7; 4]);
        [out[0], out[1], out[2], out[3]]
    };
    assert_eq!(read(ColorType::RGBA8888, AlphaType::Premul), [128, 0, 0, 128]);
    assert_eq!(read(ColorType::BGRA8888, AlphaType::Premul), [0, 0, 128, 128]);
    assert_eq!(read(ColorType::RGBA8888, AlphaType::Unpremul), [255, 0, 0, 128]);
}

#[test]
fn reading_beyond_the_surface_or_into_too_little_reads_nothing() {
    let mut s = surface((2, 2));
    let info = ImageInfo::new_n32_premul((2, 2), None);
    let mut out = [7u8; 16];
    for (length, row_bytes, at) in
        [(16, 8, (2, 0)), (16, 8, (0, -2)), (15, 8, (0, 0)), (16, 7, (0, 0)), (16, usize::MAX, (0, 0))]
    {
        assert!(!s.read_pixels(&info, &mut out[..length], row_bytes, at));
    }
    assert_eq!(out, [7; 16]);
    assert!(s.read_pixels(&info, &mut out, 8, (1, 1)), "a part is better than nothing");
}

#[test]
fn a_surface_draws_to_another_within_its_clip() {
    let (mut from, mut to) = (surface((4, 4)), surface((8, 8)));
    from.canvas().clear(Color::WHITE);
    let c = to.canvas();
    c.clip_rect(Rect::from_xywh(0.0, 0.0, 4.0, 8.0), None, None);
    from.draw(c, (2, 2), SamplingOptions::default(), None);
    assert_eq!(pixel(&mut to, 3, 3), [255; 4]);
    assert_eq!(pixel(&mut to, 4, 3), [0; 4]);
    assert_eq!(pixel(&mut to, 1, 3), [0; 4]);
}

#[test]
fn paths_know_what_they_are() {
    let rect = Rect::from_xywh(1.0, 2.0, 3.0, 4.0);
    assert!(Path::new().is_empty() && Path::rect(Rect::new_empty(), None).is_empty());
    assert!(PathBuilder::new().detach().is_empty());
    assert_eq!(Path::rect(rect, None).make_offset((10.0, 20.0)).bounds(), &rect.with_offset((10.0, 20.0)));
    let both = Path::rect(rect, None).op(&Path::rect(rect.with_offset((2.0, 0.0)), None), PathOp::Intersect);
    assert_eq!(both.unwrap().bounds(), &Rect::new(3.0, 2.0, 4.0, 6.0));
    let apart = Path::rect(rect, None).op(&Path::rect(rect.with_offset((9.0, 0.0)), None), PathOp::Intersect);
    assert!(apart.unwrap().is_empty());
}

#[test]
fn an_svg_document_is_drawn_where_the_matrix_says() {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="2" fill="#f00"/></svg>"##;
    let dom = svg::Dom::from_bytes(svg, FontMgr::default()).unwrap();
    let mut s = surface((16, 16));
    for _ in 0..2 {
        let c = s.canvas();
        c.save();
        c.translate((4.0, 4.0)).scale((2.0, 2.0));
        dom.render(c);
        c.restore();
        assert_eq!(pixel(&mut s, 5, 5), [255, 0, 0, 255]);
        assert_eq!(pixel(&mut s, 5, 9), [0; 4]);
        assert_eq!(pixel(&mut s, 3, 5), [0; 4]);
    }
    assert!(svg::Dom::from_bytes(b"<svg", FontMgr::default()).is_err());
}

#[test]
fn what_is_no_image_is_none() {
    assert!(Image::from_encoded(Data::new_copy(b"GIF89a")).is_none());
    assert!(Image::from_encoded(Data::new_copy(&[])).is_none());
}

/// Every way of drawing with every kind of bad number: nothing may panic or take long.
#[test]
fn odd_input_is_no_trouble() {
    let bad = [f32::NAN, f32::INFINITY, f32::MAX, -f32::MAX, 1e9, -1.0, 0.0];
    let mut s = surface((16, 16));
    let c = s.canvas();
    for a in bad {
        for b in bad {
            for style in [PaintStyle::Fill, PaintStyle::Stroke, PaintStyle::StrokeAndFill] {
                let mut p = paint(Color::new(0x80ff_ffff));
                p.set_style(style).set_stroke_width(a).set_stroke_miter(b).set_alpha_f(0.5);
                p.set_path_effect(PathEffect::dash(&[a, b], a));
                let rect = Rect::new(a, b, b, 3.0);
                c.draw_rect(rect, &p).draw_oval(rect, &p).draw_line((a, b), (b, a), &p);
                c.draw_circle((a, 2.0), b, &p).draw_arc(rect, a, b, true, &p);
                c.draw_round_rect(Rect::from_xywh(0.0, 0.0, a, 5.0), b, a, &p);
                p.set_path_effect(None).set_mask_filter(MaskFilter::blur(
                    BlurStyle::Normal,
                    a.min(20.0),
                    false,
                ));
                c.draw_rect(Rect::new(0.0, 0.0, b, 4.0), &p);
            }
            c.save();
            c.translate((a, b)).scale((b, a)).rotate(a, Some(Point::new(b, a)));
            c.draw_rect(Rect::from_xywh(1.0, 1.0, 4.0, 4.0), &paint(Color::WHITE));
            c.clip_rect(Rect::new(a, 0.0, b, 4.0), ClipOp::Difference, true);
            c.clip_rrect(RRect::new_rect_xy(Rect::new(0.0, a, 4.0, b), a, b), None, true);
            c.draw_paint(&paint(Color::WHITE));
            c.restore();
            let mut path = PathBuilder::new();
            path.move_to((a, 0.0)).cubic_to((b, a), (3.0, b), (a, b)).line_to((5.0, 5.0)).close();
            path.r_arc_to((a, b), a, path_builder::ArcSize::Large, PathDirection::CCW, (b, a));
            c.draw_path(&path.detach(), &paint(Color::WHITE));
            c.save_layer(&SaveLayerRec::default().bounds(&Rect::new(a, a, b, b)));
            c.draw_color(Color4f::new(a, b, 0.5, a), BlendMode::Plus);
            c.restore();
            if let Some(filter) = ImageFilter::crop(Rect::new(a, 0.0, 5.0, b), None, None)
                && let Some(filter) = filter.blur(None, (a.min(20.0), b.min(20.0)), None)
            {
                let mut p = Paint::default();
                p.set_image_filter(filter);
                c.save_layer(&SaveLayerRec::default().paint(&p));
                c.draw_rect(Rect::from_xywh(1.0, 1.0, 4.0, 4.0), &paint(Color::WHITE));
                c.restore();
            }
        }
    }
    assert_eq!(c.save_count(), 1);
}
