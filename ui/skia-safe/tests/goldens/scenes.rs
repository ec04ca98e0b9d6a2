//! The scenes of make.py, line for line.
#![allow(clippy::unwrap_used, missing_docs)]

use skia_safe::canvas::SaveLayerRec;
use skia_safe::gradient_shader::{Gradient, GradientColors, Interpolation};
use skia_safe::path_builder::ArcSize;
use skia_safe::textlayout::TextAlign;
use skia_safe::*;

use crate::common::{HEBREW, PROSE, paragraph};

pub const WIDTH: i32 = 240;
pub const HEIGHT: i32 = 160;

fn paint(color: Color) -> Paint {
    let mut p = Paint::default();
    p.set_anti_alias(true).set_color(color);
    p
}

fn stroke(color: Color, width: f32) -> Paint {
    let mut p = paint(color);
    p.set_stroke(true).set_stroke_width(width);
    p
}

fn argb(a: u8, r: u8, g: u8, b: u8) -> Color {
    Color::from_argb(a, r, g, b)
}

fn rgb(r: u8, g: u8, b: u8) -> Color {
    Color::from_rgb(r, g, b)
}

fn xywh(x: f32, y: f32, w: f32, h: f32) -> Rect {
    Rect::from_xywh(x, y, w, h)
}

fn rounded(rect: Rect, r: f32) -> RRect {
    RRect::new_rect_xy(rect, r, r)
}

fn rrect(rect: Rect, radii: [(f32, f32); 4]) -> RRect {
    RRect::new_rect_radii(rect, &radii.map(Point::from))
}

pub fn rects(c: &Canvas) {
    c.clear(rgb(40, 42, 54));
    c.draw_rect(xywh(10.0, 10.0, 60.0, 40.0), &paint(rgb(200, 90, 40)));
    c.draw_rect(xywh(80.5, 10.25, 60.3, 40.6), &paint(rgb(90, 200, 120)));
    c.draw_rect(xywh(150.0, 10.0, 60.0, 40.0), &paint(argb(128, 255, 255, 255)));
    c.draw_rect(xywh(10.0, 60.0, 60.0, 40.0), &stroke(rgb(220, 230, 240), 1.0));
    c.draw_rect(xywh(80.5, 60.5, 60.0, 40.0), &stroke(rgb(220, 230, 240), 1.0));
    let mut thick = stroke(rgb(80, 160, 255), 5.0);
    c.draw_rect(xywh(150.0, 60.0, 60.0, 40.0), thick.set_stroke_join(PaintJoin::Round));
    c.draw_rect(xywh(12.0, 112.0, 56.0, 36.0), thick.set_stroke_join(PaintJoin::Bevel));
    let mut hard = paint(rgb(255, 220, 0));
    hard.set_anti_alias(false);
    c.draw_rect(xywh(80.4, 110.6, 60.2, 40.1), &hard);
    c.draw_rect(xywh(150.0, 110.0, 60.0, 0.5), &paint(rgb(255, 255, 255)));
    c.draw_rect(xywh(150.0, 120.0, 0.5, 30.0), &paint(rgb(255, 255, 255)));
    c.draw_rect(xywh(160.0, 120.0, 50.0, 30.0), &stroke(rgb(255, 255, 255), 0.0));
}

pub fn rrects(c: &Canvas) {
    c.clear(rgb(250, 250, 252));
    c.draw_rrect(rounded(xywh(10.0, 10.0, 90.0, 60.0), 8.0), &paint(rgb(60, 90, 160)));
    let corners = rrect(xywh(110.5, 10.5, 110.0, 60.0), [(0.0, 0.0), (6.0, 6.0), (20.0, 30.0), (12.0, 4.0)]);
    c.draw_rrect(corners, &paint(rgb(160, 60, 90)));
    c.draw_rrect(rounded(xywh(10.0, 85.0, 90.0, 60.0), 8.0), &stroke(rgb(60, 90, 160), 1.0));
    c.draw_rrect(rounded(xywh(110.5, 85.5, 40.0, 60.0), 100.0), &stroke(rgb(160, 60, 90), 3.0));
    c.draw_oval(xywh(160.0, 85.0, 60.0, 30.0), &paint(rgb(40, 140, 80)));
    c.draw_circle((190.0, 134.0), 14.5, &paint(argb(140, 40, 140, 80)));
    c.draw_circle((190.0, 134.0), 8.0, &stroke(rgb(0, 0, 0), 2.0));
}

