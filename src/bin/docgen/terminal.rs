//! What the user sees: the only code that prints.

use std::io::Write;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, Error, Result};
use docgen::finding::{Finding, Severity};
use docgen::report::human::{self, Style};
use docgen::report::{Counts, counted};
use docgen::source::Sources;

use crate::arguments::Arguments;

/// How many findings are shown unless all are asked for.
const FINDINGS_SHOWN: usize = 20;

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
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            // Whoever reads has read enough, as `head` does.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            done => done.context("cannot write to standard output"),
        }
    }

    /// Says how it went, unless nothing is to be said.
    pub(crate) fn say(&mut self, text: &str) -> Result<()> {
        if self.loudness == Loudness::Quiet {
            return Ok(());
        }
        writeln!(self.err, "{text}").context("cannot write to standard error")
    }

    /// Says what was done, where that is asked for.
    pub(crate) fn say_more(&mut self, text: &str) -> Result<()> {
        if self.loudness < Loudness::Verbose {
            return Ok(());
        }
        self.say(text)
    }

    /// Shows the findings: all of them if that is asked for, else the first ones and how many each rule has.
    pub(crate) fn findings(&mut self, findings: &[Finding], sources: &Sources) -> Result<()> {
        if self.loudness == Loudness::Quiet || findings.is_empty() {
            return Ok(());
        }
        let style = match self.err.current_choice() {
            ColorChoice::Never => Style::Plain,
            _ => Style::Coloured,
        };
        let shown = match self.loudness {
            Loudness::Verbose => findings.len(),
            _ => findings.len().min(FINDINGS_SHOWN),
        };
        for finding in &findings[..shown] {
            self.say(&format!("{}\n", human::render(finding, sources, style)))?;
        }
        if shown < findings.len() {
            let rest = counted(findings.len() - shown, "finding");
            self.say(&format!("... and {rest} more; -v shows all of them\n"))?;
        }
        if findings.len() > 1 {
            self.say(&human::summary(&Counts::new(findings), style))?;
        }
        Ok(())
    }

    /// Tells what stopped docgen.
    pub(crate) fn error(&mut self, error: &Error) -> ExitCode {
        let mut text = format!("\u{1b}[1;31merror\u{1b}[0m: {error}");
        for cause in error.chain().skip(1) {
            text.push_str(&format!("\n  because: {cause}"));
        }
        let hint = error
            .chain()
            .find_map(|cause| cause.downcast_ref::<docgen::error::Error>()?.hint());
        if let Some(hint) = hint {
            text.push_str(&format!("\n  \u{1b}[1mhelp\u{1b}[0m: {hint}"));
        }
        // Where standard error is closed, the exit code is all that is left to say.
        match writeln!(self.err, "{text}") {
            Ok(()) | Err(_) => ExitCode::from(2),
        }
    }
}

/// The exit code that the findings ask for.
pub(crate) fn exit_code(findings: &[Finding]) -> ExitCode {
    let has_errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    ExitCode::from(u8::from(has_errors))
}
