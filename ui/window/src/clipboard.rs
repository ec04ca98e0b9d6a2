//! The clipboard, from the first time that somebody copies or pastes.

use copypasta::{ClipboardContext, ClipboardProvider};
use vizia_core::{backend::BackendContext, prelude::Context};

use crate::threads::Mark;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// vizia's context with our clipboard in it.
///
/// vizia opens the system's clipboard with every context, which on X11 takes two connections and a thread, and panics
/// if it can't be written to.
pub(crate) fn context() -> BackendContext {
    let mark = Mark::new();
    let mut cx = BackendContext::new(mark.start(Context::new));
    cx.set_clipboard_provider(Box::new(Clipboard { system: None, mark: Mark::new() }));
    mark.wait();
    cx
}

struct Clipboard {
    system: Option<ClipboardContext>,
    mark: Mark,
}

impl Clipboard {
    fn system(&mut self) -> Result<&mut ClipboardContext, Error> {
        if self.system.is_none() {
            self.system = Some(self.mark.start(ClipboardContext::new)?);
        }
        self.system.as_mut().ok_or_else(|| "the clipboard was just opened".into())
    }
}

impl ClipboardProvider for Clipboard {
    fn get_contents(&mut self) -> Result<String, Error> {
        self.system()?.get_contents()
    }

    fn set_contents(&mut self, text: String) -> Result<(), Error> {
        if let Err(error) = self.system().and_then(|system| system.set_contents(text)) {
            nice_plug::nice_warn!("Nothing was copied: {error}");
        }
        Ok(())
    }
}

impl Drop for Clipboard {
    fn drop(&mut self) {
        if self.system.take().is_some() {
            // The host may unload the code that its thread runs.
            self.mark.wait();
        }
    }
}
