//! A parameter as a view holds it, and what a user does to it.

use std::{fmt, rc::Rc, sync::Arc};

use nice_plug::prelude::{ParamPtr, Params};

use crate::host::Host;

/// Logical pixels of a drag through a parameter's whole range.
const DRAG_RANGE: f32 = 240.0;
/// Of the normal way, while shift is held.
const FINE: f32 = 0.1;
/// Steps of the mouse wheel through a continuous parameter's whole range.
const WHEEL_STEPS: f32 = 40.0;

/// A parameter of a plug-in, with the plug-in's parameters kept alive around it. All values are in [0, 1].
#[derive(Clone)]
pub struct ParamHandle {
    id: Rc<str>,
    pointer: ParamPtr,
    _owner: Arc<dyn Params>,
}

impl ParamHandle {
    /// The parameter with this id.
    pub fn find(params: &Arc<dyn Params>, id: &str) -> Option<Self> {
        let (_, pointer, _) = params.param_map().into_iter().find(|(known, ..)| known == id)?;
        Some(Self { id: id.into(), pointer, _owner: Arc::clone(params) })
    }

    /// The id in states.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name that the host shows.
    pub fn name(&self) -> &str {
        // SAFETY: `_owner` keeps the parameter alive.
        unsafe { self.pointer.name() }
    }

    /// Where it is now, whoever set it: the host, an automation, another view.
    pub fn value(&self) -> f32 {
        // SAFETY: as in `name`.
        unsafe { self.pointer.unmodulated_normalized_value() }
    }

    /// Where it is by default.
    pub fn default_value(&self) -> f32 {
        // SAFETY: as in `name`.
        unsafe { self.pointer.default_normalized_value() }
    }

    /// How many steps it has from end to end; none if it is continuous.
    pub fn steps(&self) -> Option<usize> {
        // SAFETY: as in `name`.
        unsafe { self.pointer.step_count() }
    }

    /// A value as text, with its unit.
    pub fn text_of(&self, value: f32) -> String {
        // SAFETY: as in `name`.
        unsafe { self.pointer.normalized_value_to_string(value, true) }
    }

    /// Its value as text, with its unit.
    pub fn text(&self) -> String {
        self.text_of(self.value())
    }

    /// The value that a text stands for.
    pub fn parse(&self, text: &str) -> Option<f32> {
        // SAFETY: as in `name`.
        unsafe { self.pointer.string_to_normalized_value(text.trim()) }
    }

    /// The nearest value that it can have.
    pub fn snap(&self, value: f32) -> f32 {
        let value = if value.is_finite() { value.clamp(0.0, 1.0) } else { self.default_value() };
        match self.steps() {
            Some(steps) if steps > 0 => (value * steps as f32).round() / steps as f32,
            _ => value,
        }
    }

    /// One step of the mouse wheel, or of an arrow key, from its value.
    pub fn stepped(&self, steps: f32, fine: bool) -> f32 {
        let size = match self.steps() {
            Some(count) if count > 0 => 1.0 / count as f32,
            _ if fine => FINE / WHEEL_STEPS,
            _ => 1.0 / WHEEL_STEPS,
        };
        self.snap(self.value() + steps * size)
    }

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

    /// What nice-plug knows it by.
    pub(crate) fn pointer(&self) -> ParamPtr {
        self.pointer
    }

    /// Sets it as the host's wrapper does once the host has heard of it.
    pub(crate) fn apply(&self, value: f32) {
        // SAFETY: as in `name`; the value is stored atomically.
        unsafe { self.pointer._internal_set_normalized_value(value) };
    }
}

impl fmt::Debug for ParamHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ParamHandle").field(&self.id).finish()
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
