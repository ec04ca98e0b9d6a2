//! The canvas's methods.

use crate::blend_mode::BlendMode;
use crate::canvas::pixels::Pixels;
use crate::canvas::save_layer::SaveLayerRec;
use crate::canvas::stack::Stack;
use crate::clip_op::ClipOp;
use crate::color::Color4f;
use crate::geometry::{IRect, M44, Matrix, Point, RRect, Rect, Vector};
use crate::paint::{Image, Paint, SamplingOptions, TileMode};
use crate::path::{Path, PathBuilder};
use crate::raster::Coverage;
use std::cell::RefCell;
use std::fmt;

/// Draws to a [`crate::Surface`].
///
/// A saved state is the matrix and the clip. Clips are anti-aliased if they are asked to be.
pub struct Canvas {
    pub(crate) stack: RefCell<Stack>,
}

impl fmt::Debug for Canvas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canvas").field("save_count", &self.save_count()).finish_non_exhaustive()
    }
}

impl Canvas {
    pub(crate) fn new(width: i32, height: i32) -> Option<Self> {
        Stack::new(width, height).map(|stack| Self { stack: RefCell::new(stack) })
    }

    fn with(&self, f: impl FnOnce(&mut Stack)) -> &Self {
        f(&mut self.stack.borrow_mut());
        self
    }

    /// Saves matrix and clip; returns what [`Self::restore_to_count`] takes to get back.
    pub fn save(&self) -> usize {
        self.stack.borrow_mut().save()
    }

    /// Saves matrix and clip, and draws to a layer of its own until they are restored.
    pub fn save_layer(&self, layer_rec: &SaveLayerRec<'_>) -> usize {
        self.stack.borrow_mut().save_layer(layer_rec)
    }

    /// As [`Self::save_layer`], for a layer with this opacity, from 0 to 1.
    pub fn save_layer_alpha_f(&self, bounds: impl Into<Option<Rect>>, alpha: f32) -> usize {
        let mut paint = Paint::default();
        paint.set_alpha_f(alpha);
        let bounds = bounds.into();
        let rec = SaveLayerRec { bounds: bounds.as_ref(), paint: Some(&paint), backdrop: None };
        self.stack.borrow_mut().save_layer(&rec)
    }

    /// Back to what was saved last, if anything was.
    pub fn restore(&self) -> &Self {
        self.with(|s| {
            s.restore();
        })
    }

    /// How much is saved, and one more.
    pub fn save_count(&self) -> usize {
        self.stack.borrow().depth()
    }

    /// Restores until so much is saved.
    pub fn restore_to_count(&self, save_count: usize) -> &Self {
        self.with(|s| while s.depth() > save_count.max(1) && s.restore() {})
    }

    /// Moves what is drawn next.
    pub fn translate(&self, d: impl Into<Vector>) -> &Self {
        self.concat(&Matrix::translate(d))
    }

    /// Scales what is drawn next.
    pub fn scale(&self, (sx, sy): (f32, f32)) -> &Self {
        self.concat(&Matrix::scale((sx, sy)))
    }

    /// Turns what is drawn next, clockwise, about a point or the origin.
    pub fn rotate(&self, degrees: f32, p: Option<Point>) -> &Self {
        let p = p.unwrap_or_default();
        self.concat(&(Matrix::translate(p) * Matrix::rotate_deg(degrees) * Matrix::translate(-p)))
    }

    /// Skews what is drawn next.
    pub fn skew(&self, (sx, sy): (f32, f32)) -> &Self {
        self.concat(&Matrix::skew((sx, sy)))
    }

    /// Sends what is drawn next through a matrix first.
    pub fn concat(&self, matrix: &Matrix) -> &Self {
        self.with(|s| s.now.matrix = s.now.matrix * *matrix)
    }

    /// Sets the matrix, whatever it was.
    pub fn set_matrix(&self, matrix: &M44) -> &Self {
        self.with(|s| s.now.matrix = matrix.0)
    }

    /// Back to pixels, whatever the matrix was.
    pub fn reset_matrix(&self) -> &Self {
        self.set_matrix(&M44::default())
    }

    /// The matrix.
    pub fn local_to_device(&self) -> M44 {
        M44(self.local_to_device_as_3x3())
    }

    /// The matrix.
    pub fn local_to_device_as_3x3(&self) -> Matrix {
        self.stack.borrow().now.matrix
    }

    /// The pixels that can be drawn to; none if the clip is empty.
    pub fn device_clip_bounds(&self) -> Option<IRect> {
        let clip = self.stack.borrow().now.clip;
        (!clip.is_empty()).then_some(clip)
    }

    /// Draws only inside of a rectangle, or outside.
    pub fn clip_rect(
        &self,
        rect: impl AsRef<Rect>,
        op: impl Into<Option<ClipOp>>,
        do_anti_alias: impl Into<Option<bool>>,
    ) -> &Self {
        self.clip_path(&Path::rect(rect, None), op, do_anti_alias)
    }

    /// Draws only inside of a rectangle with rounded corners, or outside.
    pub fn clip_rrect(
        &self,
        rrect: impl AsRef<RRect>,
        op: impl Into<Option<ClipOp>>,
        do_anti_alias: impl Into<Option<bool>>,
    ) -> &Self {
        self.clip_path(&Path::rrect(rrect, None), op, do_anti_alias)
    }

