//! SVG documents.

use crate::canvas::{Canvas, Pixels};
use crate::geometry::{IRect, Matrix, Rect, Size};
use crate::text::FontMgr;
use resvg::usvg;
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::rc::Rc;
use tiny_skia as ts;

/// How many pictures of a document are kept: an icon is mostly drawn in one size and place.
const KEPT: usize = 4;
/// Larger ones, in pixels, aren't kept.
const LARGE: usize = 1 << 20;

/// Why a document couldn't be read.
#[derive(Debug)]
pub struct LoadError(usvg::Error);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an SVG document: {}", self.0)
    }
}

impl Error for LoadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// An SVG document. Text in it isn't drawn.
#[derive(Clone)]
pub struct Dom {
    tree: Rc<usvg::Tree>,
    native: NativeDom,
    kept: Rc<RefCell<Vec<(Matrix, Picture)>>>,
}

#[derive(Clone)]
struct Picture {
    area: IRect,
    pixels: Rc<ts::Pixmap>,
}

impl fmt::Debug for Dom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dom").field("native", &self.native).finish_non_exhaustive()
    }
}

impl Dom {
    /// Reads a document.
    ///
    /// # Errors
    /// If it isn't well-formed SVG.
    pub fn from_bytes(svg: &[u8], _resource_provider: impl Into<FontMgr>) -> Result<Self, LoadError> {
        let tree = usvg::Tree::from_data(svg, &usvg::Options::default()).map_err(LoadError)?;
        let size = NativeSize { fWidth: tree.size().width(), fHeight: tree.size().height() };
        let native = NativeDom { fContainerSize: size };
        Ok(Self { tree: Rc::new(tree), native, kept: Rc::default() })
    }

    /// Sets how large the document is when its own size is in percent. It is only remembered here.
    pub fn set_container_size(&mut self, size: impl Into<Size>) {
        let size = size.into();
        self.native.fContainerSize = NativeSize { fWidth: size.width, fHeight: size.height };
    }

    /// Draws the document in its own size.
    pub fn render(&self, canvas: &Canvas) {
        let m = canvas.local_to_device_as_3x3();
        if let Some(picture) = self.picture(&m, canvas.device_clip_bounds()) {
            canvas.draw_pixels(&Pixels { area: picture.area, data: picture.pixels.data() });
        }
    }

    fn picture(&self, m: &Matrix, clip: Option<IRect>) -> Option<Picture> {
        let mut kept = self.kept.borrow_mut();
        if let Some((_, picture)) = kept.iter().find(|(matrix, _)| matrix == m) {
            return Some(picture.clone());
        }
        let size = self.tree.size();
        let seen = m.map_rect(Rect::from_wh(size.width(), size.height())).0;
        let mut area = IRect::touched_by(&seen);
        let keep = area.columns().saturating_mul(area.rows()) <= LARGE;
        if !keep {
            area = area.and(&clip?);
        }
        if area.is_empty() || !seen.is_finite() {
            return None;
        }
        let mut pixels = ts::Pixmap::new(area.columns() as u32, area.rows() as u32)?;
        let to_area = m.ts().post_translate(-area.left as f32, -area.top as f32);
        resvg::render(&self.tree, to_area, &mut pixels.as_mut());
        let picture = Picture { area, pixels: Rc::new(pixels) };
        if keep {
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push((*m, picture.clone()));
        }
        Some(picture)
    }
}

/// The document as bindgen shows it, as far as vizia looks into it.
#[allow(non_snake_case)] // as in skia-bindings
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeDom {
    /// How large the document is.
    pub fContainerSize: NativeSize,
}

/// A size as bindgen shows it.
#[allow(non_snake_case)] // as in skia-bindings
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeSize {
    /// From left to right.
    pub fWidth: f32,
    /// From top to bottom.
    pub fHeight: f32,
}

/// Looks into what a wrapper wraps. In skia-safe, the trait is unsafe and can do more.
pub trait PointerWrapper<N> {
    /// What is wrapped.
    fn inner(&self) -> &N;
}

impl PointerWrapper<NativeDom> for Dom {
    fn inner(&self) -> &NativeDom {
        &self.native
    }
}
