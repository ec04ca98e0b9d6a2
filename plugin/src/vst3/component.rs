//! The component: what comes out of turn is refused, where clap-wrapper would follow a null pointer.

use std::sync::OnceLock;

use ::vst3::{
    ComPtr,
    Steinberg::{
        FUnknown, IBStream, TBool,
        Vst::{BusDirections_, IComponent, IComponentVtbl, MediaTypes_},
        kInvalidArgument, kNotInitialized, tresult,
    },
};

use super::{base, table};

static TABLE: OnceLock<table::Table<IComponentVtbl>> = OnceLock::new();

/// Gives a new object our functions for what an `IComponent` does.
///
/// # Safety
/// `object` must be a new one of clap-wrapper's.
pub(super) unsafe fn change(object: &ComPtr<FUnknown>) {
    // SAFETY: promised by the caller; all objects of clap-wrapper's with this interface are of one class.
    unsafe {
        table::replace::<IComponent, IComponentVtbl>(object, &TABLE, |functions| {
            base::put(functions);
            functions.setActive = set_active;
            functions.setState = set_state;
            functions.getState = get_state;
        });
    }
}

/// Whether there is a CLAP in the object: it has busses from `initialize` to `terminate`.
///
/// # Safety
/// `component` must be an object of clap-wrapper's.
pub(super) unsafe fn is_initialized(component: *mut IComponent) -> bool {
    // SAFETY: promised by the caller.
    unsafe {
        let count = (*(*component).vtbl).getBusCount;
        count(component, MediaTypes_::kAudio as _, BusDirections_::kInput as _) > 0
    }
}

unsafe extern "system" fn set_active(this: *mut IComponent, state: TBool) -> tresult {
    // SAFETY: the host's pointer; one of our functions is called.
    unsafe {
        if !is_initialized(this) {
            return kNotInitialized;
        }
        (table::first::<_, IComponentVtbl>(this).setActive)(this, state)
    }
}

unsafe extern "system" fn set_state(this: *mut IComponent, state: *mut IBStream) -> tresult {
    // SAFETY: the host's pointers; one of our functions is called.
    unsafe { streaming(this, state, table::first::<_, IComponentVtbl>(this).setState) }
}

unsafe extern "system" fn get_state(this: *mut IComponent, state: *mut IBStream) -> tresult {
    // SAFETY: as above.
    unsafe { streaming(this, state, table::first::<_, IComponentVtbl>(this).getState) }
}

/// Saves or loads, if there is something to save from or load into.
///
/// # Safety
/// `first` must be clap-wrapper's function, and the rest the host's.
unsafe fn streaming(
    component: *mut IComponent,
    state: *mut IBStream,
    first: unsafe extern "system" fn(*mut IComponent, *mut IBStream) -> tresult,
) -> tresult {
    if state.is_null() {
        return kInvalidArgument;
    }
    // SAFETY: promised by the caller.
    unsafe { if is_initialized(component) { first(component, state) } else { kNotInitialized } }
}
