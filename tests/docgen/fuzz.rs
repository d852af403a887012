//! Fuzz targets: what strangers' sites may hold, made by chance, and what must hold of each.
//!
//! `cargo test` tries a few cases of each target. For more, say how long:
//!
//! ```sh
//! DOCGEN_FUZZ_SECONDS=1200 cargo test --test docgen fuzz::
//! ```
//!
//! Then each target makes new cases for so many seconds, and a case that takes longer than [`LONGEST`] fails. What it is at
//! stands in `target/tmp/fuzz/<target>.txt`, for the case that ends the process or never ends. What fails is made as small as
//! can be and shown; make a fixture of it.

mod content;
mod data;
mod edits;
mod markdown;
mod mutants;
mod site;
mod templates;
mod texts;

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

/// How long a case may take where targets run for long: far more than any needs, since the machine may be busy.
const LONGEST: Duration = Duration::from_secs(30);

/// How many cases are made between two looks at the clock.
const BATCH: u32 = 32;

/// Fails unless `holds` of what `cases` makes: of a few, or of all that are made in the time asked for.
fn fuzz<S: Strategy>(target: &str, few: u32, cases: &S, holds: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let run = |count, holds: &dyn Fn(S::Value) -> Result<(), TestCaseError>| {
        let config = ProptestConfig {
            cases: count,
            failure_persistence: None,
            max_shrink_iters: 2_000,
            ..ProptestConfig::default()
        };
        match TestRunner::new(config).run(cases, holds) {
            Ok(()) => {}
            Err(TestError::Fail(reason, case)) => panic!("{target}: {reason}\n{case:#?}"),
            Err(TestError::Abort(reason)) => panic!("{target}: {reason}"),
        }
    };
    let Some(time) = time() else {
        run(few, &holds);
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let note = folder.join(format!("{target}.txt"));
    let watched = |case: S::Value| {
        std::fs::write(&note, format!("{case:#?}")).expect("the note can be written");
        let start = Instant::now();
        holds(case)?;
        let taken = start.elapsed();
        prop_assert!(taken < LONGEST, "it takes {taken:?}");
        Ok(())
    };
    let end = Instant::now() + time;
    while Instant::now() < end {
        run(BATCH, &watched);
    }
    std::fs::remove_file(&note).expect("it was written");
}

/// How long each target is to run, if that is said.
fn time() -> Option<Duration> {
    let seconds = std::env::var("DOCGEN_FUZZ_SECONDS").ok()?;
    Some(Duration::from_secs(
        seconds
            .parse()
            .expect("DOCGEN_FUZZ_SECONDS is a whole number of seconds"),
    ))
}
