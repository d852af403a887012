//! The `docgen` command.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the binary looks at the places that users name, at the clock and at the environment"
)]

mod arguments;
mod baseline;
mod build;
mod changes;
mod check;
mod completions;
mod destination;
mod diff;
mod explain;
mod fix;
mod full_text;
mod git;
mod history;
mod inspect;
mod markdown;
mod report;
mod scope;
mod serve;
mod source;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use terminal::Terminal;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut terminal = Terminal::new(&arguments);
    let done = match &arguments.command {
        Command::Build(options) => build::run(options, &mut terminal),
        Command::Check(options) => check::run(options, &mut terminal),
        Command::Diff(options) => diff::run(options, &mut terminal),
        Command::Explain { rule } => explain::run(rule.as_deref(), &mut terminal),
        Command::Inspect(options) => inspect::run(options, &mut terminal),
        Command::Serve(options) => serve::run(options, &mut terminal),
        Command::Completions { shell } => completions::run(*shell, &mut terminal),
    };
    done.unwrap_or_else(|error| terminal.error(&error))
}
