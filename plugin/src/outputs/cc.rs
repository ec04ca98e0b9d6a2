//! Valence and arousal as two MIDI control changes.

use engine::outputs::Outputs;

/// How many control changes there may be at a time.
pub const ROUTES: usize = 2;

/// Where they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CcSettings {
    /// 0 to 15.
    pub channel: u8,
    /// Controller numbers of valence and arousal, 1 to 119; 0 sends nothing.
    pub controllers: [u8; ROUTES],
}

/// One control change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlChange {
    /// 0 to 15.
    pub channel: u8,
    /// 1 to 119.
    pub controller: u8,
    /// 0 to 127.
    pub value: u8,
}

/// Turns output values into control changes, and sends none twice. Audio thread.
#[derive(Debug, Default)]
pub struct MoodCc {
    sent: [Option<ControlChange>; ROUTES],
}

impl MoodCc {
    /// Forgets what was sent: the next values are sent whatever they are.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Hands the control changes that `outputs` ask for, given what was sent before, to `send`. What that doesn't take
    /// counts as not sent, and is asked for again.
    pub fn send(
        &mut self,
        settings: CcSettings,
        outputs: &Outputs,
        mut send: impl FnMut(ControlChange) -> bool,
    ) {
        let axes = [outputs.valence, outputs.arousal];
        for ((axis, controller), sent) in axes.into_iter().zip(settings.controllers).zip(&mut self.sent) {
            let wanted = (controller > 0).then(|| ControlChange {
                channel: settings.channel,
                controller,
                value: controller_value(axis),
            });
            if wanted != *sent && wanted.is_none_or(&mut send) {
                *sent = wanted;
            }
        }
    }
}

/// From [-1, 1] to 0…127; 0 is 64.
fn controller_value(axis: f32) -> u8 {
    ((axis.clamp(-1.0, 1.0) + 1.0) / 2.0 * 127.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: CcSettings = CcSettings { channel: 2, controllers: [20, 21] };

    fn outputs(valence: f32, arousal: f32) -> Outputs {
        Outputs { valence, arousal, ..Outputs::default() }
    }

    fn values(cc: &mut MoodCc, settings: CcSettings, valence: f32, arousal: f32) -> Vec<(u8, u8, u8)> {
        let mut changes = Vec::new();
        cc.send(settings, &outputs(valence, arousal), |change| {
            changes.push((change.channel, change.controller, change.value));
            true
        });
        changes
    }

    #[test]
    fn the_whole_scale_is_used() {
        assert_eq!([-1.0, 0.0, 1.0, 7.0].map(controller_value), [0, 64, 127, 127]);
    }

    #[test]
    fn only_changes_are_sent() {
        let mut cc = MoodCc::default();
        assert_eq!(values(&mut cc, SETTINGS, 0.0, 1.0), [(2, 20, 64), (2, 21, 127)]);
        assert_eq!(values(&mut cc, SETTINGS, 0.001, 1.0), []);
        assert_eq!(values(&mut cc, SETTINGS, 0.001, 0.5), [(2, 21, 95)]);
        cc.reset();
        assert_eq!(values(&mut cc, SETTINGS, 0.001, 0.5), [(2, 20, 64), (2, 21, 95)]);
    }

    #[test]
    fn a_new_controller_gets_the_value_and_off_gets_none() {
        let mut cc = MoodCc::default();
        assert_eq!(values(&mut cc, SETTINGS, 0.0, 0.0).len(), 2);
        let moved = CcSettings { channel: 2, controllers: [0, 74] };
        assert_eq!(values(&mut cc, moved, 0.5, 0.0), [(2, 74, 64)]);
    }

    #[test]
    fn what_is_not_taken_is_sent_again() {
        let mut cc = MoodCc::default();
        let mut asked = 0;
        for taken in [false, false, true, true] {
            cc.send(SETTINGS, &outputs(0.5, 0.5), |_| {
                asked += 1;
                taken
            });
        }
        assert_eq!(asked, 6);
    }

    #[test]
    fn a_value_that_is_no_number_does_no_harm() {
        assert_eq!(controller_value(f32::NAN), 0);
    }
}
