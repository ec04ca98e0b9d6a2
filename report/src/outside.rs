//! What leaves the plug-in beside the host, as it says so itself.

use serde::{Deserialize, Serialize};

/// OSC and the session log, as they go now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutsideReport {
    /// OSC.
    pub osc: OscReport,
    /// The session log.
    pub log: LogReport,
}

/// What OSC is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OscReport {
    /// `off`, `waiting`, `rendering`, `looking_up`, `sending` or `failing`.
    pub phase: String,
    /// What all addresses begin with.
    pub address: String,
    /// Address and port of the receiver, once they are known.
    pub target: Option<String>,
    /// Datagrams that were sent since it was switched on.
    pub sent: u64,
    /// Datagrams that couldn't be sent.
    pub failed: u64,
    /// What went wrong last.
    pub fault: Option<FaultReport>,
}

/// What the session log is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogReport {
    /// `off`, `writing` or `failing`.
    pub phase: String,
    /// The newest file; what is no Unicode in it is replaced.
    pub file: Option<String>,
    /// Its bytes.
    pub bytes: u64,
    /// Rows that were written since the start.
    pub rows: u64,
    /// Rows that were lost.
    pub dropped: u64,
    /// What went wrong last.
    pub fault: Option<FaultReport>,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaultReport {
    /// One line for the user.
    pub text: String,
    /// When it last did: universal time after ISO 8601.
    pub time: String,
}
