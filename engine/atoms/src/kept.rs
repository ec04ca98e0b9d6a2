//! Values that outlive who computes them.

use std::array;

use crate::sync::{AtomicBool, AtomicU32, Ordering};

/// Some numbers, and the index of what they are called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values<const N: usize> {
    /// The numbers.
    pub numbers: [f32; N],
    /// What they are called.
    pub class: u8,
}

/// The newest values, for any thread to read; those that a render puts aside; and those that a session brings back.
/// Allocates nothing, never waits.
#[derive(Debug, Default)]
pub struct Kept<const N: usize> {
    shown: Place<N>,
    aside: Place<N>,
    /// The values come from an offline render; those from before it are aside.
    rendering: AtomicBool,
    restored: Place<N>,
    /// Rises whenever something is restored.
    restorations: AtomicU32,
}

/// Values, or none yet. One thread writes at a time. A reader beside it may see some numbers newer than others.
#[derive(Debug)]
struct Place<const N: usize> {
    numbers: [AtomicU32; N],
    /// One more than the class; 0 if there is nothing.
    class: AtomicU32,
}

impl<const N: usize> Default for Place<N> {
    fn default() -> Self {
        Self { numbers: array::from_fn(|_| AtomicU32::default()), class: AtomicU32::default() }
    }
}

impl<const N: usize> Place<N> {
    fn set(&self, values: Option<Values<N>>) {
        let Some(Values { numbers, class }) = values else { return self.class.store(0, Ordering::Release) };
        for (place, number) in self.numbers.iter().zip(numbers) {
            place.store(number.to_bits(), Ordering::Relaxed);
        }
        self.class.store(1 + u32::from(class), Ordering::Release);
    }

    fn get(&self) -> Option<Values<N>> {
        let class = self.class.load(Ordering::Acquire).checked_sub(1)?;
        let numbers = self.numbers.each_ref().map(|place| f32::from_bits(place.load(Ordering::Relaxed)));
        Some(Values { numbers, class: class as u8 })
    }
}

/// For any thread.
impl<const N: usize> Kept<N> {
    /// The newest values; none before there were any.
    pub fn get(&self) -> Option<Values<N>> {
        self.shown.get()
    }

    /// Brings values back, as a session does. One thread at a time.
    pub fn restore(&self, values: Values<N>) {
        self.restored.set(Some(values));
        self.shown.set(Some(values));
        self.restorations.fetch_add(1, Ordering::Release);
    }
}

/// For the thread that computes values.
impl<const N: usize> Kept<N> {
    /// Keeps the newest values.
    pub fn set(&self, values: Values<N>) {
        self.shown.set(Some(values));
    }

    /// Whether the newest values are those of a render.
    pub fn rendering(&self) -> bool {
        self.rendering.load(Ordering::Relaxed)
    }

    /// A render begins: what is live is put aside.
    pub fn put_aside(&self) {
        self.aside.set(self.shown.get());
        self.rendering.store(true, Ordering::Relaxed);
    }

    /// The render is over: what was live before it, if there was anything.
    pub fn take_back(&self) -> Option<Values<N>> {
        self.rendering.store(false, Ordering::Relaxed);
        let live = self.aside.get();
        self.shown.set(live);
        live
    }

    /// How often something was restored.
    pub fn restorations(&self) -> u32 {
        self.restorations.load(Ordering::Acquire)
    }

    /// What was restored last.
    pub fn restored(&self) -> Option<Values<N>> {
        self.restored.get()
    }
}
