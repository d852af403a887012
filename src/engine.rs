//! Composes the stages: the only place that knows their order, and that pages go their ways in parallel.
//!
//! [`Engine::load`] goes up to the first barrier, the index. [`Pipeline`] takes single pages from there on. [`Build`]
//! is what all of them come to: a site and, once [`Build::check`] has run, its findings. [`Artifacts`] are its files,
//! which [`Build::write`] puts on disk. `kept` is what one build leaves to the next.

mod allowance;
mod artifacts;
mod branded;
mod fragments;
mod kept;
mod named;
mod pipeline;
mod project;
mod unchecked;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::config::{self, Config};
use crate::dimensions::Dimensions;
use crate::discover::is_output;
use crate::error::Error;
use crate::finding::{self, Finding, Hidden};
use crate::images::Unnamed;
use crate::index::Format;
use crate::output::Summary;
use crate::page::{self, Page, PageFile};
use crate::rules::{self, Checked, Judged, Needs};
use crate::schema::Schemas;
use crate::site::{Site, Surroundings};
pub use crate::theme::Theme;
use crate::theme::ThemeFolder;
use crate::triage::marks::{self, Named};
use crate::triage::{echoes, repeats};
use crate::vfs::Files;
pub use artifacts::{Artifacts, Content};
use kept::Kept;
use pipeline::Outcome;
pub use pipeline::Pipeline;
pub use project::{Brands, Options, Project};
pub use unchecked::Unchecked;

/// The rule about images that nothing names, which costs a reading of all texts.
const UNUSED_IMAGE: &str = "unused-image";

/// Builds a site, and builds it again and again: the second time only what has changed and what hangs on that, by the
/// same code. `serve` has one for as long as it runs; `build` and `check` have one for a single build, which keeps nothing
/// yet.
#[derive(Debug, Default)]
pub struct Engine {
    kept: Kept,
}

impl Engine {
    /// An engine that has built nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the source folder `files` up to the first barrier. All texts are read, whoever says that they have not
    /// changed; front matter that is the same is not parsed again.
    ///
    /// [`Options::time`] is a part of every page: give the same from build to build, or all pages are made anew.
    ///
    /// # Errors
    /// As [`Project::load`].
    pub fn load(&self, files: Box<dyn Files>, options: &Options) -> Result<Project, Error> {
        Project::load_again(files, options, &self.kept)
    }

    /// Takes all pages of a project through the stages, but those that nothing has changed for since the last time. The
    /// rules have not run over it yet: see [`Build::check`]. Where several brands are asked for, it is that of the first.
    ///
    /// # Errors
    /// As [`Build::new`]. What was kept stays.
    pub fn build(&mut self, project: Project) -> Result<Build, Error> {
        let mut builds = self.build_brands(project)?;
        Ok(builds.swap_remove(0))
    }

    /// The same for each brand that is asked for, in the config's order; a single build where none is. The content is
    /// read, rendered and judged once for all of them.
    ///
    /// # Errors
    /// As [`Engine::build`].
    pub fn build_brands(&mut self, project: Project) -> Result<Vec<Build>, Error> {
        Build::make(project, &mut self.kept)
    }
}

