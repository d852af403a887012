//! What the output folder holds: every path, where its file comes from, and each file when it is asked for.
//!
//! `build` asks for all of them, in parallel; `serve` for those that a browser wants.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use rayon::prelude::*;

use super::Build;
use crate::config;
use crate::error::Error;
use crate::index::Index;
use crate::markdown::highlight::Highlighter;
use crate::output::{self, Output, Summary};
use crate::theme::{self, Addition, StaticFile, Theme};
use crate::vfs::Files;

/// The files of a site by their paths in the output folder. A build and a theme may be lent to it (`&Build`), shared
/// with it (`Arc<Build>`) or given.
pub struct Artifacts<B, T> {
    build: B,
    theme: T,
    origins: BTreeMap<String, Origin>,
    theme_files: Vec<StaticFile>,
    given: Vec<Vec<u8>>,
}

/// Where a file of the output comes from. A number is a position.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// A page of the site, as the theme shows it.
    Page(usize),
    /// The same page as markdown.
    Markdown(usize),
    /// A static file of the index.
    Copied(usize),
    /// A text that is no HTML.
    Text(usize),
    /// A redirect of the index.
    Redirect(usize),
    /// A file that the theme brings along.
    OfTheme(usize),
    /// What the theme makes of the site.
    Added(Addition),
    /// What was made elsewhere.
    Given(usize),
}

/// What a file of the output holds.
pub enum Content<'a> {
    /// These bytes.
    Bytes(Cow<'a, [u8]>),
    /// What a file of the source folder holds.
    Copy {
        /// The files of the source folder.
        files: &'a dyn Files,
        /// The path of the one that is copied.
        path: &'a str,
    },
}

impl<B: Borrow<Build>, T: Borrow<Theme>> Artifacts<B, T> {
    /// The artifacts of a build in a theme that was loaded for it. Nothing is rendered yet.
    ///
    /// # Errors
    /// If two things of the site have one path.
    pub fn new(build: B, theme: T) -> Result<Self, Error> {
        let mut origins = Origins::default();
        let (site, index) = (&build.borrow().site, &build.borrow().project.index);
        // A brand may have none of the pages that a redirect leads to.
        let redirects = index.redirects.iter().enumerate();
        for (at, redirect) in redirects.filter(|(_, redirect)| site.files.contains(&redirect.output)) {
            origins.add(&redirect.output, Origin::Redirect(at))?;
        }
        let is_redirected = |path: &str| {
            let found = index
                .redirects
                .binary_search_by(|redirect| (*redirect.output).cmp(path));
            found.is_ok()
        };
        let is_free = |path: &str| !has_in_the_way_of(build.borrow(), path);
        for (at, page) in site.pages.iter().enumerate() {
            if is_redirected(&page.output) {
                continue;
            }
            origins.add(&page.output, Origin::Page(at))?;
            if let Some(path) = theme.borrow().markdown_output(page).filter(|path| is_free(path)) {
                origins.add(&path, Origin::Markdown(at))?;
            }
        }
        for (at, (_, path)) in index.static_files.iter().enumerate() {
            origins.add(path, Origin::Copied(at))?;
        }
        for (at, file) in site.texts.iter().enumerate() {
            if !is_redirected(&file.output) {
                origins.add(&file.output, Origin::Text(at))?;
            }
        }
        let theme_files = theme_files(theme.borrow());
        for (at, file) in theme_files.iter().enumerate() {
            if is_free(&file.output) {
                origins.add(&file.output, Origin::OfTheme(at))?;
            }
        }
        for addition in theme.borrow().additions(site) {
            if is_free(addition.output()) {
                origins.add(addition.output(), Origin::Added(addition))?;
            }
        }
        Ok(Self {
            origins: origins.0,
            theme_files,
            given: Vec::new(),
            build,
            theme,
        })
    }

    /// Adds a file that was made elsewhere of the others.
    ///
    /// # Errors
    /// If there is a file at its path already.
    pub fn add(&mut self, path: &str, content: Vec<u8>) -> Result<(), Error> {
        if self.has(path) || has_in_the_way_of(self.build(), path) {
            return Err(output::staged_twice(path));
        }
        self.origins.insert(path.to_owned(), Origin::Given(self.given.len()));
        self.given.push(content);
        Ok(())
    }

    /// The build that they are of.
    pub fn build(&self) -> &Build {
        self.build.borrow()
    }

    /// The theme that shows them.
    pub fn theme(&self) -> &Theme {
        self.theme.borrow()
    }

