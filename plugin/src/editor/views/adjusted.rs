//! What can be turned, whether a parameter or a number of the routing table: the views of both are the same.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use vizia_core::prelude::*;
use vizia_reactive::{Signal, SignalWith};

use super::shown::show;

/// Why a text was refused is shown so long.
const REASON: Duration = Duration::from_secs(6);

/// A value as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// [0, 1].
    pub normalized: f32,
    /// With its unit.
    pub text: String,
    /// Where it is by default, [0, 1].
    pub default: f32,
    /// It means nothing as things are.
    pub idle: bool,
}

/// Something with a value in [0, 1] that a user turns.
pub trait Adjusted {
    /// What its views are called by.
    fn id(&self) -> &str;
    /// What is shown.
    fn shown(&self) -> Signal<Value>;
    /// Why texts are refused.
    fn refusal(&self) -> &Refusal;
    /// Sets it at once.
    fn set(&self, value: f32);
    /// As many steps up, or down.
    fn step(&self, steps: f32, fine: bool);
    /// Sets what a text says; where it says no value nothing changes, and the reason is shown.
    fn enter(&self, text: &str);
    /// The user takes hold of it, at a position in logical pixels.
    fn grab(&self, position: f32);
    /// The user drags it there.
    fn drag_to(&self, position: f32, fine: bool);
    /// The user lets go of it.
    fn let_go(&self);
    /// Whether the user holds it.
    fn is_held(&self) -> bool;

    /// Back to its default.
    fn reset(&self) {
        self.set(self.shown().with_untracked(|value| value.default));
    }

    /// On if it is off, off if it is on.
    fn toggle(&self) {
        let on = self.shown().with_untracked(|value| value.normalized > 0.5);
        self.set(if on { 0.0 } else { 1.0 });
    }
}

/// Why the last text was refused, for a while.
#[derive(Clone)]
pub struct Refusal {
    /// As it is shown.
    pub shown: Signal<Option<String>>,
    /// Before it is shown, and until when.
    refused: Rc<RefCell<Option<(String, Instant)>>>,
}

impl Refusal {
    /// Nothing was refused.
    pub fn new() -> Self {
        Self { shown: Signal::new(None), refused: Rc::default() }
    }

    /// A text was refused.
    pub fn say(&self, reason: String) {
        self.refused.replace(Some((reason, Instant::now() + REASON)));
    }

    /// All is well.
    pub fn forget(&self) {
        self.refused.replace(None);
    }

    /// Shows it, or no longer.
    pub fn update(&self) {
        let mut refused = self.refused.borrow_mut();
        if refused.as_ref().is_some_and(|(_, until)| Instant::now() >= *until) {
            *refused = None;
        }
        show(self.shown, refused.as_ref().map(|(reason, _)| reason.clone()));
    }
}

/// Asks a row for a change.
#[derive(Clone, Debug)]
pub enum Change {
    /// To the value that this text says.
    Enter(String),
    /// To this value in [0, 1].
    Set(f32),
    /// On if it is off, off if it is on.
    Toggle,
}

/// What surrounds the views of one value and does what they ask for.
pub struct Row {
    adjusted: Rc<dyn Adjusted>,
}

impl Row {
    /// A row of views.
    pub fn new<'a>(
        cx: &'a mut Context,
        adjusted: &Rc<dyn Adjusted>,
        content: impl FnOnce(&mut Context),
    ) -> Handle<'a, Self> {
        Self { adjusted: Rc::clone(adjusted) }.build(cx, content).layout_type(LayoutType::Row)
    }
}

impl View for Row {
    fn event(&mut self, _cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|change: &Change, meta| {
            match change {
                Change::Enter(text) => self.adjusted.enter(text),
                Change::Set(value) => self.adjusted.set(*value),
                Change::Toggle => self.adjusted.toggle(),
            }
            meta.consume();
        });
    }
}
