//! What the tests share: sites in memory, sites on disk, and findings as the user sees them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use docgen::date::Date;
use docgen::engine::{Build, Options, Project};
use docgen::finding::Finding;
use docgen::report::{Style, human};
use docgen::vfs::{Disk, Files, Memory};
use proptest::prelude::*;

/// The repository.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A place in the repository, whatever the current folder is.
pub(crate) fn in_repository(path: &str) -> PathBuf {
    Path::new(ROOT).join(path)
}

/// The files of a folder, to be changed before they are built.
pub(crate) fn files_of(folder: &Path) -> Memory {
    let disk = Disk::new(folder).expect("the folder is there");
    let listing = disk.list(&|_| true).expect("the folder can be listed");
    assert_eq!(listing.refused, []);
    let read = |path: String| {
        let content = disk.read(&path).expect("the file was just listed");
        (path, content)
    };
    listing.files.into_iter().map(read).collect()
}

/// The files of a folder, by their paths in it.
pub(crate) fn tree_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let disk = Disk::new(folder).expect("the folder is there");
    let files = disk.list(&|_| true).expect("the folder can be listed").files;
    let read = |path: String| {
        let content = disk.read(&path).expect("the file was just listed");
        (path, content)
    };
    files.into_iter().map(read).collect()
}

/// The texts of a folder's files, by their paths in it.
pub(crate) fn texts_of(folder: &Path) -> BTreeMap<String, String> {
    let files = files_of(folder);
    let listing = files.list(&|_| true).expect("memory can be listed");
    let read = |path: String| {
        let content = files.read(&path).expect("the file was just listed");
        (path, String::from_utf8(content).expect("the file is a text"))
    };
    listing.files.into_iter().map(read).collect()
}

/// Whether what stands in a rule's folder is a fixture in which the rule finds something.
pub(crate) fn is_fixture(path: &Path) -> bool {
    !path.ends_with("quiet") && !path.ends_with("snapshots")
}

/// Settings for snapshots of a rule's fixture: they stand in the rule's folder, so that a rule is all in one.
pub(crate) fn beside(fixture: &Path) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(fixture.with_file_name("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.remove_snapshot_suffix();
    settings.set_omit_expression(true);
    settings
}

/// The site that a fixture is: a folder, or a page alone.
pub(crate) fn fixture(path: &Path) -> Memory {
    if path.is_dir() {
        files_of(path)
    } else {
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.expect("fixtures have names in UTF-8").to_owned();
        let content = std::fs::read(path).expect("the fixture can be read");
        [(name, content)].into_iter().collect()
    }
}

/// The repository's own site.
pub(crate) fn content() -> Memory {
    files_of(&in_repository("content"))
}

/// The site of these files, by path.
pub(crate) fn site<const N: usize>(files: [(&str, &str); N]) -> Memory {
    files.into_iter().collect()
}

/// What `docgen check` does, at a time that does not change.
pub(crate) fn build(files: Memory) -> Build {
    build_with(files, &options())
}

/// What `docgen check` does with other options.
pub(crate) fn build_with(files: Memory, options: &Options) -> Build {
    let project = Project::load(Box::new(files), options).expect("nothing stops the site from being read");
    let mut build = Build::new(project).expect("nothing stops the build");
    build.load_theme("default", &[]).expect("the theme is right");
    build
}

/// The options of a build at a time that does not change.
pub(crate) fn options() -> Options {
    Options {
        // 1 May, 12:00.
        time: 1_777_636_800,
        today: Date::parse("2026-05-01"),
        ..Options::default()
    }
}

/// The findings as the user sees them, a blank line between them.
pub(crate) fn report(build: &Build) -> String {
    let sources = &build.project.sources;
    let each = build.findings.iter();
    let told: Vec<String> = each
        .map(|finding| human::render(finding, sources, Style::Plain))
        .collect();
    told.join("\n\n")
}

/// The ids of the rules that found something, a finding each.
pub(crate) fn rules_of(build: &Build) -> Vec<&'static str> {
    build.findings.iter().map(|finding| finding.rule).collect()
}

/// The position of the page at a source path.
pub(crate) fn position(build: &Build, path: &str) -> usize {
    let found = build.site.pages.iter().position(|page| &*page.source == path);
    found.unwrap_or_else(|| panic!("there is a page {path}"))
}

