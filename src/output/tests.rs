mod switch;

use super::*;

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::vfs::Memory;
use switch::{Reached, killed_in_switch};

type Tree = BTreeMap<String, String>;

/// A folder with a folder `site` in it, which does not exist at first.
struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn books(&self) -> PathBuf {
        self.folder.path().join(".docgen/site")
    }

    fn open(&self) -> Output {
        Output::open(&self.out()).expect("the folder can be built into")
    }

    fn build(&self, files: &[(&str, &str)]) -> Result<Summary, Error> {
        let output = Output::open(&self.out())?;
        for (path, content) in files {
            output.stage(path, content.as_bytes())?;
        }
        output.commit()
    }

    fn has_built(&self, files: &[(&str, &str)]) -> Summary {
        self.build(files).expect("nothing is in the way")
    }

    /// Writes as the user does.
    fn write(&self, path: &str, content: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().expect("it is below the output folder")).expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
    }

    fn tree(&self) -> Tree {
        if !self.out().exists() {
            return Tree::new();
        }
        WalkDir::new(self.out())
            .into_iter()
            .map(|entry| entry.expect("the output folder can be read"))
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| {
                let path = entry.path().strip_prefix(self.out()).expect("it is below").to_owned();
                let content = fs::read_to_string(entry.path()).expect("it is text");
                (path.to_str().expect("it is text").to_owned(), content)
            })
            .collect()
    }

    fn assert_holds(&self, files: &[(&str, &str)]) {
        assert_eq!(self.tree(), tree(files));
    }

    fn manifest(&self) -> String {
        fs::read_to_string(self.books().join("manifest")).expect("something was built")
    }

    fn names_in_books(&self) -> Vec<String> {
        let entries = fs::read_dir(self.books()).expect("something was built");
        let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("it can be read").file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }

    /// The folders left in the output folder.
    fn folders(&self) -> Vec<String> {
        WalkDir::new(self.out())
            .min_depth(1)
            .sort_by_file_name()
            .into_iter()
            .map(|entry| entry.expect("the output folder can be read"))
            .filter(|entry| entry.file_type().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}

fn tree(files: &[(&str, &str)]) -> Tree {
    files
        .iter()
        .map(|(path, content)| ((*path).to_owned(), (*content).to_owned()))
        .collect()
}

fn message(result: Result<Summary, Error>) -> String {
    result.expect_err("it is refused").to_string()
}

#[test]
fn a_site_is_written_then_left_alone_then_follows_its_content() {
    let ground = Ground::new();
    let first = ground.has_built(&[("index.html", "1"), ("a/b/c.html", "1")]);
    assert_eq!((first.written, first.unchanged, first.removed), (2, 0, 0));
    ground.assert_holds(&[("a/b/c.html", "1"), ("index.html", "1")]);

    let modified = || {
        fs::metadata(ground.out().join("index.html"))
            .and_then(|file| file.modified())
            .expect("it is there")
    };
    let before = modified();
    let second = ground.has_built(&[("index.html", "1"), ("a/b/c.html", "2")]);
    assert_eq!((second.written, second.unchanged, second.removed), (1, 1, 0));
    assert_eq!(modified(), before, "what did not change is not written");

    let third = ground.has_built(&[("index.html", "1")]);
    assert_eq!((third.written, third.unchanged, third.removed), (0, 1, 1));
    ground.assert_holds(&[("index.html", "1")]);
    assert_eq!(ground.folders(), [""; 0], "folders that became empty are gone");
}

#[test]
fn stage_tells_what_it_found() {
    let ground = Ground::new();
    ground.has_built(&[("same", "1"), ("other", "1")]);
    ground.write("foreign", "1");
    let output = ground.open();
    let stage = |path: &str| output.stage(path, b"2").expect("it can be staged");
    assert_eq!(stage("new"), Staged::New);
    assert_eq!(stage("x/new"), Staged::New);
    assert_eq!(stage("other"), Staged::Changed);
    assert_eq!(stage("foreign"), Staged::Foreign);
    assert_eq!(output.stage("same", b"1").expect("it can be staged"), Staged::Unchanged);
}

#[test]
fn a_file_of_many_chunks_is_copied_compared_and_listed_whole() {
    let ground = Ground::new();
    let content = |length: usize| -> Vec<u8> { (0..length).map(|n| u8::try_from(n % 251).unwrap_or(0)).collect() };
    let mut changed = content(3 * CHUNK);
    changed[2 * CHUNK + 7] ^= 1;
    let contents = [
        (content(3 * CHUNK), Staged::New),
        (content(3 * CHUNK), Staged::Unchanged),
        (changed, Staged::Changed),
        (content(3 * CHUNK + 1), Staged::Changed),
        (content(2 * CHUNK), Staged::Changed),
        (content(0), Staged::Changed),
        (content(0), Staged::Unchanged),
    ];
    for (content, expected) in contents {
        let files: Memory = [("video", content.clone())].into_iter().collect();
        let output = ground.open();
        let found = output.stage_copy("a/video", &files, "video").expect("it can be staged");
        output.commit().expect("nothing is in the way");
        assert_eq!(found, expected);
        assert!(fs::read(ground.out().join("a/video")).expect("it was built") == content);
        assert!(ground.manifest().contains(&blake3::hash(&content).to_hex().to_string()));
    }
    let missing = ground.open().stage_copy("b", &Memory::default(), "video");
    assert!(matches!(missing, Err(Error::Read { path, .. }) if path == Path::new("video")));
}

#[test]
fn a_build_that_fails_leaves_the_earlier_site() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b", "1")]);
    let manifest = ground.manifest();
    let output = ground.open();
    output.stage("a", b"2").expect("it can be staged");
    output.stage("c", b"2").expect("it can be staged");
    drop(output);
    ground.assert_holds(&[("a", "1"), ("b", "1")]);
    assert_eq!(ground.manifest(), manifest);
    assert!(!ground.books().join("staging").exists());
}

