//! What the audio thread hands over.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    time::SystemTime,
};

use engine::{
    mood::{Horizon, Moods},
    outputs::Outputs,
    runtime::{Tell, Tick},
};
use rtrb::{Consumer, Producer, RingBuffer};

use super::lock;

/// Ticks that the publisher may be late: 1.3 s of values that move all the time.
const OSC_ROOM: usize = 128;
/// Rows that the disk may be late: eight minutes live, or a second of a render that is a thousand times faster.
const LOG_ROOM: usize = 1024;

/// What is said at a tick.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The output values as the host is told them.
    pub outputs: Outputs,
    /// The moods in effect, as they were detected; none before any was heard.
    pub moods: Option<Moods>,
    /// Which of the two the outputs follow.
    pub horizon: Horizon,
    /// For OSC: a change of the music is being told. In a log: this update has found one.
    pub change: bool,
    /// Time of day.
    pub time: SystemTime,
    /// Where the song is at the tick.
    pub song: Song,
    /// The host renders.
    pub offline: bool,
}

/// What the host says of the song.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Song {
    /// Position in seconds; none while the transport stands still.
    pub seconds: Option<f64>,
    /// Beats a minute.
    pub tempo: Option<f64>,
}

/// What the threads of one instance tell each other without queues.
#[derive(Debug, Default)]
pub(super) struct Flags {
    /// Somebody takes ticks for OSC; each time that somebody begins to, the number rises.
    pub osc: AtomicU32,
    /// Somebody takes rows.
    pub log: AtomicBool,
    /// The host says that it renders. Main thread.
    pub offline: AtomicBool,
    /// The last block was rendered. Audio thread.
    pub rendered: AtomicBool,
    /// Blocks so far. Audio thread.
    pub blocks: AtomicU64,
    /// Rows that had no room. Audio thread.
    pub lost_rows: AtomicU64,
}

impl Flags {
    /// Whether nothing may go out, since what the host gets isn't what is heard.
    pub fn renders(&self) -> bool {
        self.offline.load(Ordering::Relaxed) || self.rendered.load(Ordering::Relaxed)
    }
}

/// The end of a queue, for whoever comes to take from it, one after the other.
#[derive(Default)]
pub(super) struct Outlet(Mutex<Option<Consumer<Said>>>);

impl Outlet {
    /// There is a queue, or it is given back.
    pub fn set(&self, queue: Consumer<Said>) {
        *lock(&self.0) = Some(queue);
    }

    /// What nobody has taken is of no use any more.
    pub fn forget(&self) {
        if let Some(queue) = &mut *lock(&self.0) {
            while queue.pop().is_ok() {}
        }
    }
}

/// Somebody who takes from an outlet; the end goes back when this is dropped.
pub(super) struct Taker {
    outlet: Arc<Outlet>,
    queue: Option<Consumer<Said>>,
}

impl Taker {
    /// From this one, as soon as there is a queue that nobody else takes from.
    pub fn new(outlet: Arc<Outlet>) -> Self {
        Self { outlet, queue: None }
    }

    /// The next thing that was said, if there is one.
    pub fn pop(&mut self) -> Option<Said> {
        if self.queue.is_none() {
            self.queue = lock(&self.outlet.0).take();
        }
        self.queue.as_mut()?.pop().ok()
    }
}

impl Drop for Taker {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            self.outlet.set(queue);
        }
    }
}

/// What opens the queue of rows: it takes more memory than all else that an instance says, and few write a log.
pub(super) struct Rows(Producer<Producer<Said>>);

impl Rows {
    /// Makes the queue, gives its end, and lets the audio thread have the other one. Before anybody is told to write.
    pub fn open(mut self) -> Consumer<Said> {
        let (rows, end) = RingBuffer::new(LOG_ROOM);
        // There is room for the only one.
        let _ = self.0.push(rows);
        end
    }
}

/// The end of the queue that OSC takes from, and what opens the log's.
pub(super) type Ends = (Consumer<Said>, Rows);

/// The audio thread's end. Allocates nothing, waits for nobody.
pub struct Feeder {
    flags: Arc<Flags>,
    osc: Producer<Said>,
    /// None before somebody logs; then it lies in the other one.
    log: Option<Producer<Said>>,
    new_log: Consumer<Producer<Said>>,
    /// Who was told last: see [`Flags::osc`].
    told: u32,
    /// Something that OSC doesn't know yet.
    untold: bool,
    /// The last tick told a change.
    pulse: bool,
}

impl Feeder {
    /// Both ends. Main thread.
    pub(super) fn new(flags: Arc<Flags>) -> (Self, Ends) {
        let (osc, osc_end) = RingBuffer::new(OSC_ROOM);
        let (rows, new_log) = RingBuffer::new(1);
        let feeder = Self { flags, osc, log: None, new_log, told: 0, untold: false, pulse: false };
        (feeder, (osc_end, Rows(rows)))
    }

    /// A block begins.
    pub fn begin(&self) {
        self.flags.blocks.fetch_add(1, Ordering::Relaxed);
    }

