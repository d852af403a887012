//! What the stages cost on a whole site: `cargo bench`.
//!
//! The site is the source folder that `DOCGEN_SITE` names, else a generated one of 300 pages. `liquid` against
//! `push_html` is the measure of Liquid: parsing and rendering all pages should cost no more than pulldown-cmark's
//! plain HTML of what comes out. Both run on one thread.
//!
//! `kept` measures what `serve` waits for: from an edit to the page as a browser gets it (`cargo bench kept`), and, apart,
//! the rules, which run when the page is shown already.

use std::collections::BTreeMap;
use std::fmt::Write;

use divan::{Bencher, black_box};
use docgen::config::CONFIG_FILE;
use docgen::engine::{Artifacts, Build, Content, Engine, Options, Pipeline, Project};
use docgen::site::Site;
use docgen::theme::Theme;
use docgen::vfs::{Disk, Files, Memory, Overlay};
use pulldown_cmark::{Parser, html};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// Liquid: parsing pages and includes, rendering them with the source map.
#[divan::bench]
fn liquid(bencher: Bencher<'_, '_>) {
    let project = load();
    bencher.bench_local(|| {
        let pipeline = Pipeline::new(&project);
        for page in 0..project.index.pages.len() {
            black_box(pipeline.expand(page));
        }
    });
}

/// The measure: pulldown-cmark alone, on the markdown that Liquid makes.
#[divan::bench]
fn push_html(bencher: Bencher<'_, '_>) {
    let texts = expanded();
    bencher.bench_local(|| {
        for text in &texts {
            let mut out = String::with_capacity(text.len() * 3 / 2);
            html::push_html(&mut out, Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES));
            black_box(out);
        }
    });
}

/// Markdown as docgen reads it: the tree, its HTML, no highlighting.
#[divan::bench]
fn markdown(bencher: Bencher<'_, '_>) {
    let texts = expanded();
    let options = docgen::markdown::Options::default();
    bencher.bench_local(|| {
        for text in &texts {
            black_box(docgen::markdown::render(text, &options, &|_, code| code.to_owned()));
        }
    });
}

/// Everything but the theme and the disk, on all cores: reading, all stages, all rules, each sample highlighted once.
#[divan::bench]
fn check(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| Build::new(load()));
}

/// A cold build: everything, the theme, and all files into a folder that is not there yet.
#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(folder).bench_local_values(|folder| {
        write(&folder);
        folder
    });
}

/// The same where nothing has changed since the last build.
#[divan::bench]
fn rebuild(bencher: Bencher<'_, '_>) {
    let folder = folder();
    write(&folder);
    bencher.bench_local(|| write(&folder));
}

/// What follows an edit, where an engine keeps what it can.
mod kept {
    use super::*;

    /// One page.
    #[divan::bench]
    fn page(bencher: Bencher<'_, '_>) {
        after_edits(bencher, |site| site.pages[site.pages.len() / 2].source.to_string());
    }

    /// The include that most nearly 150 pages use.
    #[divan::bench]
    fn include(bencher: Bencher<'_, '_>) {
        after_edits(bencher, |site| {
            let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
            for include in site.pages.iter().flat_map(|page| &page.includes) {
                *uses.entry(include).or_default() += 1;
            }
            let nearest = uses.into_iter().min_by_key(|(_, pages)| pages.abs_diff(150));
            nearest.expect("the site has includes").0.to_owned()
        });
    }

    /// The title in the config, which pages may print.
    #[divan::bench]
    fn config(bencher: Bencher<'_, '_>) {
        after_edits(bencher, |_| CONFIG_FILE.to_owned());
    }

    /// Nothing: what it takes to find that out.
    #[divan::bench]
    fn nothing(bencher: Bencher<'_, '_>) {
        let mut watched = Watched::new();
        watched.show(BTreeMap::new());
        bencher.bench_local(|| watched.show(BTreeMap::new()));
    }

    /// The rules and what is told of a site, after an edit of one page.
    #[divan::bench]
    fn verdict(bencher: Bencher<'_, '_>) {
        let mut watched = Watched::new();
        let (build, _) = watched.show(BTreeMap::new());
        bencher.bench_local(|| black_box(build.verdict()));
    }