#[test]
fn the_users_files_are_neither_removed_nor_overwritten() {
    let ground = Ground::new();
    ground.write("CNAME", "mine");
    ground.write("a/mine", "mine");
    ground.has_built(&[("a/ours", "1")]);
    ground.has_built(&[]);
    ground.assert_holds(&[("CNAME", "mine"), ("a/mine", "mine")]);

    for path in ["1", "2", "3", "4", "5"] {
        ground.write(path, "mine");
    }
    let before = ground.tree();
    let files = [("0", "x"), ("1", "x"), ("2", "x"), ("3", "x"), ("4", "x"), ("5", "x")];
    let error = ground.build(&files).expect_err("the user's files are in the way");
    let out = ground.out();
    assert_eq!(
        error.to_string(),
        format!(
            "1, 2, 3 and 2 more would be overwritten in {} and are not docgen's own",
            out.display()
        )
    );
    assert_eq!(
        error.hint(),
        Some("choose another folder with --out, or move them away")
    );
    assert_eq!(ground.tree(), before, "nothing is changed");
    assert!(message(ground.build(&files[..2])).starts_with("1 would be overwritten in "));
}

#[test]
fn a_file_that_happens_to_be_right_is_adopted() {
    let ground = Ground::new();
    ground.write("a", "1");
    assert_eq!(ground.has_built(&[("a", "1")]).unchanged, 1);
    assert_eq!(ground.has_built(&[("a", "2")]).written, 1);
    ground.has_built(&[]);
    ground.assert_holds(&[]);
}

#[test]
fn a_file_of_ours_that_somebody_changed_is_kept_once_it_is_stale() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b", "1")]);
    ground.write("a", "mine");
    let summary = ground.has_built(&[]);
    assert_eq!((summary.removed, summary.kept), (1, vec!["a".to_owned()]));
    assert_eq!(
        ground.has_built(&[]),
        Summary::default(),
        "it is the user's from then on"
    );
    assert!(ground.build(&[("a", "2")]).is_err());
    ground.assert_holds(&[("a", "mine")]);
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b/c/d", "1"), ("b/e", "1")]);
    let summary = ground.has_built(&[("a/x/y", "2"), ("b", "2")]);
    assert_eq!((summary.written, summary.removed), (2, 3));
    ground.assert_holds(&[("a/x/y", "2"), ("b", "2")]);

    fs::create_dir_all(ground.out().join("empty/empty")).expect("folders can be made");
    ground.has_built(&[("empty", "3")]);
    ground.assert_holds(&[("empty", "3")]);
}

