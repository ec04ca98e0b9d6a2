//! A whole signal through an instance.

use std::{panic::resume_unwind, thread};

use crate::{Clock, Error, Event, Idle, Instance, Print, Running, Take};

impl Instance {
    /// Activates, plays `input` on an audio thread of its own, deactivates.
    ///
    /// # Errors
    /// If the plug-in fails.
    pub fn play(&mut self, take: &Take, input: &[Vec<f32>]) -> Result<Print, Error> {
        let idle = self.activate(take.rate, take.longest_block())?;
        let played = thread::scope(|scope| scope.spawn(|| play(idle, take, input)).join());
        let (idle, print) = played.unwrap_or_else(|panic| resume_unwind(panic))?;
        self.deactivate(idle);
        Ok(print)
    }
}

/// Plays `input`, channels of one length, through an instance that is active. This thread is the audio thread.
///
/// # Errors
/// If the plug-in fails, or sends what it shouldn't.
pub fn play(idle: Idle, take: &Take, input: &[Vec<f32>]) -> Result<(Idle, Print), Error> {
    let length = input.iter().map(Vec::len).min().unwrap_or(0);
    let mut running = Running::start(idle)?;
    take.playing.inspect(|playing| running.set_playing(*playing));
    let mut print = Print { audio: vec![vec![f32::NAN; length]; input.len()], ..Print::default() };
    let (mut sources, mut position) = (input.to_vec(), 0);
    let clock = Clock::start(take.rate);
    for block in take.blocks.iter().cycle() {
        let frames = (*block).min(length - position);
        let part = position..position + frames;
        let changes = take.changes_in(&part);
        let at = Some(position as u64);
        take.tempo.inspect(|tempo| running.set_song(position as f64 / take.rate, *tempo));
        let source = sources.iter_mut().map(|channel| &mut channel[part.clone()]);
        let status = if take.in_place {
            running.process_in_place(at, &changes, source)
        } else {
            let target = print.audio.iter_mut().map(|channel| &mut channel[part.clone()]);
            running.process(at, &changes, source, target)
        };
        print.statuses.push(status?);
        print.tails.push(running.tail());
        for event in running.sent().iter() {
            print.events.push(Event::read(position, frames, event)?);
        }
        position += frames;
        if position == length {
            break;
        }
        if take.restless {
            running = Running::start(running.stop())?;
            take.playing.inspect(|playing| running.set_playing(*playing));
        }
        if take.paced {
            clock.wait_for(position as u64);
        }
    }
    if take.in_place {
        print.audio = sources;
    }
    Ok((running.stop(), print))
}
