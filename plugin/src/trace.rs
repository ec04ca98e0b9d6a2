//! What runs when in our threads, as a file that Perfetto opens: from the module's start to its end.

use std::{env, fs::File, io::BufWriter, sync::Mutex};

use tracing_chrome::{ChromeLayerBuilder, FlushGuard};
use tracing_subscriber::{Layer, filter::filter_fn, layer::SubscriberExt, registry, util::SubscriberInitExt};

/// Where the file is to be.
const VARIABLE: &str = "AI_MIXTAPES_TRACE";

/// Whose spans it has: the libraries have some, too.
const OURS: [&str; 2] = ["engine", "ai_mixtapes"];

static OPEN: Mutex<Option<FlushGuard>> = Mutex::new(None);

/// Begins the file that the environment names, once a process.
pub fn begin() {
    let Some(path) = env::var_os(VARIABLE) else { return };
    let file = match File::create(&path) {
        Ok(file) => file,
        // Only developers have this, and they have asked for it.
        Err(error) => return eprintln!("{VARIABLE}: can't write {}: {error}", path.display()),
    };
    let (layer, open) = ChromeLayerBuilder::new().writer(BufWriter::new(file)).build();
    let ours = filter_fn(|about| about.is_span() && OURS.iter().any(|name| about.target().starts_with(name)));
    if registry().with(layer.with_filter(ours)).try_init().is_ok()
        && let Ok(mut place) = OPEN.lock()
    {
        *place = Some(open);
    }
}

/// Ends the file.
pub fn end() {
    drop(OPEN.lock().ok().and_then(|mut open| open.take()));
}
