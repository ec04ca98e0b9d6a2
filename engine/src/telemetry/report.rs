//! The report on one instance: a plain tree of values, and the way in which a host of ours reads it.

use std::{
    ffi::{CStr, c_void},
    fmt,
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Deserializer, Serialize};

use super::{Anomaly, Cause, DspLoad, Entry, Stage, Timing, Timings};
use crate::mood::{Mood, Update};

/// All that an instance tells of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this format: [`Report::VERSION`].
    pub version: u32,
    /// Version of the product that wrote it.
    pub product_version: String,
    /// Hertz; not a number (in JSON null) if the host said nothing sensible.
    #[serde(deserialize_with = "number_or_null")]
    pub sample_rate: f64,
    /// Channels of the host's blocks.
    pub channels: u32,
    /// Seconds from the end of the audio that an update speaks of to the sample at which it takes effect.
    #[serde(default)]
    pub effect_seconds: Option<f64>,
    /// Name of the [state](crate::mood::State).
    pub state: String,
    /// Why it is degraded, where it is.
    pub reason: Option<String>,
    /// The model that is served, as soon as there is one.
    #[serde(default)]
    pub model: Option<ModelReport>,
    /// Why the model that was asked for is not served, if it was refused.
    #[serde(default)]
    pub model_refusal: Option<String>,
    /// What was counted.
    pub counters: CountersReport,
    /// All stages, in the order of the data's way.
    pub stages: Vec<StageReport>,
    /// The share of the audio thread's time.
    #[serde(default)]
    pub dsp_load: Option<LoadReport>,
    /// What was not as it should be.
    #[serde(default)]
    pub anomalies: Option<AnomaliesReport>,
    /// Index of the first of `updates`.
    pub first_update: u64,
    /// Updates without a gap, as far as they were asked for and kept.
    pub updates: Vec<UpdateReport>,
}

impl Report {
    /// The version of the format that is written here. Fields may be added within a version.
    pub const VERSION: u32 = 1;
}

/// A model, by its name and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelReport {
    /// What its contract calls it.
    pub name: Option<String>,
    /// The folder that it was loaded from; none for the built-in model.
    pub folder: Option<String>,
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.folder.as_deref().unwrap_or("built-in");
        match &self.name {
            Some(name) => write!(f, "{name} ({place})"),
            None => f.write_str(place),
        }
    }
}

/// Counts since the instance was made or its measurements were last reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountersReport {
    /// Updates published.
    pub updates: u64,
    /// Updates that came after they should have taken effect.
    pub late_updates: u64,
    /// Updates that never took effect, because others came before they could.
    #[serde(default)]
    pub dropped_updates: u64,
    /// Feature frames that were overwritten before the worker came.
    pub dropped_frames: u64,
    /// Process calls.
    pub process_calls: u64,
    /// Allocations in our code within process calls.
    pub allocations_in_process: u64,
    /// How often the instance became degraded.
    pub degraded: u64,
}

/// How long a stage takes, in microseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Timing defines each field")]
pub struct StageReport {
    pub stage: String,
    pub count: u64,
    pub min_us: f64,
    pub median_us: f64,
    pub p99_us: f64,
    pub max_us: f64,
    /// What the 99th percentile should stay under.
    pub target_us: f64,
}

impl StageReport {
    /// The report on `stage`.
    pub fn new(stage: Stage, timing: Timing) -> Self {
        let microseconds = |duration: std::time::Duration| duration.as_secs_f64() * 1e6;
        Self {
            stage: stage.name().to_owned(),
            count: timing.count,
            min_us: microseconds(timing.min),
            median_us: microseconds(timing.median),
            p99_us: microseconds(timing.p99),
            max_us: microseconds(timing.max),
            target_us: microseconds(stage.target()),
        }
    }

    /// The reports on all stages, in the order of the data's way.
    pub fn all(timings: &Timings) -> Vec<Self> {
        Stage::ALL.into_iter().map(|stage| Self::new(stage, timings.summary(stage))).collect()
    }
}

/// [`DspLoad`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "DspLoad defines each field")]
pub struct LoadReport {
    pub blocks: u64,
    pub last: f64,
    pub median: f64,
    pub p99: f64,
    pub max: f64,
}

impl From<DspLoad> for LoadReport {
    fn from(load: DspLoad) -> Self {
        let DspLoad { blocks, last, median, p99, max } = load;
        Self { blocks, last, median, p99, max }
    }
}

/// What was not as it should be since the instance was made or its measurements were last reset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnomaliesReport {
    /// How often.
    pub count: u64,
    /// The newest, newest last; of one kind one in 10 s.
    pub newest: Vec<AnomalyReport>,
}

/// An [`Anomaly`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnomalyReport {
    /// Seconds of audio that the instance had heard by then.
    pub elapsed_seconds: f64,
    /// Seconds since 1970 by the system's clock.
    pub unix_seconds: f64,
    /// [Name](Cause::name) of the cause.
    pub cause: String,
    /// The stage that was slow, if that is the cause.
    pub stage: Option<String>,
    /// The cause in words.
    pub text: String,
}

