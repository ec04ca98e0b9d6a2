//! A parameter as a view holds it.

use std::{fmt, rc::Rc, sync::Arc};

use nice_plug::prelude::{ParamPtr, Params};

/// Of the normal way, while shift is held.
pub(crate) const FINE: f32 = 0.1;
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
