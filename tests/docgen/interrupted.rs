//! Builds that do not come to their end, and files that change under them: the earlier site is there or the new one is, and
//! the next build mends what is left.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use docgen::engine::{Build, Project};
use docgen::error::Error;
use docgen::vfs::{Files, Listing, Memory};

use crate::support::{self, Ground};

type Tree = BTreeMap<String, Vec<u8>>;

/// Writes the source of the site's first or second year: pages and files that stay, change, go and come, and folders that
/// become files.
fn write_source(ground: &Ground, year: usize) {
    let source = ground.path("source");
    if source.exists() {
        std::fs::remove_dir_all(source).expect("the ground is ours");
    }
    for n in 0..12 {
        let page = format!(
            "---\ntitle: Page {n}\n---\n\n# Year {}\n",
            if n % 3 == 0 { 0 } else { year }
        );
        ground.write(&format!("source/guides/{}/setup.md", n + year * 4), page);
    }
    for n in 0..400 {
        let text = format!("{n} {}\n", if n % 3 == 0 { 0 } else { year }).repeat(100);
        ground.write(&format!("source/files/{}.txt", n + year * 100), text);
    }
    ground.write(["source/turns/x.txt", "source/turns"][year], "x");
}

const BUILD: [&str; 5] = ["build", "--source", "source", "--theme", "bare"];

/// The site of each year, and how long docgen takes for the second after the first.
fn years() -> ([Tree; 2], Duration) {
    let ground = Ground::new([]);
    let mut took = Duration::ZERO;
    let trees = [0, 1].map(|year| {
        write_source(&ground, year);
        let start = Instant::now();
        ground.docgen(BUILD).assert(0, []);
        took = start.elapsed();
        ground.tree("public")
    });
    (trees, took)
}

