use super::*;

const BLOCK: f64 = 512.0 / 48_000.0;

/// A host that plays: its blocks, and what was wrong with them.
struct Host {
    watch: CallWatch,
    begun: Instant,
    /// Seconds by our clock, by its steady one, and in its song.
    now: f64,
    steady: f64,
    song: f64,
    faults: Vec<CallFault>,
}

/// Which of its clocks a host tells.
#[derive(Clone, Copy, PartialEq)]
enum Tells {
    Steady,
    Song,
    Nothing,
}

impl Host {
    fn new(rate: f64) -> Self {
        let mut watch = CallWatch::default();
        watch.activate(rate);
        Self { watch, begun: Instant::now(), now: 0.0, steady: 0.0, song: 0.0, faults: Vec::new() }
    }

    fn block(&mut self, tells: Tells, change: impl FnOnce(Call) -> Call) {
        let call = Call {
            at: self.begun + Duration::from_secs_f64(self.now),
            seconds: BLOCK,
            steady: (tells == Tells::Steady).then_some(self.steady),
            song: (tells == Tells::Song).then_some(self.song),
            live: true,
            may_have_slept: false,
        };
        let call = change(call);
        let fault = assert_no_alloc::assert_no_alloc(|| self.watch.call(call));
        self.faults.extend(fault);
        self.pass(BLOCK);
    }

    /// All its clocks go on.
    fn pass(&mut self, seconds: f64) {
        (self.now, self.steady, self.song) = (self.now + seconds, self.steady + seconds, self.song + seconds);
    }

    /// Plays for so long at a pace, with blocks that come early and late by up to 4 ms.
    fn play(&mut self, seconds: f64, pace: f64) {
        for index in 0..(seconds / BLOCK) as u64 {
            let late = (index.wrapping_mul(2_654_435_761) % 1_000) as f64 * 4e-6;
            self.now += late;
            self.block(Tells::Steady, |call| call);
            self.now += BLOCK / pace - BLOCK - late;
        }
    }
}

/// What is found of two blocks between which something happens.
fn between(tells: Tells, happens: impl FnOnce(&mut Host)) -> Vec<CallFault> {
    let mut host = Host::new(48_000.0);
    (0..20).for_each(|_| host.block(tells, |call| call));
    happens(&mut host);
    (0..20).for_each(|_| host.block(tells, |call| call));
    host.faults
}

#[test]
fn a_host_whose_clock_goes_on_without_a_block_has_missed_calls() {
    for tells in [Tells::Steady, Tells::Song] {
        let [CallFault::Missing { gap }] = between(tells, |host| host.pass(1.5))[..] else { panic!() };
        assert!((gap.as_secs_f64() - 1.5).abs() < 0.01, "{gap:?}");
        assert_eq!(between(tells, |host| host.pass(0.08)), [], "a late block is no missing one");
    }
}

#[test]
fn a_pause_a_jump_a_sleep_a_stop_and_a_host_without_a_clock_are_no_missing_calls() {
    for tells in [Tells::Steady, Tells::Song] {
        assert_eq!(between(tells, |host| host.now += 60.0), [], "a pause");
        let jump = |host: &mut Host| (host.steady, host.song) = (host.steady + 60.0, host.song + 60.0);
        assert_eq!(between(tells, jump), [], "a jump ahead");
        let pause_and_jump = |host: &mut Host| (host.now, host.song, host.steady) = (9.0, 90.0, 90.0);
        assert_eq!(between(tells, pause_and_jump), []);
        let loops = |host: &mut Host| (host.steady, host.song) = (0.0, 0.0);
        assert_eq!(between(tells, loops), [], "a loop");
        let sleep = |host: &mut Host| {
            host.pass(5.0);
            host.block(tells, |call| Call { may_have_slept: true, ..call });
        };
        assert_eq!(between(tells, sleep), []);
        let stands = |host: &mut Host| {
            host.pass(5.0);
            host.block(tells, |call| Call { live: false, ..call });
            host.pass(5.0);
        };
        assert_eq!(between(tells, stands), [], "while it renders, or its transport stands still");
        let stop = |host: &mut Host| {
            host.pass(5.0);
            host.watch.forget();
        };
        assert_eq!(between(tells, stop), []);
    }
    assert_eq!(between(Tells::Nothing, |host| host.pass(5.0)), []);
}

#[test]
fn blocks_that_come_as_at_another_rate_are_found_within_eleven_seconds() {
    let cases = [(48_000.0, 44_100.0), (44_100.0, 48_000.0), (48_000.0, 96_000.0), (96_000.0, 48_000.0)];
    for (named, came) in cases {
        let mut host = Host::new(named);
        let pace = came / named;
        host.play(11.0 * pace, pace);
        let expected = CallFault::SampleRate { named: named as u32, came: came as u32 };
        assert_eq!(host.faults, [expected]);
        host.play(30.0 * pace, pace);
        assert!((3..=4).contains(&host.faults.len()), "again and again: {:?}", host.faults);
    }
}

#[test]
fn a_clock_that_drifts_a_render_a_slow_host_and_one_that_hurries_for_a_while_are_no_other_rate() {
    for pace in [0.999, 1.0, 1.001, 0.5, 0.97, 1.05, 3.7, 40.0, 200.0] {
        let mut host = Host::new(44_100.0);
        host.play(60.0 * pace, pace);
        // Half the rate is a usual one: 22.05 kHz.
        assert_eq!(host.faults.is_empty(), pace != 0.5, "{pace}: {:?}", host.faults);
    }
    let mut host = Host::new(44_100.0);
    for _ in 0..5 {
        host.play(8.0, 48.0 / 44.1);
        host.play(8.0, 1.0);
    }
    assert_eq!(host.faults, []);
}

#[test]
fn a_fault_survives_its_packing() {
    let gap = Duration::from_millis(1_234);
    let rate = CallFault::SampleRate { named: 44_100, came: 768_000 };
    for fault in [CallFault::Overlapping, CallFault::Missing { gap }, rate] {
        let (kind, number) = fault.pack();
        assert!(kind < CallFault::KINDS);
        assert_eq!(CallFault::unpack(kind, number), Some(fault));
    }
    assert_eq!(CallFault::unpack(CallFault::KINDS, 0), None);
}
