//! Pictures of the editor as it shows what a `demo` has heard: `screenshot MOOD.json DIR`. `cargo xtask screenshot`
//! plays the demo mix and calls it.

use std::{
    env, fs,
    fs::File,
    io::{BufWriter, Error},
    path::Path,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use ai_mixtapes::{
    editor::{
        MoodEditor,
        state::{
            EditorState,
            made_up::MadeUp,
            regions::Regions,
            routing::live::Live,
            source::{Export, Glance, Measured, Model, Moment, Source, StageTimes},
        },
    },
    outputs::{desk::Desk, routing::CcSettings},
    outside::Outside,
    session::{
        params::MoodParams,
        routing::RoutingOwner,
        settings::{COMPACT, Page, Panel, Settings, Theme},
    },
};
use engine::{
    mood::{ClassTable, Horizon, Mood, Moods, State},
    record::{PressureLevel, table::Format},
    telemetry::Stage,
};
use nice_plug::{params::persist::PersistentField, prelude::Params};
use report::{MoodReport, Report, UpdateReport};
use serde::Deserialize;
use window::{Picture, RecordingHost, Screen};

/// Updates at the end that aren't shown: music fades out there.
const FADE: usize = 10;

/// What of mood.json is needed.
#[derive(Deserialize)]
struct MoodFile {
    report: Report,
}

/// A plug-in that has heard what a report tells of.
struct Recorded {
    report: Report,
    read: bool,
    /// What goes out where, and what moves there, is made up.
    routed: MadeUp,
}

impl Source for Recorded {
    fn glance(&self) -> Glance {
        Glance { state: State::Live, reason: None, horizon: Horizon::Now }
    }

    fn model(&self) -> Model {
        let name = self.report.model.as_ref().map(ToString::to_string).unwrap_or_default();
        Model { name, refusal: self.report.model_refusal.clone() }
    }

    fn regions(&self) -> Regions {
        ClassTable::builtin().as_ref().map(Regions::new).unwrap_or_default()
    }

    fn read(&mut self, into: &mut Vec<Moment>) {
        if !std::mem::replace(&mut self.read, true) {
            let updates = &self.report.updates;
            into.extend(updates[..updates.len().saturating_sub(FADE)].iter().map(moment));
        }
    }

    fn hold(&mut self, _held: bool) {}

    fn pressure(&self) -> PressureLevel {
        PressureLevel::None
    }

    fn clear(&mut self) {}

    fn measured(&self) -> Measured {
        let time = |microseconds: f64| Duration::from_secs_f64(microseconds / 1e6);
        let stages = Stage::ALL.into_iter().zip(&self.report.stages).map(|(stage, times)| StageTimes {
            stage,
            count: times.count,
            last: time(times.median_us),
            median: time(times.median_us),
            p99: time(times.p99_us),
            max: time(times.max_us),
            recent: Vec::new(),
        });
        Measured {
            stages: stages.collect(),
            setup: (self.report.sample_rate, self.report.channels as usize),
            ..Measured::default()
        }
    }

    fn reset(&mut self) {}

    fn export(&self, _format: Format) -> Export {
        Box::new(|_| Err(Error::other("a picture exports nothing")))
    }

    fn routing(&self) -> &RoutingOwner {
        self.routed.routing()
    }

    fn desk(&self) -> &Desk {
        self.routed.desk()
    }

    fn old_routes(&self) -> CcSettings {
        self.routed.old_routes()
    }

    fn live(&self) -> Live {
        self.routed.live()
    }

    fn outside(&self) -> &Outside {
        self.routed.outside()
    }
}

fn moment(update: &UpdateReport) -> Moment {
    let state = if update.state == State::Warming.name() { State::Warming } else { State::Live };
    let moods = update.now.as_ref().zip(update.section.as_ref());
    Moment {
        elapsed: update.seconds,
        host: None,
        state,
        moods: moods.map(|(now, section)| Moods { now: mood(now), section: mood(section) }),
    }
}

fn mood(report: &MoodReport) -> Mood {
    let MoodReport { valence, arousal, tension, quadrants, confidence, .. } = *report;
    let class = report.class.parse().unwrap_or_default();
    Mood { valence, arousal, tension, quadrants, class, confidence }
}

fn picture(report: &Report, settings: Settings, scale: f64) -> Result<Picture, Box<dyn std::error::Error>> {
    let params = Arc::new(MoodParams::default());
    params.editor.set(settings);
    let source = Recorded { report: report.clone(), read: false, routed: MadeUp::new(0).routed() };
    let state = EditorState::new(Box::new(source), "~/Documents/AI-Mixtapes".into());
    let held: Arc<dyn Params> = params.clone();
    let editor = MoodEditor::new(state, params.editor.clone(), held, Rc::clone(&RecordingHost::new()) as _);
    Ok(Screen::new(editor, (settings.width, settings.height), scale)?.picture())
}

fn write(path: &Path, picture: &Picture) -> Result<(), Box<dyn std::error::Error>> {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&picture.rgba)?;
    println!("{}", path.display());
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [moods, folder] = &arguments[..] else { return Err("usage: screenshot MOOD.json DIR".into()) };
    let MoodFile { report } = serde_json::from_slice(&fs::read(moods)?)?;
    fs::create_dir_all(folder)?;
    let full = Settings::default();
    let compact = Settings { width: COMPACT.0, height: COMPACT.1, ..full };
    let contrast = Settings { theme: Theme::Contrast, ..full };
    let timing = Settings { panel: Panel::Timing, ..full };
    let routing = Settings { page: Page::Routing, ..full };
    let routing_contrast = Settings { theme: Theme::Contrast, ..routing };
    let pictures = [
        ("full", full),
        ("compact", compact),
        ("contrast", contrast),
        ("timing", timing),
        ("routing", routing),
        ("routing-contrast", routing_contrast),
        ("outside", Settings { page: Page::Outside, ..full }),
    ];
    for (name, settings) in pictures {
        for (scale, suffix) in [(1.0, ""), (2.0, "@2x")] {
            let path = Path::new(folder).join(format!("{name}{suffix}.png"));
            write(&path, &picture(&report, settings, scale)?)?;
        }
    }
    Ok(())
}