/// Fails unless every place of the findings is one in `texts`, as an editor could go there.
pub(crate) fn assert_places(findings: &[Finding], texts: &BTreeMap<String, String>) -> Result<(), TestCaseError> {
    for finding in findings {
        let labels = finding.labels.iter().map(|label| &label.location);
        for place in labels.chain([&finding.location]).chain(&finding.via) {
            let text = &texts[&*place.path];
            let span = text.get(place.span.start..place.span.end);
            prop_assert!(span.is_some(), "{finding:#?} is not in {text:?}");
            let line = text[..place.span.start].matches('\n').count() + 1;
            prop_assert_eq!(
                place.start.line,
                line,
                "{:#?} is on another line of {:?}",
                finding,
                text
            );
        }
    }
    Ok(())
}

/// A temporary folder with a source folder `source` in it, for commands to be run in.
pub(crate) struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    /// A folder whose `source` holds these files.
    pub(crate) fn new<const N: usize>(files: [(&str, &str); N]) -> Self {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let ground = Self { folder };
        std::fs::create_dir(ground.path("source")).expect("the folder is empty");
        for (path, content) in files {
            ground.write(&format!("source/{path}"), content);
        }
        ground
    }

    /// A place in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, and the folders it stands in. Nobody finds it half written.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let (path, beside) = (self.path(path), self.path(".written"));
        std::fs::create_dir_all(path.parent().expect("it stands in the ground")).expect("it can be made");
        std::fs::write(&beside, content).expect("the ground can be written to");
        std::fs::rename(beside, path).expect("no folder stands there");
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("the file is there");
    }

    /// Runs `docgen` in the folder, without anything of this environment that could change what it does.
    pub(crate) fn docgen<const N: usize>(&self, arguments: [&str; N]) -> Done {
        self.docgen_of(&arguments)
    }

    /// The same with as many arguments as there are.
    pub(crate) fn docgen_of(&self, arguments: &[&str]) -> Done {
        let output = self.command(arguments).output();
        Done::of(output.expect("docgen was built for this test"))
    }

    /// Starts `docgen` in the folder and goes on; what it says is not read.
    pub(crate) fn start<const N: usize>(&self, arguments: [&str; N]) -> Child {
        let mut command = self.command(&arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("docgen was built for this test")
    }

    /// Runs `docgen` in the folder after the commands `first` of the shell.
    #[cfg(unix)]
    pub(crate) fn docgen_after<const N: usize>(&self, first: &str, arguments: [&str; N]) -> Done {
        let docgen = self.command(&arguments);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{first}; exec \"$0\" \"$@\""));
        shell.arg(docgen.get_program()).args(docgen.get_args());
        shell.current_dir(self.folder.path());
        for (name, value) in docgen.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        Done::of(shell.output().expect("there is a shell"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docgen"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("SOURCE_DATE_EPOCH", "1777636800")
            .env_remove("CLICOLOR_FORCE")
            .env("NO_COLOR", "1");
        command
    }

    /// Runs `docgen` in the folder with its standard output going into a command of the shell: how `docgen` ended and
    /// what it said on standard error, and what came out of the other end.
    pub(crate) fn piped_into<const N: usize>(&self, command: &str, arguments: [&str; N]) -> Done {
        let mut docgen = self
            .command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let docgen = docgen.as_mut().expect("docgen was built for this test");
        let out = docgen.stdout.take().expect("it is a pipe");
        let reader = Command::new("sh").args(["-c", command]).stdin(out).output();
        let out = reader.expect("there is a shell").stdout;
        let mut err = Vec::new();
        let mut pipe = docgen.stderr.take().expect("it is a pipe");
        pipe.read_to_end(&mut err).expect("a pipe can be read");
        let status = docgen.wait().expect("it ends");
        Done::of(Output {
            status,
            stdout: out,
            stderr: err,
        })
    }

    /// All files below a folder of the ground.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        tree_of(&self.path(folder))
    }
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("docgen writes UTF-8");
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Fails unless the command ended with `code` and said each of `parts`, wherever.
    pub(crate) fn assert<const N: usize>(&self, code: i32, parts: [&str; N]) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for part in parts {
            assert!(
                self.out.contains(part) || self.err.contains(part),
                "{part} is not in:\n{}{}",
                self.out,
                self.err
            );
        }
    }
}