    /// One tick.
    pub fn tick(&mut self, tick: &Tick<'_>, horizon: Horizon, song: Song) {
        if tick.renders != self.flags.rendered.load(Ordering::Relaxed) {
            self.flags.rendered.store(tick.renders, Ordering::Relaxed);
        }
        let said = |change| Said {
            outputs: *tick.outputs,
            moods: tick.moods.copied(),
            horizon,
            change,
            time: SystemTime::now(),
            song,
            offline: tick.renders,
        };
        if let Some(update) = tick.effect
            && self.flags.log.load(Ordering::Acquire)
        {
            self.log = self.log.take().or_else(|| self.new_log.pop().ok());
            let row = said(update.change);
            if self.log.as_mut().is_none_or(|log| log.push(row).is_err()) {
                self.flags.lost_rows.fetch_add(1, Ordering::Relaxed);
            }
        }
        let listener = self.flags.osc.load(Ordering::Relaxed);
        let news = tick.tell != Tell::Nothing || tick.effect.is_some() || tick.pulse != self.pulse;
        self.untold |= news || listener != self.told;
        self.pulse = tick.pulse;
        if listener != 0 && self.untold && !tick.renders && self.osc.push(said(tick.pulse)).is_ok() {
            self.told = listener;
            self.untold = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use assert_no_alloc::assert_no_alloc;
    use engine::{
        mood::{State, Update},
        outputs::Outputs,
    };

    use super::*;

    fn tick(outputs: &Outputs, tell: Tell) -> Tick<'_> {
        Tick { offset: 0, outputs, tell, moods: None, effect: None, pulse: false, renders: false }
    }

    fn feed(feeder: &mut Feeder, tick: &Tick<'_>) {
        assert_no_alloc(|| feeder.tick(tick, Horizon::Now, Song::default()));
    }

    #[test]
    fn who_begins_to_take_values_gets_them_even_if_none_moves() {
        let flags = Arc::<Flags>::default();
        let (mut feeder, (mut osc, _)) = Feeder::new(Arc::clone(&flags));
        let outputs = Outputs { valence: 0.5, ..Outputs::default() };
        feed(&mut feeder, &tick(&outputs, Tell::All));
        assert!(osc.pop().is_err(), "nobody listens");
        flags.osc.store(1, Ordering::Relaxed);
        feed(&mut feeder, &tick(&outputs, Tell::Nothing));
        assert_eq!(osc.pop().unwrap().outputs.valence, 0.5);
        feed(&mut feeder, &tick(&outputs, Tell::Nothing));
        assert!(osc.pop().is_err(), "nothing is new");
        flags.osc.store(2, Ordering::Relaxed);
        feed(&mut feeder, &tick(&outputs, Tell::Nothing));
        assert!(osc.pop().is_ok(), "another one listens");
    }

    #[test]
    fn what_has_no_room_is_told_as_soon_as_there_is_some() {
        let flags = Arc::<Flags>::default();
        let (mut feeder, (mut osc, _)) = Feeder::new(Arc::clone(&flags));
        flags.osc.store(1, Ordering::Relaxed);
        for number in 0..=OSC_ROOM {
            feed(
                &mut feeder,
                &tick(&Outputs { valence: number as f32, ..Outputs::default() }, Tell::Changes),
            );
        }
        while osc.pop().is_ok() {}
        let last = Outputs { valence: 1000.0, ..Outputs::default() };
        feed(&mut feeder, &tick(&last, Tell::Nothing));
        assert_eq!(osc.pop().unwrap().outputs.valence, 1000.0);
    }

    #[test]
    fn a_row_is_an_update_and_rows_without_room_are_counted() {
        let flags = Arc::<Flags>::default();
        let (mut feeder, (_, rows)) = Feeder::new(Arc::clone(&flags));
        let outputs = Outputs::default();
        let update = Update { change: true, ..Update::new(25, State::Live, None) };
        let effect = Tick { effect: Some(&update), renders: true, ..tick(&outputs, Tell::Nothing) };
        feed(&mut feeder, &effect);
        let mut log = rows.open();
        feed(&mut feeder, &effect);
        assert!(log.pop().is_err(), "nobody writes");
        flags.log.store(true, Ordering::Relaxed);
        feed(&mut feeder, &tick(&outputs, Tell::Changes));
        feed(&mut feeder, &effect);
        let row = log.pop().unwrap();
        assert!(row.change && row.offline);
        assert!(log.pop().is_err());
        for _ in 0..LOG_ROOM + 3 {
            feed(&mut feeder, &effect);
        }
        assert_eq!(flags.lost_rows.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn nothing_goes_to_osc_while_the_host_renders() {
        let flags = Arc::<Flags>::default();
        let (mut feeder, (mut osc, _)) = Feeder::new(Arc::clone(&flags));
        flags.osc.store(1, Ordering::Relaxed);
        let outputs = Outputs::default();
        feed(&mut feeder, &Tick { renders: true, ..tick(&outputs, Tell::All) });
        assert!(osc.pop().is_err() && flags.renders());
        feed(&mut feeder, &tick(&outputs, Tell::Nothing));
        assert!(osc.pop().is_ok() && !flags.renders());
    }
}
