//! What a user does to a parameter: from taking hold of it to letting it go.

use std::rc::Rc;

use crate::{
    host::Host,
    param::{FINE, ParamHandle},
};

/// Logical pixels of a drag through a parameter's whole range.
pub const DRAG_RANGE: f32 = 240.0;

impl ParamHandle {
    /// Sets it at once: a gesture of its own. Nothing where it is there already.
    pub fn set(&self, host: &dyn Host, value: f32) {
        let value = self.snap(value);
        if value != self.value() {
            host.begin(self);
            host.set(self, value);
            host.end(self);
        }
    }

    /// Back to its default.
    pub fn reset(&self, host: &dyn Host) {
        self.set(host, self.default_value());
    }
}

/// A parameter that the user holds with the mouse. The gesture ends when this is dropped, whatever happens.
pub struct Drag {
    param: ParamHandle,
    host: Rc<dyn Host>,
    /// Where the parameter would be if it had no steps.
    value: f32,
    sent: f32,
    /// Logical pixels, growing with the parameter.
    position: f32,
}

impl Drag {
    /// The user takes hold at `position`, in logical pixels along the direction in which the parameter grows.
    pub fn begin(param: &ParamHandle, host: &Rc<dyn Host>, position: f32) -> Self {
        host.begin(param);
        let value = param.value();
        Self { param: param.clone(), host: Rc::clone(host), value, sent: value, position }
    }

    /// The mouse has moved; with `fine` a tenth of the way counts.
    pub fn move_to(&mut self, position: f32, fine: bool) {
        let way = (position - self.position) / DRAG_RANGE * if fine { FINE } else { 1.0 };
        self.position = position;
        self.to(self.value + way);
    }

    /// The value that the host was told last.
    #[expect(clippy::misnamed_getters, reason = "`value` is where the hand is, between steps too")]
    pub fn value(&self) -> f32 {
        self.sent
    }

    /// The mouse is at this value, as on a slider that follows it.
    pub fn to(&mut self, value: f32) {
        self.value = value.clamp(0.0, 1.0);
        let value = self.param.snap(self.value);
        if value != self.sent {
            self.sent = value;
            self.host.set(&self.param, value);
        }
    }
}

impl Drop for Drag {
    fn drop(&mut self) {
        self.host.end(&self.param);
    }
}
