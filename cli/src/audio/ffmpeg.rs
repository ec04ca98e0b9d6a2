//! Files by ffmpeg: what nothing built in hears whole.

use std::{
    io::{self, ErrorKind, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::OnceLock,
    thread::{self, JoinHandle},
};

/// Containers of audio and of video with audio. Nothing here reads other files, as playlists do.
const CONTAINERS: &str = "\
    3dostr,aa,aac,ac3,aiff,amr,amrnb,amrwb,ape,aptx,asf,asf_o,ast,au,avi,brstm,caf,codec2,dsf,dts,dtshd,eac3,\
    epaf,flac,flv,gsm,ircam,iff,kwai,loas,lxf,live_flv,matroska,webm,mlp,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,\
    mpc8,mpeg,mpegts,mxf,nist,nut,oga,ogg,oma,opus,paf,pvf,qcp,rm,rso,sbc,sds,sf,shn,smk,sox,spdif,spx,swf,\
    tak,truehd,tta,voc,vqf,w64,wav,wv,wve,xa,xwma";
/// The most that is kept of what it says.
const LONGEST_COMPLAINT: u64 = 16 * 1024;

/// How it decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What there is, one after the other.
    Plain,
    /// With silence where the file's own times have holes.
    InTime,
    /// At the highest rate that is heard.
    Slower,
}

impl Way {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::InTime => &["-af", "aresample=async=1"],
            Self::Slower => &["-ar", "768000"],
        }
    }
}

/// Which ffmpeg there is, as it calls itself.
///
/// # Errors
/// Not found, if there is none.
pub fn version() -> io::Result<&'static str> {
    static VERSION: OnceLock<Result<String, ErrorKind>> = OnceLock::new();
    let asked = VERSION.get_or_init(|| {
        let mut command = Command::new("ffmpeg");
        let output = command.arg("-version").stdin(Stdio::null()).output().map_err(|error| error.kind())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<_> = text.split_whitespace().take(3).collect();
        match words[..] {
            ["ffmpeg", "version", version] if output.status.success() => Ok(format!("ffmpeg {version}")),
            _ => Err(ErrorKind::NotFound),
        }
    });
    asked.as_deref().map_err(|kind| io::Error::from(*kind))
}

/// An ffmpeg at work. It is ended and waited for, however this goes away.
pub struct Ffmpeg {
    child: Child,
    complaint: Option<JoinHandle<String>>,
}

impl Ffmpeg {
    /// Has a file's first audio track decoded, with its own channels; gives what comes, as WAV.
    ///
    /// # Errors
    /// If there is no ffmpeg.
    pub fn start(path: &Path, way: Way) -> io::Result<(Self, ChildStdout)> {
        // With its protocol before it a path is a path, whatever it begins with.
        let mut file = std::ffi::OsString::from("file:");
        file.push(path);
        let mut child = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"])
            .args(["-format_whitelist", CONTAINERS, "-i"])
            .arg(file)
            .args(["-map", "0:a:0"])
            .args(way.arguments())
            .args(["-f", "wav", "-c:a", "pcm_f32le", "-"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let complaint = stderr.map(|mut stderr| {
            thread::spawn(move || {
                let mut said = Vec::new();
                // All is read, so that it never waits for a reader.
                let _ = stderr.by_ref().take(LONGEST_COMPLAINT).read_to_end(&mut said);
                let _ = io::copy(&mut stderr, &mut io::sink());
                String::from_utf8_lossy(&said).into_owned()
            })
        });
        let this = Self { child, complaint };
        let stdout = stdout.ok_or_else(|| io::Error::other("ffmpeg has no output"))?;
        Ok((this, stdout))
    }

    /// Waits for its end; what it has to say, in a line.
    pub fn finish(&mut self, decoded_all: bool) -> Option<String> {
        if !decoded_all {
            let _ = self.child.kill();
        }
        let status = self.child.wait();
        let said = self.complaint.take().and_then(|reader| reader.join().ok()).unwrap_or_default();
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
        match (lines.next(), lines.count()) {
            (Some(first), 0) => Some(first.to_owned()),
            (Some(first), more) => Some(format!("{first} (and {more} lines more)")),
            (None, _) if decoded_all && !status.is_ok_and(|status| status.success()) => {
                Some("it failed without a word".to_owned())
            }
            (None, _) => None,
        }
    }
}

impl Drop for Ffmpeg {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn it_never_outlives_who_asked() {
        let tone = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-mix/demo-mix.ogg");
        let (ffmpeg, output) = Ffmpeg::start(&tone, Way::Plain).expect("`cargo xtask test` installs ffmpeg");
        let process = format!("/proc/{}", ffmpeg.child.id());
        assert!(Path::new(&process).exists());
        drop(ffmpeg);
        assert!(!Path::new(&process).exists(), "ended and waited for, though nobody read its output");
        drop(output);
    }
}
