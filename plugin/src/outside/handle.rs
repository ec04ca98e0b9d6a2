//! What leaves the plug-in beside the host, where it is set and asked about: by the editor, by a session, by a preset.
//!
//! Here are OSC and the log; [`kept`] is what a session keeps, [`life`] what the plug-in's life means for them.

mod kept;
mod life;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

pub use self::{kept::Settings, life::Farewell};
use super::{
    Fault, Feeder,
    hub::{Hub, Place},
    lock,
    log::{self, LogFormat, LogStatus, Writer},
    osc::{self, Number, OscError, OscPhase, OscSettings, OscStatus, Sender},
    said::{Flags, Rows},
};
use crate::files::default_folder;

static PUBLISHER: Place = Mutex::new(Weak::new());
static LOGGER: Place = Mutex::new(Weak::new());
const LOGGER_NAME: &str = "ai-mixtapes-log";

/// The handle; all clones are one. For any thread but the audio thread: it takes locks, none of them for long, and waits
/// for nobody.
#[derive(Clone)]
pub struct Outside(Arc<Inner>);

struct Inner {
    flags: Arc<Flags>,
    number: Number,
    kept: Mutex<Kept>,
    osc: Arc<osc::Link>,
    log: Arc<log::Link>,
    running: Mutex<Running>,
    /// Rises with every change of what is set.
    version: AtomicU64,
    /// Tells the host that its project has changed.
    tell: Mutex<Option<Tell>>,
}

type Tell = Box<dyn Fn() + Send>;

/// What a session keeps.
#[derive(Default)]
struct Kept {
    osc: OscSettings,
    /// What a session brought, as it was written, and what was made of it: a newer version gets back all of it as long as
    /// nothing is changed here.
    loaded: Option<(Settings, serde_json::Value)>,
}

/// What is at work.
#[derive(Default)]
struct Running {
    /// The instance was activated, and isn't gone.
    alive: bool,
    gone: bool,
    osc: Option<Stay>,
    log: Option<Stay>,
    /// There between the first activation and the first log.
    rows: Option<Rows>,
    watch: Option<Stay>,
    log_status: Arc<Mutex<LogStatus>>,
    /// How often OSC was switched on.
    starts: u32,
    linked: bool,
}

/// A guest at a hub.
struct Stay {
    hub: Arc<Hub>,
    leave: Arc<AtomicBool>,
}

impl Stay {
    /// Has the guest leave; the handle is to be let go of.
    fn end(self) -> Arc<Hub> {
        self.leave.store(true, Ordering::Release);
        self.hub.wake();
        self.hub
    }
}

impl Inner {
    /// Whoever logs needs a queue, from the first activation on.
    fn open_rows(&self, running: &mut Running) {
        if running.log.is_some()
            && let Some(rows) = running.rows.take()
        {
            self.log.rows.set(rows.open());
        }
    }
}

impl Default for Outside {
    fn default() -> Self {
        let flags = Arc::<Flags>::default();
        Self(Arc::new(Inner {
            number: Number::default(),
            kept: Mutex::default(),
            osc: Arc::new(osc::Link::new(Arc::clone(&flags))),
            log: Arc::new(log::Link::new(Arc::clone(&flags))),
            running: Mutex::default(),
            version: AtomicU64::new(0),
            tell: Mutex::default(),
            flags,
        }))
    }
}

/// OSC.
impl Outside {
    /// What is set.
    pub fn osc(&self) -> OscSettings {
        lock(&self.0.kept).osc.clone()
    }

    /// The user changes what is set, all of it or nothing; the host is told that its project has changed.
    ///
    /// # Errors
    /// What can't be done of it.
    pub fn change_osc(&self, change: impl FnOnce(&mut OscSettings)) -> Result<(), OscError> {
        let mut kept = lock(&self.0.kept);
        let mut settings = kept.osc.clone();
        change(&mut settings);
        settings.check()?;
        if settings == kept.osc {
            return Ok(());
        }
        kept.osc = settings;
        drop(kept);
        self.changed();
        Ok(())
    }

