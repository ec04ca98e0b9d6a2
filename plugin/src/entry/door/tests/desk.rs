//! A host by hand.

use std::{
    cell::{Cell, RefCell},
    ffi::{CStr, c_char, c_void},
    ptr,
};

use clap_sys::{
    audio_buffer::clap_audio_buffer,
    events::{
        CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_param_value,
        clap_input_events, clap_output_events,
    },
    ext::{
        log::{CLAP_EXT_LOG, clap_host_log, clap_log_severity},
        state::{CLAP_EXT_STATE, clap_host_state},
    },
    host::clap_host,
    plugin::clap_plugin,
    process::{clap_process, clap_process_status},
    version::CLAP_VERSION,
};

use crate::entry::{FACTORY, instance::Instance};

pub const FRAMES: usize = 64;
pub const ID: &CStr = c"org.ai-mixtapes.mood";

/// A host with a log, and a project that can change.
pub struct Desk {
    pub host: clap_host,
    log: RefCell<Vec<String>>,
    /// How often it was asked for its main thread.
    pub asked: Cell<u32>,
    /// How often it was told that the project has changed.
    pub dirty: Cell<u32>,
    plugin: Cell<*const clap_plugin>,
}

impl Desk {
    pub fn new() -> Box<Self> {
        let host = clap_host {
            clap_version: CLAP_VERSION,
            host_data: ptr::null_mut(),
            name: c"Tests".as_ptr(),
            vendor: c"".as_ptr(),
            url: c"".as_ptr(),
            version: c"".as_ptr(),
            get_extension: Some(find),
            request_restart: Some(ignore),
            request_process: Some(ignore),
            request_callback: Some(ask),
        };
        let mut desk = Box::new(Self {
            host,
            log: RefCell::default(),
            asked: Cell::default(),
            dirty: Cell::default(),
            plugin: Cell::new(ptr::null()),
        });
        desk.host.host_data = ptr::from_mut(&mut *desk).cast();
        // SAFETY: the host outlives the plug-in, which goes with it.
        unsafe {
            let plugin =
                FACTORY.create_plugin.unwrap()(&raw const FACTORY, &raw const desk.host, ID.as_ptr());
            assert!((*plugin).init.unwrap()(plugin));
            desk.plugin.set(plugin);
        }
        desk
    }

    pub fn plugin(&self) -> (*const clap_plugin, &clap_plugin) {
        // SAFETY: it lives as long as the desk.
        (self.plugin.get(), unsafe { &*self.plugin.get() })
    }

    pub fn instance(&self) -> &Instance {
        // SAFETY: as above.
        unsafe { Instance::of(self.plugin.get()) }.unwrap()
    }

    /// # Safety
    /// `T` must be the extension's type.
    pub unsafe fn extension<T: Copy>(&self, id: &CStr) -> T {
        let (plugin, calls) = self.plugin();
        // SAFETY: promised by the caller.
        unsafe { *calls.get_extension.unwrap()(plugin, id.as_ptr()).cast::<T>() }
    }

    pub fn activate(&self) {
        let (plugin, calls) = self.plugin();
        // SAFETY: the plug-in is alive.
        unsafe {
            assert!(calls.activate.unwrap()(plugin, 48_000.0, 1, FRAMES as u32));
            assert!(calls.start_processing.unwrap()(plugin));
        }
    }

    pub fn deactivate(&self) {
        let (plugin, calls) = self.plugin();
        // SAFETY: the plug-in is alive.
        unsafe {
            calls.stop_processing.unwrap()(plugin);
            calls.deactivate.unwrap()(plugin);
        }
    }