    /// Measures from an edit of the file that `choose` names to the page in the middle of the site, in the default theme.
    fn after_edits(bencher: Bencher<'_, '_>, choose: impl Fn(&Site) -> String) {
        let mut watched = Watched::new();
        let (build, _) = watched.show(BTreeMap::new());
        let path = choose(&build.site);
        let text = site().read(&path).expect("the file is there");
        let mut edits = 0;
        let mut edit = || {
            edits += 1;
            let line = match path == CONFIG_FILE {
                true => format!("\ntitle: Edit {edits}\n"),
                false => format!("\nEdit {edits}.\n"),
            };
            let text = [text.as_slice(), line.as_bytes()].concat();
            BTreeMap::from([(path.clone(), Some(text))])
        };
        let mut shown = None;
        bencher.with_inputs(&mut edit).bench_local_values(|edit| {
            // The earlier build goes when the new one is there, as in `serve`.
            shown = Some(watched.show(edit));
        });
        drop(shown);
    }

    /// A site that is built again and again.
    struct Watched {
        engine: Engine,
    }

    impl Watched {
        fn new() -> Self {
            Self { engine: Engine::new() }
        }

        /// Builds the site with other texts, and renders a page of it.
        fn show(&mut self, edits: BTreeMap<String, Option<Vec<u8>>>) -> (Build, Theme) {
            let project = self.engine.load(edited(edits), &Options::default());
            let mut build = self
                .engine
                .build(project.expect("the site can be read"))
                .expect("nothing stops the build");
            let theme = build.load_theme("default", &[]).expect("the theme is right");
            let artifacts = Artifacts::new(&build, &theme).expect("each file has its path");
            let page = &build.site.pages[build.site.pages.len() / 2];
            let content = artifacts.get(&page.output).expect("it is a page");
            match content.expect("it can be rendered") {
                Content::Bytes(html) => drop(black_box(html)),
                Content::Copy { .. } => unreachable!("pages are rendered"),
            }
            (build, theme)
        }
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a place for temporary files")
}

fn write(folder: &TempDir) {
    let mut build = Build::new(load()).expect("nothing stops the build");
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    build
        .write(&theme, &folder.path().join("site"))
        .expect("the folder can be written to");
}

fn load() -> Project {
    Project::load(site(), &Options::default()).expect("the site can be read")
}

fn expanded() -> Vec<String> {
    let project = load();
    let pipeline = Pipeline::new(&project);
    (0..project.index.pages.len())
        .map(|page| pipeline.expand(page).text)
        .collect()
}

fn site() -> Box<dyn Files> {
    edited(BTreeMap::new())
}

/// The site with other texts at some paths.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark is told its site by the environment"
)]
fn edited(texts: BTreeMap<String, Option<Vec<u8>>>) -> Box<dyn Files> {
    match std::env::var("DOCGEN_SITE") {
        Ok(path) => Box::new(Overlay::new(
            Disk::new(path).expect("DOCGEN_SITE names a folder"),
            texts,
        )),
        Err(_) => Box::new(Overlay::new(generated(), texts)),
    }
}

/// 100 guides of three pages that share includes, as sites of setup guides do.
fn generated() -> Memory {
    let mut files = Memory::default();
    files.insert("_config.yml", "docgen: {guides: guides/*}\n");
    files.insert(
        "_includes/note.html",
        "<div markdown=\"span\" class=\"callout callout-note\"><b>Note:</b> {{include.content}}</div>\n",
    );
    let mut steps = String::from("To create an application at {{page.apiProvider}}:\n\n");
    for step in 1..=20 {
        let _written = writeln!(
            steps,
            "{step}. Click **Step {step}** and record the **{{{{page.apiKey}}}}** of [it](#step)."
        );
    }
    files.insert("_includes/steps.md", steps);
    for guide in 0..100 {
        for kind in ["index", "setup", "authenticate"] {
            let page = format!(
                "---\nheading: Guide {guide}\ntitle: {kind}\napiProvider: Provider {guide}\napiKey: client_id\n---\n\n\
                 # {{{{page.heading}}}}\n\n{{% include note.html content=\"Read this first, **all** of it.\" %}}\n\n\
                 | Credential | Parameter |\n|---|---|\n| {{{{page.apiKey}}}} | `oauth.api.key` |\n\n\
                 ## Steps\n\n{{% include steps.md %}}\n\n\
                 ```json\n{{\"key\": \"{{{{page.apiKey}}}}\", \"number\": {guide}}}\n```\n\n{}\n",
                "A paragraph of some length that says what a reader has to know before going on.\n\n".repeat(15)
            );
            files.insert(format!("guides/guide-{guide}/{kind}.md"), page);
        }
    }
    files
}
