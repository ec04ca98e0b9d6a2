//! Where fonts come from.

use crate::text::styled::Ink;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, GenericFamily};
use parley::{FontContext, LayoutContext};
use skrifa::FontRef;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// A font file.
#[derive(Clone)]
pub struct Typeface(Arc<[u8]>);

impl fmt::Debug for Typeface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typeface").field("bytes", &self.0.len()).finish()
    }
}

/// What shaping needs: fonts, and memory that it keeps.
pub(crate) struct Fonts {
    pub context: FontContext,
    pub layout: LayoutContext<Ink>,
}

impl Default for Fonts {
    fn default() -> Self {
        // The system's fonts are only there with the feature "system-fonts".
        let collection = Collection::new(CollectionOptions { shared: false, system_fonts: true });
        let context = FontContext { collection, source_cache: Default::default() };
        Self { context, layout: LayoutContext::new() }
    }
}

/// Families that stand for any font of their kind: what a program registered serves for all.
const GENERIC: [GenericFamily; 5] = [
    GenericFamily::SansSerif,
    GenericFamily::SystemUi,
    GenericFamily::UiSansSerif,
    GenericFamily::Serif,
    GenericFamily::Monospace,
];

/// Where fonts come from: a program's own (from a [`TypefaceFontProvider`]) or the system's.
#[derive(Clone, Debug, Default)]
pub struct FontMgr(Option<TypefaceFontProvider>);

impl FontMgr {
    /// The system's fonts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A font file, if it is one. Only the first font of a collection is used.
    pub fn new_from_data(&self, bytes: &[u8], _ttc_index: impl Into<Option<usize>>) -> Option<Typeface> {
        FontRef::from_index(bytes, 0).ok().map(|_| Typeface(bytes.into()))
    }
}

impl From<TypefaceFontProvider> for FontMgr {
    fn from(provider: TypefaceFontProvider) -> Self {
        Self(Some(provider))
    }
}

/// A program's own fonts.
#[derive(Clone, Default)]
pub struct TypefaceFontProvider(Rc<RefCell<Fonts>>);

impl fmt::Debug for TypefaceFontProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypefaceFontProvider").finish_non_exhaustive()
    }
}

impl TypefaceFontProvider {
    /// No fonts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a font, under another family's name if there is an alias; returns how many families are in it. Fonts
    /// also serve for the generic families (sans-serif and so on), in the order in which they were registered.
    pub fn register_typeface<'a>(&mut self, typeface: Typeface, alias: impl Into<Option<&'a str>>) -> usize {
        let collection = &mut self.0.borrow_mut().context.collection;
        let name = alias.into().map(|family_name| FontInfoOverride {
            family_name: Some(family_name),
            ..FontInfoOverride::default()
        });
        let families = collection.register_fonts(Blob::new(Arc::new(typeface.0)), name);
        for generic in GENERIC {
            collection.append_generic_families(generic, families.iter().map(|f| f.0));
        }
        families.len()
    }
}

/// Where a paragraph's fonts come from.
#[derive(Clone, Default)]
pub struct FontCollection(Rc<RefCell<Fonts>>);

impl fmt::Debug for FontCollection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FontCollection").finish_non_exhaustive()
    }
}

impl FontCollection {
    /// The system's fonts, if any.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets where fonts come from when no other has them. Changes nothing here: the system's fonts always do, as
    /// long as the feature "system-fonts" is on.
    pub fn set_default_font_manager<'a>(
        &mut self,
        font_manager: impl Into<Option<FontMgr>>,
        _default_family_name: impl Into<Option<&'a str>>,
    ) {
        drop(font_manager.into());
    }

    /// Sets where fonts come from first.
    pub fn set_asset_font_manager(&mut self, font_manager: impl Into<Option<FontMgr>>) {
        if let Some(FontMgr(Some(provider))) = font_manager.into() {
            self.0 = provider.0;
        }
    }

    pub(crate) fn fonts(&self) -> Rc<RefCell<Fonts>> {
        self.0.clone()
    }
}

impl From<&FontCollection> for FontCollection {
    fn from(collection: &FontCollection) -> Self {
        collection.clone()
    }
}