#[test]
fn nothing_makes_room_for_ours_that_is_the_users() {
    let ground = Ground::new();
    ground.has_built(&[("a/ours", "1"), ("b", "1")]);
    ground.write("a/mine", "mine");
    ground.write("b", "mine");
    let before = ground.tree();
    assert!(message(ground.build(&[("a", "2")])).starts_with("a/mine would be overwritten"));
    assert!(message(ground.build(&[("b/c", "2")])).starts_with("b would be overwritten"));
    assert_eq!(ground.tree(), before);
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let ground = Ground::new();
    let output = ground.open();
    let bad = [
        "",
        "/",
        "/etc/x",
        "..",
        "../x",
        "a/../../x",
        "a/..",
        ".",
        "./a",
        "a//b",
        "a/",
        "a\\b",
        "a\0b",
        "a\nb",
        ".docgen-staging/0",
    ];
    for path in bad {
        let error = output.stage(path, b"x").expect_err(path);
        assert!(matches!(error, Error::Output { .. }), "{path:?}: {error}");
    }
    for good in ["a", "...", "a/..b/c", ".nojekyll", "ü ü", "a:b"] {
        output.stage(good, b"x").expect(good);
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let ground = Ground::new();
    let elsewhere = tempfile::tempdir().expect("a temporary folder can be made");
    ground.has_built(&[("a/b", "1"), ("c", "1")]);
    fs::remove_dir_all(ground.out().join("a")).expect("it was built");
    symlink(elsewhere.path(), ground.out().join("a")).expect("a link can be made");
    fs::write(elsewhere.path().join("b"), "1").expect("a file can be written");
    fs::write(elsewhere.path().join("c"), "2").expect("a file can be written");

    assert!(message(ground.build(&[("a/x", "2")])).ends_with("site/a is a symbolic link"));
    assert!(message(ground.build(&[("a/x/y", "2")])).ends_with("site/a is a symbolic link"));
    assert!(message(ground.build(&[("a", "2")])).starts_with("a would be overwritten"));
    let summary = ground.has_built(&[("c", "1")]);
    assert_eq!(
        (summary.removed, summary.kept),
        (0, vec!["a/b".to_owned()]),
        "not a file behind the link"
    );

    fs::remove_file(ground.out().join("c")).expect("it was built");
    symlink(elsewhere.path().join("c"), ground.out().join("c")).expect("a link can be made");
    ground.has_built(&[("c", "3")]);
    assert!(
        !ground.out().join("c").is_symlink(),
        "the link makes room, its target is left alone"
    );
    assert_eq!(
        fs::read_to_string(elsewhere.path().join("c")).expect("it is there"),
        "2"
    );
    assert!(elsewhere.path().join("b").exists());
}

#[cfg(unix)]
#[test]
fn the_output_folder_itself_may_be_a_link() {
    let ground = Ground::new();
    let elsewhere = tempfile::tempdir().expect("a temporary folder can be made");
    std::os::unix::fs::symlink(elsewhere.path(), ground.out()).expect("a link can be made");
    ground.has_built(&[("a/b", "1"), ("c", "1")]);
    ground.has_built(&[("a/b", "2")]);
    assert_eq!(
        fs::read_to_string(elsewhere.path().join("a/b")).expect("it was built"),
        "2"
    );
    assert!(!elsewhere.path().join("c").exists());

    fs::remove_dir_all(elsewhere.path()).expect("it can be removed");
    assert!(
        matches!(Output::open(&ground.out()), Err(Error::Read { .. })),
        "the link leads to nothing"
    );
}

#[test]
fn two_files_at_one_path_are_an_error() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1")]);
    assert!(message(ground.build(&[("b", "1"), ("b", "1")])).contains("two things"));
    assert!(message(ground.build(&[("b", "1"), ("b/c/d", "1")])).contains("a file and, because of b/c/d, a folder"));
    ground.assert_holds(&[("a", "1")]);
}

