//! What hosts get objects from: clap-wrapper's factory, whose objects are changed before they are handed out.

use std::{ffi::c_void, ptr};

use ::vst3::{
    Class, ComPtr, ComWrapper, Interface,
    Steinberg::{
        FIDString, FUnknown, IPluginFactory, IPluginFactory2Trait, IPluginFactory3, IPluginFactory3Trait,
        IPluginFactoryTrait, PClassInfo, PClassInfo2, PClassInfoW, PFactoryInfo, TUID, int32,
        kInvalidArgument, kNoInterface, kResultOk, tresult,
    },
};

use super::{base, component, context, controller, handler, processor};

struct Factory {
    wrappers: ComPtr<IPluginFactory3>,
}

/// A factory before clap-wrapper's, whose reference it takes over; null if there is none.
///
/// # Safety
/// `wrappers` must be null or clap-wrapper's factory.
pub(super) unsafe fn before(wrappers: *mut IPluginFactory) -> *mut IPluginFactory {
    // SAFETY: promised by the caller.
    let factory = unsafe { ComPtr::from_raw(wrappers) }.and_then(|factory| factory.cast());
    let ours = factory.and_then(|wrappers| ComWrapper::new(Factory { wrappers }).to_com_ptr());
    ours.map_or(ptr::null_mut(), ComPtr::into_raw)
}

impl Class for Factory {
    type Interfaces = (IPluginFactory3,);
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        // SAFETY: as the host has called us, here and below.
        unsafe { self.wrappers.getFactoryInfo(info) }
    }

    unsafe fn countClasses(&self) -> int32 {
        // SAFETY: as above.
        unsafe { self.wrappers.countClasses() }
    }

    unsafe fn getClassInfo(&self, index: int32, info: *mut PClassInfo) -> tresult {
        // SAFETY: as above.
        unsafe { self.wrappers.getClassInfo(index, info) }
    }

    unsafe fn createInstance(&self, cid: FIDString, iid: FIDString, object: *mut *mut c_void) -> tresult {
        if cid.is_null() || iid.is_null() || object.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: the host's memory and ids; clap-wrapper gives a reference to a new object of its own.
        unsafe {
            object.write(ptr::null_mut());
            let mut new = ptr::null_mut::<c_void>();
            let result = self.wrappers.createInstance(cid, FUnknown::IID.as_ptr().cast(), &raw mut new);
            let Some(new) = ComPtr::from_raw(new.cast::<FUnknown>()) else {
                return if result == kResultOk { kNoInterface } else { result };
            };
            handler::forget(new.as_ptr());
            base::change(&new);
            component::change(&new);
            processor::change(&new);
            context::change(&new);
            controller::change(&new);
            let unknown = new.as_ptr();
            ((*(*unknown).vtbl).queryInterface)(unknown, iid.cast::<TUID>(), object)
        }
    }
}

impl IPluginFactory2Trait for Factory {
    unsafe fn getClassInfo2(&self, index: int32, info: *mut PClassInfo2) -> tresult {
        // SAFETY: as above.
        unsafe { self.wrappers.getClassInfo2(index, info) }
    }
}

impl IPluginFactory3Trait for Factory {
    unsafe fn getClassInfoUnicode(&self, index: int32, info: *mut PClassInfoW) -> tresult {
        // SAFETY: as above.
        unsafe { self.wrappers.getClassInfoUnicode(index, info) }
    }

    unsafe fn setHostContext(&self, context: *mut FUnknown) -> tresult {
        // SAFETY: as above.
        unsafe { self.wrappers.setHostContext(context) }
    }
}
