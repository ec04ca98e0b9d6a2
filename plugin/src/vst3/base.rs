//! The beginning and the end of an object: both may come more than once, and from hosts that have nothing to offer.
//!
//! An object is an `IPluginBase` three times: as its component, as its controller, and by itself.

use std::sync::OnceLock;

use ::vst3::{
    ComPtr,
    Steinberg::{
        FUnknown, IPluginBase, IPluginBaseVtbl,
        Vst::{IComponentVtbl, IEditControllerVtbl},
        tresult,
    },
};

use super::{handler, nobody, table};
use crate::entry::wrapped;

static TABLE: OnceLock<table::Table<IPluginBaseVtbl>> = OnceLock::new();

/// A table of functions that begins with those of an `IPluginBase`.
pub(super) trait Begins: Copy + 'static {
    /// Those it begins with.
    fn base(&mut self) -> &mut IPluginBaseVtbl;
}

impl Begins for IPluginBaseVtbl {
    fn base(&mut self) -> &mut IPluginBaseVtbl {
        self
    }
}

impl Begins for IComponentVtbl {
    fn base(&mut self) -> &mut IPluginBaseVtbl {
        &mut self.base
    }
}

impl Begins for IEditControllerVtbl {
    fn base(&mut self) -> &mut IPluginBaseVtbl {
        &mut self.base
    }
}

/// Gives a new object our functions for what an `IPluginBase` does, by itself.
///
/// # Safety
/// `object` must be a new one of clap-wrapper's.
pub(super) unsafe fn change(object: &ComPtr<FUnknown>) {
    // SAFETY: promised by the caller; all objects of clap-wrapper's with this interface are of one class.
    unsafe { table::replace::<IPluginBase, IPluginBaseVtbl>(object, &TABLE, put) }
}

/// Puts our functions into a copy of a table.
pub(super) fn put<V: Begins>(functions: &mut V) {
    let base = functions.base();
    base.initialize = initialize::<V>;
    base.terminate = terminate::<V>;
}

/// A host without a context gets one that offers nothing.
unsafe extern "system" fn initialize<V: Begins>(this: *mut IPluginBase, context: *mut FUnknown) -> tresult {
    let context = if context.is_null() { nobody::object() } else { context };
    // SAFETY: the host's pointers; one of our functions is called.
    unsafe {
        let mut first = *table::first::<_, V>(this);
        let edits = handler::edits_of(this);
        wrapped::while_edited_by(&edits, || (first.base().initialize)(this, context))
    }
}

/// clap-wrapper lets its handler go, and may be initialised again.
unsafe extern "system" fn terminate<V: Begins>(this: *mut IPluginBase) -> tresult {
    // SAFETY: the host's pointer; one of our functions is called.
    unsafe {
        let mut first = *table::first::<_, V>(this);
        let edits = handler::edits_of(this);
        edits.stop();
        edits.let_go();
        let result = (first.base().terminate)(this);
        nobody::put_handler(this.cast());
        handler::forget(this);
        result
    }
}
