//! The component handler that is there when the host has none.
//!
//! It does nothing and says that it did nothing. It is one for all, lives as long as the module, and isn't counted.

use std::{ffi::c_void, ptr};

use ::vst3::{
    ComRef, Interface,
    Steinberg::{
        FUnknown, FUnknownVtbl, TUID,
        Vst::{
            IComponentHandler, IComponentHandlerVtbl, IEditController, IEditControllerTrait, ParamID,
            ParamValue,
        },
        int32, kInvalidArgument, kNoInterface, kResultFalse, kResultOk, tresult, uint32,
    },
    com_scrape_types::Guid,
};

static TABLE: IComponentHandlerVtbl = IComponentHandlerVtbl {
    base: FUnknownVtbl { queryInterface: query_interface, addRef: count, release: count },
    beginEdit: edit,
    performEdit: perform_edit,
    endEdit: edit,
    restartComponent: restart,
};

static NOBODY: IComponentHandler = IComponentHandler { vtbl: &raw const TABLE };

/// The handler. Good for ever, for any thread; nothing is ever written to it.
pub(super) fn handler() -> *mut IComponentHandler {
    ptr::from_ref(&NOBODY).cast_mut()
}

/// The same as an object without interfaces, for what must be some object.
pub(super) fn object() -> *mut FUnknown {
    handler().cast()
}

/// Puts the handler into an object, if that is a controller.
///
/// # Safety
/// `object` must be one of clap-wrapper's.
pub(super) unsafe fn put_handler(object: *mut FUnknown) {
    // SAFETY: promised by the caller.
    let controller = unsafe { ComRef::from_raw(object) }.and_then(|object| object.cast::<IEditController>());
    if let Some(controller) = controller {
        // SAFETY: the handler is there for ever.
        unsafe { controller.setComponentHandler(handler()) };
    }
}

unsafe extern "system" fn query_interface(
    this: *mut FUnknown,
    iid: *const TUID,
    object: *mut *mut c_void,
) -> tresult {
    if iid.is_null() || object.is_null() {
        return kInvalidArgument;
    }
    // SAFETY: the caller's id and memory.
    unsafe {
        let known = [FUnknown::IID, IComponentHandler::IID].contains(&*iid.cast::<Guid>());
        object.write(if known { this.cast() } else { ptr::null_mut() });
        if known { kResultOk } else { kNoInterface }
    }
}

unsafe extern "system" fn count(_this: *mut FUnknown) -> uint32 {
    1
}

unsafe extern "system" fn edit(_this: *mut IComponentHandler, _id: ParamID) -> tresult {
    kResultFalse
}

unsafe extern "system" fn perform_edit(
    _this: *mut IComponentHandler,
    _id: ParamID,
    _value: ParamValue,
) -> tresult {
    kResultFalse
}

unsafe extern "system" fn restart(_this: *mut IComponentHandler, _flags: int32) -> tresult {
    kResultFalse
}