/// A site, ready to be written.
#[derive(Debug)]
pub struct Build {
    /// What it was made of.
    pub project: Arc<Project>,
    /// Its pages and guides, under the brand that was asked for.
    pub site: Site,
    /// The site as its authors wrote it, where [`Build::site`] is that of a brand.
    of_authors: Option<Arc<OfAuthors>>,
    /// What is wrong with it, in the order of the places; nothing before it was checked.
    pub findings: Vec<Finding>,
    /// How long each rule took on all threads together; nothing unless [`Options::clock`] is there.
    pub costs: Vec<(&'static str, Duration)>,
    /// What no report shows of authors' texts.
    pub hidden: Hidden,
    /// What the stages noticed, whether it is told or not.
    noticed: Vec<Finding>,
    /// What the rules found, once they have run.
    of_rules: Option<Vec<Finding>>,
}

/// A site as its authors wrote it, and what is wrong with that, for all brands.
#[derive(Debug)]
struct OfAuthors {
    site: Site,
    checked: OnceLock<Checked>,
}

/// What is told of a build.
#[derive(Debug)]
pub struct Verdict {
    /// What is wrong with it, in the order of the places.
    pub findings: Vec<Finding>,
    /// How long each rule took on all threads together; nothing unless [`Options::clock`] is there.
    pub costs: Vec<(&'static str, Duration)>,
    /// What no report shows of authors' texts.
    pub hidden: Hidden,
}

impl Build {
    /// Takes all pages of a project through the stages, and the rules over the result.
    ///
    /// # Errors
    /// Where a file cannot be read, a schema cannot be used, the config names what is not there, or the pages come to more
    /// than can be held.
    pub fn new(project: Project) -> Result<Self, Error> {
        let mut build = Engine::new().build(project)?;
        build.check();
        Ok(build)
    }

    /// The same before the rules, for each brand, with what is `kept` of an earlier build and is from then on of this one.
    fn make(project: Project, kept: &mut Kept) -> Result<Vec<Self>, Error> {
        let project = Arc::new(project);
        let config = &project.config;
        let schemas = Schemas::load(&project.sources, &project.schemas)?;
        let pipeline = Pipeline::again(&project, kept);
        let all = pipeline.all()?;
        let made_with = pipeline.into_surroundings();
        if let Some(error) = project.sources.unreadable() {
            return Err(error);
        }
        let mut findings = project.index.findings.clone();
        findings.extend(fragments::findings(&project)?);
        let (mut pages, mut texts) = (Vec::with_capacity(all.pages.len()), Vec::new());
        let mut branded: Vec<Vec<Arc<Page>>> = project.brands.iter().map(|_| Vec::new()).collect();
        for (_, made) in &all.pages {
            findings.extend(made.value.findings.iter().cloned());
            match &made.value.outcome {
                Outcome::Page(page) => {
                    pages.push(Arc::clone(&page.plain));
                    for (pages, page) in branded.iter_mut().zip(&page.branded) {
                        pages.push(Arc::clone(page));
                    }
                }
                Outcome::Text(text) => texts.push(text.clone()),
                Outcome::Unwritten(_) => {}
            }
        }
        let surroundings = Surroundings {
            scaffold: &project.scaffold,
            registry: project.registry.clone(),
            catalogue: project.catalogue.clone(),
            schemas,
            other_files: other_files(&project)?,
            texts,
            today: project.today,
            modified: project.modified.clone(),
            image_sizes: image_sizes(&project),
        };
        let site = Site::new(config, &project.index, surroundings, pages);
        named::refuse_unknown(&project, &site)?;
        *kept = kept.next(&project, made_with, all);
        let build = |site: Site, of_authors: Option<&Arc<OfAuthors>>| Self {
            site,
            of_authors: of_authors.map(Arc::clone),
            hidden: Hidden::default(),
            noticed: findings.clone(),
            of_rules: None,
            costs: Vec::new(),
            findings: Vec::new(),
            project: Arc::clone(&project),
        };
        if project.brands.is_empty() {
            return Ok(vec![build(site, None)]);
        }
        let checked = OnceLock::new();
        let of_authors = Arc::new(OfAuthors { site, checked });
        let brands = project.brands.iter().zip(&branded).map(|(branding, pages)| {
            let site = of_authors.site.of_brand(Arc::clone(branding), &project.index, pages);
            build(site, Some(&of_authors))
        });
        Ok(brands.collect())
    }

