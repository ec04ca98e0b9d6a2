//! A graph that was checked against a contract and is ready to run.

use std::{
    io::Cursor,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tract_onnx::prelude::*;

use crate::{
    GRAPH,
    cells::cells,
    contract::{COLUMNS, Contract},
    convolution::convolve_directly,
    error::{ModelError, RunError, one_line},
};

/// A part of the graph that is ready to run.
#[derive(Debug)]
struct Plan {
    plan: Arc<TypedSimplePlan>,
    /// What earlier runs worked with, for the next ones: as many as ran at a time.
    states: Mutex<Vec<TypedSimpleState>>,
    runs: AtomicU64,
}

impl Plan {
    fn count(&self) {
        self.runs.fetch_add(1, Ordering::Relaxed);
    }
}

/// The encoder and the heads of one ONNX file, optimised for this machine.
///
/// Immutable: any number of threads may share one behind an [`Arc`]. Running it allocates, so it belongs on a
/// worker thread.
#[derive(Debug)]
pub struct Model {
    contract: Contract,
    encoder: Plan,
    /// What of the heads leads to the moods.
    heads: Plan,
    /// What of them leads to whether the newest step is music.
    music: Plan,
    loaded: Instant,
    /// When [`warm`](Self::warm) was asked for last, in nanoseconds since it was loaded.
    warmed: AtomicU64,
}

/// How often each part of a model has run, for all who share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Runs of the encoder: one for each step of a stream.
    pub encoder: u64,
    /// Runs of the heads, each for both horizons.
    pub heads: u64,
    /// Runs of what says no more than whether a step is music.
    pub music: u64,
}

/// One row of the graph's output, before calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RawMood {
    /// -1 (sad) to 1 (happy).
    pub valence: f32,
    /// -1 (calm) to 1 (energetic).
    pub arousal: f32,
    /// -1 (relaxed) to 1 (tense).
    pub tension: f32,
    /// Logits of the four quadrants.
    pub quadrants: [f32; 4],
}

impl Model {
    /// Loads the model that is part of this binary.
    ///
    /// # Errors
    /// None in a released build: its own tests load the same bytes.
    pub fn builtin() -> Result<Self, ModelError> {
        Self::load(Contract::builtin()?, GRAPH)
    }

    /// Loads the ONNX file `graph` and checks it against `contract`.
    ///
    /// # Errors
    /// [`ModelError`] says which part can't be loaded, or which shape differs from the contract's.
    pub fn load(contract: Contract, graph: &[u8]) -> Result<Self, ModelError> {
        let names = &contract.graph;
        let proto =
            onnx().proto_model_for_read(&mut Cursor::new(graph)).map_err(|error| refusal("file", &error))?;
        let parsed = onnx().model_for_proto_model(&proto).map_err(|error| refusal("file", &error))?;
        let (hops, features, width) = (crate::CONTEXT_HOPS, crate::FEATURES, names.embedding);
        let encoder = Part {
            name: "encoder",
            input: (&names.frames, &[1, hops, features]),
            output: (&names.embedding_output, &[1, width]),
        };
        let heads = Part {
            name: "heads",
            input: (&names.recent, &[crate::RECENT_STEPS, 1 + width]),
            output: (&names.mood, &[2, COLUMNS.len()]),
        };
        let encoder = encoder.plan(encoder.cut(parsed.clone())?)?;
        let whole = heads.cut(parsed)?;
        let cells = |rows, columns| cells(&whole, rows, columns).map_err(|error| refusal(heads.name, &error));
        let (moods, music) = (cells(0..2, 0..MOOD)?, cells(0..1, MOOD..COLUMNS.len())?);
        let (heads, music) = (heads.plan(moods)?, heads.plan(music)?);
        Ok(Self { contract, encoder, heads, music, loaded: Instant::now(), warmed: AtomicU64::new(0) })
    }

