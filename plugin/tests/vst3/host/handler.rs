//! What the plug-in says to its host by itself.

use std::sync::Mutex;

use vst3::{
    Class, ComPtr, ComWrapper,
    Steinberg::{
        Vst::{IComponentHandler, IComponentHandlerTrait, ParamID, ParamValue},
        int32, kResultOk, tresult,
    },
};

/// One call of a component handler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    Begin(ParamID),
    /// The parameter and its normalised value.
    Perform(ParamID, ParamValue),
    End(ParamID),
    /// The `RestartFlags`.
    Restart(int32),
}

/// A component handler that writes down each call.
#[derive(Clone)]
pub struct Handler(ComWrapper<Calls>);

#[derive(Default)]
struct Calls(Mutex<Vec<Asked>>);

impl Handler {
    pub fn new() -> Self {
        Self(ComWrapper::new(Calls::default()))
    }

    pub fn interface(&self) -> ComPtr<IComponentHandler> {
        self.0.to_com_ptr().unwrap()
    }

    /// All calls since the last time.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.0.0.lock().unwrap())
    }
}

impl Class for Calls {
    type Interfaces = (IComponentHandler,);
}

impl Calls {
    fn keep(&self, asked: Asked) -> tresult {
        self.0.lock().unwrap().push(asked);
        kResultOk
    }
}

impl IComponentHandlerTrait for Calls {
    unsafe fn beginEdit(&self, id: ParamID) -> tresult {
        self.keep(Asked::Begin(id))
    }

    unsafe fn performEdit(&self, id: ParamID, value: ParamValue) -> tresult {
        self.keep(Asked::Perform(id, value))
    }

    unsafe fn endEdit(&self, id: ParamID) -> tresult {
        self.keep(Asked::End(id))
    }

    unsafe fn restartComponent(&self, flags: int32) -> tresult {
        self.keep(Asked::Restart(flags))
    }
}
