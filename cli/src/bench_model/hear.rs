//! Feature frames in, moods out, so that Python measures what the engine says without decoding audio once more.
//!
//! In, for each clip: the number of its frames (u32), then [`FEATURES`] f32 for each. Out, for each clip: the number of
//! its updates (u32), then for each of them *now* and *section*, each as valence, arousal, tension, q1…q4 and
//! confidence (f32), or NaN where no music was heard yet. All little-endian.

use std::{
    io::{BufReader, BufWriter, ErrorKind, Read, Write},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use engine::{
    analysis::Frame,
    inference::Listener,
    mood::{Mood, State},
};
use models::{FEATURES, Model};

/// Hears one clip after the other until there are no more.
///
/// # Errors
/// If a clip breaks off, the model fails, or nobody takes the moods.
pub fn hear(model: &Arc<Model>, clips: impl Read, moods: impl Write) -> Result<()> {
    let (mut clips, mut moods) = (BufReader::new(clips), BufWriter::new(moods));
    let mut listener = Listener::new(Arc::clone(model));
    while let Some(count) = next(&mut clips)? {
        listener.reset();
        let (mut updates, mut rows) = (0u32, Vec::new());
        for hop in 1..=count {
            let frame = frame(&mut clips, hop.into()).context("a clip breaks off")?;
            if let Some(update) = listener.push(&frame) {
                ensure!(!matches!(update.state, State::Degraded(_)), "the model failed");
                updates += 1;
                let heard = update.moods.map(|moods| [moods.now, moods.section]);
                let values = heard.map_or([[f32::NAN; 8]; 2], |moods| moods.map(|mood| values(&mood)));
                rows.extend(values.as_flattened().iter().flat_map(|value| value.to_le_bytes()));
            }
        }
        moods.write_all(&updates.to_le_bytes())?;
        moods.write_all(&rows)?;
    }
    Ok(moods.flush()?)
}

/// The number of frames of the next clip.
fn next(clips: &mut impl Read) -> Result<Option<u32>> {
    let mut count = [0; 4];
    match clips.read_exact(&mut count) {
        Ok(()) => Ok(Some(u32::from_le_bytes(count))),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The `hop`th frame of a clip. It sounds: silence isn't the model's to tell.
fn frame(clips: &mut impl Read, hop: u64) -> Result<Frame> {
    let mut frame = Frame { level: 1.0, hop, ..Frame::EMPTY };
    let mut bytes = [0; 4 * FEATURES];
    clips.read_exact(&mut bytes)?;
    for (feature, bytes) in frame.features.iter_mut().zip(bytes.as_chunks().0) {
        *feature = f32::from_le_bytes(*bytes);
    }
    Ok(frame)
}

fn values(mood: &Mood) -> [f32; 8] {
    let [q1, q2, q3, q4] = mood.quadrants;
    [mood.valence, mood.arousal, mood.tension, q1, q2, q3, q4, mood.confidence]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_clip_is_heard_from_the_start() {
        let model = Arc::new(Model::builtin().unwrap());
        let clip = [&60u32.to_le_bytes()[..], &(-2f32).to_le_bytes().repeat(60 * FEATURES)].concat();
        let mut moods = Vec::new();
        hear(&model, &clip.repeat(2)[..], &mut moods).unwrap();
        let (first, second) = moods.split_at(moods.len() / 2);
        assert_eq!(first, second);
        assert_eq!((first[0], first.len()), (2, 4 + 2 * 2 * 8 * 4));
    }

    #[test]
    fn a_clip_that_breaks_off_is_an_error() {
        let model = Arc::new(Model::builtin().unwrap());
        assert!(hear(&model, &60u32.to_le_bytes()[..], Vec::new()).is_err());
    }
}
