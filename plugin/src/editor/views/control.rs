//! Parameters as views hold them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use vizia_reactive::{Signal, SignalWith};
use window::{Drag, Host, ParamHandle};

use super::{
    adjusted::{Adjusted, Refusal, Value},
    dials::Dials,
    shown::show,
};
use crate::text::Quantity;

/// A host that has been told a value has this long to set it, before the old one shows again.
const PATIENCE: Duration = Duration::from_millis(500);

/// A parameter with its host, and what is shown of it.
pub struct Control {
    param: ParamHandle,
    host: Rc<dyn Host>,
    shown: Signal<Value>,
    drag: RefCell<Option<Drag>>,
    /// What the host was told last, and until when it may take its time.
    told: Cell<Option<(f32, Instant)>>,
    refusal: Refusal,
}

impl Control {
    fn new(param: ParamHandle, host: Rc<dyn Host>) -> Self {
        let value = Value {
            normalized: param.value(),
            text: param.text(),
            default: param.default_value(),
            idle: false,
        };
        Self {
            param,
            host,
            shown: Signal::new(value),
            drag: RefCell::default(),
            told: Cell::default(),
            refusal: Refusal::new(),
        }
    }

    /// The parameter.
    pub fn param(&self) -> &ParamHandle {
        &self.param
    }

    /// Shows the value that the parameter has, or the one that the user has just given it. Only another one is
    /// written anew.
    fn update(&self) {
        let value = self.param.value();
        if let Some((told, until)) = self.told.get() {
            let pending = (told - value).abs() > 1e-6 && (self.is_held() || Instant::now() < until);
            if !pending {
                self.told.set(None);
            }
        }
        let normalized = self.told.get().map_or(value, |(told, _)| told);
        let before = self.shown.with_untracked(|shown| shown.normalized);
        if before.to_bits() != normalized.to_bits() {
            let text = self.param.text_of(normalized);
            show(self.shown, Value { normalized, text, default: self.param.default_value(), idle: false });
        }
        self.refusal.update();
    }

    fn tell(&self, value: f32) {
        self.refusal.forget();
        self.told.set(Some((value, Instant::now() + PATIENCE)));
    }
}

impl Adjusted for Control {
    fn id(&self) -> &str {
        self.param.id()
    }

    fn shown(&self) -> Signal<Value> {
        self.shown
    }

    fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    fn set(&self, value: f32) {
        self.tell(self.param.snap(value));
        self.param.set(&*self.host, value);
    }

    fn step(&self, steps: f32, fine: bool) {
        if !self.is_held() {
            self.set(self.param.stepped(steps, fine));
        }
    }

    fn enter(&self, text: &str) {
        match self.param.parse(text).filter(|value| value.is_finite()) {
            Some(value) => self.set(value),
            None => {
                let reason =
                    Quantity::of_param(self.param.id()).and_then(|quantity| quantity.read(text).err());
                self.refusal
                    .say(reason.map_or_else(|| format!("“{text}” is no value"), |reason| reason.to_string()));
            }
        }
    }

    fn grab(&self, position: f32) {
        self.drag.replace(Some(Drag::begin(&self.param, &self.host, position)));
    }

    fn drag_to(&self, position: f32, fine: bool) {
        let dragged = self.drag.borrow_mut().as_mut().map(|drag| {
            drag.move_to(position, fine);
            drag.value()
        });
        if let Some(value) = dragged {
            self.tell(value);
        }
    }

    fn let_go(&self) {
        drop(self.drag.take());
    }

    fn is_held(&self) -> bool {
        self.drag.borrow().is_some()
    }
}

/// All that has a control: parameters, and numbers of the routing table.
#[derive(Clone)]
pub struct ControlSet {
    params: Rc<[Rc<Control>]>,
    /// The numbers.
    pub dials: Dials,
}

impl ControlSet {
    /// Of these parameters, and with these numbers.
    pub fn new(params: impl IntoIterator<Item = ParamHandle>, host: &Rc<dyn Host>, dials: Dials) -> Self {
        let params = params.into_iter().map(|param| Rc::new(Control::new(param, Rc::clone(host)))).collect();
        Self { params, dials }
    }

    /// The control of the parameter with this id; a test makes sure that all are there that views ask for.
    pub fn get(&self, id: &str) -> Option<&Rc<Control>> {
        self.params.iter().find(|control| control.param.id() == id)
    }

    /// Shows what the parameters are now, and the numbers.
    pub fn update(&self) {
        self.params.iter().for_each(|control| control.update());
        self.dials.update();
    }
}
