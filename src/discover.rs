//! Finds what a source folder holds: pages, posts and other documents, static files, includes, data.

mod layout;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::config::{Config, ancestors};
use crate::error::Error;
use crate::finding::Finding;
use crate::source::{FileId, KnownTexts, Location, Source, Sources};
use crate::vfs::{Files, Refused, RefusedReason};
use layout::{Holding, Layout};

/// The files of a source folder by what they are for.
#[derive(Debug)]
pub struct Discovered {
    /// All of them, includes and data too.
    pub sources: Sources,
    /// The files with front matter.
    pub pages: Vec<FileId>,
    /// The posts, drafts and documents of collections, each with the position of its collection in the config.
    pub documents: Vec<(FileId, usize)>,
    /// The files that are copied as they are.
    pub static_files: Vec<FileId>,
    /// The files without front matter that collections have, each with its collection.
    pub collection_files: Vec<(FileId, usize)>,
    /// The files below `_data`.
    pub data: Vec<FileId>,
    /// The files below `_schemas`.
    pub schemas: Vec<FileId>,
    /// The files with front matter in the folder that guides are begun from.
    pub scaffold: Vec<FileId>,
    /// What could not be taken.
    pub findings: Vec<Finding>,
}

/// Whether unpublished pages and drafts are built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    #[default]
    Hidden,
    /// They are built.
    Shown,
}

/// Folders of the source whose files are read, but are no pages.
const INCLUDES: &str = "_includes";
const DATA: &str = "_data";
const SCHEMAS: &str = "_schemas";

/// Finds the files of a source folder. A folder for which `skip` says yes (the output folder, when it stands in the
/// source folder) is passed over.
///
/// `known` are texts of an earlier time, most of which are the same still.
pub fn discover(
    files: Box<dyn Files>,
    known: KnownTexts,
    config: &Config,
    drafts: Drafts,
    skip: &dyn Fn(&str) -> bool,
) -> Result<Discovered, Error> {
    let layout = Layout::new(config, drafts == Drafts::Shown || config.publishing.drafts);
    let scaffold = config.scaffold.as_deref().filter(|folder| !folder.is_empty());
    // What Jekyll leaves out on the way to the scaffold, the scaffold as a rule.
    let unpublished = scaffold.and_then(|scaffold| {
        let mut folders = ancestors(scaffold).chain([scaffold]);
        folders.find(|folder| !is_published(folder, config))
    });
    let is_scaffold = |path: &str| scaffold.is_some_and(|folder| is_in(path, folder));
    let is_on_the_way = |path: &str| scaffold.is_some_and(|folder| is_in(folder, path));
    // Folders that Jekyll leaves out are entered for what pages may include from them.
    let is_in_partial = |path: &str| path.contains('_') && ancestors(path).any(|folder| !is_published(folder, config));
    let is_page_or_static = |path: &str| {
        is_published(path, config) && !unpublished.is_some_and(|folder| is_in(path, folder)) && !is_in_partial(path)
    };
    // A collection may be called `schemas`, too.
    let is_schema = |path: &str| is_in(path, SCHEMAS) && layout.place_of(SCHEMAS).is_none();
    let is_read_elsewhere = |path: &str| is_in(path, INCLUDES) || is_in(path, DATA) || is_schema(path);
    let is_ours = |path: &str| is_scaffold(path) || is_read_elsewhere(path);
    let listing = files.list(&|folder| {
        let is_read = is_published(folder, config) && !skip(folder) && !is_output(&*files, folder);
        is_ours(folder)
            || is_on_the_way(folder)
            || is_read
            || layout.place_of(folder).is_some()
            || is_partial(folder, config)
    })?;
    let is_document = |path: &str| layout.place_of(path).is_some_and(|place| layout.is_taken(path, &place));
    let is_of_site = |path: &str| is_ours(path) || is_document(path) || is_page_or_static(path);
    let is_for_others = |path: &str| {
        let is_at = |path: &str| layout.place_of(path).is_none() && is_partial(path, config);
        is_at(path)
            && (path
                .rsplit_once('/')
                .is_none_or(|(folder, _)| layout.place_of(folder).is_none()))
    };
    let is_wanted = |path: &str| is_of_site(path) || is_for_others(path);
    let taken = listing.files.into_iter().filter(|path| is_wanted(path));
    let is_writable = |path: &String| !path.contains(|c: char| c == '\\' || c.is_control());
    let (taken, unwritable): (Vec<String>, Vec<String>) = taken.partition(is_writable);
    let sources = Sources::new(files, taken).knowing(known);
    // Opening files is most of what this takes.
    let all: Vec<&Source> = sources.iter().collect();
    let begins: Vec<_> = all
        .par_iter()
        .map(
            |source| match is_read_elsewhere(&source.path) || !is_of_site(&source.path) {
                true => Ok(false),
                false => sources.begins_with_front_matter(source.id),
            },
        )
        .collect();
    let mut discovered = Discovered {
        pages: Vec::new(),
        documents: Vec::new(),
        static_files: Vec::new(),
        collection_files: Vec::new(),
        data: Vec::new(),
        schemas: Vec::new(),
        scaffold: Vec::new(),
        findings: listing
            .refused
            .into_iter()
            .filter(|refused| is_of_site(&refused.path))
            .map(refused)
            .chain(
                unwritable
                    .iter()
                    .filter(|path| is_of_site(path))
                    .map(|path| badly_named(path)),
            )
            .collect(),
        sources,
    };
    discovered
        .findings
        .extend(alike(&discovered.sources, &is_read_elsewhere));
    for (source, is_page) in discovered.sources.iter().zip(begins) {
        let kind = if is_in(&source.path, INCLUDES) || !is_of_site(&source.path) {
            continue;
        } else if [DATA, SCHEMAS].contains(&&*source.path) {
            // A file where the folder would be.
            continue;
        } else if is_in(&source.path, DATA) {
            &mut discovered.data
        } else if is_schema(&source.path) {
            &mut discovered.schemas
        } else {
            let is_page = is_page.map_err(|error| Error::read(&*source.path, error))?;
            if is_page && is_scaffold(&source.path) {
                discovered.scaffold.push(source.id);
            }
            if let Some(place) = layout.place_of(&source.path) {
                match place.holds(is_page) {
                    Holding::Document => discovered.documents.push((source.id, place.collection)),
                    Holding::File => discovered.collection_files.push((source.id, place.collection)),
                    Holding::Nothing if is_page => discovered.findings.push(undated(&source.path)),
                    Holding::Nothing => {}
                }
                continue;
            }
            if !is_page_or_static(&source.path) {
                continue;
            }
            match is_page {
                true => &mut discovered.pages,
                false => &mut discovered.static_files,
            }
        };
        kind.push(source.id);
    }
    Ok(discovered)
}

