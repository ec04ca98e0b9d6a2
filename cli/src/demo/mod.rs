//! `ai-mixtapes demo`: music through the plug-in, in a headless host.
//!
//! The [`host`] loads the bundle; [`playing`] sends the music through it. [`results`] is what came of it, [`show`]
//! prints it and [`write`] writes it. Without files [`mix`] is played, whose sections are known.

mod live;
pub mod mix;
pub mod playing;
mod results;
mod show;
mod write;

use std::{
    collections::HashSet,
    env,
    path::{self, Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use engine::inference::MODEL_VARIABLE;
use host::{Bundle, LogSeverity, Pace};

use self::{
    live::LiveView,
    playing::{Music, SAMPLE_RATE},
    results::Results,
};
use crate::{
    audio::{Decoder, Source},
    caught::caught,
    say::{print, say},
};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Audio files: WAV, AIFF, FLAC, ALAC, MP3, AAC/M4A, Ogg Vorbis, Opus; by ffmpeg, if it is installed, whatever it
    /// knows [default: the built-in demo mix].
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The bundled plug-in. `cargo xtask demo` names the one that it has built; another one may be named after it.
    #[arg(long, value_name = "PATH.clap", hide = true, overrides_with = "plugin")]
    plugin: PathBuf,
    /// Folder for what is written; of several files each gets a folder in it [default: demo-out/NAME].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Play as long as the music lasts, as a DAW does, instead of as fast as it goes.
    #[arg(long)]
    realtime: bool,
    /// Folder of a model of your own (contract.toml and the file that it names) [default: what the plug-in finds].
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

/// Plays all files; false if one of them failed.
///
/// # Errors
/// If the plug-in can't be loaded.
pub fn run(options: &Options) -> Result<bool> {
    if let Some(folder) = &options.model {
        let folder = path::absolute(folder).context("--model names no folder")?;
        // SAFETY: this is the program's only thread until the plug-in is loaded, which reads it as in any host.
        unsafe { env::set_var(MODEL_VARIABLE, folder) };
    }
    let bundle = Bundle::load(&options.plugin, c"AI-Mixtapes demo")?;
    let sources = match options.files.as_slice() {
        [] => vec![mix::source()],
        files => files.iter().cloned().map(Source::File).collect(),
    };
    let pace = if options.realtime { Pace::Realtime } else { Pace::Offline };
    let folders = folders(&sources, options.out.as_deref());
    Ok(each(&sources, &folders, |source, folder| play(&bundle, source, pace, folder)))
}

/// Plays one after the other, whatever becomes of those before; false if one of them failed.
fn each(sources: &[Source], folders: &[PathBuf], play: impl Fn(&Source, &Path) -> Result<()>) -> bool {
    let mut all_well = true;
    for (source, folder) in sources.iter().zip(folders) {
        let played = caught(|| play(source, folder)).unwrap_or_else(|panic| Err(panic.into()));
        if let Err(error) = played {
            say(format_args!("error: {}: {error:#}", source.shown()));
            all_well = false;
        }
    }
    all_well
}

fn play(bundle: &Bundle, source: &Source, pace: Pace, folder: &Path) -> Result<()> {
    let decoder = Decoder::open(source)?;
    let view = LiveView::new(&source.shown(), decoder.declared_seconds());
    let cells = source.cells(decoder.ffmpeg());
    let music = Music::new(decoder, SAMPLE_RATE)?;
    let mut instance = bundle.create(say_warnings)?;
    let played = playing::play(&mut instance, music, pace, |position, mood| view.show(position, mood))?;
    drop(instance);
    drop(view);
    for warning in &played.warnings {
        say(format_args!("warning: {}: {warning}", source.shown()));
    }
    let results = Results::new(source, cells, pace, played);
    let written =
        write::all(&results, folder).with_context(|| format!("cannot write to {}", folder.display()))?;
    print(&show::text(&results, &written)).context("cannot write to standard output")?;
    results.check()
}

/// Passes on what the plug-in writes into the log, if the user should know.
fn say_warnings(severity: LogSeverity, line: &str) {
    if severity >= LogSeverity::Warning {
        say(format_args!("plug-in: {severity}: {line}"));
    }
}

/// A folder for each source, no two the same.
fn folders(sources: &[Source], out: Option<&Path>) -> Vec<PathBuf> {
    if let ([_], Some(out)) = (sources, out) {
        return vec![out.to_owned()];
    }
    let root = out.unwrap_or(Path::new("demo-out"));
    let mut taken = HashSet::new();
    let mut folder = |source: &Source| {
        let stem = source.stem();
        let numbered = |number: u32| if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        let name = (1..).map(numbered).find(|name| taken.insert(name.clone())).unwrap_or(stem.clone());
        root.join(name)
    };
    sources.iter().map(&mut folder).collect()
}

impl Results {
    /// What no plug-in of ours may ever do, and what is not what the user has asked for.
    fn check(&self) -> Result<()> {
        let altered = self.altered_samples;
        ensure!(
            altered == 0,
            "the plug-in altered {altered} samples of the music that should pass unchanged"
        );
        let reason = self.report.reason.as_deref().unwrap_or("for no reason that it knows");
        ensure!(
            self.report.counters.degraded == 0 && self.report.reason.is_none(),
            "the plug-in was degraded: {reason}"
        );
        if let Some(refusal) = &self.report.model_refusal {
            bail!("the built-in model was heard, since yours was refused: {refusal}");
        }
        let allocations = self.report.counters.allocations_in_process;
        ensure!(allocations == 0, "the plug-in allocated memory {allocations} times while it processed");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn found(files: &[&str], out: Option<&str>) -> Vec<PathBuf> {
        let sources: Vec<_> = files.iter().map(|file| Source::File(file.into())).collect();
        folders(&sources, out.map(Path::new))
    }

    #[test]
    fn a_panic_ends_one_file_only() {
        let sources = ["a.wav", "b.wav", "c.wav"].map(|name| Source::File(name.into()));
        let played = RefCell::new(Vec::new());
        let all_well = each(&sources, &folders(&sources, None), |source, _| {
            played.borrow_mut().push(source.name());
            assert_ne!(source.name(), "b.wav", "broken");
            Ok(())
        });
        assert!(!all_well);
        assert_eq!(played.into_inner(), ["a.wav", "b.wav", "c.wav"]);
    }

    #[test]
    fn each_file_has_a_folder_of_its_own() {
        assert_eq!(found(&["x/a.wav"], None), [Path::new("demo-out/a")]);
        assert_eq!(found(&["x/a.wav"], Some("here")), [Path::new("here")]);
        assert_eq!(
            found(&["x/a.wav", "y/a.mp3", "b.flac"], Some("here")),
            [Path::new("here/a"), Path::new("here/a-2"), Path::new("here/b")]
        );
        assert_eq!(
            found(&["a-2.wav", "a.wav", "x/a.wav"], None),
            [Path::new("demo-out/a-2"), Path::new("demo-out/a"), Path::new("demo-out/a-3")]
        );
    }
}