    /// The contract that the graph was checked against.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    /// What its streams have cost since it was loaded.
    pub fn runs(&self) -> Runs {
        let runs = |part: &Plan| part.runs.load(Ordering::Relaxed);
        Runs { encoder: runs(&self.encoder), heads: runs(&self.heads), music: runs(&self.music) }
    }

    /// Encodes one step: `frames` holds [`CONTEXT_HOPS`](crate::CONTEXT_HOPS) × [`FEATURES`](crate::FEATURES) features,
    /// oldest first; `embedding` takes the contract's number of values.
    ///
    /// # Errors
    /// [`RunError`] if the graph can't run or returns a value that is not finite; `embedding` is then unspecified.
    ///
    /// # Panics
    /// If either slice has another length.
    pub fn encode(&self, frames: &[f32], embedding: &mut [f32]) -> Result<(), RunError> {
        self.encoder.count();
        run(&self.encoder, &FRAMES_SHAPE, frames, |values| embedding.copy_from_slice(values))
    }

    /// For who will soon run it: gets what a run works with into the processor's caches, by a run whose answer nobody
    /// gets, and which isn't counted. Where the last time is a while ago others have the caches, and a run takes ten
    /// times as long; so all who share the model do this once, and not where one asks after the other.
    pub fn warm(&self) {
        let now = self.loaded.elapsed();
        let before = Duration::from_nanos(self.warmed.swap(now.as_nanos() as u64, Ordering::Relaxed));
        if now.saturating_sub(before) < COLD {
            return;
        }
        let shape = self.recent_shape();
        let (frames, recent) = ([0.0; CONTEXT], vec![0.0; shape.iter().product()]);
        // Who wants an answer hears of errors.
        let _ = run(&self.encoder, &FRAMES_SHAPE, &frames, |_| {});
        for part in [&self.music, &self.heads] {
            let _ = run(part, &shape, &recent, |_| {});
        }
    }

    /// The moods of both horizons, *now* first. `recent` holds [`RECENT_STEPS`](crate::RECENT_STEPS) rows, the newest
    /// step's last: 1 and the step's embedding, or zeros where there is none yet.
    ///
    /// # Errors
    /// [`RunError`] if the graph can't run or returns a value that is not finite.
    ///
    /// # Panics
    /// If `recent` has another length.
    pub fn moods(&self, recent: &[f32]) -> Result<[RawMood; 2], RunError> {
        let mut rows = [0.0; 2 * MOOD];
        self.heads.count();
        run(&self.heads, &self.recent_shape(), recent, |values| rows.copy_from_slice(values))?;
        let (now, section) = rows.split_at(MOOD);
        Ok([RawMood::from_row(now), RawMood::from_row(section)])
    }

    /// The logit of "this is music at all" of the horizon *now*, of the same rows as [`moods`](Self::moods).
    ///
    /// # Errors
    /// [`RunError`] if the graph can't run or returns a value that is not finite.
    ///
    /// # Panics
    /// If `recent` has another length.
    pub fn music(&self, recent: &[f32]) -> Result<f32, RunError> {
        let mut logit = [0.0];
        self.music.count();
        run(&self.music, &self.recent_shape(), recent, |values| logit.copy_from_slice(values))?;
        Ok(logit[0])
    }

    fn recent_shape(&self) -> [usize; 2] {
        [crate::RECENT_STEPS, 1 + self.contract.graph.embedding]
    }
}

impl RawMood {
    fn from_row(row: &[f32]) -> Self {
        Self {
            valence: row[0].clamp(-1.0, 1.0),
            arousal: row[1].clamp(-1.0, 1.0),
            tension: row[2].clamp(-1.0, 1.0),
            quadrants: [row[3], row[4], row[5], row[6]],
        }
    }
}

/// So long after it worked others have the processor's caches.
const COLD: Duration = Duration::from_millis(50);