#[test]
fn what_a_killed_build_staged_is_cleared() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1")]);
    let output = ground.open();
    output.staging.enter().expect("the folder can be made");
    for staging in [&output.staging.folder, &output.staging.inside] {
        fs::write(staging.join("0"), "half a fi").expect("a file can be written");
    }
    kill(output);
    let output = ground.open();
    assert!(!ground.books().join("staging/0").exists());
    drop(output);
    ground.assert_holds(&[("a", "1")]);
    assert!(!ground.out().join(STAGING_INSIDE).exists());
}

/// Leaves the disk as it is when docgen is killed.
fn kill(output: Output) {
    let Output { staging, _lock, .. } = output;
    std::mem::forget(staging);
}

/// Stages `files` and takes the first `steps` of the changes, then is killed; says whether all were taken.
fn killed(ground: &Ground, files: &Tree, steps: usize, road: Road) -> bool {
    let mut output = ground.open();
    stage_all(&output, files);
    let changes = output.changes().expect("nothing is in the way");
    if road == Road::Inside {
        fs::create_dir_all(ground.out()).expect("the folder can be made");
        output.staging.enter().expect("nothing has that name");
    }
    let mut commit = output.begin(&changes, road).expect("it can begin");
    for step in changes.steps().iter().take(steps) {
        commit.take(step).expect("nothing is in the way");
    }
    let were_all = steps >= changes.steps().len();
    if were_all {
        output.write_manifest(&changes).expect("it can be written");
    }
    kill(output);
    were_all
}

#[test]
fn the_next_build_puts_back_what_a_killed_one_changed() {
    let earlier = [
        ("a", "1"),
        ("b/c/d", "1"),
        ("b/e", "1"),
        ("f", "1"),
        ("g/h", "1"),
        ("i", "1"),
    ];
    let later = [("a", "2"), ("b", "2"), ("f/x/y", "2"), ("i", "1"), ("new", "2")];
    for road in [Road::Straight, Road::Inside] {
        let mut were_all = false;
        for steps in 0.. {
            let ground = Ground::new();
            ground.has_built(&earlier);
            ground.write("mine", "mine");
            let manifest = ground.manifest();
            were_all = were_all || killed(&ground, &tree(&later), steps, road);
            drop(ground.open());
            ground.assert_holds(&[&earlier[..], &[("mine", "mine")]].concat());
            assert_eq!(ground.manifest(), manifest);
            assert_eq!(ground.names_in_books(), ["lock", "manifest"]);
            ground.has_built(&later);
            ground.assert_holds(&[&later[..], &[("mine", "mine")]].concat());
            if were_all {
                break;
            }
        }
    }
}

#[test]
fn the_build_that_takes_a_killed_one_back_makes_its_own_changes() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b", "1")]);
    killed(&ground, &tree(&[("a", "2"), ("c", "2")]), 9, Road::Straight);
    ground.has_built(&[("a", "3"), ("d", "3")]);
    ground.assert_holds(&[("a", "3"), ("d", "3")]);
    assert_eq!(ground.names_in_books(), ["lock", "manifest"]);
}

#[test]
fn what_somebody_wrote_since_a_build_was_killed_stays() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("old", "1"), ("turns", "1")]);
    killed(
        &ground,
        &tree(&[("a", "2"), ("new", "2"), ("turns/x", "2")]),
        9,
        Road::Straight,
    );
    for path in ["a", "new", "old", "turns/y"] {
        ground.write(path, "mine");
    }
    drop(ground.open());
    ground.assert_holds(&[("a", "mine"), ("new", "mine"), ("old", "mine"), ("turns/y", "mine")]);
}

