use engine::{
    mood::{Reason, State},
    outputs::Outputs,
    telemetry::Monitor,
};

use super::*;
use crate::outputs::Output;

#[test]
fn a_panic_on_the_audio_thread_shows_as_degraded_with_its_reason() {
    let mut plugin = AiMixtapes::default();
    let monitor = Arc::new(Monitor::default());
    plugin.shared.monitor.set(Arc::clone(&monitor)).unwrap();
    plugin.shared.outputs.restore(&Outputs { confidence: 0.9, ..Outputs::default() });
    plugin.close(guard::audio_callback(|| panic!("in our part of a block")));
    assert!(plugin.failed);
    assert_eq!(plugin.shared.output(Output::Confidence), 0.0);
    assert_eq!(monitor.state(), State::Degraded(Reason::Failed));
    assert!(monitor.reason().unwrap().contains("failed"));
    assert_eq!(monitor.counts().degraded, 1);
}
