//! Composes the stages: the only place that knows their order, and that pages go their ways in parallel.
//!
//! [`Project::load`] goes up to the first barrier, the index. [`Pipeline`] takes single pages from there on. [`Build`]
//! is what all of them come to: a site and its findings, which [`Build::write`] puts on disk.

mod named;
mod pipeline;
mod project;
mod unchecked;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use serde_json::Value as Json;

use crate::config::{self, Config};
use crate::discover::is_output;
use crate::error::Error;
use crate::finding::{self, Finding, Hidden};
use crate::images::Unnamed;
use crate::index::{Format, Index};
use crate::markdown::highlight::Highlighter;
use crate::output::{Output, Summary};
use crate::page::{self, PageFile};
use crate::rules::{self, Checked};
use crate::schema::Schemas;
use crate::site::{Site, Surroundings};
use crate::theme::{self, StaticFile, Theme, ThemeFolder};
use crate::triage::marks::{self, Named};
use crate::triage::{echoes, repeats};
use pipeline::Outcome;
pub use pipeline::Pipeline;
pub use project::{Options, Project};
pub use unchecked::Unchecked;

/// The rule about images that nothing names, which costs a reading of all texts.
const UNUSED_IMAGE: &str = "unused-image";

/// A site, checked and ready to be written.
#[derive(Debug)]
pub struct Build {
    /// What it was made of.
    pub project: Project,
    /// Its pages and guides.
    pub site: Site,
    /// What is wrong with it, in the order of the places.
    pub findings: Vec<Finding>,
    /// How long each rule took on all threads together; nothing unless [`Options::clock`] is there.
    pub costs: Vec<(&'static str, Duration)>,
    /// What the stages and rules noticed, whether it is told or not.
    noticed: Vec<Finding>,
    /// What no report shows of authors' texts.
    pub hidden: Hidden,
    /// The files that are neither pages nor copied: their output paths and texts.
    texts: Vec<(String, String)>,
}

impl Build {
    /// Takes all pages of a project through the stages, and the rules over the result.
    pub fn new(project: Project) -> Result<Self, Error> {
        let config = &project.config;
        let schemas = Schemas::load(&project.sources, &project.schemas)?;
        let pipeline = Pipeline::new(&project);
        let outcomes = pipeline.all();
        if let Some(error) = project.sources.unreadable() {
            return Err(error);
        }
        let mut findings = project.index.findings.clone();
        let (mut pages, mut texts) = (Vec::with_capacity(outcomes.len()), Vec::new());
        for (outcome, of_page) in outcomes {
            findings.extend(of_page);
            match outcome {
                Outcome::Page(page) => pages.push(*page),
                Outcome::Text { output, text } => texts.push((output, text)),
                Outcome::Unwritten(_) => {}
            }
        }
        let surroundings = Surroundings {
            scaffold: &project.scaffold,
            registry: project.registry.clone(),
            catalogue: project.catalogue.clone(),
            schemas,
            other_files: other_files(&project)?,
            today: project.today,
        };
        let site = Site::new(config, &project.index, surroundings, pages);
        named::refuse_unknown(&project, &site)?;
        let Checked {
            findings: of_rules,
            costs,
        } = rules::check(&site, &project.settings, project.clock);
        findings.extend(of_rules);
        let mut build = Self {
            site,
            hidden: Hidden::in_any(&findings),
            noticed: findings,
            costs,
            findings: Vec::new(),
            texts,
            project,
        };
        build.settle_findings();
        Ok(build)
    }