impl AnomaliesReport {
    /// The report on `count` anomalies, of which these are the newest.
    pub fn new(count: u64, newest: &[Anomaly]) -> Self {
        Self { count, newest: newest.iter().map(AnomalyReport::from).collect() }
    }
}

impl From<&Anomaly> for AnomalyReport {
    fn from(anomaly: &Anomaly) -> Self {
        let Anomaly { elapsed_seconds, at, cause } = *anomaly;
        let stage = if let Cause::Slow { stage, .. } = cause { Some(stage.name().to_owned()) } else { None };
        Self {
            elapsed_seconds,
            unix_seconds: at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64(),
            cause: cause.name().to_owned(),
            stage,
            text: cause.to_string(),
        }
    }
}

/// What was detected at one update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateReport {
    /// Rises by one from update to update as long as the instance lives.
    pub index: u64,
    /// Seconds since the last reset at which its audio ends.
    pub seconds: f64,
    /// Seconds of audio that the instance had heard in all streams by its end; none if that isn't known.
    #[serde(default)]
    pub elapsed_seconds: Option<f64>,
    /// Seconds of the host's timeline at its end; none if they aren't known.
    #[serde(default)]
    pub host_seconds: Option<f64>,
    /// Name of the [state](crate::mood::State) that the audio was in.
    pub state: String,
    /// The mood of the moment, if one was ever heard.
    pub now: Option<MoodReport>,
    /// The mood of the section, if one was ever heard.
    pub section: Option<MoodReport>,
}

impl UpdateReport {
    /// The report on the `index`th update of an instance.
    pub fn new(index: u64, update: &Update) -> Self {
        Self {
            index,
            seconds: update.seconds(),
            elapsed_seconds: None,
            host_seconds: None,
            state: update.state.name().to_owned(),
            now: update.moods.map(|moods| MoodReport::from(&moods.now)),
            section: update.moods.map(|moods| MoodReport::from(&moods.section)),
        }
    }
}

impl From<&Entry> for UpdateReport {
    fn from(entry: &Entry) -> Self {
        Self {
            elapsed_seconds: Some(entry.elapsed_seconds),
            host_seconds: entry.host_seconds,
            ..Self::new(entry.index, &entry.update)
        }
    }
}

/// A [`Mood`], its class by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Mood defines each field")]
pub struct MoodReport {
    pub valence: f32,
    pub arousal: f32,
    pub tension: f32,
    pub quadrants: [f32; 4],
    pub class: String,
    pub confidence: f32,
}

impl From<&Mood> for MoodReport {
    fn from(mood: &Mood) -> Self {
        let Mood { valence, arousal, tension, quadrants, class, confidence } = *mood;
        Self { valence, arousal, tension, quadrants, class: class.name().to_owned(), confidence }
    }
}

/// JSON has no word for what is no number, and writers put null there.
fn number_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

/// Name of the private CLAP extension by which a host reads the report.
pub const EXTENSION_ID: &CStr = c"org.ai-mixtapes.report/1";

/// The extension's functions, as a plug-in answers them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ReportExtension {
    /// Main thread. Hands the report on `plugin` (its `clap_plugin_t`), with the updates from index `since_update`
    /// on, to `sink` together with `context`, once and before it returns; false if it can't.
    pub write: unsafe extern "C" fn(
        plugin: *const c_void,
        since_update: u64,
        sink: ReportSink,
        context: *mut c_void,
    ) -> bool,
}