/// What is in the folder of docgen's books, beside the output folder's name.
fn books(ground: &Ground) -> Vec<String> {
    let entries = std::fs::read_dir(ground.path(".docgen/public")).expect("docgen made it");
    let names = entries.map(|entry| {
        entry
            .expect("it can be listed")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Fails unless each file is whole, of the earlier site or of the new one.
fn assert_whole_files(ground: &Ground, [old, new]: &[Tree; 2]) {
    let now = ground.tree("public");
    for (path, content) in now.iter().filter(|(path, _)| !path.starts_with(".docgen-staging/")) {
        let is_whole = [old, new].iter().any(|site| site.get(path) == Some(content));
        assert!(is_whole, "{path} is of neither site");
    }
}

/// Builds the second year upon the first and kills it, again and again and each time later; `site_is_whole` looks at what
/// is there then, before the next build does. `begun` is what there is in the books while the site is replaced. Says how
/// often that was there.
fn kill_builds(ground: &Ground, begun: &str, site_is_whole: impl Fn(&[Tree; 2])) -> u32 {
    let (sites, took) = years();
    let begun = ground.path(&format!(".docgen/public/{begun}"));
    let rounds = 16;
    let mut under_way = 0;
    for round in 0..rounds {
        write_source(ground, 0);
        ground.docgen(BUILD).assert(0, []);
        assert!(ground.tree("public") == sites[0], "a build is not as another was");
        write_source(ground, 1);
        let mut docgen = ground.start(BUILD);
        match round % 2 {
            0 => std::thread::sleep(took * round / rounds),
            // While the site is replaced, which is quickly done.
            _ => {
                while !begun.exists() && docgen.try_wait().expect("it is ours").is_none() {}
                std::thread::sleep(Duration::from_micros(200) * round);
            }
        }
        if round % 4 < 2 {
            docgen.kill().expect("it is ours");
        } else {
            let id = docgen.id().to_string();
            let sent = std::process::Command::new("kill").args(["-INT", &id]).output();
            sent.expect("there is a kill");
        }
        docgen.wait().expect("it ends");
        site_is_whole(&sites);
        under_way += u32::from(begun.exists());
        // The next build is of either source.
        let year = usize::from(round % 3 != 0);
        write_source(ground, year);
        ground.docgen(BUILD).assert(0, []);
        assert!(
            ground.tree("public") == sites[year],
            "the build after a kill is not as any other"
        );
        assert_eq!(books(ground), ["lock", "manifest"]);
    }
    under_way
}

#[test]
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn a_build_killed_at_any_moment_leaves_the_earlier_site_or_the_new_one() {
    let ground = Ground::new([]);
    let under_way = kill_builds(&ground, "staging/next", |[old, new]| {
        let now = ground.tree("public");
        assert!(now == *old || now == *new, "some files are of another site");
    });
    assert!(under_way > 0, "no build was killed while it replaced the site");
}

#[test]
#[cfg(unix)]
fn a_build_into_a_folder_that_has_to_stay_can_be_killed_and_is_mended_by_the_next() {
    let ground = Ground::new([]);
    std::fs::create_dir(ground.path("real")).expect("the ground is ours");
    std::os::unix::fs::symlink("real", ground.path("public")).expect("a link can be made");
    let undo = ground.path(".docgen/public/undo");
    let under_way = kill_builds(&ground, "undo", |sites| {
        assert_whole_files(&ground, sites);
        let now = ground.tree("public");
        assert!(undo.exists() || sites.contains(&now), "some files are of another site");
    });
    assert!(under_way > 0, "no build was killed while it put files in place");
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full_half_way_leaves_the_earlier_site() {
    let page = |text: &str| format!("---\ntitle: Setup\n---\n\n# {text}\n");
    let ground = Ground::new([("a.md", &page("A")), ("b.md", &page("B"))]);
    ground.docgen(BUILD).assert(0, []);
    let before = ground.tree("public");
    for n in 0..40 {
        ground.write(&format!("source/files/{n}.txt"), "x".repeat(1000 * n));
    }
    ground.write("source/a.md", page(&"A long text. ".repeat(2000)));
    let mut failed = 0;
    // No file may be larger than so many blocks; the signal would end docgen otherwise.
    for blocks in [0, 1, 2, 4, 8, 16, 32] {
        let full = format!("trap '' XFSZ; ulimit -f {blocks}");
        let done = ground.docgen_after(&full, BUILD);
        if done.code == Some(0) {
            break;
        }
        failed += 1;
        done.assert(2, ["error: cannot write "]);
        assert!(ground.tree("public") == before, "the earlier site has changed");
    }
    assert!(failed > 3, "{failed}");
    ground.docgen(BUILD).assert(0, ["2 pages"]);
    assert_eq!(books(&ground), ["lock", "manifest"]);
}

/// Files one of which becomes longer each time it is read, or is gone when it is.
#[derive(Debug)]
struct Changing {
    files: Memory,
    path: &'static str,
    change: Change,
    opened: AtomicUsize,
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Grows,
    Vanishes,
}

impl Files for Changing {
    fn list(&self, enter: &dyn Fn(&str) -> bool) -> Result<Listing, Error> {
        self.files.list(enter)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        if path != self.path {
            return self.files.open(path);
        }
        let before = self.opened.fetch_add(1, Ordering::Relaxed);
        match self.change {
            Change::Grows => Ok(Box::new(io::Cursor::new(grown(path, before)))),
            Change::Vanishes => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// The content of a file that grows, at the time it is read for the time `before + 1`.
fn grown(path: &str, before: usize) -> Vec<u8> {
    let start = if path == "a.md" {
        "---\ntitle: T\n---\n"
    } else {
        "title: T\n"
    };
    format!("{start}{}", "# More.\n".repeat(before * 12_345)).into_bytes()
}

const PATHS: [&str; 5] = ["a.md", "files/a.txt", "_includes/a.md", "_data/a.yml", "image.png"];

/// Builds the site, of which the file at `path` changes, into `public`.
fn build_changing(ground: &Ground, path: &'static str, change: Change) -> Result<(), Error> {
    let mut files = support::site([("index.md", "---\ntitle: T\n---\n{% include a.md %}\n"), ("b.txt", "b")]);
    for path in PATHS {
        files.insert(path, "title: a\n");
    }
    let files = Changing {
        files,
        path,
        change,
        opened: AtomicUsize::new(0),
    };
    let mut build = Build::new(Project::load(Box::new(files), &support::options())?)?;
    let theme = build.load_theme("bare", &[])?;
    build.write(&theme, &ground.path("public")).map(|_| ())
}

#[test]
fn a_file_that_vanishes_during_the_build_is_an_error_or_missing_and_the_earlier_site_stays() {
    for path in PATHS {
        let ground = Ground::new([("index.md", "---\ntitle: Earlier\n---\nText.\n")]);
        ground.docgen(BUILD).assert(0, []);
        let before = ground.tree("public");
        let error = build_changing(&ground, path, Change::Vanishes).expect_err("a file is gone");
        assert_eq!(error.to_string(), format!("cannot read {path}"));
        assert!(ground.tree("public") == before, "the earlier site has changed");
    }
}

#[test]
fn a_file_that_grows_during_the_build_is_whole_as_it_was_at_some_time() {
    for path in PATHS {
        let ground = Ground::new([]);
        // The second time there is something to compare it with.
        for _ in 0..2 {
            match build_changing(&ground, path, Change::Grows) {
                Ok(()) => {}
                Err(error) => {
                    assert!(error.to_string().starts_with(path), "{error}");
                    continue;
                }
            }
            if let Some(copied) = ground.tree("public").get(path) {
                assert!(
                    (0..9).any(|before| grown(path, before) == *copied),
                    "{path} is as it never was"
                );
            }
        }
        // What docgen wrote is known to be its own.
        ground.write("source/index.md", "---\ntitle: T\n---\nText.\n");
        ground.docgen(BUILD).assert(0, []);
        let left: Vec<String> = ground.tree("public").into_keys().collect();
        assert_eq!(left, ["404.html", "index.html"], "{path}");
    }
}