pub fn lines(c: &Canvas) {
    c.clear(rgb(20, 20, 24));
    let caps = [PaintCap::Butt, PaintCap::Round, PaintCap::Square];
    let joins = [PaintJoin::Miter, PaintJoin::Round, PaintJoin::Bevel];
    for i in 0..3 {
        let x = 15.0 + 75.0 * i as f32;
        let mut p = stroke(rgb(230, 180, 80), 8.0);
        p.set_stroke_cap(caps[i]).set_stroke_join(joins[i]);
        c.draw_line((x, 15.0), (x + 50.0, 20.0), &p);
        let mut path = PathBuilder::new();
        path.move_to((x, 70.0)).line_to((x + 25.0, 35.0)).line_to((x + 50.0, 70.0));
        c.draw_path(&path.detach(), &p);
    }
    let mut dashed = stroke(rgb(120, 220, 255), 2.0);
    dashed.set_path_effect(PathEffect::dash(&[8.0, 4.0], 0.0));
    c.draw_line((10.0, 90.5), (230.0, 90.5), &dashed);
    let mut dotted = stroke(rgb(120, 220, 255), 4.0);
    dotted.set_stroke_cap(PaintCap::Round).set_path_effect(PathEffect::dash(&[0.01, 8.0], 2.0));
    c.draw_line((10.0, 102.0), (230.0, 102.0), &dotted);
    c.draw_rrect(rounded(xywh(10.5, 112.5, 80.0, 40.0), 8.0), &dashed);
    c.draw_line((100.0, 115.0), (230.0, 118.0), &stroke(rgb(255, 255, 255), 1.0));
    c.draw_line((100.0, 122.0), (230.0, 122.0), &stroke(rgb(255, 255, 255), 0.5));
    let mut path = PathBuilder::new();
    for i in 0..131 {
        let p = (100.0 + i as f32, 140.0 + 12.0 * (i as f32 * 0.3).sin());
        if i == 0 {
            path.move_to(p)
        } else {
            path.line_to(p)
        };
    }
    c.draw_path(&path.detach(), &stroke(rgb(120, 255, 140), 1.6));
}

pub fn paths(c: &Canvas) {
    c.clear(rgb(255, 255, 255));
    let mut path = PathBuilder::new();
    path.move_to((10.0, 60.0)).cubic_to((30.0, -20.0), (60.0, 100.0), (90.0, 20.0));
    path.quad_to((80.0, 90.0), (20.0, 70.0)).close();
    c.draw_path(&path.detach(), &paint(rgb(70, 70, 200)));
    for (i, rule) in [PathFillType::Winding, PathFillType::EvenOdd].into_iter().enumerate() {
        let mut star = PathBuilder::new_with_fill_type(rule);
        for k in 0..5 {
            let (sin, cos) = (-90.0 + 144.0 * k as f32).to_radians().sin_cos();
            let p = (130.0 + 60.0 * i as f32 + 28.0 * cos, 40.0 + 28.0 * sin);
            if k == 0 {
                star.move_to(p)
            } else {
                star.line_to(p)
            };
        }
        star.close();
        c.draw_path(&star.detach(), &paint(rgb(200, 70, 70)));
    }
    let mut path = PathBuilder::new();
    path.arc_to(xywh(15.0, 95.0, 50.0, 50.0), -240.0, 200.0, true);
    let mut round = stroke(rgb(20, 140, 90), 6.0);
    c.draw_path(&path.detach(), round.set_stroke_cap(PaintCap::Round));
    c.draw_arc(xywh(80.0, 90.0, 60.0, 60.0), 30.0, 250.0, true, &paint(rgb(230, 150, 30)));
    c.draw_arc(xywh(150.0, 90.0, 60.0, 60.0), 30.0, 250.0, false, &paint(rgb(230, 150, 30)));
    let mut path = PathBuilder::new();
    path.move_to((215.0, 100.0));
    path.r_arc_to((12.0, 20.0), 30.0, ArcSize::Large, PathDirection::CW, (10.0, 30.0));
    c.draw_path(&path.detach(), &stroke(rgb(90, 30, 120), 2.0));
}

