//! The user's own presets: a folder of files, each called as its preset is.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, TryRecvError},
};

use super::Preset;
use crate::files::Name;

/// The ending of their files.
const ENDING: &str = "json";
/// No file of a preset is larger, in bytes.
const LARGEST: u64 = 1 << 20;
/// More are not shown.
const MOST: usize = 200;
/// Characters of a name, at most.
const LONGEST_NAME: usize = 60;
/// What some system wants in no file's name.
const FORBIDDEN: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// What is to be done in the folder.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// Look which there are.
    List,
    /// Read the one of this name.
    Load(String),
    /// Write this one, under this name or, if that is taken, the next one: no file is ever overwritten.
    Save(Box<Preset>, String),
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// Names, in their order.
    Listed(Vec<String>),
    /// The one of this name.
    Loaded(String, Box<Preset>),
    /// It was written under this name.
    Saved(String),
    /// Why it can't be done, in a line for the user.
    Failed(String),
}

/// The folder, which a thread of its own looks into, one errand after the other: a slow disk must not keep a window
/// waiting. What is under way when the shelf is dropped is still done.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    waiting: Vec<Errand>,
    busy: Option<Receiver<Outcome>>,
}

impl Shelf {
    /// The one below the folder where exports go.
    pub fn below(exports: &Path) -> Self {
        Self { folder: exports.join("Presets"), waiting: Vec::new(), busy: None }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Has something done, after what was asked for before.
    pub fn send(&mut self, errand: Errand) {
        self.waiting.push(errand);
        self.go_on();
    }

    /// What came of the next errand, once it is done.
    pub fn outcome(&mut self) -> Option<Outcome> {
        let outcome = match self.busy.as_ref()?.try_recv() {
            Ok(outcome) => outcome,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Outcome::Failed("The folder of presets can't be used".into()),
        };
        self.busy = None;
        self.go_on();
        Some(outcome)
    }

    fn go_on(&mut self) {
        if self.busy.is_some() || self.waiting.is_empty() {
            return;
        }
        let errand = self.waiting.remove(0);
        let folder = self.folder.clone();
        let (tell, outcome) = mpsc::channel();
        self.busy = Some(outcome);
        let work = move || {
            let done = catch_unwind(AssertUnwindSafe(|| errand.run(&folder)));
            // Whoever wanted it may have gone; without an answer it has failed.
            let _ = done.map(|outcome| tell.send(outcome));
        };
        // Without a thread the channel is closed.
        let _ = engine::runtime::thread::spawn("ai-mixtapes-presets", work);
    }
}

impl Errand {
    fn run(self, folder: &Path) -> Outcome {
        match self {
            Self::List => match list(folder) {
                Ok(names) => Outcome::Listed(names),
                Err(error) => Outcome::Failed(format!("{} can't be read: {error}", folder.display())),
            },
            Self::Load(name) => match load(folder, &name) {
                Ok(preset) => Outcome::Loaded(name, Box::new(preset)),
                Err(why) => Outcome::Failed(format!("“{name}” was refused: {why}")),
            },
            Self::Save(preset, name) => match save(folder, &preset, name.trim()) {
                Ok(name) => Outcome::Saved(name),
                Err(why) => Outcome::Failed(format!("“{name}” wasn't saved: {why}")),
            },
        }
    }
}

fn list(folder: &Path) -> io::Result<Vec<String>> {
    let files = match fs::read_dir(folder) {
        // There are none yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files?,
    };
    let name = |path: PathBuf| {
        let is_ours = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING));
        is_ours.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
    };
    let mut names: Vec<_> = files.flatten().filter_map(|file| name(file.path())).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.truncate(MOST);
    Ok(names)
}

fn load(folder: &Path, name: &str) -> Result<Preset, String> {
    let mut text = String::new();
    let file = File::open(folder.join(format!("{name}.{ENDING}")));
    file.and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text))
        .map_err(|error| error.to_string())?;
    if text.len() as u64 > LARGEST {
        return Err(format!("it is larger than {LARGEST} bytes"));
    }
    Preset::read(&text).map_err(|error| error.to_string())
}

fn save(folder: &Path, preset: &Preset, name: &str) -> Result<String, String> {
    check_name(name)?;
    let write = || {
        fs::create_dir_all(folder)?;
        let (mut file, path) = Name { stem: name.to_owned(), ending: ENDING }.create(folder, |name| name)?;
        let written = file.write_all(preset.write().as_bytes()).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a preset is none.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        Ok(path)
    };
    let path: PathBuf = write().map_err(|error: io::Error| error.to_string())?;
    Ok(path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
}

/// Whether a file can be called so, on every system.
fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("it needs a name".into());
    }
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Err(format!("expected at most {LONGEST_NAME} characters, got {length}"));
    }
    let bad = |character: char| character.is_control() || FORBIDDEN.contains(&character);
    match name.chars().find(|character| bad(*character)) {
        Some(bad) => Err(format!("a name has no {bad:?}")),
        None if name.starts_with('.') || name.ends_with('.') => {
            Err("a name begins and ends with no point".into())
        }
        None => Ok(()),
    }
}