/// Finds the files of a finished site, whoever made it: each `.html` file is a page, each other file a static one,
/// whatever its name begins with.
pub fn discover_finished(files: Box<dyn Files>) -> Result<Discovered, Error> {
    // Nobody's server sends it.
    let is_of_git = |folder: &str| folder == ".git" || folder.ends_with("/.git");
    let listing = files.list(&|folder| !is_of_git(folder))?;
    let sources = Sources::new(files, listing.files);
    let is_page = |path: &str| {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        ["html", "htm"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    };
    let (pages, static_files) = sources
        .iter()
        .map(|source| source.id)
        .partition(|&file| is_page(sources.path(file)));
    Ok(Discovered {
        pages,
        documents: Vec::new(),
        static_files,
        collection_files: Vec::new(),
        data: Vec::new(),
        schemas: Vec::new(),
        scaffold: Vec::new(),
        findings: listing.refused.into_iter().map(refused).collect(),
        sources,
    })
}

/// Whether docgen built a site into the folder at `path`: it keeps a list of what it wrote beside it.
pub fn is_output(files: &dyn Files, path: &str) -> bool {
    let (parent, name) = path
        .rsplit_once('/')
        .map_or(("", path), |(parent, name)| (parent, name));
    let manifest = format!("{parent}/.docgen/{name}/manifest");
    files.read_start(manifest.trim_start_matches('/'), 1).is_ok()
}

fn undated(path: &str) -> Finding {
    let message = "its name does not begin with a date, so it is no post";
    Finding::error("post-name", Location::start_of(path), message)
        .with_hint("it is left out; name it as in `2026-05-01-release.md`, or move it to `_drafts`")
}

fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether Jekyll publishes what stands at `path`, as far as its name and the config say.
fn is_published(path: &str, config: &Config) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_special = name.starts_with(['_', '.', '#', '~']) || name.ends_with('~');
    // A file in an included folder is asked for by its own name too.
    let is_included = || {
        let included = |part: &str| config.include.iter().any(|pattern| pattern.matches(part));
        included(path) || included(name)
    };
    let is_excluded = || config.exclude.iter().any(|pattern| pattern.matches(path));
    if is_special {
        is_included()
    } else {
        !is_excluded() || is_included()
    }
}

/// Whether what stands at `path` is kept out of the site by an underscore only, beside the pages: `include_relative` may
/// name it. What Jekyll's own folders at the top hold is for Jekyll.
fn is_partial(path: &str, config: &Config) -> bool {
    const JEKYLLS: [&str; 7] = [
        "_config.yml",
        "_layouts",
        "_plugins",
        "_posts",
        "_sass",
        "_site",
        "_themes",
    ];
    let top = path.split('/').next().unwrap_or(path);
    let is_kept_out = |part: &str| part.starts_with(['.', '#', '~']) || part.ends_with('~');
    let is_excluded = |path: &str| config.exclude.iter().any(|pattern| pattern.matches(path));
    path.split('/').any(|part| part.starts_with('_'))
        && !JEKYLLS.contains(&top)
        && !path.split('/').any(is_kept_out)
        && !is_excluded(path)
}

