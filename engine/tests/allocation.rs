//! The audio thread's calls allocate nothing: this program aborts on the first allocation in them.

mod support;

use std::sync::Arc;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use engine::{
    inference::ModelSource,
    outputs::Mapping,
    runtime::{BlockInfo, Controls, Instance, Setup},
};
use support::music;

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

#[test]
fn processing_allocates_nothing_live_or_offline() {
    for (rate, offline) in
        [(48_000.0, true), (44_100.0, false), (11_025.0, true), (96_000.0, false), (4_000.0, true)]
    {
        let signal = music(3.0, rate);
        let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
        let mut side = instance.activate(Setup { sample_rate: rate, channels: 2 });
        let host = BlockInfo { offline, seconds: Some(-1.5) };
        let mut events = 0u64;
        for (index, start) in (0..signal[0].len()).step_by(777).enumerate() {
            let parts = signal.each_ref().map(|channel| &channel[start..(start + 777).min(channel.len())]);
            let mapping = Mapping { hold: index % 100 == 99, ..Mapping::default() };
            let controls = Controls { bypass: index % 50 == 49, mapping };
            assert_no_alloc(|| side.process(&parts, &controls, host, |_, _, _| events += 1));
        }
        assert_no_alloc(|| side.reset());
        assert!(events > 0);
    }
    // Under Wine 8 a process never ends whose worker frees its memory at that moment.
    #[cfg(windows)]
    std::thread::sleep(std::time::Duration::from_secs(1));
}