    /// The paths of all files, in their order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.origins.keys().map(String::as_str)
    }

    /// Whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.origins.contains_key(path)
    }

    /// The position in [`Site::pages`](crate::site::Site::pages) of the page that the file at `path` shows, as HTML or
    /// as markdown; nothing for any other file.
    pub fn page_at(&self, path: &str) -> Option<usize> {
        match self.origins.get(path)? {
            Origin::Page(at) | Origin::Markdown(at) => Some(*at),
            _ => None,
        }
    }

    /// What the file at `path` holds, which is rendered at each call; nothing if there is none.
    pub fn get(&self, path: &str) -> Option<Result<Content<'_>, Error>> {
        Some(self.content(path, *self.origins.get(path)?))
    }

    /// Writes all files into the folder `out`. Either all of them are written, or the folder stays as it was.
    ///
    /// # Errors
    /// If one cannot be rendered, read or written: of several errors that of the first path, whatever the threads do.
    pub fn write(&self, out: &Path) -> Result<Summary, Error>
    where
        B: Sync,
        T: Sync,
    {
        let output = Output::open(out)?;
        let stage = |(path, origin): (&String, &Origin)| match self.content(path, *origin)? {
            Content::Bytes(bytes) => output.stage(path, &bytes).map(drop),
            Content::Copy { files, path: source } => output.stage_copy(path, files, source).map(drop),
        };
        let staged: Vec<Result<(), Error>> = self.origins.par_iter().map(stage).collect();
        staged.into_iter().collect::<Result<(), Error>>()?;
        output.commit()
    }

    fn content(&self, path: &str, origin: Origin) -> Result<Content<'_>, Error> {
        let (build, theme) = (self.build(), self.theme());
        let (
            site,
            Index {
                redirects,
                static_files,
                ..
            },
        ) = (&build.site, &build.project.index);
        let text = |text: String| Content::Bytes(text.into_bytes().into());
        Ok(match origin {
            Origin::Page(at) => text(build.render_page(theme, at)?),
            Origin::Markdown(at) => {
                let markdown = theme.markdown(site, &site.pages[at]);
                text(markdown.expect("what has a path as markdown has a text"))
            }
            Origin::Copied(at) => {
                let sources = &build.project.sources;
                Content::Copy {
                    files: sources.files(),
                    path: sources.path(static_files[at].0),
                }
            }
            Origin::Text(at) => Content::Bytes(site.texts[at].text.as_bytes().into()),
            Origin::Redirect(at) => text(theme.render_redirect(site, path, &redirects[at].to)?),
            Origin::OfTheme(at) => Content::Bytes((&*self.theme_files[at].content).into()),
            Origin::Given(at) => Content::Bytes((&*self.given[at]).into()),
            Origin::Added(addition) => {
                let added = theme.render_addition(site, addition)?;
                text(added.expect("the theme names what it adds"))
            }
        })
    }
}

/// Files that are found one after the other.
#[derive(Default)]
struct Origins(BTreeMap<String, Origin>);

impl Origins {
    fn add(&mut self, path: &str, origin: Origin) -> Result<(), Error> {
        match self.0.entry(path.to_owned()) {
            Entry::Occupied(_) => Err(output::staged_twice(path)),
            Entry::Vacant(free) => {
                free.insert(origin);
                Ok(())
            }
        }
    }
}

/// What a theme brings along: its own style sheet ends with the colours of code.
fn theme_files(theme: &Theme) -> Vec<StaticFile> {
    let mut files = theme.static_files().to_vec();
    if files.is_empty() {
        return files;
    }
    let is_code = |file: &StaticFile| file.output == theme::CODE_STYLE_SHEET;
    let users = files.iter().position(is_code).map(|at| files.remove(at));
    let code = users.unwrap_or_else(|| StaticFile {
        output: theme::CODE_STYLE_SHEET.to_owned(),
        content: Highlighter::style_sheet().into_bytes().into(),
    });
    match files.iter_mut().find(|file| file.output == theme::OWN_STYLE_SHEET) {
        Some(own) => own.content.to_mut().extend_from_slice(&code.content),
        None => files.push(code),
    }
    files
}

/// Whether the site has a file at `path`, or one that makes a folder of it or of which it would make a folder.
fn has_in_the_way_of(build: &Build, path: &str) -> bool {
    let files = &build.site.files;
    let below = format!("{path}/");
    files.contains(path)
        || config::ancestors(path).any(|folder| files.contains(folder))
        || files
            .range(below.clone()..)
            .next()
            .is_some_and(|file| file.starts_with(&below))
}