#[test]
fn a_commit_through_the_folder_inside_is_like_any_other() {
    let ground = Ground::new();
    let (earlier, later) = ([("a", "1"), ("b/c", "1")], [("a", "2"), ("d", "2")]);
    let build = |files: &[(&str, &str)]| {
        let mut output = ground.open();
        stage_all(&output, &tree(files));
        let changes = output.changes().expect("nothing is in the way");
        fs::create_dir_all(ground.out()).expect("the folder can be made");
        output.staging.enter()?;
        output.make(&changes, Road::Inside)
    };
    for files in [earlier, later] {
        build(&files).expect("it can be built");
        ground.assert_holds(&files);
        assert_eq!(ground.folders().len(), files.len() - 1 - usize::from(files == later));
        assert_eq!(ground.names_in_books(), ["lock", "manifest"]);
    }
    ground.write(".docgen-staging/mine", "mine");
    let refused = build(&earlier).expect_err("the folder is the user's").to_string();
    assert!(refused.ends_with("site/.docgen-staging is not docgen's"), "{refused}");
    ground.assert_holds(&[&later[..], &[(".docgen-staging/mine", "mine")]].concat());
}

#[test]
fn what_cannot_be_put_back_is_told_with_what_failed_first_and_put_back_later() {
    let ground = Ground::new();
    ground.has_built(&[("a/x", "1"), ("b", "1"), ("old", "1")]);
    let mut output = ground.open();
    stage_all(&output, &tree(&[("a/x", "2"), ("b", "2"), ("c", "2")]));
    let changes = output.changes().expect("nothing is in the way");
    let temporary = changes.staged["c"].temporary.clone().expect("it is new");
    fs::remove_file(&temporary).expect("it was put aside");
    // The list of what is new cannot be read when it is needed.
    let mut commit = output.begin(&changes, Road::Straight).expect("it can begin");
    let error = changes.steps().iter().try_for_each(|step| commit.take(step));
    let error = error.expect_err("the file is gone");
    let new = ground.books().join("undo/new");
    let list = fs::read(&new).expect("it was written");
    fs::write(&new, "garbage").expect("it can be written");
    let worse = take_back(&ground.books(), &ground.out(), &output.staging).expect_err("the list is none");
    let told = worse.because_of(error);
    assert!(
        told.to_string()
            .starts_with("the earlier site cannot be put back as before: "),
        "{told}"
    );
    let cause = std::error::Error::source(&told).expect("there was one").to_string();
    assert!(cause.ends_with("site/c"), "{cause}");
    drop(output);
    assert!(Output::open(&ground.out()).is_err());

    fs::write(&new, list).expect("it can be written");
    drop(ground.open());
    ground.assert_holds(&[("a/x", "1"), ("b", "1"), ("old", "1")]);
}

#[test]
fn a_commit_that_fails_midway_is_taken_back() {
    let ground = Ground::new();
    let earlier = [
        ("a", "1"),
        ("b", "1"),
        ("c", "1"),
        ("old/x", "1"),
        ("turns", "1"),
        ("z", "1"),
    ];
    ground.has_built(&earlier);
    let manifest = ground.manifest();
    let output = ground.open();
    let later = [
        ("a", "2"),
        ("b", "2"),
        ("c", "1"),
        ("new/x/y", "2"),
        ("turns/x", "2"),
        ("z", "2"),
    ];
    for (path, content) in later {
        output.stage(path, content.as_bytes()).expect("it can be staged");
    }
    // Meanwhile somebody makes a folder of the last one.
    fs::remove_file(ground.out().join("z")).expect("it was built");
    ground.write("z/mine", "mine");
    match output.commit() {
        Err(Error::Write { path, .. }) => assert_eq!(path, ground.out().join("z")),
        other => panic!("{other:?}"),
    }
    ground.assert_holds(&[&earlier[..5], &[("z/mine", "mine")]].concat());
    assert_eq!(ground.folders(), ["old", "z"], "no folder was made");
    assert_eq!(ground.manifest(), manifest);
}

#[test]
fn a_folder_named_as_the_staging_folder_is_the_users() {
    let ground = Ground::new();
    ground.write(".docgen-staging/mine", "mine");
    ground.has_built(&[("a", "1")]);
    ground.assert_holds(&[(".docgen-staging/mine", "mine"), ("a", "1")]);
}

