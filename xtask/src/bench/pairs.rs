//! What is held beside what.

/// Two ways to do something of the same use, by the names that the programs give them.
pub struct Pair {
    /// What both do, or what comes nearest.
    pub what: &'static str,
    /// Our way.
    pub ours: &'static str,
    /// What one would take instead.
    pub other: &'static str,
    /// As it is called in the table.
    pub instead: &'static str,
}

const fn pair(what: &'static str, ours: &'static str, other: &'static str, instead: &'static str) -> Pair {
    Pair { what, ours, other, instead }
}

const HOP: &str = "a hop";
const HAND: &str = "a frame handed over and taken";
const UPDATE: &str = "an update in tract";
const FILE: &str = "a whole file on one core, `analyze`";

/// All of them, in the order of the table.
pub const PAIRS: [Pair; 10] = [
    pair(HOP, "hop", "FFTW", "FFTW's two transforms alone"),
    pair(HOP, "hop", "realfft", "realfft's two transforms alone"),
    pair(HOP, "hop", "librosa hop", "librosa's mel of one channel"),
    pair(HOP, "hop", "Essentia hop", "Essentia's mel of one channel"),
    pair(UPDATE, "tract update", "ONNX Runtime update", "ONNX Runtime"),
    pair(FILE, "analyze", "librosa file", "librosa's mel, ONNX Runtime"),
    pair(FILE, "analyze", "Essentia file", "Essentia's mel, a network like musicnn in ONNX Runtime"),
    pair(HAND, "hand-over", "mutex", "a queue behind a mutex that nobody holds"),
    pair("`process()`, a block of 64", "process-64", "pass-through-64", "a plug-in that passes sound on"),
    pair("`process()`, a block of 512", "process-512", "pass-through-512", "a plug-in that passes sound on"),
];