    /// Loads the theme `name` for the site, and notes the layouts that it does not have and the images that nothing
    /// names.
    pub fn load_theme(&mut self, name: &str, folders: &[ThemeFolder<'_>]) -> Result<Theme, Error> {
        let theme = Theme::load(name, folders, &self.site)?;
        named::refuse_layouts(&self.project, &theme)?;
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
        let Project { sources, index, .. } = &self.project;
        let mut unnamed = Unnamed::new(index.static_files.iter().map(|(file, _)| sources.path(*file)));
        let files = sources.files();
        unnamed.read_all(files, &|folder| is_output(files, folder))?;
        for folder in folders {
            unnamed.read_all(folder.files, &|_| false)?;
        }
        // A name may be put together by Liquid.
        let pages = self.site.pages.iter().map(|page| page.html.as_str());
        for text in pages.chain(self.texts.iter().map(|(_, text)| text.as_str())) {
            unnamed.read(text);
        }
        let keep = self.site.option_texts(UNUSED_IMAGE, "keep");
        Ok(unnamed.findings(&keep.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// The files that are neither pages nor copied, such as style sheets and feeds: their output paths and texts.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.texts.iter();
        texts.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Writes the site into the folder `out`. Either all of it is written, or the folder stays as it was.
    pub fn write(&self, theme: &Theme, out: &Path) -> Result<Summary, Error> {
        let output = Output::open(out)?;
        let Index {
            redirects,
            static_files,
            ..
        } = &self.project.index;
        let redirected: HashSet<&str> = redirects.iter().map(|redirect| redirect.output.as_str()).collect();
        let stage = |path: &str, content: &[u8]| output.stage(path, content).map(drop);

        let positions = 0..self.site.pages.len();
        // Of several errors the first in path order is told, whatever the threads do.
        let rendered: Vec<Result<(), Error>> = positions
            .into_par_iter()
            .filter(|&page| !redirected.contains(self.site.pages[page].output.as_str()))
            .map(|page| stage(&self.site.pages[page].output, self.render_page(theme, page)?.as_bytes()))
            .collect();
        rendered.into_iter().collect::<Result<(), Error>>()?;
        let of_agents: Vec<Result<(), Error>> = self
            .site
            .pages
            .par_iter()
            .filter(|page| !redirected.contains(page.output.as_str()))
            .filter_map(|page| theme.markdown(page))
            .filter(|file| !self.has_in_the_way_of(&file.output))
            .map(|file| stage(&file.output, &file.content))
            .collect();
        of_agents.into_iter().collect::<Result<(), Error>>()?;
        let copied: Vec<Result<(), Error>> = static_files
            .par_iter()
            .map(|(file, path)| {
                let sources = &self.project.sources;
                output.stage_copy(path, sources.files(), sources.path(*file)).map(drop)
            })
            .collect();
        copied.into_iter().collect::<Result<(), Error>>()?;
        for (path, text) in self
            .texts
            .iter()
            .filter(|(path, _)| !redirected.contains(path.as_str()))
        {
            stage(path, text.as_bytes())?;
        }
        for redirect in redirects {
            stage(
                &redirect.output,
                theme
                    .render_redirect(&self.site, &redirect.output, &redirect.to)?
                    .as_bytes(),
            )?;
        }
        for file in self.additions(theme)? {
            stage(&file.output, &file.content)?;
        }
        output.commit()
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

    /// What the theme adds to the site, where the site has no file of its own at the same path.
    fn additions(&self, theme: &Theme) -> Result<Vec<StaticFile>, Error> {
        let file = |path: &str, text: String| StaticFile {
            output: path.to_owned(),
            content: Cow::from(text.into_bytes()),
        };
        let mut additions = theme.static_files().to_vec();
        if !additions.is_empty() {
            let is_code = |file: &StaticFile| file.output == theme::CODE_STYLE_SHEET;
            let users = additions.iter().position(is_code).map(|at| additions.remove(at));
            let code = users.unwrap_or_else(|| file(theme::CODE_STYLE_SHEET, Highlighter::style_sheet()));
            match additions.iter_mut().find(|file| file.output == theme::OWN_STYLE_SHEET) {
                Some(own) => own.content.to_mut().extend_from_slice(&code.content),
                None => additions.push(code),
            }
        }
        additions.extend(theme.finder_index(&self.site));
        additions.extend(theme.list_for_agents(&self.site).map(|list| file("llms.txt", list)));
        additions.extend(theme.robots(&self.site).map(|robots| file("robots.txt", robots)));
        additions.extend(
            theme
                .render_catalogue(&self.site)?
                .map(|catalogue| file("catalogue.html", catalogue)),
        );
        additions.push(file("404.html", theme.render_not_found(&self.site)?));
        additions.extend(theme.render_home(&self.site)?.map(|home| file("index.html", home)));
        additions.extend(
            theme
                .render_sitemap(&self.site)?
                .map(|sitemap| file("sitemap.xml", sitemap)),
        );
        additions.retain(|file| !self.has_in_the_way_of(&file.output));
        Ok(additions)
    }

    /// Whether the site has a file at `path`, or one that makes a folder of it or of which it would make a folder.
    fn has_in_the_way_of(&self, path: &str) -> bool {
        let files = &self.site.files;
        let below = format!("{path}/");
        files.contains(path)
            || config::ancestors(path).any(|folder| files.contains(folder))
            || files
                .range(below.clone()..)
                .next()
                .is_some_and(|file| file.starts_with(&below))
    }

    /// The theme's template for a layout.
    fn template<'l>(&'l self, layout: &'l str) -> &'l str {
        self.project.config.layouts.get(layout).map_or(layout, String::as_str)
    }

    /// Whether a page says that it wants no layout, which Jekyll writes as `none`.
    fn is_without_layout(&self, layout: &str) -> bool {
        matches!(layout, "none" | "null" | "") && !self.project.config.layouts.contains_key(layout)
    }

    /// Settles what is told of what has been noticed so far.
    fn settle_findings(&mut self) {
        let settings = &self.project.settings;
        let mut findings = finding::merge(self.noticed.clone());
        settings.apply(&mut findings);
        let named = |rule: &str| match rules::find(rule) {
            None => Named::Unknown(rules::nearest_id(rule)),
            Some(_) if settings.is_on(rule) => Named::On,
            Some(_) => Named::Off,
        };
        let mut findings = marks::apply(findings, &self.project.sources, named);
        settings.apply(&mut findings);
        let mut findings = finding::merge(findings);
        echoes::silence(&mut findings);
        self.findings = match self.project.index.is_finished {
            true => repeats::fold(findings, &self.project.sources),
            false => findings,
        };
    }
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
