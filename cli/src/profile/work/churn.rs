//! Instances that come and go, beside one that stays.

use std::{path::Path, time::Instant};

use anyhow::Result;
use host::{
    Pace,
    rack::{self, Loop},
};

use super::{BLOCK, RATE, music, rig};
use crate::{
    profile::{
        figures::{Case, Memory, what},
        scenario::Plan,
        spread::Spread,
    },
    system::{self, Usage},
};

/// Instances, and activations of each.
const INSTANCES: usize = 1_000;
const ACTIVATIONS: usize = 10;
/// From one look at the memory to the next, in instances.
const LOOK: usize = 5;

/// Makes and destroys instances until all have been there or the time is over.
pub fn run(plugin: &Path, plan: Plan) -> Result<Case> {
    let mut case = Case::new(plan, RATE, BLOCK);
    let music = music(RATE)?;
    let resident_before = system::resident_kib();
    let bundle = rig::scan(plugin, &mut case)?;
    // With it the model stays, as in a session of which one track is edited.
    let mut keeper = [rig::create(&bundle)?];
    let kept = rig::activate(&mut keeper, RATE, BLOCK, &mut case)?;
    let threads = system::threads();
    let [mut created, mut activated, mut blocks, mut destroyed] = [const { Vec::new() }; 4];
    let (began, mut looks, mut peak, mut instances) = (Instant::now(), Vec::new(), 0, 0);
    let usage = Usage::begin();
    let stream = Loop { rate: RATE.into(), signal: &music, block: BLOCK, pace: Pace::Offline };
    while instances < INSTANCES && began.elapsed().as_secs_f64() < plan.seconds {
        if instances % LOOK == 0 {
            let (bytes, most) = rig::memory(&keeper[0].report(u64::MAX)?)?;
            looks.push(((instances * ACTIVATIONS) as f64 / 1e3, bytes));
            peak = most;
        }
        let mut instance = rig::timed(&mut created, || rig::create(&bundle))?;
        for _ in 0..ACTIVATIONS {
            let idle = rig::timed(&mut activated, || instance.activate(RATE.into(), BLOCK as u32))?;
            let mut idles = rack::stream(vec![idle], stream, |called| {
                blocks.push(called.took);
                case.altered_blocks += u64::from(!called.unaltered);
                false
            })?;
            instance.idle();
            idles.drain(..).for_each(|idle| instance.deactivate(idle));
        }
        rig::timed(&mut destroyed, || drop(instance));
        keeper[0].idle();
        instances += 1;
    }
    case.seconds = began.elapsed().as_secs_f64();
    (case.cpu.process, case.cpu.others) = usage.end();
    // The first of them fill what is kept for ever.
    case.memory = Memory::of_looks(peak, &looks, "1,000 activations", 0.1);
    case.memory.resident_before = resident_before.map(|kib| kib * 1024);
    case.memory.resident_peak = system::peak_kib().map(|kib| kib * 1024);
    let named = [(what::INSTANTIATE, created), (what::ACTIVATE, activated), (what::FIRST_BLOCK, blocks)];
    case.times.retain(|times| times.what != what::ACTIVATE);
    named.into_iter().for_each(|(what, times)| case.push(what, Spread::of(&times)));
    case.push(what::DESTROY, Spread::of(&destroyed));
    case.remarks.push(format!("{} activations of {instances} instances", instances * ACTIVATIONS));
    if let Some((before, after)) = threads.zip(system::threads()) {
        case.remarks.push(format!("{before} threads before, {after} after"));
    }
    keeper.iter_mut().zip(kept).for_each(|(keeper, idle)| keeper.deactivate(idle));
    Ok(case)
}
