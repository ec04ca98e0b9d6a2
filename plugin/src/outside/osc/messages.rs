//! What is sent, as messages in bundles. The namespace is documented in `docs/osc.md`; **addresses are for ever**.

use engine::mood::{Mood, MoodClass, Quadrant, State};
use rosc::{OscBundle, OscMessage, OscPacket, OscTime, OscType, encoder};

use super::{Part, Parts};
use crate::outside::Said;

/// Bytes of a datagram that no network on the way has to cut: an Ethernet frame's 1,500 without the headers of IPv6 and
/// UDP, and some room for tunnels.
const MOST_BYTES: usize = 1_400;
/// Bytes of a bundle without messages.
const HEADER: usize = 16;
/// Bytes of the length before each message.
const LENGTH: usize = 4;
/// "Immediately", in the words of OSC 1.0.
const IMMEDIATELY: OscTime = OscTime { seconds: 0, fractional: 1 };

/// Datagrams with all that the parts say, each a bundle; `state` goes before what was said, since a host that has
/// stopped says nothing. `change` is whether the music has changed since the last time.
pub fn bundles(address: &str, parts: Parts, said: &Said, state: State, change: bool) -> Vec<Vec<u8>> {
    let mut list = List { address, encoded: Vec::new() };
    for part in parts.iter() {
        list.add_part(part, said, state, change);
    }
    list.packed()
}

/// Messages, each encoded.
struct List<'a> {
    address: &'a str,
    encoded: Vec<Vec<u8>>,
}

impl List<'_> {
    fn add_part(&mut self, part: Part, said: &Said, state: State, change: bool) {
        let Said { outputs, moods, horizon, .. } = said;
        match part {
            Part::Mood => {
                let axes = [
                    ("valence", outputs.valence),
                    ("arousal", outputs.arousal),
                    ("tension", outputs.tension),
                ];
                for (name, value) in axes {
                    self.add(name, value);
                    self.add(&format!("level/{name}"), (value + 1.0) / 2.0);
                }
            }
            Part::Confidence => self.add("confidence", outputs.confidence),
            Part::Energy => self.add("energy", outputs.energy()),
            Part::Quadrants => {
                // Before anything was heard there are none.
                let Some(mood) = moods.as_ref().map(|moods| moods.on(*horizon)) else { return };
                for quadrant in Quadrant::ALL {
                    let name = quadrant.name().to_ascii_lowercase();
                    self.add(&format!("quadrant/{name}"), mood.quadrants[quadrant as usize]);
                }
            }
            Part::Class => {
                self.add("class/name", outputs.class.name());
                self.add("class/index", i32::from(outputs.class.index()));
                for class in MoodClass::ALL {
                    let name = class.name().to_ascii_lowercase();
                    self.add(&format!("class/is/{name}"), f32::from(u8::from(class == outputs.class)));
                }
            }
            Part::State => self.add("state", state.name()),
            Part::Horizons => {
                let Some(moods) = moods else { return };
                self.add_mood("now", &moods.now);
                self.add_mood("section", &moods.section);
            }
            Part::Macros => {
                for (value, number) in outputs.macros.into_iter().zip(1..) {
                    self.add(&format!("macro/{number}"), value);
                }
            }
            Part::Change => self.add("change", f32::from(u8::from(change))),
        }
    }

    fn add_mood(&mut self, horizon: &str, mood: &Mood) {
        let Mood { valence, arousal, tension, confidence, .. } = *mood;
        let values =
            [("valence", valence), ("arousal", arousal), ("tension", tension), ("confidence", confidence)];
        for (name, value) in values {
            self.add(&format!("{horizon}/{name}"), value);
        }
        self.add(&format!("{horizon}/class"), mood.class.name());
    }

    fn add(&mut self, name: &str, value: impl Into<OscType>) {
        let message = OscMessage { addr: format!("{}/{name}", self.address), args: vec![value.into()] };
        // It fails for addresses that are none; those were refused where they were set.
        self.encoded.extend(encoder::encode(&OscPacket::Message(message)));
    }

    /// As few bundles as hold them, in their order.
    fn packed(self) -> Vec<Vec<u8>> {
        let mut bundles = Vec::<Vec<u8>>::new();
        for message in self.encoded {
            let needed = LENGTH + message.len();
            if bundles.last().is_none_or(|bundle| bundle.len() + needed > MOST_BYTES) {
                bundles.push(empty_bundle());
            }
            if let Some(bundle) = bundles.last_mut() {
                bundle.extend((message.len() as u32).to_be_bytes());
                bundle.extend(message);
            }
        }
        bundles
    }
}