    /// What all addresses begin with, such as `/ai-mixtapes/1`.
    pub fn osc_address(&self) -> String {
        lock(&self.0.kept).osc.address(self.0.number.get())
    }

    /// How it goes.
    pub fn osc_status(&self) -> OscStatus {
        self.0.osc.status()
    }

    /// Has what is set take effect.
    fn apply_osc(&self) {
        let settings = self.osc();
        if settings.on {
            // From now on somebody may know it.
            self.0.number.keep();
        }
        let mut running = lock(&self.0.running);
        if !settings.on || !running.alive {
            self.0.flags.osc.store(0, Ordering::Relaxed);
            drop(running.osc.take().map(Stay::end));
            drop(running);
            self.0.osc.reset_status(if settings.on { OscPhase::Waiting } else { OscPhase::Off });
            return;
        }
        let address = settings.address(self.0.number.get());
        self.0.osc.set(settings, address);
        if let Some(stay) = &running.osc {
            stay.hub.wake();
            return;
        }
        running.starts = running.starts.wrapping_add(1).max(1);
        self.0.osc.reset_status(OscPhase::Waiting);
        let leave = Arc::<AtomicBool>::default();
        let sender = Sender::new(Arc::clone(&self.0.osc), Arc::clone(&leave));
        match Hub::enter(&PUBLISHER, "ai-mixtapes-osc", Box::new(sender)) {
            Ok(hub) => {
                running.osc = Some(Stay { hub, leave });
                self.0.flags.osc.store(running.starts, Ordering::Relaxed);
            }
            Err(error) => self.0.osc.fail(Fault::now(format_args!("OSC can't be sent: {error}"))),
        }
    }
}

/// The session log.
impl Outside {
    /// Starts a log in `folder`, or in the folder where exports go. Nothing if one runs. The file is created by another
    /// thread: [`log_status`](Self::log_status) says what came of it, [`LogPhase::Off`](log::LogPhase::Off) until then.
    ///
    /// A log runs whether the instance is active or not, until it is stopped or the instance goes.
    pub fn start_log(&self, folder: Option<PathBuf>) {
        let mut running = lock(&self.0.running);
        if running.gone || running.log.is_some() {
            return;
        }
        let status = Arc::<Mutex<LogStatus>>::default();
        running.log_status = Arc::clone(&status);
        // What is there from a log before is no part of a new one.
        self.0.log.rows.forget();
        self.0.flags.lost_rows.store(0, Ordering::Relaxed);
        let leave = Arc::<AtomicBool>::default();
        let folder = folder.unwrap_or_else(default_folder);
        let writer = Writer::new(Arc::clone(&self.0.log), folder, Arc::clone(&status), Arc::clone(&leave));
        match Hub::enter(&LOGGER, LOGGER_NAME, Box::new(writer)) {
            Ok(hub) => {
                running.log = Some(Stay { hub, leave });
                self.0.open_rows(&mut running);
                // After the queue: who sees this sees that too.
                self.0.flags.log.store(true, Ordering::Release);
            }
            Err(error) => {
                let fault = Some(Fault::now(format_args!("the log can't be written: {error}")));
                *lock(&status) = LogStatus { fault, ..LogStatus::default() };
            }
        }
    }

    /// Stops the log, if one runs; what was said up to now is still written.
    pub fn stop_log(&self) {
        self.0.flags.log.store(false, Ordering::Relaxed);
        let stay = lock(&self.0.running).log.take();
        drop(stay.map(Stay::end));
    }

    /// Whether a log was started and not stopped, whatever becomes of it.
    pub fn logs(&self) -> bool {
        lock(&self.0.running).log.is_some()
    }

    /// How it goes.
    pub fn log_status(&self) -> LogStatus {
        let status = Arc::clone(&lock(&self.0.running).log_status);
        lock(&status).clone()
    }

    /// How rows are written.
    pub fn log_format(&self) -> LogFormat {
        self.0.log.format()
    }

    /// The user wants rows written so; a log that runs goes on in a new file. The host is told that its project has
    /// changed.
    pub fn set_log_format(&self, format: LogFormat) {
        if format != self.log_format() {
            self.0.log.set_format(format);
            self.changed();
        }
    }
}
