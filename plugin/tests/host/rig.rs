//! A small headless host: loads the real bundle, plays signals through it and keeps what comes out.

use std::{
    env,
    ffi::{CStr, OsString, c_void},
    ptr,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clack_extensions::{
    gui::{GuiSize, HostGui, HostGuiImpl, PluginGui},
    latency::PluginLatency,
    log::{HostLog, HostLogImpl, LogSeverity},
    params::*,
    render::*,
    state::PluginState,
    tail::PluginTail,
};
use clack_host::{events::event_types::*, prelude::*, process::StoppedPluginAudioProcessor};
use clap_sys::{
    audio_buffer::clap_audio_buffer,
    ext::audio_ports_config::{CLAP_EXT_AUDIO_PORTS_CONFIG, clap_plugin_audio_ports_config},
    plugin::clap_plugin,
};
use report::{
    Report,
    extension::{EXTENSION_ID, ReportExtension},
};

use crate::print::{Event, Print, Take};

pub struct Handlers;

/// What the plug-in has asked the host for.
#[derive(Default)]
pub struct Shared {
    /// A call of its main thread.
    callback: AtomicBool,
    /// Other sizes of its window. The host agrees to each.
    sizes: Mutex<Vec<GuiSize>>,
    /// Lines in its log.
    log: Mutex<Vec<String>>,
}

impl HostHandlers for Handlers {
    type Shared<'a> = Shared;
    type MainThread<'a> = ();
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<'_, Self>, _shared: &Shared) {
        builder.register::<HostGui>().register::<HostLog>();
    }
}

impl SharedHandler<'_> for Shared {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, Ordering::Release);
    }
}

impl HostGuiImpl for Shared {
    fn resize_hints_changed(&self) {}

    fn request_resize(&self, size: GuiSize) -> Result<(), HostError> {
        self.sizes.lock().unwrap().push(size);
        Ok(())
    }

