//! What a second brand costs: `DOCGEN_SITE=docs cargo bench --bench brands`.
//!
//! Builds the site of the source folder that `DOCGEN_SITE` names (else `content`) under one brand and under two, in turns,
//! and tells the medians and their ratio: into fresh folders, and into folders that hold the site already. A site without
//! brands gets two.

#![expect(
    clippy::disallowed_methods,
    reason = "a measurement asks the environment what to measure, and the clock"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docgen::config::{CONFIG_FILE, Config};
use docgen::engine::{Artifacts, Brands, Build, Engine, Options, Project, Theme};
use docgen::vfs::{Disk, Files, Overlay};
use rayon::prelude::*;

/// How often each is built.
const TURNS: usize = 15;

/// What a site without brands gets: terms that most pages have.
const TWO_BRANDS: &str = "docgen:
  brands:
    one: {names: One, terms: {Cloud Elements: One, element instance: connector instance, element: connector}}
    two: {names: Two, terms: {Cloud Elements: Two, element instance: link instance, element: link}}
";

fn main() {
    let folder = std::env::var_os("DOCGEN_SITE").map_or_else(|| PathBuf::from("content"), PathBuf::from);
    let names = brands(&folder);
    let one = Brands::One(names.first().expect("there are brands").clone());
    let ground = tempfile::tempdir().expect("there is a place for temporary files");
    let (mut fresh, mut again) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let mut round = Vec::new();
        for brands in [&one, &Brands::All] {
            let out = ground.path().join(format!("{turn}-{}", round.len()));
            let first = build(&folder, brands, &out);
            round.push((first, build(&folder, brands, &out)));
        }
        fresh.push([round[0].0, round[1].0]);
        again.push([round[0].1, round[1].1]);
    }
    let mut out = std::io::stdout();
    for (name, times) in [("fresh folder", fresh), ("same site again", again)] {
        let [one, all] = [0, 1].map(|at| median(times.iter().map(|round| round[at]).collect()));
        let ratio = all.as_secs_f64() / one.as_secs_f64();
        let count = names.len();
        writeln!(
            out,
            "{name}: one brand {one:.1?}, {count} brands {all:.1?}, ratio {ratio:.2}"
        )
        .expect("it is told");
    }
}

/// The names of the brands that are built.
fn brands(folder: &Path) -> Vec<String> {
    let config = Config::load(&*files(folder)).expect("the config is right");
    config.brands.into_iter().map(|brand| brand.name).collect()
}

/// The files of the site, which has brands in any case.
fn files(folder: &Path) -> Box<dyn Files> {
    let disk = Disk::new(folder).expect("there is such a folder");
    let config = Config::text(&disk).expect("the config can be read");
    let is_there = Config::parse(&config).is_ok_and(|config| !config.brands.is_empty());
    let config = match is_there {
        true => config,
        false if config.contains("\ndocgen:\n") => config.replace("\ndocgen:\n", &format!("\n{TWO_BRANDS}")),
        false => format!("{config}\n{TWO_BRANDS}"),
    };
    let config = BTreeMap::from([(CONFIG_FILE.to_owned(), Some(config.into_bytes()))]);
    Box::new(Overlay::new(disk, config))
}

/// How long it takes to build the site under brands into a folder: all that `docgen build` does.
fn build(folder: &Path, brands: &Brands, out: &Path) -> Duration {
    let start = Instant::now();
    let options = Options {
        brands: brands.clone(),
        ..Options::default()
    };
    let project = Project::load(files(folder), &options).expect("the site can be read");
    let mut builds = Engine::new().build_brands(project).expect("the site can be built");
    let load = |build: &mut Build| {
        let theme = build.load_theme("default", &[]).expect("the theme is right");
        build.check();
        theme
    };
    let themes: Vec<Theme> = builds.iter_mut().map(load).collect();
    builds.par_iter().zip(&themes).for_each(|(build, theme)| {
        let name = build.site.brand.as_ref().map_or("", |brand| brand.name());
        let artifacts = Artifacts::new(build, theme).expect("no two files have one path");
        artifacts.write(&out.join(name)).expect("the site can be written");
    });
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
