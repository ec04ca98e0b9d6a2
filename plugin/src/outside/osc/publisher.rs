//! One instance's bundles, at the asked rate.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use engine::mood::State;

use super::{
    OscPhase, OscSettings, OscStatus,
    messages::bundles,
    target::{Ready, Target, send},
};
use crate::outside::{
    Fault, Said,
    hub::Guest,
    lock,
    said::{Flags, Outlet, Taker},
};

/// The queue is emptied at least that often.
const LOOK: Duration = Duration::from_millis(250);
/// A host that hasn't called for so long has stopped.
const STALL: Duration = Duration::from_secs(2);
/// So long after the last failure it counts as well.
const RECOVERED: Duration = Duration::from_millis(1_500);
/// What has failed for so long may have got another address.
const LOST: Duration = Duration::from_secs(10);
/// A pulse is no longer than that, even if the host stops in it.
const LONGEST_PULSE: Duration = Duration::from_millis(200);

/// What the main side and the publisher share of one instance.
pub struct Link {
    flags: Arc<Flags>,
    /// As they are now, with the address that goes before all messages.
    settings: Mutex<(OscSettings, String)>,
    /// Rises with every change of them.
    version: AtomicU64,
    /// Where values come from.
    pub values: Arc<Outlet>,
    status: Mutex<OscStatus>,
    active: AtomicBool,
}

impl Link {
    pub fn new(flags: Arc<Flags>) -> Self {
        Self {
            flags,
            settings: Mutex::default(),
            version: AtomicU64::new(0),
            values: Arc::default(),
            status: Mutex::default(),
            active: AtomicBool::new(false),
        }
    }

    /// The instance is active, or not.
    pub fn set_active(&self, active: bool) {
        self.active.store(active, Ordering::Relaxed);
    }

    /// What goes out from now on, under which address.
    pub fn set(&self, settings: OscSettings, address: String) {
        *lock(&self.settings) = (settings, address);
        self.version.fetch_add(1, Ordering::Release);
    }

    pub fn status(&self) -> OscStatus {
        lock(&self.status).clone()
    }

    /// It begins anew, or is switched off.
    pub fn reset_status(&self, phase: OscPhase) {
        *lock(&self.status) = OscStatus { phase, ..OscStatus::default() };
    }

    /// It can't even begin.
    pub fn fail(&self, fault: Fault) {
        *lock(&self.status) =
            OscStatus { phase: OscPhase::Failing, fault: Some(fault), ..OscStatus::default() };
    }
}

/// The publisher's part of one instance.
pub struct Sender {
    link: Arc<Link>,
    /// Whether it is to go.
    leave: Arc<AtomicBool>,
    values: Taker,
    version: Option<u64>,
    settings: OscSettings,
    address: String,
    target: Target,
    /// When the next bundle is due.
    due: Instant,
    newest: Option<Said>,
    /// The music has changed since the last bundle.
    change: bool,
    /// Blocks of the host, and when there last was a new one.
    blocks: (u64, Instant),
    /// The first failure after all was well, and the last one.
    failing: Option<(Instant, Instant)>,
}

impl Sender {
    pub fn new(link: Arc<Link>, leave: Arc<AtomicBool>) -> Self {
        let (now, settings) = (Instant::now(), OscSettings::default());
        Self {
            values: Taker::new(Arc::clone(&link.values)),
            link,
            leave,
            version: None,
            target: Target::new(&settings.host, settings.port),
            settings,
            address: String::new(),
            due: now,
            newest: None,
            change: false,
            blocks: (0, now),
            failing: None,
        }
    }

    fn take_settings(&mut self, now: Instant) {
        let version = self.link.version.load(Ordering::Acquire);
        if self.version.replace(version) == Some(version) {
            return;
        }
        let (settings, address) = lock(&self.link.settings).clone();
        if (&settings.host, settings.port) != (&self.settings.host, self.settings.port) {
            self.target = Target::new(&settings.host, settings.port);
            self.failing = None;
            let mut status = lock(&self.link.status);
            (status.target, status.fault) = (None, None);
        }
        (self.settings, self.address, self.due) = (settings, address, now);
    }

