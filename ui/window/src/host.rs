//! What a content may ask of the host.

use std::{cell::RefCell, rc::Rc};

use nice_plug::context::gui::GuiContext;

use crate::{fault::guard, param::ParamHandle};

/// What a content may ask of the host, on the window's thread.
///
/// A change of a parameter is a gesture: `begin`, any number of `set`, `end`. That is what undo and the recording of
/// automation go by.
pub trait Host {
    /// The user takes hold of a parameter.
    fn begin(&self, param: &ParamHandle);
    /// The user moves it, to a value in [0, 1].
    fn set(&self, param: &ParamHandle, value: f32);
    /// The user lets go of it.
    fn end(&self, param: &ParamHandle);
    /// The window should get another size, in logical pixels. The host may say no; then nothing happens.
    fn resize(&self, width: f32, height: f32);
}

/// Asks for another size of the window, in logical pixels.
pub(crate) type Resize = Rc<dyn Fn(f32, f32)>;

/// The host of a plug-in.
pub(crate) struct PluginHost {
    context: GuiContext,
    resize: Resize,
}

impl PluginHost {
    pub fn new(context: GuiContext, resize: Resize) -> Self {
        Self { context, resize }
    }
}

impl Host for PluginHost {
    fn begin(&self, param: &ParamHandle) {
        // SAFETY: the handle keeps the parameter alive.
        unsafe { self.context.raw_begin_set_parameter(param.pointer()) }
    }

    fn set(&self, param: &ParamHandle, value: f32) {
        // SAFETY: as in `begin`.
        unsafe { self.context.raw_set_parameter_normalized(param.pointer(), value) }
    }

    fn end(&self, param: &ParamHandle) {
        // nice-plug panics where its plug-in is gone already, and a gesture may end while a panic clears up: a second
        // one would end the process.
        // SAFETY: as in `begin`.
        guard(|| unsafe { self.context.raw_end_set_parameter(param.pointer()) });
    }

    fn resize(&self, width: f32, height: f32) {
        (self.resize)(width, height);
    }
}

/// What a [`RecordingHost`] was asked for; parameters by their ids.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The beginning of a gesture.
    Begin(String),
    /// A value in [0, 1].
    Set(String, f32),
    /// The end of a gesture.
    End(String),
    /// A size in logical pixels.
    Resize(f32, f32),
}

/// A host that remembers what it was asked for, and sets parameters as a real one does.
#[derive(Default)]
pub struct RecordingHost {
    asked: RefCell<Vec<Asked>>,
}

impl RecordingHost {
    /// A host that was asked for nothing yet.
    pub fn new() -> Rc<Self> {
        Rc::default()
    }

    /// What was asked since the last call of this.
    pub fn take(&self) -> Vec<Asked> {
        self.asked.take()
    }

    fn note(&self, asked: Asked) {
        self.asked.borrow_mut().push(asked);
    }
}

impl Host for RecordingHost {
    fn begin(&self, param: &ParamHandle) {
        self.note(Asked::Begin(param.id().to_owned()));
    }

    fn set(&self, param: &ParamHandle, value: f32) {
        self.note(Asked::Set(param.id().to_owned(), value));
        param.apply(value);
    }

    fn end(&self, param: &ParamHandle) {
        self.note(Asked::End(param.id().to_owned()));
    }

    fn resize(&self, width: f32, height: f32) {
        self.note(Asked::Resize(width, height));
    }
}