/// Takes a report as UTF-8 JSON of `bytes` bytes, which it may read until it returns.
pub type ReportSink = unsafe extern "C" fn(context: *mut c_void, json: *const u8, bytes: usize);

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::mood::{MoodClass, Moods, Reason, State};

    fn mood() -> Mood {
        Mood {
            valence: 0.1,
            arousal: -0.7,
            tension: 0.3,
            quadrants: [0.1, 0.2, 0.4, 0.3],
            class: MoodClass::Melancholic,
            confidence: 0.65,
        }
    }

    fn report() -> Report {
        let heard = Moods { now: mood(), section: Mood { valence: -0.2, ..mood() } };
        let degraded = State::Degraded(Reason::ModelOutput);
        let cause = Cause::Slow { stage: Stage::Fft, took: Duration::from_millis(61) };
        let anomaly = Anomaly { elapsed_seconds: 2.5, at: UNIX_EPOCH + Duration::from_secs(7), cause };
        Report {
            version: Report::VERSION,
            product_version: "1.2.3".to_owned(),
            sample_rate: 44_100.0,
            channels: 2,
            effect_seconds: Some(0.14),
            state: degraded.name().to_owned(),
            reason: Some(Reason::ModelOutput.describe().to_owned()),
            model: Some(ModelReport { name: Some("AI-Mixtapes".to_owned()), folder: None }),
            model_refusal: Some("there is none".to_owned()),
            counters: CountersReport { updates: 2, process_calls: 47, ..CountersReport::default() },
            stages: StageReport::all(&Timings::new()),
            dsp_load: Some(LoadReport { blocks: 3, last: 0.1, median: 0.1, p99: 0.2, max: 0.25 }),
            anomalies: Some(AnomaliesReport::new(5, &[anomaly])),
            first_update: 7,
            updates: vec![
                UpdateReport::new(7, &Update::new(25, State::Silent, None)),
                UpdateReport::new(8, &Update::new(50, State::Live, Some(heard))),
            ],
        }
    }

    #[test]
    fn a_report_survives_its_way_through_json() {
        let json = serde_json::to_string(&report()).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report());
    }

    #[test]
    fn a_report_from_before_models_had_names_and_anomalies_were_told_is_read() {
        let mut json = serde_json::to_value(report()).unwrap();
        let fields = json.as_object_mut().unwrap();
        for field in ["effect_seconds", "model", "model_refusal", "dsp_load", "anomalies"] {
            fields.remove(field).unwrap();
        }
        for update in fields["updates"].as_array_mut().unwrap() {
            let fields = update.as_object_mut().unwrap();
            for field in ["elapsed_seconds", "host_seconds"] {
                fields.remove(field).unwrap();
            }
        }
        let expected = Report {
            effect_seconds: None,
            model: None,
            model_refusal: None,
            dsp_load: None,
            anomalies: None,
            ..report()
        };
        assert_eq!(serde_json::from_value::<Report>(json).unwrap(), expected);
    }

    #[test]
    fn an_anomaly_is_told_with_its_times_stage_and_words() {
        let AnomaliesReport { count, newest } = report().anomalies.unwrap();
        let [anomaly] = newest.try_into().unwrap();
        assert_eq!((count, anomaly.elapsed_seconds, anomaly.unix_seconds), (5, 2.5, 7.0));
        assert_eq!((anomaly.cause.as_str(), anomaly.stage.as_deref()), ("slow", Some("fft")));
        assert_eq!(anomaly.text, "fft took 61.0 ms, more than 50 ms");
    }

    #[test]
    fn a_model_is_told_by_name_and_place() {
        let model = |name: Option<&str>, folder: Option<&str>| {
            let told = ModelReport { name: name.map(str::to_owned), folder: folder.map(str::to_owned) };
            told.to_string()
        };
        assert_eq!(model(Some("AI-Mixtapes"), None), "AI-Mixtapes (built-in)");
        assert_eq!(model(Some("Mine"), Some("/a/b")), "Mine (/a/b)");
        assert_eq!(model(None, Some("/a/b")), "/a/b");
    }

    #[test]
    fn a_sample_rate_that_is_no_number_survives_too() {
        for sample_rate in [f64::NAN, f64::INFINITY] {
            let json = serde_json::to_string(&Report { sample_rate, ..report() }).unwrap();
            assert!(serde_json::from_str::<Report>(&json).unwrap().sample_rate.is_nan());
        }
    }

    #[test]
    fn a_stage_is_told_in_microseconds_beside_its_target() {
        let timing = Timing {
            count: 3,
            min: Duration::from_nanos(1500),
            median: Duration::from_micros(2),
            p99: Duration::from_millis(3),
            max: Duration::from_secs(4),
        };
        let report = StageReport::new(Stage::Inference, timing);
        assert_eq!((report.stage.as_str(), report.count), ("inference", 3));
        let found = [report.min_us, report.median_us, report.p99_us, report.max_us, report.target_us];
        for (found, expected) in found.into_iter().zip([1.5, 2.0, 3e3, 4e6, 1e3]) {
            assert!((found - expected).abs() < 1e-6 * expected, "{found} {expected}");
        }
    }

    #[test]
    fn all_stages_are_told_in_their_order() {
        let timings = Timings::new();
        timings.record(Stage::Pipeline, Duration::from_millis(2));
        let reports = StageReport::all(&timings);
        let names: Vec<_> = reports.iter().map(|report| report.stage.as_str()).collect();
        assert_eq!(names, Stage::ALL.map(Stage::name));
        assert_eq!(reports.iter().map(|report| report.count).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn an_update_is_told_with_its_seconds_state_and_both_moods() {
        let [silent, live] = <[_; 2]>::try_from(report().updates).unwrap();
        assert_eq!((silent.index, silent.seconds, silent.state.as_str()), (7, 0.5, "silent"));
        assert_eq!((silent.now, silent.section), (None, None));
        assert_eq!((live.index, live.seconds, live.state.as_str()), (8, 1.0, "live"));
        let (now, section) = (live.now.unwrap(), live.section.unwrap());
        assert_eq!((now.valence, section.valence), (0.1, -0.2));
        assert_eq!(
            (now.class.as_str(), now.quadrants, now.confidence),
            ("Melancholic", [0.1, 0.2, 0.4, 0.3], 0.65)
        );
    }
}
