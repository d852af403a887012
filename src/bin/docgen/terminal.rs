//! What the user sees: the only code that prints.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Error, Result};
use docgen::finding::{Finding, Severity};
use docgen::fingerprint::Identified;
use docgen::report::human::{self, Detail, Grouping};
use docgen::report::{Style, harmless};
use docgen::source::Sources;

use crate::arguments::Arguments;

/// How long somebody waits before they want to know what for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Standard output and standard error, with or without colours.
pub(crate) struct Terminal {
    out: AutoStream<std::io::Stdout>,
    err: AutoStream<std::io::Stderr>,
    loudness: Loudness,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Loudness {
    Quiet,
    Normal,
    Verbose,
}

impl Terminal {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        let choice = match arguments.color {
            clap::ColorChoice::Always => ColorChoice::Always,
            clap::ColorChoice::Never => ColorChoice::Never,
            clap::ColorChoice::Auto => ColorChoice::Auto,
        };
        let loudness = match (arguments.quiet, arguments.verbose) {
            (true, _) => Loudness::Quiet,
            (false, 0) => Loudness::Normal,
            (false, _) => Loudness::Verbose,
        };
        Self {
            out: AutoStream::new(std::io::stdout(), choice),
            err: AutoStream::new(std::io::stderr(), choice),
            loudness,
        }
    }

    /// Whether more is to be said.
    pub(crate) fn is_verbose(&self) -> bool {
        self.loudness == Loudness::Verbose
    }

    /// Prints what was asked for.
    pub(crate) fn print(&mut self, text: &str) -> Result<()> {
        let done = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        read_enough(done).context("cannot write to standard output")
    }

    /// Prints what is for programs: byte by byte as it is, whatever is to be coloured.
    pub(crate) fn print_exactly(&mut self, text: &str) -> Result<()> {
        let mut out = self.out.as_inner();
        let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        read_enough(done).context("cannot write to standard output")
    }

    /// Prints parts of authors' files: as they are for programs, harmless for people.
    pub(crate) fn print_source(&mut self, text: &str) -> Result<()> {
        if std::io::stdout().is_terminal() {
            self.print(&harmless(text))
        } else {
            self.print_exactly(text)
        }
    }

    /// How texts for people look on standard output.
    pub(crate) fn style(&self) -> Style {
        style(self.out.current_choice())
    }

    /// How much of the findings is told; nothing of them, if docgen is to be quiet.
    pub(crate) fn detail(&self) -> Option<Detail> {
        match self.loudness {
            Loudness::Quiet => None,
            Loudness::Normal => Some(Detail::Brief),
            Loudness::Verbose => Some(Detail::Full),
        }
    }

    /// Says how it went, unless nothing is to be said.
    pub(crate) fn say(&mut self, text: &str) -> Result<()> {
        if self.loudness == Loudness::Quiet {
            return Ok(());
        }
        read_enough(writeln!(self.err, "{text}")).context("cannot write to standard error")
    }

    /// Warns of what is not as it might be, and says what to do about it.
    pub(crate) fn warn(&mut self, text: &str, hint: &str) -> Result<()> {
        // What is quoted of other programs may be anything.
        let text = harmless(text);
        self.say(&format!(
            "\u{1b}[1;33mwarning\u{1b}[0m: {text}\n  \u{1b}[1mhelp\u{1b}[0m: {hint}"
        ))
    }

    /// Says what was done, where that is asked for.
    pub(crate) fn say_more(&mut self, text: &str) -> Result<()> {
        if self.loudness < Loudness::Verbose {
            return Ok(());
        }
        self.say(text)
    }

    /// Does what may take long, and says so where it does and somebody may be waiting; whether that could be said.
    pub(crate) fn while_saying<T>(&mut self, text: &str, work: impl FnOnce() -> T) -> (T, Result<()>) {
        match std::io::stderr().is_terminal() {
            true => with_notice(PATIENCE, || self.say(text), work),
            false => (work(), Ok(())),
        }
    }

