//! What the user froze, as a session keeps it.

use std::{
    array,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use engine::{
    outputs::{MACROS, Outputs, ROUTES},
    runtime::KeptOutputs,
};
use nice_plug::params::persist::PersistentField;
use serde::{Deserialize, Serialize};

/// The output values while bypass or hold is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Outputs defines them")]
pub struct Frozen {
    pub valence: f32,
    pub arousal: f32,
    pub tension: f32,
    pub confidence: f32,
    /// Its name.
    pub class: String,
    /// None in states of format 1, which had no macros.
    pub macros: Option<[f32; MACROS]>,
    /// None in states of format 1, whose first two routes were valence and arousal.
    pub routes: Option<[f32; ROUTES]>,
}

impl Frozen {
    /// The values, if they are any: numbers in their ranges, and a class that there is.
    pub fn outputs(&self) -> Option<Outputs> {
        let Self { valence, arousal, tension, confidence, macros, routes, .. } = *self;
        let class = self.class.parse().ok()?;
        let axes = [valence, arousal, tension].iter().all(|axis| (-1.0..=1.0).contains(axis));
        let macros = macros.unwrap_or_default();
        let routes = routes.unwrap_or_else(|| {
            let mut routes = [0.0; ROUTES];
            [routes[0], routes[1]] = [valence, arousal].map(|axis| (axis + 1.0) / 2.0);
            routes
        });
        let shares = [&[confidence][..], &macros, &routes].concat();
        let good = axes && shares.iter().all(|share| (0.0..=1.0).contains(share));
        let outputs =
            Outputs { valence, arousal, tension, confidence, class, macros, routes, ..Outputs::default() };
        good.then_some(outputs)
    }
}

impl From<Outputs> for Frozen {
    fn from(outputs: Outputs) -> Self {
        let Outputs { valence, arousal, tension, confidence, class, macros, routes, .. } = outputs;
        let class = class.name().to_owned();
        Self { valence, arousal, tension, confidence, class, macros: Some(macros), routes: Some(routes) }
    }
}

/// The output values where sessions are saved and loaded from: there only while something freezes them, since else they
/// come from what plays.
#[derive(Clone, Debug, Default)]
pub struct KeptFrozen {
    outputs: Arc<KeptOutputs>,
    /// Bypass and hold.
    switches: [Arc<AtomicBool>; 2],
}

impl KeptFrozen {
    /// The output values, to be shared with those who make them.
    pub fn outputs(&self) -> Arc<KeptOutputs> {
        Arc::clone(&self.outputs)
    }

    /// What bypass and hold have to call when they change.
    pub fn switches(&self) -> [Arc<dyn Fn(bool) + Send + Sync>; 2] {
        array::from_fn(|index| -> Arc<dyn Fn(bool) + Send + Sync> {
            let switch = Arc::clone(&self.switches[index]);
            Arc::new(move |on| switch.store(on, Ordering::Relaxed))
        })
    }
}

impl PersistentField<'_, Option<Frozen>> for KeptFrozen {
    fn set(&self, loaded: Option<Frozen>) {
        if let Some(outputs) = loaded.and_then(|frozen| frozen.outputs()) {
            self.outputs.restore(&outputs);
        }
    }

    fn map<F: Fn(&Option<Frozen>) -> R, R>(&self, f: F) -> R {
        let freezes = self.switches.iter().any(|switch| switch.load(Ordering::Relaxed));
        f(&self.outputs.get().filter(|_| freezes).map(Frozen::from))
    }
}

#[cfg(test)]
mod tests {
    use engine::mood::MoodClass;

    use super::*;

    fn saved(kept: &KeptFrozen) -> String {
        kept.map(|frozen| serde_json::to_string(frozen).unwrap())
    }

    #[test]
    fn only_what_is_frozen_is_saved_and_comes_back_as_it_was() {
        let kept = KeptFrozen::default();
        let outputs = Outputs {
            valence: 0.446,
            confidence: 0.7,
            class: MoodClass::Happy,
            macros: [0.3; MACROS],
            ..Outputs::default()
        };
        let [bypass, hold] = kept.switches();
        hold(true);
        assert_eq!(saved(&kept), "null", "nothing was heard yet");
        kept.outputs.restore(&outputs);
        for (bypassed, held, there) in [(false, false, false), (true, false, true), (false, true, true)] {
            bypass(bypassed);
            hold(held);
            assert_eq!(saved(&kept) != "null", there);
        }
        let restored = KeptFrozen::default();
        restored.set(serde_json::from_str(&saved(&kept)).unwrap());
        assert_eq!(restored.outputs.get(), Some(outputs));
    }

    #[test]
    fn a_state_of_the_first_format_says_what_its_controllers_had() {
        let old = r#"{"valence":0.5,"arousal":-1,"tension":0,"confidence":1,"class":"Happy"}"#;
        let outputs = serde_json::from_str::<Frozen>(old).unwrap().outputs().unwrap();
        assert_eq!((outputs.routes[..3].to_vec(), outputs.macros), (vec![0.75, 0.0, 0.0], [0.0; MACROS]));
    }

    #[test]
    fn what_cant_be_an_output_is_not_restored() {
        let good = Frozen::from(Outputs { valence: 0.5, ..Outputs::default() });
        assert!(good.outputs().is_some());
        for bad in [
            Frozen { valence: 1.5, ..good.clone() },
            Frozen { tension: f32::NAN, ..good.clone() },
            Frozen { confidence: -0.5, ..good.clone() },
            Frozen { class: "Furious".into(), ..good.clone() },
            Frozen { macros: Some([1.5; MACROS]), ..good.clone() },
            Frozen { routes: Some([f32::NAN; ROUTES]), ..good.clone() },
        ] {
            let kept = KeptFrozen::default();
            kept.set(Some(bad));
            assert_eq!(kept.outputs.get(), None);
        }
    }
}
