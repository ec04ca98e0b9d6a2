//! Drawing glyphs, kept as coverage.

use crate::canvas::{Canvas, Mask};
use crate::geometry::{IRect, Matrix, Point};
use crate::paint::{Paint, Style};
use crate::path::{Path, PathFillType};
use crate::text::contrast::{brightness, correct};
use parley::FontData;
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{
    DrawSettings, Engine, HintingInstance, HintingOptions, OutlinePen, SmoothMode, Target,
};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use tiny_skia as ts;

/// Glyphs are drawn at so many places within a pixel, from left to right.
const PLACES: f32 = 4.0;
/// How many glyphs are kept.
const KEPT: usize = 8192;
/// Larger ones, in pixels of the font's size, are drawn as paths.
const LARGE: f32 = 256.0;

/// What all glyphs of a run have in common.
pub(crate) struct Glyphs<'a> {
    pub font: &'a FontData,
    /// In pixels.
    pub size: f32,
    pub axes: Vec<NormalizedCoord>,
    /// Whether a bold font was asked for that isn't there.
    pub embolden: bool,
    /// How far letters lean, in degrees, if a slanted font was asked for that isn't there.
    pub skew: f32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct FaceKey {
    font: u64,
    index: u32,
    size: u32,
    axes: Vec<NormalizedCoord>,
    embolden: bool,
    skew: u32,
}

/// A font in one size.
struct Face {
    number: u32,
    hinting: Option<HintingInstance>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct GlyphKey {
    face: u32,
    glyph: u32,
    place: u8,
    brightness: u8,
}

struct Glyph {
    /// Around where the glyph stands.
    area: IRect,
    data: Vec<u8>,
}

#[derive(Default)]
struct Cache {
    faces: HashMap<FaceKey, Rc<Face>>,
    glyphs: HashMap<GlyphKey, Option<Rc<Glyph>>>,
    next: u32,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
}

impl Cache {
    fn face(&mut self, run: &Glyphs<'_>) -> Rc<Face> {
        let key = FaceKey {
            font: run.font.data.id(),
            index: run.font.index,
            size: run.size.to_bits(),
            axes: run.axes.clone(),
            embolden: run.embolden,
            skew: run.skew.to_bits(),
        };
        if let Some(face) = self.faces.get(&key) {
            return face.clone();
        }
        if self.faces.len() >= KEPT / 64 {
            self.faces.clear();
            self.glyphs.clear();
        }
        self.next = self.next.wrapping_add(1);
        let face = Rc::new(Face { number: self.next, hinting: run.hinting() });
        self.faces.insert(key, face.clone());
        face
    }

