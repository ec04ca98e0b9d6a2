//! Numbers of the routing table as views hold them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use strum::VariantArray;
use vizia_reactive::{Signal, SignalWith};
use window::DRAG_RANGE;

use super::{
    adjusted::{Adjusted, Refusal, Value},
    shown::show,
};
use crate::editor::state::{
    Ask,
    routing::{RoutingView, dial::Dial, edit::Edit, scale::Scale},
};

/// With shift, of the normal way.
const FINE: f32 = 0.1;
/// Steps of the wheel through the whole range.
const STEPS: f32 = 40.0;

/// What is asked for, until the editor's next update.
pub type Asks = Rc<RefCell<Vec<Ask>>>;

/// One number, of whatever macro or route is chosen.
pub struct Turned {
    dial: Dial,
    asks: Asks,
    routing: Signal<RoutingView>,
    shown: Signal<Value>,
    refusal: Refusal,
    held: RefCell<Option<Held>>,
    /// Asked for since the last update.
    told: Cell<Option<f32>>,
}

/// While the user drags it.
struct Held {
    /// The macro or route that was chosen when it began.
    of: u8,
    /// Where it would be if it had no steps.
    value: f32,
    sent: f32,
    position: f32,
    first: bool,
}

impl Turned {
    fn new(dial: Dial, asks: Asks, routing: Signal<RoutingView>) -> Self {
        let shown = Signal::new(routing.with_untracked(|view| value(view, dial)));
        let (refusal, held, told) = (Refusal::new(), RefCell::default(), Cell::default());
        Self { dial, asks, routing, shown, refusal, held, told }
    }

    fn update(&self) {
        self.told.set(None);
        let news = self.routing.with_untracked(|view| {
            let (now, dial) = (self.shown.with_untracked(Clone::clone), view.dial(self.dial));
            let same = now.normalized.to_bits() == dial.normalized.to_bits()
                && now.text == dial.text
                && now.idle == dial.idle;
            (!same).then(|| value(view, self.dial))
        });
        if let Some(news) = news {
            show(self.shown, news);
        }
        self.refusal.update();
    }

    fn scale(&self) -> (Scale, u8) {
        self.routing.with_untracked(|view| (view.dial(self.dial).scale, self.dial.of(view.chosen)))
    }

    fn ask(&self, ask: Ask) {
        self.refusal.forget();
        self.asks.borrow_mut().push(ask);
    }

    fn now(&self) -> f32 {
        self.told.get().unwrap_or_else(|| self.shown.with_untracked(|shown| shown.normalized))
    }
}

fn value(view: &RoutingView, dial: Dial) -> Value {
    let dial = view.dial(dial);
    let default = dial.scale.normalized(dial.scale.default);
    Value { normalized: dial.normalized, text: dial.text.clone(), default, idle: dial.idle }
}

impl Adjusted for Turned {
    fn id(&self) -> &str {
        self.dial.id()
    }

    fn shown(&self) -> Signal<Value> {
        self.shown
    }

    fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    fn set(&self, value: f32) {
        let (scale, of) = self.scale();
        let value = scale.value(value.clamp(0.0, 1.0));
        self.told.set(Some(scale.normalized(value)));
        self.ask(Ask::Edit(Edit::Turn(self.dial, of, value)));
    }

    fn step(&self, steps: f32, fine: bool) {
        if !self.is_held() {
            let size = match self.scale().0.steps() {
                Some(count) => 1.0 / count,
                None if fine => FINE / STEPS,
                None => 1.0 / STEPS,
            };
            self.set(self.now() + steps * size);
        }
    }

    fn enter(&self, text: &str) {
        let (scale, of) = self.scale();
        match scale.writing.read(text) {
            Ok(value) => self.ask(Ask::Edit(Edit::Turn(self.dial, of, value))),
            Err(reason) => self.refusal.say(reason.to_string()),
        }
    }

    fn grab(&self, position: f32) {
        let value = self.now();
        let of = self.scale().1;
        self.held.replace(Some(Held { of, value, sent: value, position, first: true }));
    }

    fn drag_to(&self, position: f32, fine: bool) {
        let mut held = self.held.borrow_mut();
        let Some(held) = held.as_mut() else { return };
        let way = (position - held.position) / DRAG_RANGE * if fine { FINE } else { 1.0 };
        held.position = position;
        held.value = (held.value + way).clamp(0.0, 1.0);
        let scale = self.scale().0;
        let value = scale.value(held.value);
        let snapped = scale.normalized(value);
        if snapped != held.sent {
            held.sent = snapped;
            let first = std::mem::take(&mut held.first);
            self.ask(Ask::Drag(Edit::Turn(self.dial, held.of, value), first));
        }
    }

    fn let_go(&self) {
        self.held.replace(None);
    }

    fn is_held(&self) -> bool {
        self.held.borrow().is_some()
    }
}

/// All numbers.
#[derive(Clone)]
pub struct Dials(Rc<[Rc<Turned>]>);

impl Dials {
    /// That show this routing.
    pub fn new(asks: &Asks, routing: Signal<RoutingView>) -> Self {
        let turned = |dial: &Dial| Rc::new(Turned::new(*dial, Rc::clone(asks), routing));
        Self(Dial::VARIANTS.iter().map(turned).collect())
    }

    /// One of them.
    pub fn get(&self, dial: Dial) -> Rc<dyn Adjusted> {
        Rc::clone(&self.0[dial as usize]) as _
    }

    /// Shows what they are now.
    pub fn update(&self) {
        self.0.iter().for_each(|turned| turned.update());
    }
}
