//! Finding the address of a name, which may take for ever.
//!
//! The system's resolver can be neither interrupted nor given a limit. So each name gets a thread of its own, which
//! nobody waits for: its module is pinned, and it ends when the resolver answers, whoever has gone meanwhile.

use std::{
    io,
    net::{SocketAddr, ToSocketAddrs},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver, TryRecvError},
    },
};

use engine::runtime::thread::spawn;

/// Threads that may wait for a resolver at a time, in this module.
const MOST: usize = 8;

static WAITING: AtomicUsize = AtomicUsize::new(0);

/// A name that is being looked up. Dropping it forgets about it.
#[derive(Debug)]
pub struct Lookup(Receiver<Result<Vec<SocketAddr>, String>>);

/// Counts a thread as long as it lives.
struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lookup {
    /// Begins to look for a host's addresses.
    ///
    /// # Errors
    /// If too many names are being looked up, or if the system grants no thread.
    pub fn begin(host: &str, port: u16) -> io::Result<Self> {
        let free = |count| (count < MOST).then_some(count + 1);
        if WAITING.fetch_update(Ordering::Relaxed, Ordering::Relaxed, free).is_err() {
            return Err(io::Error::other(format!("{MOST} names are being looked up already")));
        }
        let counted = Counted;
        let (tell, answer) = mpsc::channel();
        let host = host.to_owned();
        spawn("ai-mixtapes-dns", move || {
            let _counted = counted;
            let found = (host.as_str(), port).to_socket_addrs();
            // Who asked may have gone.
            let _ = tell.send(found.map(Iterator::collect).map_err(|error| error.to_string()));
        })?;
        Ok(Self(answer))
    }

    /// What came of it, once anything has.
    pub fn answer(&self) -> Option<Result<Vec<SocketAddr>, String>> {
        match self.0.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("looking it up failed".into())),
        }
    }
}