/// The files, of those that `counts` says, whose paths differ from another's by the case of letters only. What is
/// published has an address, which tells of it.
fn alike(sources: &Sources, counts: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let mut known: HashMap<String, &str> = HashMap::new();
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| counts(&source.path)) {
        let other = *known.entry(source.path.to_lowercase()).or_insert(&*source.path);
        if other != &*source.path {
            let message = format!("its name differs by case only from `{other}`");
            let finding = Finding::error("unsafe-path", Location::start_of(&source.path), message);
            findings.push(finding.with_hint("on macOS and Windows a checkout has only one of the two; rename one"));
        }
    }
    findings
}

fn badly_named(path: &str) -> Finding {
    let message = "the file's name has a backslash or a control character, which no address can have";
    Finding::error("unsafe-path", Location::start_of(path), message).with_hint("it is left out; rename it")
}

fn refused(Refused { path, reason }: Refused) -> Finding {
    let location = Location::start_of(&path);
    match reason {
        RefusedReason::LinkOutside => Finding::error(
            "unsafe-path",
            location,
            "the symbolic link leads out of the source folder",
        )
        .with_hint("it is left out; copy what it names into the source folder"),
        RefusedReason::NameNotUtf8 => Finding::error("invalid-encoding", location, "the file's name is not UTF-8")
            .with_hint("it is left out; rename it"),
        RefusedReason::NoFile => Finding::error("unsafe-path", location, "this is a pipe, a socket or a device")
            .with_hint("it is left out and not read; remove it, or name it under `exclude` in `_config.yml`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::Memory;

    #[test]
    fn what_pages_may_include_from_beside_them_is_no_page() {
        let config = Config::parse("exclude: [old]\n").expect("it is right");
        let files: Memory = [
            ("docs/a.md", "---\n---\n"),
            ("docs/_part.md", "x"),
            ("docs/_parts/b.md", "---\n---\n"),
            ("docs/_parts/.hidden/b.md", "x"),
            ("old/_part.md", "x"),
            ("_part.md", "x"),
            ("_layouts/a.html", "x"),
            ("_site/_part.md", "x"),
        ]
        .into_iter()
        .collect();
        let known = KnownTexts::default();
        let found = discover(Box::new(files), known, &config, Drafts::Hidden, &|_| false).expect("memory can be read");
        let known: Vec<&str> = found.sources.iter().map(|source| &*source.path).collect();
        assert_eq!(known, ["_part.md", "docs/_part.md", "docs/_parts/b.md", "docs/a.md"]);
        assert_eq!((found.pages.len(), found.static_files.len()), (1, 0));
    }

    #[test]
    fn a_collection_may_be_called_schemas() {
        let files = || Memory::from_iter([("_schemas/user.md", "---\n---\n"), ("_schemas/a.json", "{}")]);
        let known = KnownTexts::default;
        let found = |config: &str| {
            let config = Config::parse(config).expect("it is right");
            discover(Box::new(files()), known(), &config, Drafts::Hidden, &|_| false).expect("memory can be read")
        };
        let of_collection = found("collections: [schemas]\n");
        assert_eq!((of_collection.schemas.len(), of_collection.documents.len()), (0, 1));
        assert_eq!(found("").schemas.len(), 2);
    }

    #[test]
    fn files_are_told_apart_as_jekyll_does() {
        let config = "exclude: [README.md, drafts/]\ninclude: [.htaccess, _kept]\ndocgen: {scaffold: _new/guide}\n";
        let config = Config::parse(config).expect("it is right");
        let page = "---\na: 1\n---\n";
        let files: Memory = [
            ("index.md", page),
            ("style.css", "---\n---\na {}"),
            ("plain.md", "no front matter"),
            ("README.md", page),
            ("drafts/x.md", page),
            ("_includes/a.md", "a"),
            ("_data/a.yml", "a: 1"),
            ("_layouts/x.html", page),
            ("_new/guide/setup.md", page),
            ("_new/guide/img.txt", "x"),
            ("_new/other.md", page),
            (".htaccess", "x"),
            (".git/config", "x"),
            ("_kept/x.md", page),
            ("backup.md~", page),
            ("public/index.html", page),
            ("built/index.html", page),
            (".docgen/built/manifest", "docgen manifest 1\n"),
            ("deep/site/index.html", page),
            ("deep/.docgen/site/manifest", "docgen manifest 1\n"),
        ]
        .into_iter()
        .collect();
        let known = KnownTexts::default();
        let found = discover(Box::new(files), known, &config, Drafts::Hidden, &|folder| {
            folder == "public"
        })
        .expect("memory can be read");
        let paths =
            |ids: &[FileId]| -> Vec<String> { ids.iter().map(|&id| found.sources.path(id).to_string()).collect() };
        assert_eq!(paths(&found.pages), ["_kept/x.md", "index.md", "style.css"]);
        assert_eq!(paths(&found.static_files), [".htaccess", "plain.md"]);
        assert_eq!(paths(&found.data), ["_data/a.yml"]);
        assert_eq!(paths(&found.scaffold), ["_new/guide/setup.md"]);
        assert!(found.sources.find("_includes/a.md").is_some());
    }
}
