//! The edit controller: never without a component handler, and asked about no parameter that doesn't exist.

use std::{mem::MaybeUninit, sync::OnceLock};

use ::vst3::{
    ComPtr,
    Steinberg::{
        FUnknown,
        Vst::{
            IComponentHandler, IEditController, IEditControllerVtbl, ParamID, ParamValue, ParameterInfo,
            String128, TChar,
        },
        kInvalidArgument, kResultOk, tresult,
    },
};

use super::{base, handler as edited, nobody, table};

static TABLE: OnceLock<table::Table<IEditControllerVtbl>> = OnceLock::new();

/// Gives a new object our functions for what an `IEditController` does, and a handler.
///
/// # Safety
/// `object` must be a new one of clap-wrapper's.
pub(super) unsafe fn change(object: &ComPtr<FUnknown>) {
    // SAFETY: promised by the caller; all objects of clap-wrapper's with this interface are of one class.
    unsafe {
        table::replace::<IEditController, IEditControllerVtbl>(object, &TABLE, |functions| {
            base::put(functions);
            functions.setComponentHandler = set_component_handler;
            functions.getParamStringByValue = param_to_string;
            functions.getParamValueByString = string_to_param;
        });
        nobody::put_handler(object.as_ptr());
    }
}

unsafe extern "system" fn set_component_handler(
    this: *mut IEditController,
    handler: *mut IComponentHandler,
) -> tresult {
    // SAFETY: the host's pointers; one of our functions is called, and what it gets it counts.
    unsafe {
        let edits = edited::edits_of(this);
        edits.let_go();
        let before = edited::before(handler, edits);
        let handler = before.as_ref().map_or(nobody::handler(), ComPtr::as_ptr);
        (table::first::<_, IEditControllerVtbl>(this).setComponentHandler)(this, handler)
    }
}

unsafe extern "system" fn param_to_string(
    this: *mut IEditController,
    id: ParamID,
    value: ParamValue,
    text: *mut String128,
) -> tresult {
    // SAFETY: as above.
    unsafe {
        if text.is_null() || !has_param(this, id) {
            return kInvalidArgument;
        }
        (table::first::<_, IEditControllerVtbl>(this).getParamStringByValue)(this, id, value, text)
    }
}

unsafe extern "system" fn string_to_param(
    this: *mut IEditController,
    id: ParamID,
    text: *mut TChar,
    value: *mut ParamValue,
) -> tresult {
    // SAFETY: as above.
    unsafe {
        if text.is_null() || value.is_null() || !has_param(this, id) {
            return kInvalidArgument;
        }
        (table::first::<_, IEditControllerVtbl>(this).getParamValueByString)(this, id, text, value)
    }
}

/// Whether there is such a parameter; none before `initialize`.
///
/// # Safety
/// `controller` must be an object of clap-wrapper's.
unsafe fn has_param(controller: *mut IEditController, id: ParamID) -> bool {
    // SAFETY: promised by the caller; what is read was written.
    unsafe {
        let functions = &*(*controller).vtbl;
        (0..(functions.getParameterCount)(controller)).any(|index| {
            let mut info = MaybeUninit::<ParameterInfo>::zeroed();
            (functions.getParameterInfo)(controller, index, info.as_mut_ptr()) == kResultOk
                && info.assume_init().id == id
        })
    }
}