    /// Says what was found, where findings are not what was asked for.
    pub(crate) fn say_findings(&mut self, findings: &[Identified<'_>], sources: &Sources) -> Result<()> {
        let detail = self.detail().map(|detail| match detail {
            Detail::Brief | Detail::First => Detail::First,
            Detail::Full => Detail::Full,
        });
        let Some(detail) = detail.filter(|_| !findings.is_empty()) else {
            return Ok(());
        };
        let report = human::report(
            findings,
            sources,
            Grouping::Files,
            detail,
            style(self.err.current_choice()),
        );
        // It ends with a line end, and a line end is said after it.
        self.say(report.strip_suffix('\n').unwrap_or(&report))
    }

    /// Tells what stopped a part of the work, and what to do about it, whatever else is said.
    pub(crate) fn failure(&mut self, text: &str, hint: Option<&str>) -> Result<()> {
        let mut told = format!("\u{1b}[1;31merror\u{1b}[0m: {}", harmless(text));
        if let Some(hint) = hint {
            told.push_str(&format!("\n  \u{1b}[1mhelp\u{1b}[0m: {}", harmless(hint)));
        }
        read_enough(writeln!(self.err, "{told}")).context("cannot write to standard error")
    }

    /// Tells what stopped docgen.
    pub(crate) fn error(&mut self, error: &Error) -> ExitCode {
        // What is quoted of a config or a template may be anything.
        let quoted = |it: &dyn std::fmt::Display| harmless(&it.to_string());
        let mut text = format!("\u{1b}[1;31merror\u{1b}[0m: {}", quoted(error));
        for cause in error.chain().skip(1) {
            text.push_str(&format!("\n  because: {}", quoted(&cause)));
        }
        let hint = error
            .chain()
            .find_map(|cause| cause.downcast_ref::<docgen::error::Error>()?.hint());
        if let Some(hint) = hint {
            text.push_str(&format!("\n  \u{1b}[1mhelp\u{1b}[0m: {}", quoted(&hint)));
        }
        // Where standard error is closed, the exit code is all that is left to say.
        match writeln!(self.err, "{text}") {
            Ok(()) | Err(_) => ExitCode::from(2),
        }
    }
}

/// Does some work, and gives notice beside it where it takes longer than `patience`; what came of the notice.
fn with_notice<T>(
    patience: Duration,
    notice: impl FnOnce() -> Result<()> + Send,
    work: impl FnOnce() -> T,
) -> (T, Result<()>) {
    let (done, is_done) = mpsc::channel::<()>();
    let mut said = Ok(());
    let outcome = &mut said;
    let made = thread::scope(|scope| {
        scope.spawn(move || {
            if is_done.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                *outcome = notice();
            }
        });
        let made = work();
        drop(done);
        made
    });
    (made, said)
}

/// Whoever reads a pipe may have read enough, as `head` does. That is no failure.
fn read_enough(done: std::io::Result<()>) -> std::io::Result<()> {
    match done {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn style(choice: ColorChoice) -> Style {
    match choice {
        ColorChoice::Never => Style::Plain,
        _ => Style::Coloured,
    }
}

/// The exit code that the findings ask for.
pub(crate) fn exit_code(findings: &[Finding]) -> ExitCode {
    let has_errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    ExitCode::from(u8::from(has_errors))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn notice_is_given_of_what_takes_long_only() {
        let (sender, noticed) = mpsc::channel();
        let notice = || Ok(sender.send("working")?);
        let work = || noticed.recv();
        let (told, said) = with_notice(Duration::ZERO, notice, work);
        said.expect("somebody listens");
        assert_eq!(told, Ok("working"));

        let (made, said) = with_notice(Duration::MAX, || bail!("it took long"), || 1);
        said.expect("nothing was said");
        assert_eq!(made, 1);
    }
}
