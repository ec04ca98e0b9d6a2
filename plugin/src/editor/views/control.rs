//! Parameters as views hold them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use vizia_core::prelude::*;
use vizia_reactive::{Signal, SignalWith};
use window::{Drag, Host, ParamHandle};

use super::shown::show;
use crate::text::Quantity;

/// A host that has been told a value has this long to set it, before the old one shows again.
const PATIENCE: Duration = Duration::from_millis(500);

/// Why a text was refused is shown so long.
const REASON: Duration = Duration::from_secs(6);

/// A parameter's value as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// [0, 1].
    pub normalized: f32,
    /// With its unit.
    pub text: String,
}

/// A parameter with its host, and what is shown of it.
#[derive(Clone)]
pub struct Control {
    param: ParamHandle,
    host: Rc<dyn Host>,
    /// What is shown.
    pub shown: Signal<Value>,
    drag: Rc<RefCell<Option<Drag>>>,
    /// What the host was told last, and until when it may take its time.
    told: Rc<Cell<Option<(f32, Instant)>>>,
    /// Why the last text was refused, where it was.
    pub refusal: Signal<Option<String>>,
    /// The same before it is shown, and until when.
    refused: Rc<RefCell<Option<(String, Instant)>>>,
}

impl Control {
    fn new(param: ParamHandle, host: Rc<dyn Host>) -> Self {
        let value = Value { normalized: param.value(), text: param.text() };
        Self {
            param,
            host,
            shown: Signal::new(value),
            drag: Rc::default(),
            told: Rc::default(),
            refusal: Signal::new(None),
            refused: Rc::default(),
        }
    }

    /// The parameter.
    pub fn param(&self) -> &ParamHandle {
        &self.param
    }

    /// Shows the value that the parameter has, or the one that the user has just given it.
    pub fn update(&self) {
        let value = self.param.value();
        if let Some((told, until)) = self.told.get() {
            let pending = (told - value).abs() > 1e-6 && (self.is_held() || Instant::now() < until);
            if !pending {
                self.told.set(None);
            }
        }
        let normalized = self.told.get().map_or(value, |(told, _)| told);
        show(self.shown, Value { normalized, text: self.param.text_of(normalized) });
        let mut refused = self.refused.borrow_mut();
        if refused.as_ref().is_some_and(|(_, until)| Instant::now() >= *until) {
            *refused = None;
        }
        show(self.refusal, refused.as_ref().map(|(reason, _)| reason.clone()));
    }

    /// Sets it at once.
    pub fn set(&self, value: f32) {
        self.tell(self.param.snap(value));
        self.param.set(&*self.host, value);
    }

    /// On if it is off, off if it is on.
    pub fn toggle(&self) {
        let on = self.shown.with_untracked(|value| value.normalized > 0.5);
        self.set(if on { 0.0 } else { 1.0 });
    }

    /// Back to its default.
    pub fn reset(&self) {
        self.set(self.param.default_value());
    }

    /// As many steps up, or down.
    pub fn step(&self, steps: f32, fine: bool) {
        if !self.is_held() {
            self.set(self.param.stepped(steps, fine));
        }
    }

    /// Sets what a text says; where it says no value nothing changes, and the reason is shown.
    pub fn enter(&self, text: &str) {
        match self.param.parse(text).filter(|value| value.is_finite()) {
            Some(value) => self.set(value),
            None => {
                let reason =
                    Quantity::of_param(self.param.id()).and_then(|quantity| quantity.read(text).err());
                let reason =
                    reason.map_or_else(|| format!("“{text}” is no value"), |reason| reason.to_string());
                self.refused.replace(Some((reason, Instant::now() + REASON)));
            }
        }
    }

    /// The user takes hold of it, at a position in logical pixels.
    pub fn grab(&self, position: f32) {
        self.drag.replace(Some(Drag::begin(&self.param, &self.host, position)));
    }

    /// The user drags it there.
    pub fn drag_to(&self, position: f32, fine: bool) {
        let dragged = self.drag.borrow_mut().as_mut().map(|drag| {
            drag.move_to(position, fine);
            drag.value()
        });
        if let Some(value) = dragged {
            self.tell(value);
        }
    }

    /// The user lets go of it.
    pub fn let_go(&self) {
        drop(self.drag.take());
    }

    /// Whether the user holds it.
    pub fn is_held(&self) -> bool {
        self.drag.borrow().is_some()
    }

    fn tell(&self, value: f32) {
        self.refused.replace(None);
        self.told.set(Some((value, Instant::now() + PATIENCE)));
    }
}

/// All parameters that have a control.
#[derive(Clone)]
pub struct Controls(Rc<[Control]>);

impl Controls {
    /// Of these parameters.
    pub fn new(params: impl IntoIterator<Item = ParamHandle>, host: &Rc<dyn Host>) -> Self {
        Self(params.into_iter().map(|param| Control::new(param, Rc::clone(host))).collect())
    }

    /// The control of the parameter with this id; a test makes sure that all are there that views ask for.
    pub fn get(&self, id: &str) -> Option<&Control> {
        self.0.iter().find(|control| control.param.id() == id)
    }

    /// Shows what the parameters are now.
    pub fn update(&self) {
        self.0.iter().for_each(Control::update);
    }
}

/// Asks a control's row for a change.
#[derive(Clone, Debug)]
pub enum Change {
    /// To the value that this text says.
    Enter(String),
    /// To this value in [0, 1].
    Set(f32),
    /// On if it is off, off if it is on.
    Toggle,
}

/// What surrounds the views of one parameter and does what they ask for.
pub struct ControlRow {
    control: Control,
}

impl ControlRow {
    /// A row of views of `control`.
    pub fn new<'a>(
        cx: &'a mut Context,
        control: &Control,
        content: impl FnOnce(&mut Context),
    ) -> Handle<'a, Self> {
        Self { control: control.clone() }.build(cx, content).layout_type(LayoutType::Row)
    }
}

impl View for ControlRow {
    fn event(&mut self, _cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|change: &Change, meta| {
            match change {
                Change::Enter(text) => self.control.enter(text),
                Change::Set(value) => self.control.set(*value),
                Change::Toggle => self.control.toggle(),
            }
            meta.consume();
        });
    }
}
