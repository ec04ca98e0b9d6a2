//! mood.csv, mood.json, timeline.svg.

use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use engine::record::table::{Columns, Format, TableWriter, update_row};
use report::Report;
use serde::Serialize;

use super::{playing::BLOCK_FRAMES, results::Results};
use crate::{
    sections::MoodSection,
    timeline::{Mark, Timeline, clock},
};

/// mood.json.
#[derive(Serialize)]
struct MoodFile<'a> {
    file: &'a str,
    file_bytes: Option<&'a str>,
    decoder: Option<&'a str>,
    seconds: f64,
    mode: &'a str,
    block_frames: usize,
    output_events: u64,
    altered_samples: u64,
    sections: &'a [MoodSection],
    report: &'a Report,
}

/// Writes everything into a folder, which is made if need be; returns what was written.
///
/// # Errors
/// What the system says.
pub fn all(results: &Results, folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let [csv, json, svg] = ["mood.csv", "mood.json", "timeline.svg"].map(|name| folder.join(name));
    write_csv(results, &csv)?;
    fs::write(&json, to_json(results)?)?;
    fs::write(&svg, picture(results))?;
    Ok(vec![csv, json, svg])
}

/// The rows that `analyze` writes.
fn write_csv(results: &Results, path: &Path) -> io::Result<()> {
    let (columns, format) = (Columns::Updates, Format::Csv);
    let names = columns.names();
    let mut table = TableWriter::new(BufWriter::new(File::create(path)?), format, columns)?;
    for update in &results.report.updates {
        table.row(&update_row(format, &names, &results.file, &update.into()))?;
    }
    table.finish()
}

fn to_json(results: &Results) -> io::Result<String> {
    let file = MoodFile {
        file: &results.file.file,
        file_bytes: results.file.file_bytes.as_deref(),
        decoder: results.file.decoder.as_deref(),
        seconds: results.seconds,
        mode: results.pace.name(),
        block_frames: BLOCK_FRAMES,
        output_events: results.output_events,
        altered_samples: results.altered_samples,
        sections: &results.sections,
        report: &results.report,
    };
    Ok(serde_json::to_string_pretty(&file)? + "\n")
}

fn picture(results: &Results) -> String {
    let mark =
        |section: &super::mix::ComposedSection| Mark { seconds: section.start, name: section.name.clone() };
    let marks: Vec<_> = results.composed.iter().map(mark).collect();
    let subtitle = format!("{} of music, heard by the AI-Mixtapes plug-in", clock(results.seconds));
    let timeline = Timeline {
        title: &results.title,
        subtitle: &subtitle,
        seconds: results.seconds,
        updates: &results.report.updates,
        sections: &results.sections,
        marks: &marks,
    };
    timeline.to_svg()
}