#[test]
fn an_output_folder_that_is_a_file_is_an_error() {
    let ground = Ground::new();
    fs::write(ground.out(), "mine").expect("a file can be written");
    assert!(matches!(Output::open(&ground.out()), Err(Error::NotAFolder { .. })));
    assert!(!ground.books().exists());
    for nowhere in ["/", "", ".docgen"] {
        assert!(Output::open(Path::new(nowhere)).is_err(), "{nowhere:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_an_error_and_loses_nothing() {
    // Tests may run as root, whom no permission stops; a file where a folder must be stops everybody.
    let ground = Ground::new();
    ground.write("a", "mine");
    fs::write(ground.folder.path().join(".docgen"), "mine").expect("a file can be written");
    match Output::open(&ground.out()) {
        Err(Error::Write { path, .. }) => assert_eq!(path, ground.books()),
        other => panic!("{other:?}"),
    }
    ground.assert_holds(&[("a", "mine")]);
}

#[test]
fn one_build_at_a_time() {
    let ground = Ground::new();
    let output = ground.open();
    output.stage("a", b"1").expect("it can be staged");
    let error = Output::open(&ground.out()).expect_err("another is building");
    assert_eq!(
        error.to_string(),
        format!("another docgen is building into {}", ground.out().display())
    );
    output.commit().expect("the other did no harm");
    ground.open();
}

#[test]
fn a_manifest_that_is_none_is_an_error() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1")]);
    fs::write(ground.books().join("manifest"), "").expect("it can be written");
    assert!(matches!(Output::open(&ground.out()), Err(Error::Output { .. })));
    ground.assert_holds(&[("a", "1")]);
}

#[test]
fn the_manifest_is_as_documented_and_hidden_from_git() {
    let ground = Ground::new();
    ground.has_built(&[("b/c", ""), ("a", "")]);
    let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    assert_eq!(
        ground.manifest(),
        format!("docgen manifest 1\n{empty}  a\n{empty}  b/c\n")
    );
    let ignore = fs::read_to_string(ground.folder.path().join(".docgen/.gitignore"));
    assert_eq!(ignore.expect("it was written"), "*\n");
}

#[test]
fn places_are_compared_as_they_really_are() {
    let ground = Ground::new();
    let folder = ground.folder.path();
    fs::create_dir_all(folder.join("source/x")).expect("folders can be made");
    let within = |path: &str, of: &str| place_within(&folder.join(path), &folder.join(of)).expect("they can be read");
    assert_eq!(within("source/_site", "source"), Some(PathBuf::from("_site")));
    assert_eq!(
        within("source/x/../_site/new", "source"),
        Some(PathBuf::from("_site/new"))
    );
    assert_eq!(within("source", "source/."), Some(PathBuf::new()));
    assert_eq!(within("sources", "source"), None);
    assert_eq!(within("source", "source/_site"), None);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.join("source"), folder.join("link")).expect("a link can be made");
        assert_eq!(within("link/_site", "source"), Some(PathBuf::from("_site")));
    }
}

/// What should be in the folder, and what docgen should know of it.
#[derive(Clone, Debug, Default)]
struct Model {
    disk: Tree,
    ours: Tree,
}

impl Model {
    fn is_ours_as_it_is(&self, path: &str) -> bool {
        self.ours.get(path) == Some(&self.disk[path])
    }

    fn allows(&self, files: &Tree) -> bool {
        let is_below = |path: &str, folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let nested = files.keys().any(|a| files.keys().any(|b| is_below(a, b)));
        let blocked = self.disk.iter().any(|(there, content)| match files.get(there) {
            Some(new) => new != content && !self.ours.contains_key(there),
            None => {
                let in_the_way = files.keys().any(|path| is_below(path, there) || is_below(there, path));
                in_the_way && !self.is_ours_as_it_is(there)
            }
        });
        !nested && !blocked
    }

    fn build(&mut self, files: &Tree) {
        let stale = |path: &String| !files.contains_key(path) && self.is_ours_as_it_is(path);
        let mut disk: Tree = self.disk.clone();
        disk.retain(|path, _| !stale(path));
        disk.extend(files.clone());
        self.disk = disk;
        self.ours = files.clone();
    }
}

#[derive(Clone, Debug)]
enum Event {
    Build(Tree),
    /// A build that fails when the file at this position, counted round, is to be put in place.
    Failing(Tree, usize),
    /// A build that is killed after so many steps.
    Killed(Tree, usize, Road),
    /// A build that is killed while the sites change places.
    Switched(Tree, Reached),
    /// The user writes a file, if nothing of another kind is there.
    User(String, String),
}