    fn take_said(&mut self, now: Instant) {
        while let Some(said) = self.values.pop() {
            self.change |= said.change;
            self.newest = Some(said);
        }
        let blocks = self.link.flags.blocks.load(Ordering::Relaxed);
        if blocks != self.blocks.0 {
            self.blocks = (blocks, now);
        }
    }

    /// What is due.
    fn send(&mut self, now: Instant) {
        let phase = self.try_to_send(now);
        let mut status = lock(&self.link.status);
        // Whoever made it leave meanwhile has said what holds from now on.
        if !self.leave.load(Ordering::Acquire) {
            status.phase = phase;
        }
    }

    fn try_to_send(&mut self, now: Instant) -> OscPhase {
        if self.link.flags.renders() {
            return OscPhase::Rendering;
        }
        let Some(said) = self.newest.filter(|_| self.link.active.load(Ordering::Relaxed)) else {
            return OscPhase::Waiting;
        };
        let (socket, address) = match self.target.ready(now) {
            Ready::Open(socket, address) => (socket, address),
            Ready::LookingUp => return OscPhase::LookingUp,
            Ready::Not(why) => {
                if let Some(why) = why {
                    let mut status = lock(&self.link.status);
                    (status.target, status.fault) = (None, Some(Fault::now(why)));
                }
                return OscPhase::Failing;
            }
        };
        let stalls = now.saturating_duration_since(self.blocks.1) > STALL;
        let state: State = if stalls { said.outputs.state.stalled() } else { said.outputs.state };
        let pulses = said.change && said.time.elapsed().is_ok_and(|age| age < LONGEST_PULSE);
        let change = std::mem::take(&mut self.change) || pulses;
        let (mut sent, mut failed, mut fault) = (0, 0, None);
        for datagram in bundles(&self.address, self.settings.parts, &said, state, change) {
            match send(socket, address, &datagram) {
                Ok(()) => sent += 1,
                Err(why) => {
                    failed += 1;
                    fault = Some(Fault::now(why));
                }
            }
        }
        let phase = self.judge(now, fault.is_some());
        let mut status = lock(&self.link.status);
        status.target = Some(address);
        status.sent += sent;
        status.failed += failed;
        status.fault = fault.or(status.fault.take());
        phase
    }

    /// What the last bundles and those before make of it.
    fn judge(&mut self, now: Instant, failed: bool) -> OscPhase {
        match (&mut self.failing, failed) {
            (Some((first, last)), true) => {
                *last = now;
                if now.saturating_duration_since(*first) > LOST {
                    self.target.forget();
                    self.failing = Some((now, now));
                }
                OscPhase::Failing
            }
            (None, true) => {
                self.failing = Some((now, now));
                OscPhase::Failing
            }
            (Some((_, last)), false) if now.saturating_duration_since(*last) < RECOVERED => OscPhase::Failing,
            (_, false) => {
                self.failing = None;
                OscPhase::Sending
            }
        }
    }
}

impl Guest for Sender {
    fn serve(&mut self, now: Instant) -> Option<Instant> {
        if self.leave.load(Ordering::Acquire) {
            return None;
        }
        self.take_settings(now);
        self.take_said(now);
        if now >= self.due {
            self.send(now);
            let period = Duration::from_secs(1) / u32::from(self.settings.rate.max(1));
            // The rate is kept over all; what was missed for good isn't made up for.
            self.due = (self.due + period).max(now + period / 4);
        }
        Some(self.due.min(now + LOOK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_at_first_has_a_target_too() {
        let link = Arc::new(Link::new(Arc::default()));
        let settings = OscSettings { on: true, ..OscSettings::default() };
        link.set(settings.clone(), "/a".into());
        let mut sender = Sender::new(link, Arc::default());
        let now = Instant::now();
        sender.take_settings(now);
        let Ready::Open(_, address) = sender.target.ready(now) else { panic!("no target") };
        assert_eq!(address.to_string(), format!("{}:{}", settings.host, settings.port));
    }
}
