//! What the plug-in wants to know with each block: a host may leave the rest out, and clap-wrapper asks for nothing.

use std::sync::OnceLock;

use ::vst3::{
    ComPtr,
    Steinberg::{
        FUnknown,
        Vst::{
            IProcessContextRequirements, IProcessContextRequirements_::Flags_,
            IProcessContextRequirementsVtbl,
        },
        uint32,
    },
};

use super::table;

static TABLE: OnceLock<table::Table<IProcessContextRequirementsVtbl>> = OnceLock::new();

/// Gives a new object our function for what an `IProcessContextRequirements` does.
///
/// # Safety
/// `object` must be a new one of clap-wrapper's.
pub(super) unsafe fn change(object: &ComPtr<FUnknown>) {
    // SAFETY: promised by the caller; all objects of clap-wrapper's with this interface are of one class.
    unsafe {
        table::replace::<IProcessContextRequirements, IProcessContextRequirementsVtbl>(
            object,
            &TABLE,
            |functions| functions.getProcessContextRequirements = requirements,
        );
    }
}

/// Whether the transport plays; where it is comes always.
unsafe extern "system" fn requirements(_this: *mut IProcessContextRequirements) -> uint32 {
    Flags_::kNeedTransportState as uint32
}