/// What the encoder hears, as numbers and as a shape.
const CONTEXT: usize = crate::CONTEXT_HOPS * crate::FEATURES;
const FRAMES_SHAPE: [usize; 3] = [1, crate::CONTEXT_HOPS, crate::FEATURES];

/// So many columns of the graph's output are the mood; the last one is the logit of music.
const MOOD: usize = COLUMNS.len() - 1;

/// One of the file's two graphs.
struct Part<'a> {
    name: &'static str,
    input: (&'a str, &'a [usize]),
    output: (&'a str, &'a [usize]),
}

impl Part<'_> {
    /// Cuts this part out of the whole file's graph.
    fn cut(&self, whole: InferenceModel) -> Result<TypedModel, ModelError> {
        let refused = |error: TractError| refusal(self.name, &error);
        let named = || whole.with_input_names([self.input.0])?.with_outputs_by_name([self.output.0]);
        let part = named().map_err(refused)?;
        // The graph's own shape counts, as far as it is fixed: setting ours below would override it.
        let declared =
            part.input_fact(0).and_then(|fact| fact.shape.as_concrete_finite()).map_err(refused)?;
        if let Some(declared) = declared {
            check_shape(self.input, &declared)?;
        }
        let fact = f32::fact(self.input.1).into();
        let typed = part.with_input_fact(0, fact).and_then(|part| part.into_typed()).map_err(refused)?;
        let found = typed.output_fact(0).map_err(refused)?.shape.as_concrete().map(<[usize]>::to_vec);
        check_shape(self.output, &found.unwrap_or_default())?;
        typed.into_decluttered().map_err(refused)
    }

    /// Optimises a graph of this part for this machine.
    fn plan(&self, mut graph: TypedModel) -> Result<Plan, ModelError> {
        let ready = convolve_directly(&mut graph).and_then(|()| graph.into_optimized()?.into_runnable());
        let plan = ready.map_err(|error| refusal(self.name, &error))?;
        Ok(Plan { plan, states: Mutex::default(), runs: AtomicU64::new(0) })
    }
}

fn check_shape((name, expected): (&str, &[usize]), found: &[usize]) -> Result<(), ModelError> {
    if found == expected {
        return Ok(());
    }
    Err(ModelError::Shape {
        name: name.to_owned(),
        found: format!("{found:?}"),
        expected: format!("{expected:?}"),
    })
}

fn refusal(part: &'static str, error: &TractError) -> ModelError {
    ModelError::Graph { part, reason: one_line(&format!("{error:#}")) }
}