    /// Runs the rules: those about what authors wrote on that, and those about what readers get on what they get.
    fn judge(&self) -> Checked {
        let check = |site: &Site, judged| rules::check(site, &self.project.settings, self.project.clock, judged);
        let Some(OfAuthors { site, checked }) = self.of_authors.as_deref() else {
            return check(&self.site, Judged::All);
        };
        let of_authors = checked.get_or_init(|| check(site, Judged::ByAuthors));
        let mut all = check(&self.site, Judged::ByReaders);
        all.findings.extend(of_authors.findings.iter().cloned());
        all.costs.extend(&of_authors.costs);
        all
    }

    /// Runs the rules over the site, and settles what is told of it. The builds of several brands share what is found in
    /// what authors wrote: check them one after the other, not in tasks of rayon's, which could wait for each other.
    pub fn check(&mut self) {
        let Checked { findings, costs } = self.judge();
        self.costs = costs;
        self.of_rules = Some(findings);
        self.settle_findings();
    }

    /// What [`Build::check`] comes to, of a build that others look at meanwhile; the same holds for it.
    pub fn verdict(&self) -> Verdict {
        let Checked { findings, costs } = self.judge();
        let (findings, hidden) = self.told(&findings);
        Verdict {
            findings,
            costs,
            hidden,
        }
    }

