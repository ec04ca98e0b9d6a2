//! The VST3 entry: clap-wrapper's, with what it doesn't guard against put before it.
//!
//! clap-wrapper makes a VST3 of the CLAP in [`entry`](crate::entry). Its objects follow pointers that a host may not
//! have given yet, and some hosts don't: the SDK's own suite restores a state before it has set a component handler.
//! So a host gets its objects from a [`factory`] of ours, and each of them is made sound before the host sees it:
//!
//! | | what is different |
//! |---|---|
//! | [`base`] | an object that was terminated may be initialised again, also without a context |
//! | [`controller`] | a component handler is always there, if need be [`nobody`]; unknown parameters are answered |
//! | [`handler`] | edits reach the host in time and in pairs, or not at all |
//! | [`component`] | what comes before `initialize` or after `terminate` is refused |
//! | [`context`] | the host is asked to say with each block whether it plays |
//! | [`processor`] | mono, if the host asks for it; a block that can't be analysed passes through |
//!
//! # How an object is changed
//!
//! An object of clap-wrapper's has some twenty interfaces, and by the rules of COM each leads to all others and all
//! lead to the same `FUnknown`. An object of ours around it would have to answer for all of them, also for those that
//! a later clap-wrapper adds, or `queryInterface` would lead out of it and not back. So there is no other object:
//! [`table`] gives some interfaces of the very object another table of functions, a copy of the first in which a few
//! functions are ours, which call the first ones. Identity, counts and all other interfaces stay as they are. It rests
//! on COM's own contract (an interface pointer points to a pointer to a table of the interface's functions), and on
//! these being tables of that interface alone; an interface that shares its table with the object's identity, where
//! C++ would keep further functions, is left alone.
//!
//! # How the exports come about
//!
//! clap-wrapper exports what hosts look for under names of its own, which the functions here call. It also has Rust
//! functions of the final names, in its macro's module; the linker takes those only if the names are still missing,
//! and they aren't.

mod base;
mod component;
mod context;
mod controller;
mod factory;
mod handler;
mod nobody;
mod processor;
mod table;

use std::ffi::c_void;

use ::vst3::Steinberg::IPluginFactory;
// Brings the library of clap-wrapper's C++.
use clap_wrapper as _;

unsafe extern "system" {
    fn clap_wrapper_GetPluginFactory() -> *mut IPluginFactory;
}

/// What a VST3 host asks the module for its objects by: a new reference for each call; null if there are none.
///
/// # Safety
/// The module must be initialised, as the host does it.
#[unsafe(export_name = "GetPluginFactory")]
pub unsafe extern "system" fn get_plugin_factory() -> *mut IPluginFactory {
    // SAFETY: promised by the caller.
    unsafe { factory::before(clap_wrapper_GetPluginFactory()) }
}

/// What hosts call first and last, on each system by another name.
#[cfg(all(unix, not(target_os = "macos")))]
mod module {
    use super::c_void;

    unsafe extern "C" {
        fn clap_wrapper_ModuleEntry(library: *mut c_void) -> bool;
        fn clap_wrapper_ModuleExit() -> bool;
    }

    /// # Safety
    /// As VST3 says.
    #[unsafe(export_name = "ModuleEntry")]
    pub unsafe extern "C" fn enter(library: *mut c_void) -> bool {
        // SAFETY: as the host has called us.
        unsafe { clap_wrapper_ModuleEntry(library) }
    }

    /// # Safety
    /// As VST3 says.
    #[unsafe(export_name = "ModuleExit")]
    pub unsafe extern "C" fn exit() -> bool {
        // SAFETY: as the host has called us.
        unsafe { clap_wrapper_ModuleExit() }
    }
}

/// As above.
#[cfg(target_os = "macos")]
mod module {
    use super::c_void;

    unsafe extern "C" {
        fn clap_wrapper_bundleEntry(bundle: *mut c_void) -> bool;
        fn clap_wrapper_bundleExit() -> bool;
    }

    /// # Safety
    /// As VST3 says.
    #[unsafe(export_name = "bundleEntry")]
    pub unsafe extern "C" fn enter(bundle: *mut c_void) -> bool {
        // SAFETY: as the host has called us.
        unsafe { clap_wrapper_bundleEntry(bundle) }
    }

    /// # Safety
    /// As VST3 says.
    #[unsafe(export_name = "bundleExit")]
    pub unsafe extern "C" fn exit() -> bool {
        // SAFETY: as the host has called us.
        unsafe { clap_wrapper_bundleExit() }
    }
}

/// As above.
#[cfg(windows)]
mod module {
    unsafe extern "system" {
        fn clap_wrapper_InitDll() -> bool;
        fn clap_wrapper_ExitDll() -> bool;
    }

    /// # Safety
    /// As VST3 says.
    #[unsafe(export_name = "InitDll")]
    pub unsafe extern "system" fn enter() -> bool {
        // SAFETY: as the host has called us.
        unsafe { clap_wrapper_InitDll() }
    }

    /// # Safety
    /// As VST3 says.
    #[unsafe(export_name = "ExitDll")]
    pub unsafe extern "system" fn exit() -> bool {
        // SAFETY: as the host has called us.
        unsafe { clap_wrapper_ExitDll() }
    }
}