    fn glyph(&mut self, run: &Glyphs<'_>, face: &Face, key: GlyphKey) -> Option<Rc<Glyph>> {
        if let Some(glyph) = self.glyphs.get(&key) {
            return glyph.clone();
        }
        if self.glyphs.len() >= KEPT {
            self.glyphs.clear();
        }
        let glyph = run.raster(face, key).map(Rc::new);
        self.glyphs.insert(key, glyph.clone());
        glyph
    }
}

impl Glyphs<'_> {
    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.font.data.as_ref(), self.font.index).ok()
    }

    /// Light hinting, as FreeType does it for Skia: sharper rows, columns untouched.
    fn hinting(&self) -> Option<HintingInstance> {
        let font = self.font()?;
        let target = Target::Smooth {
            mode: SmoothMode::Light,
            symmetric_rendering: true,
            preserve_linear_metrics: true,
        };
        let options = HintingOptions { engine: Engine::Auto(None), target };
        let location = LocationRef::new(&self.axes);
        HintingInstance::new(&font.outline_glyphs(), Size::new(self.size), location, options).ok()
    }

    fn outline(&self, glyph: u32, hinting: Option<&HintingInstance>) -> Option<ts::Path> {
        let font = self.font()?;
        let glyph = font.outline_glyphs().get(GlyphId::new(glyph))?;
        let mut pen = Pen(ts::PathBuilder::new());
        let settings = match hinting {
            Some(hinting) => DrawSettings::hinted(hinting, false),
            None => DrawSettings::unhinted(Size::new(self.size), LocationRef::new(&self.axes)),
        };
        glyph.draw(settings, &mut pen).ok()?;
        let mut outline = pen.0.finish()?;
        if self.skew != 0.0 {
            outline = outline.transform(ts::Transform::from_skew(-self.skew.to_radians().tan(), 0.0))?;
        }
        if self.embolden {
            let stroke = ts::Stroke { width: self.size / 24.0, ..ts::Stroke::default() };
            let mut both = ts::PathBuilder::new();
            both.push_path(&outline);
            both.push_path(&outline.stroke(&stroke, 1.0)?);
            outline = both.finish()?;
        }
        Some(outline)
    }

    fn raster(&self, face: &Face, key: GlyphKey) -> Option<Glyph> {
        let outline = self.outline(key.glyph, face.hinting.as_ref())?;
        let moved = f32::from(key.place) / PLACES;
        let b = outline.bounds();
        let around = crate::geometry::Rect::new(b.left() + moved, b.top(), b.right() + moved, b.bottom());
        let area = IRect::touched_by(&around);
        let mut mask = ts::Mask::new(area.columns().max(1) as u32, area.rows().max(1) as u32)?;
        let to_area = ts::Transform::from_translate(moved - area.left as f32, -area.top as f32);
        mask.fill_path(&outline, ts::FillRule::Winding, true, to_area);
        let area = IRect::from_xywh(area.left, area.top, mask.width() as i32, mask.height() as i32);
        let mut data = mask.take();
        correct(&mut data, key.brightness);
        Some(Glyph { area, data })
    }
}

struct Pen(ts::PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, -cy, x, -y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to(ax, -ay, bx, -by, x, -y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

/// Draws glyphs at their places on the baseline.
pub(crate) fn draw_glyphs(
    canvas: &Canvas,
    run: &Glyphs<'_>,
    glyphs: impl Iterator<Item = (u32, Point)>,
    paint: &Paint,
) {
    let m = canvas.local_to_device_as_3x3();
    let plain = paint.is_plain() && paint.style == Style::Fill && paint.mask_filter.is_none();
    if !(plain && m.is_translate() && run.size <= LARGE && paint.image_filter.is_none()) {
        return draw_outlines(canvas, run, glyphs, paint);
    }
    let ink = paint.color.premultiplied();
    let brightness = brightness([paint.color.r, paint.color.g, paint.color.b]);
    let mut stack = canvas.stack.borrow_mut();
    CACHE.with_borrow_mut(|cache| {
        let face = cache.face(run);
        for (glyph, at) in glyphs {
            let at = m.map_point(at);
            if !(at.x.abs() < 1e6 && at.y.abs() < 1e6) {
                continue;
            }
            let x = (at.x * PLACES).round() / PLACES;
            let place = ((x - x.floor()) * PLACES) as u8;
            let key = GlyphKey { face: face.number, glyph, place, brightness };
            if let Some(glyph) = cache.glyph(run, &face, key) {
                let (x, y, a) = (x.floor() as i32, at.y.round() as i32, glyph.area);
                let area = IRect::new(a.left + x, a.top + y, a.right + x, a.bottom + y);
                stack.draw_mask(&Mask { area, data: &glyph.data }, ink);
            }
        }
    });
}

/// Draws glyphs as any path, for all that can't be kept.
fn draw_outlines(
    canvas: &Canvas,
    run: &Glyphs<'_>,
    glyphs: impl Iterator<Item = (u32, Point)>,
    paint: &Paint,
) {
    let mut paint = paint.clone();
    paint.set_anti_alias(true);
    for (glyph, at) in glyphs {
        if let Some(outline) = run.outline(glyph, None) {
            let path = Path::outline(outline, PathFillType::Winding);
            canvas.draw_path(&path.make_transform(&Matrix::translate(at)), &paint);
        }
    }
}
