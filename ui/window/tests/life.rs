//! Editors that come and go: what they leave behind, and what they cost while there is nothing to do.
//!
//! Threads, memory and time are the whole process's, and tests with a [`Desk`] take turns.

#![cfg(target_os = "linux")]

mod support;

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use support::{
    panel::{FIELD, SIZE},
    rig::Rig,
    x::{Desk, LEFT, wait_for},
};

fn threads() -> usize {
    fs::read_dir("/proc/self/task").expect("Linux").count()
}

/// Memory that the process has in use, in MiB.
fn resident() -> f64 {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: f64 = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number");
    pages * 4096.0 / f64::from(1 << 20)
}

/// Processor time of all threads that there are.
fn busy() -> Duration {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let times = tasks.filter_map(|task| {
        let times = fs::read_to_string(task.path().join("schedstat")).ok()?;
        times.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    });
    times.sum()
}

/// Opens, shows, resizes and closes an editor `times` times; at each of `marks` the memory in use.
fn open_and_close(desk: &Desk, times: usize, marks: &[usize]) -> Vec<f64> {
    let mut rig = Rig::closed();
    rig.parent = desk.window(SIZE.0 as u16, SIZE.1 as u16);
    // The first one brings what stays: the library for keyboards, the allocator's arenas.
    rig.open(Some(1.0));
    rig.show(desk);
    rig.open = None;
    let before = threads();
    let mut memory = Vec::new();
    for time in 0..times {
        if marks.contains(&time) {
            memory.push(resident());
        }
        let draws = rig.shared.draws();
        rig.open(Some(1.0));
        if time % 5 == 1 {
            // Never shown, as by a host that only wants to know the size.
            rig.open = None;
            continue;
        }
        rig.show(desk);
        wait_for("a picture", || rig.shared.draws() > draws);
        rig.set_size(320 + (time % 7) as u32, 130);
        rig.open = None;
        assert!(desk.child(rig.parent).is_none());
        // One that was joined is listed a moment longer.
        wait_for(&format!("no thread left by opening {time}"), || threads() <= before);
    }
    memory.push(resident());
    memory
}

#[test]
fn ten_openings_leave_no_thread_behind() {
    let Some(desk) = Desk::open() else { return };
    open_and_close(&desk, 10, &[]);
}

#[test]
#[ignore = "takes half a minute: `cargo xtask test --hosts` runs it"]
fn two_hundred_openings_leave_nothing_behind() {
    let Some(desk) = Desk::open() else { return };
    let base = bare_window_memory();
    let memory = open_and_close(&desk, 200, &[50, 100, 150]);
    println!("MiB in use after 50, 100, 150 and 200 openings: {memory:.1?}");
    // baseview 0.4.2 keeps the keyboard's map of each window that it opens (70 KiB); what counts is what we add.
    let ours = (memory[3] - memory[0]) / 150.0;
    println!("KiB kept for each opening: {:.1}, by baseview alone: {:.1}", ours * 1024.0, base * 1024.0);
    assert!(ours - base < 0.02, "{:.1} KiB more for each opening", (ours - base) * 1024.0);
}

/// MiB kept for each opening of a window with nothing in it.
fn bare_window_memory() -> f64 {
    let open = || {
        let window = baseview::Window::create(baseview::WindowSettings::new(), |_| Ok(Bare { _timer: None }))
            .expect("a window");
        window.show().expect("to be shown");
        thread::sleep(Duration::from_millis(10));
    };
    (0..20).for_each(|_| open());
    let before = resident();
    (0..80).for_each(|_| open());
    (resident() - before) / 80.0
}

/// A handler that does nothing, perhaps often.
struct Bare {
    _timer: Option<baseview::TimerHandle>,
}

impl baseview::WindowHandler for Bare {
    fn draw(&self) -> Result<(), baseview::HandlerError> {
        Ok(())
    }

    fn resized(&self, _size: baseview::WindowSize) -> Result<(), baseview::HandlerError> {
        Ok(())
    }

    fn on_event(&self, _event: baseview::Event) -> baseview::EventStatus {
        baseview::EventStatus::Ignored
    }
}

/// The least per cent of a core that the process takes, of three times 3 s: what else the machine does makes it more,
/// never less.
fn share_of_a_core() -> f64 {
    let once = || {
        thread::sleep(Duration::from_millis(500));
        let (start, before) = (Instant::now(), busy());
        thread::sleep(Duration::from_secs(3));
        (busy() - before).as_secs_f64() / start.elapsed().as_secs_f64() * 100.0
    };
    (0..3).map(|_| once()).fold(f64::MAX, f64::min)
}

/// What a window costs that wakes as often as the editor looks at its content, and does nothing.
fn bare_window_share() -> f64 {
    let window = baseview::Window::create(baseview::WindowSettings::new(), |window| {
        Ok(Bare { _timer: Some(window.create_timer(Duration::from_secs(1) / 30)?) })
    });
    let window = window.expect("a window");
    window.show().expect("to be shown");
    share_of_a_core()
}

#[test]
#[ignore = "measures time: `cargo xtask test --hosts` runs it"]
fn an_editor_with_nothing_to_do_costs_next_to_nothing() {
    let Some(desk) = Desk::open() else { return };
    let bare = bare_window_share();
    let rig = Rig::shown(&desk);
    let unchanged = share_of_a_core();
    desk.map(rig.parent, false);
    let covered = share_of_a_core();
    desk.map(rig.parent, true);
    rig.hide(true);
    let hidden = share_of_a_core();
    println!(
        "per cent of a core: a window that only wakes as often {bare:.2}, an editor in which nothing changes \
         {unchanged:.2}, in a hidden parent {covered:.2}, hidden {hidden:.2}"
    );
    // A picture each time would be over thirty times as much.
    for (name, share, times) in
        [("unchanged", unchanged, 5.0), ("in a hidden parent", covered, 2.5), ("hidden", hidden, 2.5)]
    {
        assert!(
            share < times * bare,
            "{name}: {share:.2} % of a core, {:.1} times a bare window",
            share / bare
        );
    }
}

#[test]
fn a_copied_text_leaves_no_thread_behind() {
    let Some(desk) = Desk::open() else { return };
    let mut rig = Rig::shown(&desk);
    let before = threads();
    desk.point(FIELD.0, FIELD.1);
    desk.click(LEFT);
    let child = desk.child(rig.parent).expect("the editor");
    wait_for("the focus", || desk.focus() == child);
    desk.key(u32::from(b'a'));
    for letter in [b'a', b'x', b'v', b'v'] {
        desk.key_down(0xffe3, true);
        desk.key(letter.into());
        desk.key_down(0xffe3, false);
    }
    wait_for("the text twice", || rig.shared.text() == "aa");
    // The clipboard is served by a thread of its own.
    assert!(threads() > before);
    rig.open = None;
    // The editor's own thread has ended too.
    assert!(threads() < before, "{} threads, {before} before", threads());
}