    /// One block with a parameter event: what came out of ones, and the status.
    pub fn process(&self) -> ([[f32; FRAMES]; 2], clap_process_status) {
        let (mut input, mut output) = ([[1.0; FRAMES], [-1.0; FRAMES]], [[f32::NAN; FRAMES]; 2]);
        let mut sources = input.each_mut().map(|channel| channel.as_mut_ptr());
        let mut targets = output.each_mut().map(|channel| channel.as_mut_ptr());
        let port = |channels: &mut [*mut f32; 2]| clap_audio_buffer {
            data32: channels.as_mut_ptr(),
            data64: ptr::null_mut(),
            channel_count: 2,
            latency: 0,
            constant_mask: 0,
        };
        let (source, mut target) = (port(&mut sources), port(&mut targets));
        let in_events = clap_input_events { ctx: ptr::null_mut(), size: Some(one), get: Some(the_one) };
        let out_events = clap_output_events { ctx: ptr::null_mut(), try_push: Some(take) };
        let block = clap_process {
            steady_time: -1,
            frames_count: FRAMES as u32,
            transport: ptr::null(),
            audio_inputs: &raw const source,
            audio_outputs: &raw mut target,
            audio_inputs_count: 1,
            audio_outputs_count: 1,
            in_events: &raw const in_events,
            out_events: &raw const out_events,
        };
        let (plugin, calls) = self.plugin();
        // SAFETY: all that the block points to is alive.
        let status = unsafe { calls.process.unwrap()(plugin, &raw const block) };
        (output, status)
    }

    pub fn log(&self) -> Vec<String> {
        self.log.take()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let (plugin, calls) = self.plugin();
        // SAFETY: the plug-in is alive, and no longer used.
        unsafe { calls.destroy.unwrap()(plugin) };
    }
}

impl Desk {
    /// Calls the main thread, as the plug-in has asked for.
    pub fn idle(&self) {
        let (plugin, calls) = self.plugin();
        // SAFETY: the plug-in is alive.
        unsafe { calls.on_main_thread.unwrap()(plugin) };
    }
}

/// # Safety
/// `host` must be a desk's.
unsafe fn desk<'a>(host: *const clap_host) -> &'a Desk {
    // SAFETY: promised by the caller.
    unsafe { &*(*host).host_data.cast::<Desk>() }
}

unsafe extern "C" fn find(_host: *const clap_host, id: *const c_char) -> *const c_void {
    static LOG: clap_host_log = clap_host_log { log: Some(write) };
    static STATE: clap_host_state = clap_host_state { mark_dirty: Some(mark_dirty) };
    // SAFETY: the plug-in's string.
    match unsafe { CStr::from_ptr(id) } {
        id if id == CLAP_EXT_LOG => (&raw const LOG).cast(),
        id if id == CLAP_EXT_STATE => (&raw const STATE).cast(),
        _ => ptr::null(),
    }
}

unsafe extern "C" fn mark_dirty(host: *const clap_host) {
    // SAFETY: the desk's own function.
    let dirty = unsafe { &desk(host).dirty };
    dirty.set(dirty.get() + 1);
}

unsafe extern "C" fn write(host: *const clap_host, _severity: clap_log_severity, line: *const c_char) {
    // SAFETY: the desk's own function; the plug-in's string.
    unsafe { desk(host).log.borrow_mut().push(CStr::from_ptr(line).to_str().unwrap().to_owned()) };
}

unsafe extern "C" fn ask(host: *const clap_host) {
    // SAFETY: the desk's own function.
    let asked = unsafe { &desk(host).asked };
    asked.set(asked.get() + 1);
}

unsafe extern "C" fn ignore(_host: *const clap_host) {}

unsafe extern "C" fn one(_list: *const clap_input_events) -> u32 {
    1
}

unsafe extern "C" fn the_one(_list: *const clap_input_events, _index: u32) -> *const clap_event_header {
    struct Still(clap_event_param_value);
    // SAFETY: plain numbers and a null pointer.
    unsafe impl Sync for Still {}
    static EVENT: Still = Still(clap_event_param_value {
        header: clap_event_header {
            size: size_of::<clap_event_param_value>() as u32,
            time: 7,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_: CLAP_EVENT_PARAM_VALUE,
            flags: 0,
        },
        param_id: 1_000_000,
        cookie: ptr::null_mut(),
        note_id: -1,
        port_index: -1,
        channel: -1,
        key: -1,
        value: 0.0,
    });
    (&raw const EVENT.0).cast()
}

unsafe extern "C" fn take(_list: *const clap_output_events, _event: *const clap_event_header) -> bool {
    true
}