fn any_path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4).prop_map(|parts| parts.join("/"))
}

fn any_reached() -> impl Strategy<Value = Reached> {
    use Reached::{Announced, Forgotten, Listed, Made, Prepared};
    prop::sample::select(vec![Prepared, Announced, Made, Listed, Forgotten])
}

fn any_event() -> impl Strategy<Value = Event> {
    let content = || prop::sample::select(vec!["1", "2", "longer"]).prop_map(str::to_owned);
    let files = move || prop::collection::btree_map(any_path(), content(), 0..5);
    prop_oneof![
        5 => files().prop_map(Event::Build),
        2 => (files(), 0..8_usize).prop_map(|(files, at)| Event::Failing(files, at)),
        2 => (files(), 0..8_usize, prop::sample::select(vec![Road::Straight, Road::Inside]))
            .prop_map(|(files, steps, road)| Event::Killed(files, steps, road)),
        2 => (files(), any_reached()).prop_map(|(files, reached)| Event::Switched(files, reached)),
        2 => (any_path(), content()).prop_map(|(path, content)| Event::User(path, content)),
    ]
}

fn stage_all(output: &Output, files: &Tree) {
    for (path, content) in files {
        output
            .stage(path, content.as_bytes())
            .expect("sound paths can be staged");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_builds_leave_the_files_of_the_last_and_the_users(events in prop::collection::vec(any_event(), 1..10)) {
        let ground = Ground::new();
        let mut model = Model::default();
        for event in events {
            match event {
                Event::Build(files) => {
                    let output = ground.open();
                    stage_all(&output, &files);
                    let result = output.commit();
                    prop_assert_eq!(result.is_ok(), model.allows(&files), "{:?} onto {:?}", result, model);
                    if result.is_ok() {
                        model.build(&files);
                    }
                    prop_assert_eq!(ground.tree(), model.disk.clone());
                }
                Event::Failing(files, at) => {
                    let output = ground.open();
                    stage_all(&output, &files);
                    let mut waiting: Vec<PathBuf> = Vec::new();
                    for artifact in output.staged.lock().expect("nobody panicked").values() {
                        waiting.extend(artifact.temporary.clone());
                    }
                    waiting.sort_unstable();
                    if waiting.is_empty() {
                        continue;
                    }
                    fs::remove_file(&waiting[at % waiting.len()]).expect("it was put aside");
                    prop_assert!(output.commit().is_err());
                    prop_assert_eq!(ground.tree(), model.disk.clone());
                }
                Event::Killed(files, steps, road) => {
                    if model.allows(&files) {
                        killed(&ground, &files, steps, road);
                        drop(ground.open());
                    }
                    prop_assert_eq!(ground.tree(), model.disk.clone());
                }
                Event::Switched(files, reached) => {
                    if model.allows(&files) && killed_in_switch(&ground, &files, reached) {
                        model.build(&files);
                    }
                    prop_assert_eq!(ground.tree(), model.disk.clone());
                    drop(ground.open());
                    prop_assert_eq!(ground.tree(), model.disk.clone());
                }
                Event::User(path, content) => {
                    let file = ground.out().join(&path);
                    let folder = file.parent().expect("it is below the output folder");
                    if !file.is_dir() && fs::create_dir_all(folder).is_ok() {
                        fs::write(&file, &content).expect("the file can be written");
                        model.disk.insert(path, content);
                    }
                }
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn the_books_are_kept_in_no_place_that_a_link_names() {
    let ground = Ground::new();
    let elsewhere = ground.folder.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).expect("the folder can be made");
    std::os::unix::fs::symlink(&elsewhere, ground.folder.path().join(".docgen")).expect("the link can be made");
    let refused = ground
        .build(&[("a.html", "a")])
        .expect_err("a link is no place for books");
    assert!(refused.to_string().contains(".docgen is a link"), "{refused}");
    assert_eq!(fs::read_dir(&elsewhere).expect("it is a folder").count(), 0);
}