    fn request_show(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn request_hide(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn closed(&self, _was_destroyed: bool) {}
}

impl HostLogImpl for Shared {
    fn log(&self, _severity: LogSeverity, line: &str) {
        self.log.lock().unwrap().push(line.to_owned());
    }
}

pub type Idle = StoppedPluginAudioProcessor<Handlers>;

/// One loaded plug-in. Stays on the thread that made it, which is its main thread.
pub struct Rig {
    instance: PluginInstance<Handlers>,
}

/// A parameter as the host sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub id: u32,
    pub name: String,
    pub module: String,
    pub flags: ParamInfoFlags,
    pub range: (f64, f64),
    pub default: f64,
}

/// The bundle that `cargo xtask test` names, else the module that Cargo has just built for this very test.
pub fn bundle() -> OsString {
    env::var_os("AI_MIXTAPES_CLAP").unwrap_or_else(|| {
        let name = format!("{}ai_mixtapes{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
        let test = env::current_exe().expect("a test is a file");
        let module = test.with_file_name(name);
        assert!(module.exists(), "expected the plug-in at {}: run this by `cargo test`", module.display());
        module.into_os_string()
    })
}

/// Loads the bundle, until all that holds it is gone.
pub fn load_entry() -> PluginEntry {
    // SAFETY: the plug-in under test.
    unsafe { PluginEntry::load(bundle()) }.expect("the bundle loads")
}

fn entry() -> PluginEntry {
    static ENTRY: OnceLock<PluginEntry> = OnceLock::new();
    ENTRY.get_or_init(load_entry).clone()
}

impl Rig {
    pub fn load() -> Self {
        Self::of(&entry())
    }

    pub fn of(entry: &PluginEntry) -> Self {
        let info = HostInfo::new("AI-Mixtapes tests", "AI-Mixtapes", "", "1").unwrap();
        let instance =
            PluginInstance::new(|_| Shared::default(), |_| (), entry, c"org.ai-mixtapes.mood", &info);
        Self { instance: instance.expect("the plug-in is created") }
    }

    /// Id, name, vendor and features as the factory gives them.
    pub fn identity() -> (String, String, String, Vec<String>) {
        let entry = entry();
        let factory = entry.get_plugin_factory().unwrap();
        assert_eq!(factory.plugin_count(), 1);
        let found = factory.plugin_descriptor(0).unwrap();
        let text = |text: Option<&CStr>| text.unwrap().to_str().unwrap().to_owned();
        let features = found.features().map(|feature| text(Some(feature))).collect();
        (text(found.id()), text(found.name()), text(found.vendor()), features)
    }

    pub fn raw(&self) -> *const clap_plugin {
        self.instance.raw_instance()
    }

    /// One of the plug-in's extensions that clack doesn't know, or that are to be asked what clack never asks.
    ///
    /// # Safety
    /// `T` must be the extension's type.
    pub unsafe fn extension<T>(&self, id: &CStr) -> &T {
        // SAFETY: the plug-in is alive; the caller answers for the type.
        unsafe { (*self.raw()).get_extension.unwrap()(self.raw(), id.as_ptr()).cast::<T>().as_ref().unwrap() }
    }

    /// Calls the plug-in's main thread if it has asked for that.
    pub fn idle(&mut self) {
        if self.instance.access_shared_handler(|shared| shared.callback.swap(false, Ordering::AcqRel)) {
            self.instance.call_on_main_thread_callback();
        }
    }

    /// The sizes of its window that the plug-in has asked for since the last call of this.
    pub fn asked_sizes(&self) -> Vec<GuiSize> {
        self.instance.access_shared_handler(|shared| std::mem::take(&mut *shared.sizes.lock().unwrap()))
    }

    /// What the plug-in has written into the log since the last call of this.
    pub fn log(&self) -> Vec<String> {
        self.instance.access_shared_handler(|shared| std::mem::take(&mut *shared.log.lock().unwrap()))
    }

    /// Its window.
    pub fn gui<T>(&mut self, work: impl FnOnce(PluginGui, &PluginMainThreadHandle<'_>) -> T) -> T {
        let gui = self.instance.plugin_shared_handle().get_extension().expect("it has a window");
        work(gui, &self.instance.plugin_handle())
    }

    pub fn select_layout(&mut self, channels: usize) {
        // SAFETY: the id belongs to the type.
        unsafe {
            let layouts: &clap_plugin_audio_ports_config = self.extension(CLAP_EXT_AUDIO_PORTS_CONFIG);
            assert!(layouts.select.unwrap()(self.raw(), if channels == 1 { 1 } else { 0 }));
        }
    }

    pub fn set_offline(&mut self, offline: bool) {
        let render = self.instance.plugin_shared_handle().get_extension::<PluginRender>().unwrap();
        let mode = if offline { RenderMode::Offline } else { RenderMode::Realtime };
        render.set(&self.instance.plugin_handle(), mode).unwrap();
        assert!(!render.has_realtime_requirement(&self.instance.plugin_handle()));
    }

    pub fn latency(&mut self) -> u32 {
        let latency = self.instance.plugin_shared_handle().get_extension::<PluginLatency>().unwrap();
        latency.get(&self.instance.plugin_handle())
    }

    fn params(&self) -> PluginParams {
        self.instance.plugin_shared_handle().get_extension().unwrap()
    }

    pub fn list(&mut self) -> Vec<Listed> {
        let params = self.params();
        let plugin = self.instance.plugin_handle();
        let mut buffer = ParamInfoBuffer::new();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (0..params.count(&plugin))
            .map(|index| {
                let info = params.get_info(&plugin, index, &mut buffer).unwrap();
                Listed {
                    id: info.id.get(),
                    name: text(info.name),
                    module: text(info.module),
                    flags: info.flags,
                    range: (info.min_value, info.max_value),
                    default: info.default_value,
                }
            })
            .collect()
    }

    pub fn id(&mut self, name: &str) -> u32 {
        self.list().into_iter().find(|listed| listed.name == name).expect(name).id
    }

    pub fn get(&mut self, id: u32) -> f64 {
        self.params().get_value(&self.instance.plugin_handle(), ClapId::new(id)).unwrap()
    }

    pub fn values(&mut self) -> Vec<(u32, f64)> {
        self.list().into_iter().map(|listed| (listed.id, self.get(listed.id))).collect()
    }

    /// Sets a parameter while the plug-in is inactive.
    pub fn set(&mut self, id: u32, value: f64) {
        let mut changes = EventBuffer::new();
        changes.push(&ParamValueEvent::new(0, ClapId::new(id), Pckn::match_all(), value));
        let params = self.params();
        let mut plugin = self.instance.inactive_plugin_handle().expect("inactive");
        let mut out = EventBuffer::new();
        params.flush(
            &mut plugin,
            &InputEvents::from_buffer(&changes),
            &mut OutputEvents::from_buffer(&mut out),
        );
    }

    pub fn set_text(&mut self, name: &str, text: &CStr) {
        let (id, value) = (self.id(name), self.value_of(name, text));
        self.set(id, value);
    }

    /// A parameter's value as the host knows it, from its text.
    pub fn value_of(&mut self, name: &str, text: &CStr) -> f64 {
        let id = ClapId::new(self.id(name));
        let value = self.params().text_to_value(&self.instance.plugin_handle(), id, text);
        value.expect("the text names a value")
    }

    pub fn text(&mut self, id: u32, value: f64) -> String {
        let mut buffer = [0; 64];
        let params = self.params();
        let plugin = self.instance.plugin_handle();
        let text = params.value_to_text(&plugin, ClapId::new(id), value, &mut buffer).unwrap();
        String::from_utf8(text.to_vec()).unwrap()
    }

    pub fn save(&mut self) -> Vec<u8> {
        let state = self.instance.plugin_shared_handle().get_extension::<PluginState>().unwrap();
        let mut saved = Vec::new();
        state.save(&self.instance.plugin_handle(), &mut saved).unwrap();
        saved
    }

    /// Whether the plug-in took the state.
    pub fn restore(&mut self, mut saved: &[u8]) -> bool {
        let state = self.instance.plugin_shared_handle().get_extension::<PluginState>().unwrap();
        state.load(&self.instance.plugin_handle(), &mut saved).is_ok()
    }

    pub fn report(&self) -> Option<Report> {
        unsafe extern "C" fn keep(context: *mut c_void, json: *const u8, bytes: usize) {
            // SAFETY: `context` is the vector below, `json` the plug-in's text.
            unsafe {
                (*context.cast::<Vec<u8>>()).extend_from_slice(std::slice::from_raw_parts(json, bytes))
            };
        }
        let mut json = Vec::<u8>::new();
        // SAFETY: the id belongs to the type, and `keep` to the context.
        let written = unsafe {
            let report: &ReportExtension = self.extension(EXTENSION_ID);
            (report.write)(self.raw().cast(), 0, keep, (&raw mut json).cast())
        };
        written.then(|| serde_json::from_slice(&json).unwrap())
    }

    pub fn activate(&mut self, rate: f64, max_frames: u32) -> Idle {
        let setup =
            PluginAudioConfiguration { sample_rate: rate, min_frames_count: 1, max_frames_count: max_frames };
        self.instance.activate(|_, _| (), setup).expect("activation never fails")
    }

    pub fn deactivate(&mut self, idle: Idle) {
        self.instance.deactivate(idle);
    }

    /// Activates, plays `input` on an audio thread, deactivates.
    pub fn play(&mut self, take: &Take, input: &[Vec<f32>]) -> Print {
        let idle = self.activate(take.rate, take.longest_block());
        let (idle, print) = thread::scope(|scope| scope.spawn(|| play(idle, take, input)).join())
            .expect("the host didn't panic");
        self.deactivate(idle);
        print
    }
}

/// Plays `input` through a plug-in that is active, on this thread.
pub fn play(idle: Idle, take: &Take, input: &[Vec<f32>]) -> (Idle, Print) {
    let length = input[0].len();
    let Ok(mut processor) = idle.start_processing() else { panic!("processing starts") };
    let tail = processor.shared_plugin_handle().get_extension::<PluginTail>().unwrap();
    let mut print = Print { audio: vec![vec![f32::NAN; length]; input.len()], ..Print::default() };
    let (mut sources, mut position) = (input.to_vec(), 0);
    let begun = Instant::now();
    for block in take.blocks.iter().cycle() {
        let frames = (*block).min(length - position);
        let mut changes = EventBuffer::new();
        for (sample, id, value) in &take.changes {
            if (position..position + frames).contains(sample) {
                let offset = (sample - position) as u32;
                changes.push(&ParamValueEvent::new(offset, ClapId::new(*id), Pckn::match_all(), *value));
            }
        }
        let mut inputs: Vec<_> = sources.iter_mut().map(|channel| channel[position..].as_mut_ptr()).collect();
        let mut outputs: Vec<_> = if take.in_place {
            inputs.clone()
        } else {
            print.audio.iter_mut().map(|channel| channel[position..].as_mut_ptr()).collect()
        };
        let port = |channels: &mut Vec<*mut f32>| clap_audio_buffer {
            data32: channels.as_mut_ptr(),
            data64: ptr::null_mut(),
            channel_count: channels.len() as u32,
            latency: 0,
            constant_mask: 0,
        };
        let (input_port, mut output_port) = ([port(&mut inputs)], [port(&mut outputs)]);
        let mut sent = EventBuffer::new();
        // SAFETY: every channel goes on for `frames` samples from where the pointers point to.
        let status = unsafe {
            processor.process(
                &InputAudioBuffers::from_raw_buffers(&input_port, frames as u32),
                &mut OutputAudioBuffers::from_raw_buffers(&mut output_port, frames as u32),
                &InputEvents::from_buffer(&changes),
                &mut OutputEvents::from_buffer(&mut sent),
                Some(position as u64),
                None,
            )
        };
        print.statuses.push(status.expect("the block is processed"));
        print.tails.push(tail.get(&processor.plugin_handle()).to_raw());
        print.events.extend(sent.iter().map(|event| Event::new(position, frames, event)));
        position += frames;
        if position == length {
            break;
        }
        if take.restless {
            let Ok(started) = processor.stop_processing().start_processing() else { panic!("it starts") };
            processor = started;
        }
        if take.paced {
            let due = begun + Duration::from_secs_f64(position as f64 / take.rate);
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    }
    if take.in_place {
        print.audio = sources;
    }
    (processor.stop_processing(), print)
}