fn colored(
    colors: &[Color],
    pos: Option<&[f32]>,
    tile: TileMode,
    make: impl Fn(&Gradient<'_>) -> Option<Shader>,
) -> Paint {
    let colors: Vec<Color4f> = colors.iter().map(|c| Color4f::from(*c)).collect();
    let colors = GradientColors::new(&colors, pos, tile, None);
    let mut p = Paint::default();
    p.set_anti_alias(true).set_shader(make(&Gradient::new(colors, Interpolation::default())));
    p
}

pub fn gradients(c: &Canvas) {
    c.clear(rgb(0, 0, 0));
    let two = [rgb(255, 0, 0), rgb(0, 255, 255)];
    let three = [rgb(255, 255, 0), argb(0, 0, 0, 255), rgb(0, 255, 0)];
    let linear = |from: (f32, f32), to: (f32, f32)| {
        move |g: &Gradient<'_>| shaders::linear_gradient((from, to), g, None)
    };
    let radial =
        |center: (f32, f32), r: f32| move |g: &Gradient<'_>| shaders::radial_gradient((center, r), g, None);
    let p = colored(&two, None, TileMode::Clamp, linear((10.0, 10.0), (110.0, 70.0)));
    c.draw_rect(xywh(10.0, 10.0, 100.0, 60.0), &p);
    let p = colored(&three, Some(&[0.0, 0.3, 1.0]), TileMode::Clamp, linear((130.0, 0.0), (220.0, 0.0)));
    c.draw_rrect(rounded(xywh(125.0, 10.0, 105.0, 60.0), 10.0), &p);
    let p = colored(&two, None, TileMode::Clamp, radial((60.0, 115.0), 50.0));
    c.draw_rect(xywh(10.0, 80.0, 100.0, 70.0), &p);
    let mut p = colored(&three, Some(&[0.0, 0.5, 1.0]), TileMode::Mirror, radial((170.0, 115.0), 20.0));
    c.draw_oval(xywh(125.0, 80.0, 105.0, 70.0), p.set_alpha_f(0.6));
    let mut p = colored(&two, None, TileMode::Repeat, linear((0.0, 0.0), (20.0, 0.0)));
    c.draw_line((10.0, 155.0), (230.0, 155.0), p.set_stroke_width(4.0));
}

pub fn clips(c: &Canvas) {
    c.clear(rgb(30, 60, 60));
    let (red, green) = (paint(rgb(230, 90, 90)), paint(rgb(90, 230, 120)));
    c.save();
    c.clip_rect(xywh(10.5, 10.25, 60.0, 40.0), ClipOp::Intersect, true);
    c.draw_paint(&red);
    c.restore();
    c.save();
    c.clip_rrect(rounded(xywh(80.0, 10.0, 70.0, 50.0), 12.0), ClipOp::Intersect, true);
    c.draw_rect(xywh(70.0, 0.0, 60.0, 45.0), &red);
    c.clip_rect(xywh(110.0, 30.0, 60.0, 60.0), None, None);
    c.draw_paint(&green);
    c.restore();
    c.save();
    c.clip_path(&Path::circle((195.0, 35.0), 30.0, None), ClipOp::Intersect, true);
    c.clip_path(&Path::circle((205.0, 35.0), 18.0, None), ClipOp::Difference, true);
    c.draw_paint(&red);
    c.restore();
    c.save();
    c.clip_rrect(rounded(xywh(20.0, 80.0, 80.0, 60.0), 10.0), ClipOp::Difference, true);
    c.draw_rect(xywh(10.0, 70.0, 100.0, 80.0), &green);
    c.restore();
    c.save();
    let a = Path::rrect(rounded(xywh(120.0, 75.0, 70.0, 70.0), 35.0), None);
    let b = Path::rrect(rounded(xywh(160.2, 85.0, 65.0, 50.0), 4.0), None);
    c.clip_path(&a.op(&b, PathOp::Intersect).unwrap(), ClipOp::Intersect, true);
    c.draw_paint(&red);
    c.restore();
    c.draw_path(&a.op(&b, PathOp::Difference).unwrap(), &paint(rgb(120, 120, 250)));
    c.draw_path(&b.op(&a, PathOp::Difference).unwrap(), &paint(rgb(250, 220, 120)));
}

fn faint(alpha: f32) -> Paint {
    let mut p = Paint::default();
    p.set_alpha_f(alpha);
    p
}

pub fn layers(c: &Canvas) {
    c.clear(rgb(60, 60, 70));
    c.save_layer(&SaveLayerRec::default().paint(&faint(0.5)));
    c.draw_rect(xywh(10.0, 10.0, 60.0, 60.0), &paint(rgb(255, 0, 0)));
    c.draw_rect(xywh(40.0, 40.0, 60.0, 60.0), &paint(rgb(0, 0, 255)));
    c.restore();
    c.save();
    c.clip_rrect(rounded(xywh(120.0, 10.0, 100.0, 60.0), 20.0), ClipOp::Intersect, true);
    c.save_layer(&SaveLayerRec::default().paint(&faint(0.7)));
    c.clear(rgb(240, 240, 200));
    c.draw_circle((170.0, 40.0), 25.0, &paint(rgb(200, 60, 60)));
    c.save_layer(&SaveLayerRec::default().paint(&faint(0.5)));
    c.draw_circle((190.0, 50.0), 25.0, &paint(rgb(60, 60, 200)));
    c.restore();
    c.restore();
    c.restore();
    c.save_layer(&SaveLayerRec::default());
    c.draw_circle((60.0, 120.0), 25.0, &paint(rgb(255, 255, 255)));
    c.draw_paint(paint(rgb(250, 150, 40)).set_blend_mode(BlendMode::SrcIn));
    c.restore();
    let mut multiply = Paint::default();
    multiply.set_blend_mode(BlendMode::Multiply);
    c.save_layer(&SaveLayerRec::default().paint(&multiply));
    c.draw_rect(xywh(120.0, 60.0, 90.0, 80.0), &paint(rgb(120, 200, 255)));
    c.restore();
}

pub fn blends(c: &Canvas) {
    use BlendMode::*;
    c.clear(rgb(0, 0, 0));
    #[rustfmt::skip]
    let modes = [
        Clear, Src, SrcOver, DstOver, SrcIn, DstIn, SrcOut, DstOut, SrcATop, DstATop,
        Xor, Plus, Modulate, Screen, Overlay, Darken, Lighten, ColorDodge, ColorBurn,
        HardLight, SoftLight, Difference, Exclusion, Multiply, Hue, Saturation, BlendMode::Color,
        Luminosity,
    ];
    c.save_layer(&SaveLayerRec::default());
    for (i, mode) in modes.into_iter().enumerate() {
        let (x, y) = (6.0 + 33.0 * (i % 7) as f32, 4.0 + 39.0 * (i / 7) as f32);
        c.draw_rect(xywh(x, y, 22.0, 24.0), &paint(argb(200, 230, 120, 60)));
        c.draw_circle((x + 18.0, y + 22.0), 11.0, paint(argb(180, 60, 90, 220)).set_blend_mode(mode));
    }
    c.restore();
}

fn blurred(color: skia_safe::Color, sigma: f32, respect_ctm: impl Into<Option<bool>>) -> Paint {
    let mut p = Paint::default();
    p.set_color(color).set_mask_filter(MaskFilter::blur(BlurStyle::Normal, sigma, respect_ctm));
    p
}

pub fn shadows(c: &Canvas) {
    c.clear(rgb(235, 235, 240));
    let panel = Path::rrect(rounded(xywh(20.0, 15.0, 90.0, 50.0), 9.0), None);
    c.save();
    c.clip_path(&panel, ClipOp::Difference, true);
    c.draw_path(&panel.make_offset((0.0, 3.0)), &blurred(argb(160, 0, 0, 0), 5.0, false));
    c.restore();
    c.draw_path(&panel, &paint(rgb(255, 255, 255)));
    c.draw_rect(xywh(140.0, 15.0, 80.0, 50.0), &blurred(rgb(40, 60, 200), 3.0, None));
    let inner = Path::rrect(rounded(xywh(24.0, 89.0, 82.0, 52.0), 7.0), None);
    let outer = Path::rrect(rounded(xywh(20.0, 85.0, 90.0, 60.0), 9.0), None);
    c.save();
    c.clip_path(&outer, ClipOp::Intersect, true);
    c.draw_path(&outer.op(&inner, PathOp::Difference).unwrap(), &blurred(argb(200, 0, 0, 0), 4.0, false));
    c.restore();
    c.draw_circle((150.0, 115.0), 15.0, &blurred(rgb(200, 30, 60), 1.0, None));
}

fn cropped_blur(area: Rect, sigma: f32) -> ImageFilter {
    ImageFilter::crop(area, None, None).unwrap().blur(None, (sigma, sigma), None).unwrap()
}

pub fn filters(c: &Canvas) {
    c.clear(rgb(245, 240, 230));
    for i in 0..12u8 {
        c.draw_rect(xywh(20.0 * f32::from(i), 0.0, 10.0, 160.0), &paint(rgb(20 * i, 120, 200 - 10 * i)));
    }
    let mut p = Paint::default();
    p.set_image_filter(cropped_blur(xywh(20.0, 20.0, 80.0, 50.0), 3.0));
    c.save_layer(&SaveLayerRec::default().paint(&p));
    c.draw_rect(xywh(40.0, 10.0, 20.0, 80.0), &paint(rgb(180, 20, 60)));
    c.draw_circle((80.0, 45.0), 15.0, &paint(rgb(20, 20, 60)));
    c.restore();
    p.set_alpha_f(0.8).set_image_filter(cropped_blur(xywh(130.0, 20.0, 80.0, 50.0), 1.0));
    c.save_layer(&SaveLayerRec::default().paint(&p));
    c.draw_rect(xywh(140.0, 30.0, 60.0, 30.0), &paint(rgb(255, 255, 255)));
    c.restore();
    let backdrop = cropped_blur(xywh(40.0, 90.0, 150.0, 50.0), 4.0);
    c.save();
    c.clip_rrect(rounded(xywh(40.0, 90.0, 150.0, 50.0), 10.0), ClipOp::Intersect, true);
    c.save_layer(&SaveLayerRec::default().paint(&Paint::default()).backdrop(&backdrop));
    c.draw_rect(xywh(60.0, 100.0, 40.0, 20.0), &paint(argb(128, 255, 255, 255)));
    c.restore();
    c.restore();
}

fn picture() -> Image {
    let mut surface = surfaces::raster_n32_premul((16, 16)).unwrap();
    let c = surface.canvas();
    c.clear(argb(0, 0, 0, 0));
    for y in 0..4u8 {
        for x in 0..4u8 {
            if (x + y) % 2 == 0 {
                let mut p = Paint::default();
                p.set_color(rgb(60 * x, 60 * y, 200));
                c.draw_rect(xywh(4.0 * f32::from(x), 4.0 * f32::from(y), 4.0, 4.0), &p);
            }
        }
    }
    c.draw_circle((8.0, 8.0), 4.0, &paint(argb(180, 255, 255, 255)));
    surface.image_snapshot()
}

pub fn images(c: &Canvas) {
    c.clear(rgb(90, 80, 70));
    let image = picture();
    c.draw_image(&image, (10.0, 10.0), None);
    c.draw_image(&image, (40.0, 10.0), Some(&faint(0.5)));
    c.save();
    c.translate((70.0, 10.0)).scale((3.2, 3.2));
    c.draw_image(&image, (0.0, 0.0), None);
    c.restore();
    c.save();
    c.translate((150.0, 10.0)).scale((3.2, 3.2));
    c.draw_image_with_sampling_options(&image, (0.0, 0.0), FilterMode::Linear, None);
    c.restore();
    let mut p = paint(rgb(0, 0, 0));
    let tiles = (TileMode::Repeat, TileMode::Repeat);
    p.set_shader(image.to_shader(tiles, SamplingOptions::default(), &Matrix::translate((10.0, 80.0))));
    c.draw_rrect(rounded(xywh(10.0, 80.0, 100.0, 70.0), 10.0), &p);
    let local = Matrix::translate((170.0, 80.0)) * Matrix::scale((4.0, 4.0)) * Matrix::rotate_deg(20.0);
    p.set_shader(image.to_shader((TileMode::Clamp, TileMode::Clamp), FilterMode::Linear, &local));
    c.draw_oval(xywh(130.0, 80.0, 100.0, 70.0), &p);
}

pub fn transforms(c: &Canvas) {
    c.clear(rgb(245, 245, 235));
    for i in 0..6 {
        c.save();
        c.translate((50.0, 50.0)).rotate(15.0 * i as f32, None);
        c.draw_rect(xywh(-30.0, -6.0, 60.0, 12.0), &paint(argb(90, 40, 40, 200)));
        c.restore();
    }
    c.save();
    c.translate((130.0, 20.0)).scale((2.0, 0.5));
    c.draw_rrect(rounded(xywh(0.0, 0.0, 40.0, 60.0), 8.0), &paint(rgb(200, 120, 40)));
    c.draw_circle((20.0, 80.0), 15.0, &stroke(rgb(0, 0, 0), 4.0));
    c.restore();
    c.save();
    c.rotate(30.0, Some(Point::new(60.0, 120.0)));
    c.clip_rect(xywh(30.0, 100.0, 60.0, 40.0), ClipOp::Intersect, true);
    c.draw_rrect(rounded(xywh(20.0, 110.0, 90.0, 60.0), 10.0), &paint(rgb(40, 160, 120)));
    c.draw_rect(xywh(40.0, 105.0, 40.0, 10.0), &stroke(rgb(160, 40, 120), 3.0));
    c.restore();
    c.save();
    c.translate((160.0, 100.0)).skew((0.5, 0.1));
    c.draw_rect(xywh(0.0, 0.0, 40.0, 40.0), &paint(rgb(120, 40, 160)));
    c.draw_line((0.0, 0.0), (40.0, 40.0), &stroke(rgb(255, 255, 255), 2.0));
    c.restore();
    c.save();
    c.translate((235.0, 155.0)).scale((-1.0, -1.0));
    let corners = [(12.0, 12.0), (0.0, 0.0), (4.0, 4.0), (0.0, 0.0)];
    c.draw_rrect(rrect(xywh(0.0, 0.0, 40.0, 20.0), corners), &paint(rgb(30, 30, 30)));
    c.restore();
}

pub fn colors(c: &Canvas) {
    c.clear(argb(0, 0, 0, 0));
    for i in 0..8u8 {
        for k in 0..5u8 {
            let a = (255 * (u32::from(i) + 1) / 8) as u8;
            let p = paint(argb(a, 255 - 50 * k, 60 * k, 40 + 30 * i));
            c.draw_rect(xywh(8.0 + 28.0 * f32::from(i), 8.0 + 29.0 * f32::from(k), 36.0, 20.0), &p);
        }
    }
    c.draw_color(argb(40, 0, 255, 0), BlendMode::DstOver);
    c.save();
    c.clip_rect(xywh(100.0, 60.0, 40.0, 40.0), None, None);
    c.clear(argb(100, 255, 255, 255));
    c.restore();
}

pub fn text(c: &Canvas) {
    let scale = c.local_to_device_as_3x3().scale_x();
    c.reset_matrix();
    c.clear(rgb(255, 255, 255));
    let mut y = 4.0;
    for size in [9.0, 11.0, 12.0, 14.0, 16.0, 20.0, 28.0] {
        let mut p = paragraph("Mood 0123 Valence", size * scale, rgb(0, 0, 0), TextAlign::Left);
        p.layout(1000.0);
        p.paint(c, (6.0 * scale, y * scale));
        y += size * 1.3;
    }
    let mut dark = Paint::default();
    dark.set_color(rgb(24, 26, 32));
    c.draw_rect(Rect::new(160.0 * scale, 0.0, 240.0 * scale, 160.0 * scale), &dark);
    let colors = [rgb(255, 255, 255), rgb(128, 128, 128), rgb(80, 160, 255), argb(128, 255, 255, 255)];
    for (i, color) in colors.into_iter().enumerate() {
        let mut p = paragraph("Arousal +0.42", 11.0 * scale, color, TextAlign::Left);
        p.layout(1000.0);
        p.paint(c, (165.0 * scale, (8.0 + 20.0 * i as f32) * scale));
    }
}

pub fn prose(c: &Canvas) {
    let scale = c.local_to_device_as_3x3().scale_x();
    c.reset_matrix();
    c.clear(rgb(250, 250, 250));
    for (i, align) in [TextAlign::Left, TextAlign::Center, TextAlign::Right].into_iter().enumerate() {
        let mut p = paragraph(PROSE, 9.0 * scale, rgb(20, 20, 60), align);
        p.layout(72.0 * scale);
        p.paint(c, ((6.0 + 78.0 * i as f32) * scale, 6.0 * scale));
    }
    let mut p = paragraph(HEBREW, 16.0 * scale, rgb(0, 0, 0), TextAlign::Left);
    p.layout(100.0 * scale);
    p.paint(c, (130.0 * scale, 132.0 * scale));
}
