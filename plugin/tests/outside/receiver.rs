//! Who receives OSC.

use std::{
    collections::BTreeMap,
    net::UdpSocket,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rosc::{OscPacket, OscTime, OscType, decoder::decode_udp};

/// A datagram: when it came, and its messages.
pub type Came = (Instant, Vec<(String, OscType)>);

/// A socket of this computer, with a thread that takes what comes. It is closed when this is dropped.
pub struct Receiver {
    pub port: u16,
    came: Arc<Mutex<Vec<Came>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    /// On any port that is free.
    pub fn open() -> Self {
        Self::on(0)
    }

    pub fn on(port: u16) -> Self {
        let socket = UdpSocket::bind(("127.0.0.1", port)).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        let port = socket.local_addr().unwrap().port();
        let (came, stop) = (Arc::<Mutex<Vec<Came>>>::default(), Arc::<AtomicBool>::default());
        let (sink, stops) = (Arc::clone(&came), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let mut room = [0; 65_536];
            while !stops.load(Ordering::Relaxed) {
                if let Ok(count) = socket.recv(&mut room) {
                    sink.lock().unwrap().push((Instant::now(), read(&room[..count])));
                }
            }
        });
        Self { port, came, stop, thread: Some(thread) }
    }

    /// All that has come.
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    pub fn forget(&self) {
        self.came.lock().unwrap().clear();
    }

    /// The values of one address, with the times at which they came.
    pub fn values(&self, address: &str) -> Vec<(Instant, OscType)> {
        let of_address = |(at, messages): Came| {
            let found = messages.into_iter().find(|(found, _)| found == address);
            found.map(|(_, value)| (at, value))
        };
        self.came().into_iter().filter_map(of_address).collect()
    }

    /// How often a second an address came, from its first to its last time.
    pub fn rate(&self, address: &str) -> f64 {
        let values = self.values(address);
        assert!(values.len() > 10, "{address} came {} times", values.len());
        let (first, last) = (values[0].0, values[values.len() - 1].0);
        (values.len() - 1) as f64 / (last - first).as_secs_f64()
    }

    /// Everything that came as last said.
    pub fn newest(&self) -> BTreeMap<String, OscType> {
        self.came().into_iter().flat_map(|(_, messages)| messages).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

fn read(datagram: &[u8]) -> Vec<(String, OscType)> {
    let (rest, packet) = decode_udp(datagram).unwrap();
    assert!(rest.is_empty());
    let OscPacket::Bundle(bundle) = packet else { panic!("a message without a bundle: {packet:?}") };
    assert_eq!(bundle.timetag, OscTime { seconds: 0, fractional: 1 }, "immediately");
    let message = |packet| match packet {
        OscPacket::Message(mut message) => (message.addr, message.args.remove(0)),
        OscPacket::Bundle(bundle) => panic!("a bundle in a bundle: {bundle:?}"),
    };
    bundle.content.into_iter().map(message).collect()
}