fn empty_bundle() -> Vec<u8> {
    let empty = OscPacket::Bundle(OscBundle { timetag: IMMEDIATELY, content: Vec::new() });
    let encoded = encoder::encode(&empty).unwrap_or_default();
    debug_assert_eq!(encoded.len(), HEADER);
    encoded
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::SystemTime};

    use engine::{
        mood::{Horizon, Moods},
        outputs::Outputs,
    };
    use rosc::decoder::decode_udp;

    use super::*;
    use crate::outside::Song;

    fn said() -> Said {
        let mood = Mood {
            valence: 0.5,
            arousal: -0.5,
            tension: 0.25,
            quadrants: [0.1, 0.2, 0.3, 0.4],
            class: MoodClass::Relaxed,
            confidence: 0.75,
        };
        let outputs = Outputs {
            valence: -1.0,
            arousal: 0.5,
            class: MoodClass::Tense,
            macros: [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
            ..Outputs::default()
        };
        Said {
            outputs,
            moods: Some(Moods { now: mood, section: Mood { valence: -0.5, ..mood } }),
            horizon: Horizon::Now,
            change: false,
            time: SystemTime::UNIX_EPOCH,
            song: Song::default(),
            offline: false,
        }
    }

    fn read(datagrams: &[Vec<u8>]) -> BTreeMap<String, OscType> {
        let mut found = BTreeMap::new();
        for datagram in datagrams {
            assert!(datagram.len() <= MOST_BYTES);
            let (rest, packet) = decode_udp(datagram).unwrap();
            assert!(rest.is_empty());
            let OscPacket::Bundle(bundle) = packet else { panic!("a message alone") };
            assert_eq!(bundle.timetag, IMMEDIATELY);
            for packet in bundle.content {
                let OscPacket::Message(mut message) = packet else { panic!("a bundle in a bundle") };
                assert_eq!(message.args.len(), 1);
                found.insert(message.addr, message.args.remove(0));
            }
        }
        found
    }

    #[test]
    fn each_part_says_what_is_documented_and_nothing_else() {
        let of = |part| {
            let parts = Parts::NONE.with(part, true);
            read(&bundles("/a/1", parts, &said(), State::Live, true)).into_iter().collect::<Vec<_>>()
        };
        let floats = |values: &[(&str, f32)]| -> Vec<(String, OscType)> {
            values.iter().map(|(name, value)| (format!("/a/1/{name}"), OscType::Float(*value))).collect()
        };
        let mood = [
            ("arousal", 0.5),
            ("level/arousal", 0.75),
            ("level/tension", 0.5),
            ("level/valence", 0.0),
            ("tension", 0.0),
            ("valence", -1.0),
        ];
        assert_eq!(of(Part::Mood), floats(&mood));
        assert_eq!(of(Part::Energy), floats(&[("energy", 0.75)]));
        let quadrants =
            [("quadrant/q1", 0.1), ("quadrant/q2", 0.2), ("quadrant/q3", 0.3), ("quadrant/q4", 0.4)];
        assert_eq!(of(Part::Quadrants), floats(&quadrants));
        assert_eq!(of(Part::State), [("/a/1/state".into(), OscType::String("live".into()))]);
        assert_eq!(of(Part::Change), floats(&[("change", 1.0)]));
        let class = of(Part::Class);
        assert!(class.contains(&("/a/1/class/name".into(), OscType::String("Tense".into()))));
        assert!(class.contains(&("/a/1/class/index".into(), OscType::Int(5))));
        assert!(class.contains(&("/a/1/class/is/tense".into(), OscType::Float(1.0))));
        assert!(class.contains(&("/a/1/class/is/happy".into(), OscType::Float(0.0))));
        assert_eq!((class.len(), of(Part::Macros).len(), of(Part::Horizons).len()), (8, 8, 10));
        for part in Part::ALL {
            let sent = of(part);
            for told in part.addresses().split(' ').filter(|told| *told != "…") {
                let told = format!("/a/1/{}", told.trim_end_matches('…'));
                assert!(sent.iter().any(|(address, _)| address.starts_with(&told)), "{told}");
            }
        }
    }

    #[test]
    fn all_of_it_fits_into_datagrams_that_nobody_cuts() {
        let long = "/".to_owned() + &"a".repeat(60) + "/" + &"b".repeat(60);
        for address in ["", "/ai-mixtapes/1", &long] {
            let datagrams = bundles(address, Parts::ALL, &said(), State::Live, false);
            assert_eq!(read(&datagrams).len(), 40, "{address}");
        }
        assert!(bundles("/a", Parts::NONE, &said(), State::Live, false).is_empty());
    }

    #[test]
    fn before_anything_was_heard_there_are_no_moods() {
        let said = Said { moods: None, ..said() };
        let found = read(&bundles("/a", Parts::ALL, &said, State::Loading, false));
        assert!(found.keys().all(|address| !address.contains("quadrant") && !address.contains("/now/")));
        assert_eq!(found["/a/state"], OscType::String("loading".into()));
    }
}
