//! The integration tests, a module a command or topic; what they share is in `support`.
//!
//! Snapshots stand in `snapshots/`, whole commands in `cmd/`, whole sites in `../sites/`, and fixtures of rules, with their
//! snapshots, in `../rules/<rule-id>/`. A new fixture is a new file: no test names it.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make the folders that docgen reads and look at those it writes"
)]

mod artifacts;
mod brands;
mod browser;
mod build;
mod check;
mod cli;
mod explain;
mod fixes;
mod full_text;
mod fuzz;
mod guides;
mod hostile;
mod html;
mod inspect;
mod interrupted;
mod jekyll;
mod kept;
mod kramdown;
mod layering;
mod modified;
mod page;
mod properties;
mod reports;
mod rules;
mod secrets;
mod serve;
mod support;
mod theme;
