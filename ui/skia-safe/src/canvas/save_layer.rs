//! What a layer is made for.

use crate::geometry::Rect;
use crate::paint::{ImageFilter, Paint};

/// What [`crate::Canvas::save_layer`] is told: how the layer will be laid over what is there.
#[derive(Clone, Debug, Default)]
pub struct SaveLayerRec<'a> {
    pub(crate) bounds: Option<&'a Rect>,
    pub(crate) paint: Option<&'a Paint>,
    pub(crate) backdrop: Option<&'a ImageFilter>,
}

impl<'a> SaveLayerRec<'a> {
    /// Says where will be drawn.
    #[must_use]
    pub fn bounds(mut self, bounds: &'a Rect) -> Self {
        self.bounds = Some(bounds);
        self
    }

    /// Its opacity, blend mode and image filter are those of the layer.
    #[must_use]
    pub fn paint(mut self, paint: &'a Paint) -> Self {
        self.paint = Some(paint);
        self
    }

    /// The layer starts with what is there, filtered.
    #[must_use]
    pub fn backdrop(mut self, backdrop: &'a ImageFilter) -> Self {
        self.backdrop = Some(backdrop);
        self
    }
}
