//! Programs that are asked for a round of one way after another, as `engine/benches/ways/turns.rs` answers.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// All programs, and what they have said.
pub struct Turns {
    rounds: usize,
    programs: Vec<Program>,
    /// The microseconds of each way, round by round, or why there are none.
    ways: BTreeMap<String, Result<Vec<f64>, String>>,
    /// Why some ways are not even known.
    unknown: String,
}

struct Program {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    ways: Vec<String>,
}

impl Turns {
    pub fn new(rounds: usize) -> Self {
        Self {
            rounds,
            programs: Vec::new(),
            ways: BTreeMap::new(),
            unknown: String::from("no program has it"),
        }
    }

    /// Starts a program and hears what it knows. If it can't, its ways are missing, and this is why.
    pub fn start(&mut self, command: &mut Command) {
        match Program::start(command) {
            Ok((program, without)) => {
                self.ways.extend(program.ways.iter().map(|way| (way.clone(), Ok(Vec::new()))));
                self.ways.extend(without.into_iter().map(|(way, reason)| (way, Err(reason))));
                self.programs.push(program);
            }
            Err(error) => self.cannot(format!("{error:#}")),
        }
    }

    /// Some ways will be missing, and this is why.
    pub fn cannot(&mut self, reason: String) {
        eprintln!("{reason}");
        self.unknown = reason;
    }

    /// All rounds, each of every way in turn.
    pub fn go(&mut self) {
        for round in 1..=self.rounds {
            eprint!("\rround {round} of {}", self.rounds);
            for program in &mut self.programs {
                for way in program.ways.clone() {
                    let Some(Ok(times)) = self.ways.get_mut(&way) else { continue };
                    match program.round(&way) {
                        Ok(time) => times.push(time),
                        Err(error) => _ = self.ways.insert(way, Err(format!("{error:#}"))),
                    }
                }
            }
        }
        eprintln!();
    }

    /// The microseconds of a way, round by round, or why there are none.
    pub fn of(&self, way: &str) -> Result<&[f64], &str> {
        match self.ways.get(way) {
            Some(Ok(times)) => Ok(times),
            Some(Err(reason)) => Err(reason),
            None => Err(&self.unknown),
        }
    }
}

impl Program {
    fn start(command: &mut Command) -> Result<(Self, Vec<(String, String)>)> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("can't run {name}"))?;
        let (questions, answers) = (child.stdin.take(), child.stdout.take());
        let answers = BufReader::new(answers.context("a program without an output")?);
        let mut program = Self { child, questions, answers, ways: Vec::new() };
        let mut without = Vec::new();
        loop {
            let line = program.hear().with_context(|| name.clone())?;
            match Said::parse(&line)? {
                Said::Way(way) => program.ways.push(way.to_owned()),
                Said::Without(way, reason) => without.push((way.to_owned(), reason.to_owned())),
                Said::Ready => return Ok((program, without)),
            }
        }
    }

    fn round(&mut self, way: &str) -> Result<f64> {
        let questions = self.questions.as_mut().context("a program without an input")?;
        writeln!(questions, "{way}").context("the program has ended")?;
        let answer = self.hear()?;
        let time: f64 = answer.parse().with_context(|| format!("{answer} is no time"))?;
        if !(time.is_finite() && time > 0.0) {
            bail!("{time} is no time that something takes");
        }
        Ok(time)
    }

    fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("the program has ended");
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Program {
    /// It ends when nobody asks any more.
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}

/// A line of a program's beginning.
#[derive(Debug, PartialEq, Eq)]
enum Said<'a> {
    Way(&'a str),
    Without(&'a str, &'a str),
    Ready,
}

impl<'a> Said<'a> {
    fn parse(line: &'a str) -> Result<Self> {
        match line.split_once(' ') {
            None if line == "ready" => Ok(Self::Ready),
            Some(("way", way)) => Ok(Self::Way(way)),
            Some(("without", rest)) => {
                let (way, reason) = rest.split_once(": ").unwrap_or((rest, "no reason given"));
                Ok(Self::Without(way, reason))
            }
            _ => bail!("expected way, without or ready, got {line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_says_what_it_has_and_why_it_lacks_the_rest() {
        assert_eq!(Said::parse("way a hop").unwrap(), Said::Way("a hop"));
        assert_eq!(
            Said::parse("without FFTW: not here: sorry").unwrap(),
            Said::Without("FFTW", "not here: sorry")
        );
        assert_eq!(Said::parse("ready").unwrap(), Said::Ready);
        assert!(Said::parse("hello world").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn ways_have_their_turns_until_their_program_ends() {
        let mut turns = Turns::new(2);
        let script = "echo way a; echo way b; echo 'without c: gone'; echo ready; \
                      read x; echo 2; read x; echo 3; read x; echo 4; read x; exit 1";
        turns.start(Command::new("sh").args(["-c", script]));
        turns.go();
        assert_eq!(turns.of("a").unwrap(), [2.0, 4.0]);
        assert!(turns.of("b").unwrap_err().contains("ended"));
        assert_eq!(turns.of("c").unwrap_err(), "gone");
        assert!(turns.of("d").is_err());
    }

    #[test]
    fn a_program_that_is_not_there_is_the_reason() {
        let mut turns = Turns::new(1);
        turns.start(&mut Command::new("/nowhere/at-all"));
        assert!(turns.of("a").unwrap_err().contains("at-all"));
    }
}
