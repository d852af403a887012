//! The program git.

use std::path::Path;
use std::process::Command;

/// `git ARGUMENTS` in `folder`. What it tells of failures is in English, since it is read here, too.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.env("LC_ALL", "C").arg("-C").arg(folder).args(arguments);
    command
}
