//! Whom bundles go to.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

use super::lookup::Lookup;

/// So long after a name wasn't found, or a socket couldn't be opened, it is tried again.
const REST: Duration = Duration::from_secs(5);

/// A receiver, by its name or address.
pub struct Target {
    host: String,
    port: u16,
    stage: Stage,
}

enum Stage {
    New,
    LookingUp(Lookup),
    Open(UdpSocket, SocketAddr),
    /// Nothing is tried before then.
    Resting(Instant),
}

/// How far it is.
pub enum Ready<'a> {
    /// Datagrams can be sent.
    Open(&'a UdpSocket, SocketAddr),
    /// The name is being looked up.
    LookingUp,
    /// It doesn't work; why, if that is new.
    Not(Option<String>),
}

impl Target {
    pub fn new(host: &str, port: u16) -> Self {
        Self { host: host.to_owned(), port, stage: Stage::New }
    }

    /// Forgets what was found: the name may mean something else by now.
    pub fn forget(&mut self) {
        self.stage = Stage::New;
    }

    /// Goes on as far as it goes without waiting.
    pub fn ready(&mut self, now: Instant) -> Ready<'_> {
        if let Stage::Resting(until) = self.stage {
            if now < until {
                return Ready::Not(None);
            }
            self.stage = Stage::New;
        }
        if matches!(self.stage, Stage::New)
            && let Err(why) = self.begin()
        {
            return self.rest(now, why);
        }
        if let Stage::LookingUp(lookup) = &self.stage {
            let opened = match lookup.answer() {
                None => return Ready::LookingUp,
                Some(Err(why)) => Err(format!("“{}” isn't found: {why}", self.host)),
                Some(Ok(found)) => self.open_one_of(&found),
            };
            match opened {
                Ok(open) => self.stage = open,
                Err(why) => return self.rest(now, why),
            }
        }
        match &self.stage {
            Stage::Open(socket, address) => Ready::Open(socket, *address),
            _ => Ready::LookingUp,
        }
    }

    /// An address needs nobody to be asked.
    fn begin(&mut self) -> Result<(), String> {
        self.stage = match self.host.parse::<IpAddr>() {
            Ok(address) => self.open_one_of(&[(address, self.port).into()])?,
            Err(_) => {
                let lookup = Lookup::begin(&self.host, self.port);
                Stage::LookingUp(lookup.map_err(|why| format!("“{}” can't be looked up: {why}", self.host))?)
            }
        };
        Ok(())
    }

    /// IPv4 goes first: what receives OSC mostly listens there only.
    fn open_one_of(&self, found: &[SocketAddr]) -> Result<Stage, String> {
        let Some(address) = found.iter().find(|address| address.is_ipv4()).or(found.first()) else {
            return Err(format!("“{}” has no address", self.host));
        };
        match open(*address) {
            Ok(socket) => Ok(Stage::Open(socket, *address)),
            Err(why) => Err(format!("{address} can't be reached: {why}")),
        }
    }

    fn rest(&mut self, now: Instant, why: String) -> Ready<'_> {
        self.stage = Stage::Resting(now + REST);
        Ready::Not(Some(why))
    }
}

/// A socket that never waits, and that is told when nobody listens there.
fn open(address: SocketAddr) -> io::Result<UdpSocket> {
    let any = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
    socket.set_nonblocking(true)?;
    // A whole network may be meant.
    socket.set_broadcast(true)?;
    socket.connect(address)?;
    Ok(socket)
}

/// Sends a datagram. What a connected socket reports may be of one before, which found nobody: then this one is sent
/// nevertheless, since somebody may listen by now.
///
/// # Errors
/// What the system says.
pub fn send(socket: &UdpSocket, address: SocketAddr, datagram: &[u8]) -> Result<(), String> {
    let told = socket.send(datagram);
    if let Err(error) = &told
        && error.kind() == ErrorKind::ConnectionRefused
    {
        let _ = socket.send(datagram);
        return Err(format!("nobody listens at {address}"));
    }
    match told {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("{address} can't be reached: {error}")),
    }
}
