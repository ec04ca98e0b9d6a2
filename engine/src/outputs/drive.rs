//! What the mood drives besides the outputs: macros, and values on their way out as controllers or the like.

use super::{Follower, Glide, MACROS, Macro, Tap, macros::MovedMacros, source::Sounding};

/// How many values can be on their way out.
pub const ROUTES: usize = 8;

/// Where a route's value comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feed {
    /// What the mood says, smoothed as the outputs are; gates are not.
    Tap(Tap),
    /// The macro with this index.
    Macro(u8),
}

/// What drives macros and routes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// What macros are made of.
    pub macros: [Macro; MACROS],
    /// Where they are set, [0, 1].
    pub set: [f32; MACROS],
    /// What routes carry.
    pub routes: [Option<Feed>; ROUTES],
}

impl Drive {
    /// Nothing is driven.
    pub const NOTHING: Self =
        Self { macros: [Macro::UNUSED; MACROS], set: [0.0; MACROS], routes: [None; ROUTES] };
}

impl Default for Drive {
    fn default() -> Self {
        Self::NOTHING
    }
}

/// Moves macros and routes, tick by tick. Audio thread; allocates nothing.
#[derive(Clone, Debug)]
pub(super) struct Driver {
    tick_seconds: f64,
    macros: MovedMacros,
    routes: [Follower; ROUTES],
}

impl Driver {
    pub fn new(tick_seconds: f64) -> Self {
        Self { tick_seconds, macros: MovedMacros::default(), routes: Default::default() }
    }

    /// Macros and routes have been there, and glide on from there.
    pub fn restore(&mut self, macros: [f32; MACROS], routes: [f32; ROUTES]) {
        self.macros = MovedMacros::at(macros);
        self.routes = routes.map(|value| Follower::at(value.into()));
    }

    /// One tick: both arrays get their new values. Routes rise and fall by `glide`.
    pub fn tick(
        &mut self,
        drive: &Drive,
        glide: Glide,
        sounding: Sounding<'_>,
        macros: &mut [f32; MACROS],
        routes: &mut [f32; ROUTES],
    ) {
        self.macros.tick(self.tick_seconds, &drive.macros, &drive.set, sounding, macros);
        for ((feed, follower), value) in drive.routes.iter().zip(&mut self.routes).zip(routes) {
            match *feed {
                None => {}
                Some(Feed::Macro(index)) => {
                    *value = macros.get(usize::from(index)).copied().unwrap_or_default();
                    *follower = Follower::at((*value).into());
                }
                Some(Feed::Tap(tap)) => {
                    let Some(heard) = sounding.of(tap, 0.0) else {
                        *value = follower.value().map_or(tap.source.neutral(), |value| value as f32);
                        continue;
                    };
                    let [least, greatest] = tap.source.range().map(f64::from);
                    let target = ((f64::from(heard) - least) / (greatest - least)).clamp(0.0, 1.0);
                    let glide = if tap.source.is_gate() { Glide::AT_ONCE } else { glide };
                    *value = follower.follow(target, glide) as f32;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        mood::{Horizon, Mood, MoodClass, Moods},
        outputs::{Correction, Source, source::Heard},
    };

    const TICK: f64 = 0.01;

    fn moods(valence: f32) -> Moods {
        let now = Mood {
            valence,
            arousal: 0.0,
            tension: 0.0,
            quadrants: [0.25; 4],
            class: MoodClass::Happy,
            confidence: 0.5,
        };
        Moods { now, section: now }
    }

    fn music(moods: &Moods) -> Sounding<'_> {
        let (valence, arousal) = (Correction::default(), Correction::default());
        Sounding::Music(Heard { moods, horizon: Horizon::Now, valence, arousal, change: false })
    }

    fn routed(drive: &Drive, driver: &mut Driver, sounding: Sounding<'_>) -> [f32; ROUTES] {
        let (mut macros, mut routes) = ([0.0; MACROS], [0.0; ROUTES]);
        driver.tick(drive, Glide::new(TICK, 0.5, 0.5), sounding, &mut macros, &mut routes);
        routes
    }

    #[test]
    fn a_route_carries_a_source_on_0_to_1_a_macro_or_nothing() {
        let mut drive = Drive::default();
        drive.set[3] = 0.7;
        drive.routes[0] = Some(Feed::Tap(Tap::new(Source::Valence)));
        drive.routes[1] = Some(Feed::Tap(Tap::new(Source::Class(MoodClass::Happy))));
        drive.routes[2] = Some(Feed::Macro(3));
        drive.routes[3] = Some(Feed::Macro(200));
        let moods = moods(-0.5);
        let routes = routed(&drive, &mut Driver::new(TICK), music(&moods));
        assert_eq!(routes, [0.25, 1.0, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn before_anything_is_heard_a_route_stands_in_its_middle() {
        let mut drive = Drive::default();
        drive.routes[0] = Some(Feed::Tap(Tap::new(Source::Valence)));
        drive.routes[1] = Some(Feed::Tap(Tap::new(Source::Confidence)));
        let mut driver = Driver::new(TICK);
        assert_eq!(routed(&drive, &mut driver, Sounding::Nothing)[..2], [0.5, 0.0]);
        let moods = moods(-1.0);
        assert_eq!(routed(&drive, &mut driver, music(&moods))[0], 0.0, "the first value is taken at once");
        assert_eq!(routed(&drive, &mut driver, Sounding::Nothing)[0], 0.0);
    }

    #[test]
    fn sources_glide_and_gates_jump() {
        let mut drive = Drive::default();
        drive.routes[0] = Some(Feed::Tap(Tap::new(Source::Valence)));
        drive.routes[1] = Some(Feed::Tap(Tap::new(Source::Class(MoodClass::Tense))));
        let mut driver = Driver::new(TICK);
        driver.restore([0.0; MACROS], [1.0; ROUTES]);
        let moods = moods(-1.0);
        let routes = routed(&drive, &mut driver, music(&moods));
        assert!(routes[0] > 0.97 && routes[0] < 1.0, "{routes:?}");
        assert_eq!(routes[1], 0.0);
    }
}
