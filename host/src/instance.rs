//! An instance of the plug-in, as its main thread sees it.

use std::{ffi::CStr, ptr};

use clack_extensions::{
    gui::{GuiSize, PluginGui},
    latency::PluginLatency,
    render::{PluginRender, RenderMode},
    state::PluginState,
};
use clack_host::{
    entry::PluginEntry,
    extensions::{Extension, PluginExtensionSide},
    host::HostInfo,
    plugin::{PluginInstance, PluginMainThreadHandle},
    process::PluginAudioConfiguration,
};
use clap_sys::plugin::clap_plugin;

use crate::{
    Error, Idle, Pace,
    handlers::{Asked, Handlers, Log, MainThread, Shared},
};

/// An instance of a plug-in. Stays on the thread that created it, which is its main thread. When it is dropped it is
/// deactivated and destroyed; if what [`activate`](Self::activate) gave is still somewhere, it is left as it is.
pub struct Instance {
    pub(crate) plugin: PluginInstance<Handlers>,
}

impl Instance {
    pub(crate) fn create(entry: &PluginEntry, id: &CStr, host: &HostInfo, log: Log) -> Result<Self, Error> {
        let plugin =
            PluginInstance::new(move |_| Shared::new(log), |shared| MainThread(shared), entry, id, host);
        Ok(Self { plugin: plugin.map_err(Error::Create)? })
    }

    /// The plug-in itself, to be called by hand; good as long as the instance.
    pub fn raw(&self) -> *const clap_plugin {
        ptr::from_ref(self.plugin.raw_instance())
    }

    /// One of the plug-in's extensions as they are in C: one that clack doesn't know, or that is to be asked what clack
    /// never asks.
    ///
    /// # Safety
    /// `T` must be the extension's type.
    pub unsafe fn extension<T>(&self, id: &CStr) -> Option<&T> {
        let get = self.plugin.raw_instance().get_extension?;
        // SAFETY: the plug-in is alive; the caller answers for the type.
        unsafe { get(self.raw(), id.as_ptr()).cast::<T>().as_ref() }
    }

    /// One of the extensions that clack knows, called `what` where it is missing.
    pub(crate) fn known<E>(&self, what: &'static str) -> Result<E, Error>
    where
        E: Extension<ExtensionSide = PluginExtensionSide>,
    {
        self.plugin.plugin_shared_handle().get_extension().ok_or(Error::Unknown(what))
    }

    /// Does what the plug-in wants of its main thread, if it has asked for that.
    pub fn idle(&mut self) {
        if self.plugin.access_shared_handler(Shared::take_callback) {
            self.plugin.call_on_main_thread_callback();
        }
    }

    /// Tells the plug-in whether it renders or plays.
    ///
    /// # Errors
    /// If it can't be told, or refuses.
    pub fn set_pace(&mut self, pace: Pace) -> Result<(), Error> {
        let render: PluginRender = self.known("offline rendering")?;
        let mode = match pace {
            Pace::Offline => RenderMode::Offline,
            Pace::Realtime => RenderMode::Realtime,
        };
        render.set(&self.plugin.plugin_handle(), mode).map_err(Error::Render)
    }

    /// Whether the plug-in can't render at all.
    ///
    /// # Errors
    /// If it can't be asked.
    pub fn needs_real_time(&mut self) -> Result<bool, Error> {
        let render: PluginRender = self.known("offline rendering")?;
        Ok(render.has_realtime_requirement(&self.plugin.plugin_handle()))
    }

    /// Frames from what goes in to what comes out.
    ///
    /// # Errors
    /// If it can't be asked.
    pub fn latency(&mut self) -> Result<u32, Error> {
        let latency: PluginLatency = self.known("latency")?;
        Ok(latency.get(&self.plugin.plugin_handle()))
    }

    /// What a session keeps of it.
    ///
    /// # Errors
    /// If it can't be saved.
    pub fn save(&mut self) -> Result<Vec<u8>, Error> {
        let state: PluginState = self.known("states")?;
        let mut saved = Vec::new();
        state.save(&self.plugin.plugin_handle(), &mut saved).map_err(Error::State)?;
        Ok(saved)
    }

    /// Brings back what a session kept.
    ///
    /// # Errors
    /// If the plug-in refuses it.
    pub fn restore(&mut self, mut saved: &[u8]) -> Result<(), Error> {
        let state: PluginState = self.known("states")?;
        state.load(&self.plugin.plugin_handle(), &mut saved).map_err(Error::State)
    }

    /// Does `work` with its window.
    ///
    /// # Errors
    /// If it has none.
    pub fn gui<T>(
        &mut self,
        work: impl FnOnce(PluginGui, &PluginMainThreadHandle<'_>) -> T,
    ) -> Result<T, Error> {
        let gui = self.known("windows")?;
        Ok(work(gui, &self.plugin.plugin_handle()))
    }

    /// The sizes of its window that the plug-in has asked for since the last call of this. It got each.
    pub fn asked_sizes(&self) -> Vec<GuiSize> {
        self.plugin.access_shared_handler(Shared::take_sizes)
    }

    /// What else it has asked for since the last call of this.
    pub fn asked(&self) -> Asked {
        self.plugin.access_shared_handler(Shared::take_asked)
    }

    /// Activates it for blocks of up to `max_frames` (at least one) at `rate` hertz.
    ///
    /// # Errors
    /// If it refuses, or is active.
    pub fn activate(&mut self, rate: f64, max_frames: u32) -> Result<Idle, Error> {
        let setup = PluginAudioConfiguration {
            sample_rate: rate,
            min_frames_count: 1,
            max_frames_count: max_frames.max(1),
        };
        self.plugin.activate(|_, _| (), setup).map(Idle::new).map_err(Error::Activate)
    }

    /// Deactivates it.
    ///
    /// # Panics
    /// If `idle` is another instance's.
    pub fn deactivate(&mut self, idle: Idle) {
        self.plugin.deactivate(idle.into_inner());
    }
}