    /// Loads the theme `name` for the site, and notes the layouts that it does not have and the images that nothing
    /// names.
    pub fn load_theme(&mut self, name: &str, folders: &[ThemeFolder<'_>]) -> Result<Theme, Error> {
        let theme = Theme::load(name, folders, &self.site)?;
        named::refuse_layouts(&self.project, &theme)?;
        for brand in &self.project.config.brands {
            theme.refuse_settings(&self.site, &brand.name, &brand.theme)?;
        }
        let mut unknown: BTreeMap<&str, Finding> = BTreeMap::new();
        for page in &self.site.pages {
            let Some(layout) = page.front_matter.get("layout").and_then(Json::as_str) else {
                continue;
            };
            if self.is_without_layout(layout) || theme.has_layout(self.template(layout)) {
                continue;
            }
            let finding = unknown.entry(layout).or_insert_with(|| {
                let finding = Finding::warning(
                    "unknown-layout",
                    page.front_matter_place("/layout"),
                    format!("the theme has no layout `{layout}`"),
                );
                finding.with_hint(match self.project.config.layouts.get(layout) {
                    Some(template) => format!("`layouts` of the config names `{template}` for it, which is not there"),
                    None => {
                        format!("name its template in `_config.yml`: `layouts: {{{layout}: guide}}` below `docgen:`")
                    }
                })
            });
            finding.pages.push(Arc::clone(&page.source));
        }
        self.noticed.extend(unknown.into_values());
        self.look_for_unused_images(folders)?;
        Ok(theme)
    }

    /// Notes the images that nothing names, neither in the site nor in the user's folders of a theme, where that is
    /// asked for.
    pub fn look_for_unused_images(&mut self, folders: &[ThemeFolder<'_>]) -> Result<(), Error> {
        if self.project.settings.is_on(UNUSED_IMAGE) {
            let unused = self.unused_images(folders)?;
            self.noticed.extend(unused);
        }
        self.settle_findings();
        Ok(())
    }

    /// The images that neither the source folder names, nor the pages made of it, nor the user's folders of the theme.
    fn unused_images(&self, folders: &[ThemeFolder<'_>]) -> Result<Vec<Finding>, Error> {
        let Project { sources, index, .. } = &*self.project;
        let mut unnamed = Unnamed::new(index.static_files.iter().map(|(file, _)| sources.path(*file)));
        let files = sources.files();
        unnamed.read_all(files, &|folder| is_output(files, folder))?;
        for folder in folders {
            unnamed.read_all(folder.files, &|_| false)?;
        }
        // A name may be put together by Liquid.
        let pages = self.site.pages.iter().map(|page| page.html.as_str());
        for text in pages.chain(self.site.texts.iter().map(|file| &*file.text)) {
            unnamed.read(text);
        }
        let keep = self.site.option_texts(UNUSED_IMAGE, "keep");
        Ok(unnamed.findings(&keep.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// Writes the site into the folder `out`. Either all of it is written, or the folder stays as it was.
    pub fn write(&self, theme: &Theme, out: &Path) -> Result<Summary, Error> {
        Artifacts::new(self, theme)?.write(out)
    }

    /// The page at position `page` as the theme shows it.
    pub fn render_page(&self, theme: &Theme, page: usize) -> Result<String, Error> {
        let html = &self.site.pages[page].html;
        if page::is_document(html) {
            return Ok(html.clone());
        }
        let layout = match self.site.pages[page].front_matter.get("layout").and_then(Json::as_str) {
            Some(layout) if !self.is_without_layout(layout) => self.template(layout),
            _ => "page",
        };
        theme.render_page(&self.site, page, layout)
    }

    /// The theme's template for a layout.
    fn template<'l>(&'l self, layout: &'l str) -> &'l str {
        self.project.config.layouts.get(layout).map_or(layout, String::as_str)
    }

    /// Whether a page says that it wants no layout, which Jekyll writes as `none`.
    fn is_without_layout(&self, layout: &str) -> bool {
        matches!(layout, "none" | "null" | "") && !self.project.config.layouts.contains_key(layout)
    }

    /// Settles what is told of what has been noticed so far; nothing yet, if the rules have not run.
    fn settle_findings(&mut self) {
        if let Some(of_rules) = &self.of_rules {
            (self.findings, self.hidden) = self.told(of_rules);
        }
    }

    /// What is told of all that the stages noticed and the rules found, and what of it is hidden.
    fn told(&self, of_rules: &[Finding]) -> (Vec<Finding>, Hidden) {
        let settings = &self.project.settings;
        let all: Vec<Finding> = self.noticed.iter().chain(of_rules).cloned().collect();
        let hidden = Hidden::in_any(&all);
        let mut findings = finding::merge(all);
        settings.apply(&mut findings);
        // A mark may be there for the readers of another brand.
        let is_of_others = |needs: Needs| match self.project.brands.is_empty() {
            true => needs == Needs::Brand,
            false => needs != Needs::Content,
        };
        let named = |rule: &str| match rules::find(rule) {
            None => Named::Unknown(rules::nearest_id(rule)),
            Some(found) if settings.is_on(rule) && !is_of_others(found.needs()) => Named::On,
            Some(_) => Named::Off,
        };
        let mut findings = marks::apply(findings, &self.project.sources, named);
        settings.apply(&mut findings);
        let mut findings = finding::merge(findings);
        echoes::silence(&mut findings);
        match self.project.index.is_finished {
            true => (repeats::fold(findings, &self.project.sources), hidden),
            false => (findings, hidden),
        }
    }
}

/// How large the images are that the site has, by their output paths.
fn image_sizes(project: &Project) -> BTreeMap<String, Dimensions> {
    let Project { sources, index, .. } = project;
    let images = index.static_files.par_iter();
    let sizes = images.filter_map(|(file, output)| {
        let size = Dimensions::read(sources.files(), sources.path(*file))?;
        Some((output.clone(), size))
    });
    sizes.collect()
}

/// The files whose texts reach the site beside pages and their includes: the config, the data, and what is no HTML.
fn other_files(project: &Project) -> Result<Vec<PageFile>, Error> {
    let sources = &project.sources;
    let texts = project.index.pages.iter().filter(|page| page.format == Format::Other);
    let files = project.data.iter().copied().chain(texts.map(|page| page.document.file));
    let file = |file| PageFile::new(Arc::clone(sources.path(file)), sources.shared_text(file), [].into());
    let mut files: Vec<PageFile> = files.map(file).collect();
    if !project.index.is_finished {
        let text = Config::text(sources.files())?;
        files.push(PageFile::new(config::CONFIG_FILE.into(), text.into(), [].into()));
    }
    Ok(files)
}
