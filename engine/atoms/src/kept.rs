//! Values that outlive who computes them.

use crate::sync::{AtomicBool, AtomicU32, Ordering};

/// Four numbers, and the index of what they are called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    /// The numbers.
    pub numbers: [f32; 4],
    /// What they are called.
    pub class: u8,
}

/// The newest values, for any thread to read; those that a render puts aside; and those that a session brings back.
/// Allocates nothing, never waits.
#[derive(Debug, Default)]
pub struct Kept {
    shown: Slot,
    aside: Slot,
    /// The values come from an offline render; those from before it are aside.
    rendering: AtomicBool,
    restored: Slot,
    /// Rises whenever something is restored.
    restorations: AtomicU32,
}

/// Values, or none yet. One thread writes at a time. A reader beside it may see some numbers newer than others.
#[derive(Debug, Default)]
struct Slot {
    numbers: [AtomicU32; 4],
    /// One more than the class; 0 if there is nothing.
    class: AtomicU32,
}

impl Slot {
    fn set(&self, values: Option<Values>) {
        let Some(Values { numbers, class }) = values else { return self.class.store(0, Ordering::Release) };
        for (slot, number) in self.numbers.iter().zip(numbers) {
            slot.store(number.to_bits(), Ordering::Relaxed);
        }
        self.class.store(1 + u32::from(class), Ordering::Release);
    }

    fn get(&self) -> Option<Values> {
        let class = self.class.load(Ordering::Acquire).checked_sub(1)?;
        let numbers = self.numbers.each_ref().map(|slot| f32::from_bits(slot.load(Ordering::Relaxed)));
        Some(Values { numbers, class: class as u8 })
    }
}

/// For any thread.
impl Kept {
    /// The newest values; none before there were any.
    pub fn get(&self) -> Option<Values> {
        self.shown.get()
    }

    /// Brings values back, as a session does. One thread at a time.
    pub fn restore(&self, values: Values) {
        self.restored.set(Some(values));
        self.shown.set(Some(values));
        self.restorations.fetch_add(1, Ordering::Release);
    }
}

/// For the thread that computes values.
impl Kept {
    /// Keeps the newest values.
    pub fn set(&self, values: Values) {
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
    pub fn take_back(&self) -> Option<Values> {
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
    pub fn restored(&self) -> Option<Values> {
        self.restored.get()
    }
}