    /// Draws only inside of a path, or outside.
    pub fn clip_path(
        &self,
        path: &Path,
        op: impl Into<Option<ClipOp>>,
        do_anti_alias: impl Into<Option<bool>>,
    ) -> &Self {
        let (op, smooth) = (op.into().unwrap_or(ClipOp::Intersect), do_anti_alias.into().unwrap_or(false));
        self.with(|s| s.now.clip_path(path, op, smooth))
    }

    /// Replaces all within the clip by a colour.
    pub fn clear(&self, color: impl Into<Color4f>) -> &Self {
        let color = color.into().premultiplied();
        self.with(|s| s.clear(color))
    }

    /// Fills the clip with a colour.
    pub fn draw_color(&self, color: impl Into<Color4f>, mode: impl Into<Option<BlendMode>>) -> &Self {
        let mut paint = Paint::new(color.into(), None);
        paint.set_blend_mode(mode.into().unwrap_or(BlendMode::SrcOver));
        self.draw_paint(&paint)
    }

    /// Fills the clip.
    pub fn draw_paint(&self, paint: &Paint) -> &Self {
        self.with(|s| s.draw_paint(paint))
    }

    /// Draws a path.
    pub fn draw_path(&self, path: &Path, paint: &Paint) -> &Self {
        self.with(|s| s.draw_path(path, paint))
    }

    /// Draws a line, whatever the paint's style.
    pub fn draw_line(&self, p1: impl Into<Point>, p2: impl Into<Point>, paint: &Paint) -> &Self {
        let mut paint = paint.clone();
        paint.set_stroke(true);
        self.draw_path(&Path::line(p1, p2), &paint)
    }

    /// Draws a rectangle.
    pub fn draw_rect(&self, rect: impl AsRef<Rect>, paint: &Paint) -> &Self {
        self.draw_path(&Path::rect(rect, None), paint)
    }

    /// Draws an ellipse.
    pub fn draw_oval(&self, rect: impl AsRef<Rect>, paint: &Paint) -> &Self {
        self.draw_path(&Path::oval(rect, None), paint)
    }

    /// Draws a rectangle with rounded corners.
    pub fn draw_rrect(&self, rrect: impl AsRef<RRect>, paint: &Paint) -> &Self {
        self.draw_path(&Path::rrect(rrect, None), paint)
    }

    /// Draws a rectangle with rounded corners.
    pub fn draw_round_rect(&self, rect: impl AsRef<Rect>, rx: f32, ry: f32, paint: &Paint) -> &Self {
        self.draw_rrect(RRect::new_rect_xy(rect, rx, ry), paint)
    }

    /// Draws a circle.
    pub fn draw_circle(&self, center: impl Into<Point>, radius: f32, paint: &Paint) -> &Self {
        self.draw_path(&Path::circle(center, radius, None), paint)
    }

    /// Draws an arc of the ellipse in `oval`, with lines to and from its middle if `use_center`. Degrees,
    /// clockwise from three o'clock.
    pub fn draw_arc(
        &self,
        oval: impl AsRef<Rect>,
        start_angle: f32,
        sweep_angle: f32,
        use_center: bool,
        paint: &Paint,
    ) -> &Self {
        let oval = oval.as_ref();
        let mut builder = PathBuilder::new();
        if use_center {
            builder.move_to(oval.center());
        }
        builder.arc_to(oval, start_angle, sweep_angle, !use_center);
        if use_center {
            builder.close();
        }
        self.draw_path(&builder.detach(), paint)
    }

    /// Draws an image with its top left corner at a point, taking each pixel from the nearest.
    pub fn draw_image(
        &self,
        image: impl AsRef<Image>,
        left_top: impl Into<Point>,
        paint: Option<&Paint>,
    ) -> &Self {
        self.draw_image_with_sampling_options(image, left_top, SamplingOptions::default(), paint)
    }

    /// Draws an image with its top left corner at a point.
    pub fn draw_image_with_sampling_options(
        &self,
        image: impl AsRef<Image>,
        left_top: impl Into<Point>,
        sampling: impl Into<SamplingOptions>,
        paint: Option<&Paint>,
    ) -> &Self {
        let (image, at) = (image.as_ref(), left_top.into());
        let size = (image.width() as f32, image.height() as f32);
        let mut paint = paint.cloned().unwrap_or_default();
        let m = self.local_to_device_as_3x3();
        let corner = m.map_point(at);
        let on_pixels = m.is_translate() && corner.x.fract() == 0.0 && corner.y.fract() == 0.0;
        if on_pixels && corner.x.abs() < 1e6 && corner.y.abs() < 1e6 && paint.image_filter.is_none() {
            let opacity = (paint.color.a.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
            let at = (corner.x as i32, corner.y as i32).into();
            let (data, width) = (image.pixmap().data(), image.width() as usize);
            return self.with(|s| s.draw_image(data, width, at, opacity, paint.blend));
        }
        let local = Matrix::translate(at);
        paint.set_style(crate::paint::Style::Fill);
        paint.set_shader(image.to_shader((TileMode::Clamp, TileMode::Clamp), sampling, &local));
        self.draw_rect(Rect::from_xywh(at.x, at.y, size.0, size.1), &paint)
    }

    /// Draws ready pixels where they belong.
    pub(crate) fn draw_pixels(&self, pixels: &Pixels<'_>) {
        let mut stack = self.stack.borrow_mut();
        let shown = pixels.area.and(&stack.now.clip);
        if !shown.is_empty() {
            stack.draw_pixels(pixels, &Coverage::even(shown, 255), BlendMode::SrcOver);
        }
    }
}