fn run(part: &Plan, shape: &[usize], input: &[f32], take: impl FnOnce(&[f32])) -> Result<(), RunError> {
    assert_eq!(input.len(), shape.iter().product::<usize>(), "the input's length");
    let failed = |error: TractError| RunError::Failed(one_line(&format!("{error:#}")));
    let states = || part.states.lock().unwrap_or_else(PoisonError::into_inner);
    let tensor = Tensor::from_shape(shape, input).map_err(failed)?;
    let kept = states().pop();
    let mut state = kept.map_or_else(|| part.plan.spawn(), Ok).map_err(failed)?;
    // After an error the state is not kept.
    let results = state.run(tvec!(tensor.into_tvalue())).map_err(failed)?;
    states().push(state);
    let values = results[0].to_plain_array_view::<f32>().map_err(failed)?;
    let values = values.as_slice().ok_or_else(|| RunError::Failed("the output has gaps".to_owned()))?;
    if !values.iter().all(|value| value.is_finite()) {
        return Err(RunError::NotFinite);
    }
    take(values);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;

    fn builtin() -> Model {
        Model::builtin().unwrap()
    }

    /// Loads the built-in graph against a contract in which `from` stands as `to`.
    fn refused(from: &str, to: &str) -> String {
        let text = include_str!("../contract.toml");
        assert!(text.contains(from), "{from}");
        let contract = Contract::parse(&text.replacen(from, to, 1)).unwrap();
        Model::load(contract, GRAPH).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_model_fits_its_contract_and_is_under_2_mb() {
        assert_eq!(builtin().contract().version, 4);
        assert!(GRAPH.len() < 2_000_000);
    }

    #[test]
    fn nothing_is_computed_that_nobody_asked_for() {
        let model = builtin();
        let asks =
            |plan: &Plan, what: &str| plan.plan.model().nodes().iter().any(|node| node.name.contains(what));
        assert_eq!(["gate", "harmony"].map(|what| asks(&model.heads, what)), [false, true]);
        assert_eq!(["gate", "harmony"].map(|what| asks(&model.music, what)), [true, false]);
    }

    #[test]
    fn warming_counts_as_no_run_and_changes_no_answer() {
        let model = builtin();
        let recent = vec![0.5; crate::RECENT_STEPS * (1 + model.contract().graph.embedding)];
        let cold = model.moods(&recent).unwrap();
        let runs = model.runs();
        for pause in [Duration::ZERO, COLD] {
            std::thread::sleep(pause);
            model.warm();
            assert_eq!(model.runs(), runs);
        }
        assert_eq!(model.moods(&recent).unwrap(), cold);
    }

    #[test]
    fn a_contract_with_another_width_is_refused_with_both_shapes() {
        let width = builtin().contract().graph.embedding;
        let message = refused(&format!("embedding = {width}"), "embedding = 7");
        assert!(message.contains(&format!("[1, {width}]")) && message.contains("[1, 7]"), "{message}");
    }

    #[test]
    fn an_encoder_for_another_context_is_refused_with_both_shapes() {
        let whole = onnx().model_for_read(&mut Cursor::new(GRAPH)).unwrap();
        let contract = Contract::builtin().unwrap();
        let part = Part {
            name: "encoder",
            input: (&contract.graph.frames, &[1, 75, crate::FEATURES]),
            output: (&contract.graph.embedding_output, &[1, contract.graph.embedding]),
        };
        let message = part.cut(whole).unwrap_err().to_string();
        assert!(message.contains("[1, 50, 100]") && message.contains("[1, 75, 100]"), "{message}");
    }

    #[test]
    fn a_name_that_the_graph_does_not_have_is_refused() {
        let message = refused("frames = \"frames\"", "frames = \"spectrum\"");
        assert!(message.contains("encoder") && message.contains("spectrum"), "{message}");
    }

    #[test]
    fn what_is_no_onnx_file_is_refused() {
        let load = |bytes: &[u8]| Model::load(Contract::builtin().unwrap(), bytes);
        for bytes in [&b""[..], b"RIFF....WAVE", &GRAPH[..GRAPH.len() / 3]] {
            assert!(matches!(load(bytes), Err(ModelError::Graph { .. })));
        }
    }

    #[test]
    fn finite_frames_give_finite_moods_within_the_scale() {
        let model = builtin();
        let width = model.contract().graph.embedding;
        let mut embedding = vec![0.0; width];
        for value in [-5.0, 0.0, 1.0, -1e6, 1e6] {
            let frames: Vec<f32> = (0..crate::CONTEXT_HOPS * crate::FEATURES)
                .map(|i| if i % 3 == 0 { value } else { -4.0 })
                .collect();
            model.encode(&frames, &mut embedding).unwrap();
            let row: Vec<f32> = iter::once(1.0).chain(embedding.iter().copied()).collect();
            for missing in [0, 1, crate::RECENT_STEPS - 1] {
                let mut recent = row.repeat(crate::RECENT_STEPS);
                recent[..missing * row.len()].fill(0.0);
                let moods = model.moods(&recent).unwrap();
                for mood in moods {
                    let values = [mood.valence, mood.arousal, mood.tension];
                    assert!(values.iter().all(|v| (-1.0..=1.0).contains(v)));
                }
                assert!(model.music(&recent).unwrap().is_finite());
            }
        }
    }
}
