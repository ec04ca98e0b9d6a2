//! The component handler that stands before the host's, and lets pass what [`Edits`] let pass.
//!
//! All else that clap-wrapper wants of a handler it gets from the host's own.

use std::{
    collections::BTreeMap,
    ffi::c_void,
    ptr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use ::vst3::{
    ComPtr, ComRef, Interface,
    Steinberg::{
        FUnknown, FUnknownVtbl, TUID,
        Vst::{IComponentHandler, IComponentHandlerTrait, IComponentHandlerVtbl, ParamID, ParamValue},
        int32, kInvalidArgument, kResultFalse, kResultOk, tresult, uint32,
    },
    com_scrape_types::Guid,
};

use crate::outputs::edits::{Edits, LetGo};

static TABLE: IComponentHandlerVtbl = IComponentHandlerVtbl {
    base: FUnknownVtbl { queryInterface: query_interface, addRef: add_ref, release },
    beginEdit: begin_edit,
    performEdit: perform_edit,
    endEdit: end_edit,
    restartComponent: restart,
};

#[repr(C)]
struct Before {
    table: *const IComponentHandlerVtbl,
    count: AtomicU32,
    host: ComPtr<IComponentHandler>,
    edits: Arc<Edits>,
}

/// A handler before the host's, for an object with these edits.
///
/// # Safety
/// `host` must be a handler.
pub(super) unsafe fn before(
    host: *mut IComponentHandler,
    edits: Arc<Edits>,
) -> Option<ComPtr<IComponentHandler>> {
    // SAFETY: promised by the caller.
    let host = unsafe { ComRef::from_raw(host) }?.to_com_ptr();
    let lent = Lent(host.as_ptr());
    let before = Box::into_raw(Box::new(Before {
        table: &raw const TABLE,
        count: AtomicU32::new(1),
        host,
        edits: Arc::clone(&edits),
    }));
    edits.set_handler(before.addr(), move || -> LetGo {
        let kept = lent.keep();
        Box::new(move |ids| kept.let_go(ids))
    });
    // SAFETY: it begins with its table, and is counted once.
    unsafe { ComPtr::from_raw(before.cast()) }
}

/// The host's handler as long as the one before it is there, which forgets it when it goes.
struct Lent(*mut IComponentHandler);

// SAFETY: it is used on the main thread.
unsafe impl Send for Lent {}

impl Lent {
    fn keep(&self) -> Kept {
        // SAFETY: it is there, as said above.
        Kept(unsafe { ComRef::from_raw(self.0) }.map(|host| host.to_com_ptr()))
    }
}

/// The host's handler, counted, while it is told something.
struct Kept(Option<ComPtr<IComponentHandler>>);

// SAFETY: as above.
unsafe impl Send for Kept {}

impl Kept {
    fn let_go(self, ids: &[u32]) {
        let Some(host) = self.0 else { return };
        for id in ids {
            // SAFETY: the host's own, on the main thread.
            unsafe { host.endEdit(*id) };
        }
    }
}

impl Drop for Before {
    fn drop(&mut self) {
        self.edits.forget_handler(ptr::from_ref(self).addr());
    }
}

/// # Safety
/// `this` must be one of ours.
unsafe fn of<'a, I>(this: *mut I) -> &'a Before {
    // SAFETY: promised by the caller; it is there while it is called.
    unsafe { &*this.cast::<Before>() }
}

unsafe extern "system" fn query_interface(
    this: *mut FUnknown,
    iid: *const TUID,
    object: *mut *mut c_void,
) -> tresult {
    if iid.is_null() || object.is_null() {
        return kInvalidArgument;
    }
    // SAFETY: clap-wrapper's id and memory.
    unsafe {
        if ![FUnknown::IID, IComponentHandler::IID].contains(&*iid.cast::<Guid>()) {
            let host = of(this).host.as_ptr().cast::<FUnknown>();
            return ((*(*host).vtbl).queryInterface)(host, iid, object);
        }
        add_ref(this);
        object.write(this.cast());
        kResultOk
    }
}

unsafe extern "system" fn add_ref(this: *mut FUnknown) -> uint32 {
    // SAFETY: clap-wrapper's pointer, which is one of ours, here and below.
    unsafe { of(this) }.count.fetch_add(1, Ordering::Relaxed) + 1
}

unsafe extern "system" fn release(this: *mut FUnknown) -> uint32 {
    // SAFETY: as above; nobody has it after the last release.
    unsafe {
        let left = of(this).count.fetch_sub(1, Ordering::AcqRel) - 1;
        if left == 0 {
            drop(Box::from_raw(this.cast::<Before>()));
        }
        left
    }
}

unsafe extern "system" fn begin_edit(this: *mut IComponentHandler, id: ParamID) -> tresult {
    // SAFETY: as above.
    let Before { host, edits, .. } = unsafe { of(this) };
    // SAFETY: the host's own.
    if edits.begins(id) { unsafe { host.beginEdit(id) } } else { kResultFalse }
}

unsafe extern "system" fn perform_edit(
    this: *mut IComponentHandler,
    id: ParamID,
    value: ParamValue,
) -> tresult {
    // SAFETY: as above.
    let Before { host, edits, .. } = unsafe { of(this) };
    // SAFETY: the host's own.
    if edits.performs(id) { unsafe { host.performEdit(id, value) } } else { kResultFalse }
}

unsafe extern "system" fn end_edit(this: *mut IComponentHandler, id: ParamID) -> tresult {
    // SAFETY: as above.
    let Before { host, edits, .. } = unsafe { of(this) };
    // SAFETY: the host's own.
    if edits.ends(id) { unsafe { host.endEdit(id) } } else { kResultFalse }
}

unsafe extern "system" fn restart(this: *mut IComponentHandler, flags: int32) -> tresult {
    // SAFETY: as above; the host's own.
    unsafe { of(this).host.restartComponent(flags) }
}

/// The edits of objects, by their identity, from their creation or first use to their termination.
static EDITS: Mutex<BTreeMap<usize, Arc<Edits>>> = Mutex::new(BTreeMap::new());

fn all() -> MutexGuard<'static, BTreeMap<usize, Arc<Edits>>> {
    EDITS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// # Safety
/// `object` must be one of clap-wrapper's.
unsafe fn identity<I>(object: *mut I) -> usize {
    // SAFETY: promised by the caller; every interface begins with this one.
    let unknown = unsafe { ComRef::from_raw(object.cast::<FUnknown>()) };
    unknown.and_then(|object| object.cast::<FUnknown>()).map_or(0, |identity| identity.as_ptr().addr())
}

/// What the object with an interface has to do with edits.
///
/// # Safety
/// `object` must be one of clap-wrapper's.
pub(super) unsafe fn edits_of<I>(object: *mut I) -> Arc<Edits> {
    // SAFETY: promised by the caller.
    let identity = unsafe { identity(object) };
    Arc::clone(all().entry(identity).or_default())
}

/// The object is new, or has ended: what one at its place had to do with edits doesn't concern it.
///
/// # Safety
/// `object` must be one of clap-wrapper's.
pub(super) unsafe fn forget<I>(object: *mut I) {
    // SAFETY: promised by the caller.
    let identity = unsafe { identity(object) };
    let forgotten = all().remove(&identity);
    drop(forgotten);
}
