//! The loaded bundle and its factory.

use std::{
    env,
    ffi::{c_char, c_void},
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use libloading::os::unix::{Library, Symbol};
use vst3::{
    Class, ComPtr, ComWrapper, Interface,
    Steinberg::{
        FUnknown, IPluginFactory, IPluginFactory2, IPluginFactory3, IPluginFactoryTrait, PClassInfo, TUID,
        Vst, kNotImplemented, kResultOk, tresult,
    },
};

/// The host's main thread: only one story is on it at a time, whichever thread the test runs on.
///
/// VST3 plug-ins may take for granted that there is one such thread; clap-wrapper does.
pub struct Host {
    factory: ComPtr<IPluginFactory>,
    /// What the host tells of itself.
    pub application: ComPtr<Vst::IHostApplication>,
    _alone: MutexGuard<'static, ()>,
}

impl Host {
    pub fn start() -> Self {
        static MAIN_THREAD: Mutex<()> = Mutex::new(());
        let alone = MAIN_THREAD.lock().unwrap_or_else(PoisonError::into_inner);
        let application = ComWrapper::new(Application).to_com_ptr().unwrap();
        Self { factory: factory(), application, _alone: alone }
    }

    /// The class of the one plug-in.
    pub fn class(&self) -> PClassInfo {
        // SAFETY: the info is plain data, and the factory fills it.
        unsafe {
            assert_eq!(self.factory.countClasses(), 1);
            let mut info: PClassInfo = std::mem::zeroed();
            assert_eq!(self.factory.getClassInfo(0, &raw mut info), kResultOk);
            info
        }
    }

    /// A new object as its interface `I`, or the factory's reason to give none.
    pub fn create<I: Interface>(&self, class: &TUID) -> Result<ComPtr<I>, tresult> {
        let mut object = std::ptr::null_mut::<c_void>();
        // SAFETY: ids of 16 bytes, and our memory.
        unsafe {
            let (class, id) = (class.as_ptr().cast::<c_char>(), I::IID.as_ptr().cast::<c_char>());
            let result = self.factory.createInstance(class, id, &raw mut object);
            ComPtr::from_raw(object.cast::<I>()).ok_or(result)
        }
    }

    /// The factory in each of its forms, as the identity that COM gives them.
    pub fn factory_identities(&self) -> [*mut FUnknown; 4] {
        let unknown = |object: Option<ComPtr<FUnknown>>| object.unwrap().as_ptr();
        [
            unknown(self.factory.cast()),
            unknown(self.factory.cast::<IPluginFactory2>().unwrap().cast()),
            unknown(self.factory.cast::<IPluginFactory3>().unwrap().cast()),
            unknown(self.factory.cast::<IPluginFactory>().unwrap().cast()),
        ]
    }
}

struct Application;

impl Class for Application {
    type Interfaces = (Vst::IHostApplication,);
}

impl Vst::IHostApplicationTrait for Application {
    unsafe fn getName(&self, name: *mut Vst::String128) -> tresult {
        let text = "AI-Mixtapes tests\0".encode_utf16();
        // SAFETY: the plug-in's memory.
        let room = unsafe { &mut *name };
        room.iter_mut().zip(text).for_each(|(to, from)| *to = from as _);
        kResultOk
    }

    unsafe fn createInstance(&self, _class: *mut TUID, _id: *mut TUID, _object: *mut *mut c_void) -> tresult {
        kNotImplemented
    }
}

/// A new reference to what the module gives its objects by. The module stays loaded: its threads may outlive a story.
fn factory() -> ComPtr<IPluginFactory> {
    static MODULE: OnceLock<Library> = OnceLock::new();
    let module = MODULE.get_or_init(|| {
        let path = library();
        // SAFETY: the plug-in under test.
        let module = unsafe { Library::new(&path) };
        let module = module.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let handle = module.into_raw();
        // SAFETY: the handle is the library's own; VST3 says what the function is.
        unsafe {
            let module = Library::from_raw(handle);
            let enter: Symbol<unsafe extern "C" fn(*mut c_void) -> bool> =
                module.get(b"ModuleEntry").unwrap();
            assert!(enter(handle), "the module is ready");
            module
        }
    });
    // SAFETY: VST3 says what the function is, and that it gives a reference.
    unsafe {
        let get: Symbol<unsafe extern "system" fn() -> *mut IPluginFactory> =
            module.get(b"GetPluginFactory").unwrap();
        ComPtr::from_raw(get()).expect("a factory")
    }
}

/// The library in the bundle that `cargo xtask test` names, else the one that Cargo has just built for this very test.
fn library() -> PathBuf {
    let Some(bundle) = env::var_os("AI_MIXTAPES_VST3") else {
        let name = format!("{}ai_mixtapes{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
        let library = env::current_exe().expect("a test is a file").with_file_name(name);
        assert!(library.exists(), "expected the plug-in at {}: run this by `cargo test`", library.display());
        return library;
    };
    let contents = Path::new(&bundle).join(format!("Contents/{}-linux", env::consts::ARCH));
    let mut files = fs::read_dir(&contents).unwrap_or_else(|error| panic!("{}: {error}", contents.display()));
    files.next().expect("a library in the bundle").unwrap().path()
}
