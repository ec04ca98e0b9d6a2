//! An instance of the plug-in under test. Whatever fails here is a panic, and ends the test.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env,
    ffi::CStr,
    mem,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use ::report::{OutsideReport, Report};
use clack_extensions::gui::{GuiSize, PluginGui};
use clack_host::plugin::PluginMainThreadHandle;
use clap_sys::plugin::clap_plugin;

use crate::{
    Asked, Bundle, Error, EventBuffer, Identity, Idle, Instance, Pace, Parameter, Print, Take, What,
};

/// One loaded plug-in, as tests use it. Stays on the thread that made it, which is its main thread.
pub struct Rig {
    instance: Instance,
    log: Arc<Mutex<Vec<String>>>,
}

/// The bundle that `cargo xtask test` names, else the module that Cargo has just built for this very test.
pub fn bundle() -> PathBuf {
    env::var_os("AI_MIXTAPES_CLAP").map(PathBuf::from).unwrap_or_else(|| {
        let name = format!("{}ai_mixtapes{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
        let test = env::current_exe().expect("a test is a file");
        let module = test.with_file_name(name);
        assert!(module.exists(), "expected the plug-in at {}: run this by `cargo test`", module.display());
        module
    })
}

/// Loads the bundle, until all that holds it is gone.
pub fn load_bundle() -> Bundle {
    Bundle::load(&bundle(), c"AI-Mixtapes tests").expect("the bundle loads")
}

/// The bundle that stays loaded until the test ends.
fn loaded() -> &'static Bundle {
    static BUNDLE: OnceLock<Bundle> = OnceLock::new();
    BUNDLE.get_or_init(load_bundle)
}

/// Plays `input` through a plug-in that is active, on this thread.
pub fn play(idle: Idle, take: &Take, input: &[Vec<f32>]) -> (Idle, Print) {
    crate::play(idle, take, input).unwrap()
}

impl Rig {
    /// A new instance.
    pub fn load() -> Self {
        Self::of(loaded())
    }

    /// A new instance out of this bundle.
    pub fn of(bundle: &Bundle) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let keep = move |_, line: &str| {
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
        };
        Self { instance: bundle.create(keep).expect("the plug-in is created"), log }
    }

    /// What the factory says about its only plug-in.
    pub fn identity() -> Identity {
        let mut plugins = loaded().plugins().unwrap();
        assert_eq!(plugins.len(), 1);
        plugins.remove(0)
    }

    /// The instance, for what is allowed to fail.
    pub fn instance(&mut self) -> &mut Instance {
        &mut self.instance
    }

    /// [`Instance::raw`].
    pub fn raw(&self) -> *const clap_plugin {
        self.instance.raw()
    }

    /// [`Instance::extension`].
    ///
    /// # Safety
    /// `T` must be the extension's type.
    pub unsafe fn extension<T>(&self, id: &CStr) -> &T {
        // SAFETY: the caller answers for it.
        unsafe { self.instance.extension(id) }.unwrap()
    }

    /// [`Instance::idle`].
    pub fn idle(&mut self) {
        self.instance.idle();
    }

    /// [`Instance::asked_sizes`].
    pub fn asked_sizes(&self) -> Vec<GuiSize> {
        self.instance.asked_sizes()
    }

    /// What the plug-in has written into the log since the last call of this.
    pub fn log(&self) -> Vec<String> {
        mem::take(&mut *self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// [`Instance::gui`].
    pub fn gui<T>(&mut self, work: impl FnOnce(PluginGui, &PluginMainThreadHandle<'_>) -> T) -> T {
        self.instance.gui(work).unwrap()
    }

    /// [`Instance::select_layout`].
    pub fn select_layout(&mut self, channels: usize) {
        self.instance.select_layout(channels as u32).unwrap();
    }

    /// [`Instance::set_pace`].
    pub fn set_offline(&mut self, offline: bool) {
        self.instance.set_pace(if offline { Pace::Offline } else { Pace::Realtime }).unwrap();
        assert!(!self.instance.needs_real_time().unwrap());
    }

    /// [`Instance::latency`].
    pub fn latency(&mut self) -> u32 {
        self.instance.latency().unwrap()
    }

    /// [`Instance::parameters`].
    pub fn list(&mut self) -> Vec<Parameter> {
        self.instance.parameters().unwrap()
    }

    /// [`Instance::parameter`].
    pub fn id(&mut self, name: &str) -> u32 {
        self.instance.parameter(name).unwrap()
    }

    /// [`Instance::value`].
    pub fn get(&mut self, id: u32) -> f64 {
        self.instance.value(id).unwrap()
    }

    /// All parameters with their values.
    pub fn values(&mut self) -> Vec<(u32, f64)> {
        self.list().into_iter().map(|listed| (listed.id, self.get(listed.id))).collect()
    }

    /// [`Instance::set`].
    pub fn set(&mut self, id: u32, value: f64) {
        self.instance.set(id, value).unwrap();
    }

    /// [`Instance::flush`] of nothing.
    pub fn flush(&mut self) -> Vec<What> {
        self.instance.flush(&EventBuffer::new()).unwrap()
    }

    /// How often the plug-in has said that the project has changed, and that it wants a flush, since this was asked
    /// last.
    pub fn asked(&self) -> Asked {
        self.instance.asked()
    }

    /// Sets a parameter by its name and a text.
    pub fn set_text(&mut self, name: &str, text: &CStr) {
        let (id, value) = (self.id(name), self.value_of(name, text));
        self.set(id, value);
    }

    /// A parameter's value as the host knows it, from its text.
    pub fn value_of(&mut self, name: &str, text: &CStr) -> f64 {
        let id = self.id(name);
        self.instance.read_text(id, text).expect("the text names a value")
    }

    /// [`Instance::text`].
    pub fn text(&mut self, id: u32, value: f64) -> String {
        self.instance.text(id, value).unwrap()
    }

    /// [`Instance::save`].
    pub fn save(&mut self) -> Vec<u8> {
        self.instance.save().unwrap()
    }

    /// Whether the plug-in took the state.
    pub fn restore(&mut self, saved: &[u8]) -> bool {
        self.instance.restore(saved).is_ok()
    }

    /// The whole [`Instance::report`], if there is one.
    pub fn report(&self) -> Option<Report> {
        match self.instance.report(0) {
            Err(Error::NoReport) => None,
            report => Some(report.unwrap()),
        }
    }

    /// [`Instance::start_log`].
    pub fn start_log(&self, folder: &Path) {
        assert!(self.instance.start_log(folder).unwrap());
    }

    /// [`Instance::stop_log`].
    pub fn stop_log(&self) {
        self.instance.stop_log().unwrap();
    }

    /// [`Instance::outside`].
    pub fn outside(&self) -> OutsideReport {
        self.instance.outside().unwrap()
    }

    /// [`Instance::activate`].
    pub fn activate(&mut self, rate: f64, max_frames: u32) -> Idle {
        self.instance.activate(rate, max_frames).expect("activation never fails")
    }

    /// [`Instance::deactivate`].
    pub fn deactivate(&mut self, idle: Idle) {
        self.instance.deactivate(idle);
    }

    /// [`Instance::play`].
    pub fn play(&mut self, take: &Take, input: &[Vec<f32>]) -> Print {
        self.instance.play(take, input).unwrap()
    }
}
