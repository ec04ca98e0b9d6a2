//! Another table of functions for one interface of a C++ object.

use std::{mem::offset_of, ptr, sync::OnceLock};

use ::vst3::{ComPtr, Interface, Steinberg::FUnknown};

/// Words that C++ keeps before a table's first function: what the object is, and in the Itanium ABI (all but
/// Microsoft's) where it begins. <https://itanium-cxx-abi.github.io/cxx-abi/abi.html#vtable-components>
const HIDDEN: usize = if cfg!(target_env = "msvc") { 1 } else { 2 };

/// A copy of a table with functions of ours in it.
#[repr(C)]
pub(super) struct Table<V> {
    /// The table that was copied. It is the module's, and so there as long as this one.
    first: *const V,
    _hidden: [*const (); HIDDEN],
    ours: V,
}

// SAFETY: it is written once, before anyone has it, and what it points to never changes.
unsafe impl<V> Sync for Table<V> {}
// SAFETY: as above.
unsafe impl<V> Send for Table<V> {}

impl<V: Copy> Table<V> {
    /// # Safety
    /// `first` must be a table of a C++ object that never goes.
    unsafe fn copy(first: *const V, change: impl FnOnce(&mut V)) -> Self {
        // SAFETY: promised by the caller: before a C++ table stand these words.
        let (hidden, mut ours) = unsafe { (first.cast::<[*const (); HIDDEN]>().sub(1).read(), first.read()) };
        change(&mut ours);
        Self { first, _hidden: hidden, ours }
    }
}

/// Where an interface's table is named: the first word of what its pointer points to.
type Place<V> = *mut *const V;

/// Gives `object`'s interface `I`, whose functions are `V`, the table in `cell`, which is made by `change` when there
/// is none. An object without that interface stays as it is.
///
/// # Safety
/// `object` must be new and C++'s, of the class that all calls with this `cell` are about; `V` must be the table of
/// `I`.
pub(super) unsafe fn replace<I: Interface, V: Copy>(
    object: &ComPtr<FUnknown>,
    cell: &'static OnceLock<Table<V>>,
    change: impl FnOnce(&mut V),
) {
    let Some(interface) = object.cast::<I>() else { return };
    let place: Place<V> = interface.as_ptr().cast();
    // The identity's table holds all functions of the class, how many nobody knows here.
    if object.cast::<FUnknown>().is_none_or(|identity| identity.as_ptr().cast() == place) {
        return;
    }
    // SAFETY: promised by the caller: it is a table's name.
    let first = unsafe { place.read() };
    // SAFETY: the module's own table.
    let table = cell.get_or_init(|| unsafe { Table::copy(first, change) });
    if ptr::eq(table.first, first) {
        // SAFETY: the object is new, so nobody reads there; C++ writes there when it makes and unmakes an object.
        unsafe { place.write(&raw const table.ours) };
    }
}

/// The functions that `object` had at first.
///
/// # Safety
/// `object` must have got a table of `V` by [`replace`], which is so wherever one of our functions is called.
pub(super) unsafe fn first<I, V: Copy + 'static>(object: *mut I) -> &'static V {
    // SAFETY: promised by the caller: the name is that of the `ours` of a table which is there for ever.
    unsafe {
        let ours = object.cast::<*const V>().read();
        &*(*ours.byte_sub(offset_of!(Table<V>, ours)).cast::<Table<V>>()).first
    }
}
