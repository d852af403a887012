//! Themes: Tera templates and static files that make artifacts of pages.
//!
//! Start at [`Theme`]. What a template may use is listed in `context`; where a template's name leads is told in
//! `templates`; the built-in themes are the folders of `themes/`.
//!
//! Content is anybody's, but a theme is trusted as a program is: what its templates make of a page is bounded, what
//! they compute on the way is not.

mod addition;
mod address;
mod agents;
mod builtin;
mod card;
mod content;
mod context;
mod finder;
mod language;
mod links;
mod navigation;
mod parameter_rows;
mod procedures;
mod settings;
mod tags;
mod templates;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use tera::{Context, Value};

use crate::config::CONFIG_FILE;
use crate::error::Error;
use crate::page::Page;
use crate::site::Site;
use crate::vfs::{Files, RefusedReason};
use crate::yaml::{is_no, pointer_part};
pub use addition::Addition;
use context::PageValue;
use navigation::Navigation;
use settings::{Settings, TopLink};
use templates::{Templates, UserTemplate};

/// The folder of the output that the theme's static files go to.
pub const STATIC_FOLDER: &str = "docgen-theme";

/// The style sheet that colours code samples: the highlighter's, unless the theme has one. [`OWN_STYLE_SHEET`] ends
/// with it, so that pages link one file.
pub const CODE_STYLE_SHEET: &str = "docgen-theme/code.css";

/// The sign in the browser's tab, for a site that has none where browsers look for it.
const ICON: &str = "docgen-theme/icon.svg";

/// The page that lists all guides.
const CATALOGUE: &str = "catalogue.html";

/// The folder of the output with the index of the whole text, where there is one.
pub const FULL_TEXT_FOLDER: &str = "pagefind";

/// The finder's own script, which loads when a reader opens it.
const FINDER: &str = "docgen-theme/finder.js";

/// The script that `base.html` loads ahead of the others.
const COLOURS: &str = "docgen-theme/colours.js";

/// The built-in theme's own style sheet.
pub const OWN_STYLE_SHEET: &str = "docgen-theme/docgen.css";

/// The templates at a theme's root that no page can choose as its layout.
const NOT_LAYOUTS: [&str; 4] = ["404", "base", "catalogue", "redirect"];

/// A folder of the user's with a theme in it.
#[derive(Clone, Copy)]
pub struct ThemeFolder<'a> {
    /// Its path as the user knows it: `themes/corporate`. Errors name it.
    pub path: &'a str,
    /// Its files.
    pub files: &'a dyn Files,
}

/// A file that a theme brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticFile {
    /// Its path in the output folder: `docgen-theme/docgen.css`.
    pub output: String,
    /// Its content.
    pub content: Cow<'static, [u8]>,
}

/// A theme, loaded for one [`Site`] and shared by all threads that render its pages.
pub struct Theme {
    templates: Templates,
    static_files: Vec<StaticFile>,
    /// Paths in the output folder, in the order in which pages link them.
    style_sheets: Vec<String>,
    scripts: Vec<String>,
    settings: Settings,
    navigation: Navigation,
}

impl Theme {
    /// Loads the theme `name` for `site`. `overrides` are the user's folders for a theme of that name, the one that
    /// comes first in front; where one has no template or static file of a name, the next has its turn, and then the
    /// built-in theme, which is `default` for every name that is not built in.
    ///
    /// # Errors
    /// [`Error::MissingTheme`] where the name is not built in and there is no folder; [`Error::Invalid`] with the place
    /// where a template cannot be understood; [`Error::Read`] where a file cannot be read.
    pub fn load(name: &str, overrides: &[ThemeFolder], site: &Site) -> Result<Self, Error> {
        let base = base_of(name, overrides)?;
        let mut users = BTreeMap::new();
        let mut static_files: BTreeMap<String, Cow<'static, [u8]>> = builtin::FILES
            .iter()
            .filter(|file| file.theme == base)
            .filter_map(|file| Some((static_output(file.path)?, builtin::light(file.path, file.text))))
            .collect();
        for folder in overrides.iter().rev() {
            read_folder(folder, &mut users, &mut static_files)?;
        }
        let settings = read_settings(overrides, &static_files)?.under(match &site.brand {
            Some(brand) => settings_of_brand(site, brand.name(), brand.theme(), &|output| {
                static_files.contains_key(output)
            })?,
            None => Settings::default(),
        });
        if let Some(own) = static_files.get_mut(OWN_STYLE_SHEET) {
            own.to_mut().extend_from_slice(settings.css.as_bytes());
        }
        let users: Vec<UserTemplate> = users.into_values().collect();
        Ok(Self {
            templates: Templates::load(&users, base, context::global(site))?,
            style_sheets: style_sheets(&static_files),
            scripts: scripts(&static_files),
            settings,
            static_files: static_files
                .into_iter()
                .map(|(output, content)| StaticFile { output, content })
                .collect(),
            navigation: Navigation::new(site),
        })
    }

    /// Refuses a name that is no theme's, before there is a site.
    ///
    /// # Errors
    /// [`Error::MissingTheme`] where the name is not built in and there is no folder.
    pub fn refuse_missing(name: &str, overrides: &[ThemeFolder]) -> Result<(), Error> {
        base_of(name, overrides).map(drop)
    }

    /// Refuses what `own`, what a brand says in place of `theme.yml`, gets wrong.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the place of what is wrong.
    pub fn refuse_settings(&self, site: &Site, name: &str, own: &Map<String, Json>) -> Result<(), Error> {
        let has_static = |output: &str| self.static_files.iter().any(|file| file.output == output);
        settings_of_brand(site, name, own, &has_static).map(drop)
    }

    /// Whether a page may have `layout`.
    pub fn has_layout(&self, layout: &str) -> bool {
        !layout.contains('/') && !NOT_LAYOUTS.contains(&layout) && self.templates.has(&format!("{layout}.html"))
    }

    /// The layouts that a page may have.
    pub fn layouts(&self) -> impl Iterator<Item = &str> {
        let names = self.templates.names().filter_map(|name| name.strip_suffix(".html"));
        names.filter(|layout| self.has_layout(layout))
    }

    /// Whether readers can find things by typing.
    pub fn has_finder(&self) -> bool {
        self.static_files.iter().any(|file| file.output == FINDER)
    }

    /// The files that the theme brings along, by path.
    pub fn static_files(&self) -> &[StaticFile] {
        &self.static_files
    }

    /// The page at position `page` of the site that the theme was loaded for, by its `layout`, or by `page` where the
    /// theme has no such layout.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the place in the template that cannot be rendered.
    pub fn render_page(&self, site: &Site, page: usize, layout: &str) -> Result<String, Error> {
        let layout = if self.has_layout(layout) { layout } else { "page" };
        let output = &site.pages[page].output;
        let depth = address::depth(output);
        let root = address::root(depth);
        let standing = self.navigation.standing(page);
        let guide = standing.map(|standing| standing.guide);
        let language = guide.and_then(|guide| site.guides[guide].language.as_deref());

        let mut context = context::of_page(site, page, standing, &root);
        if !self.makes_fragments() {
            let content = content::of_page(site, &site.pages[page]);
            context.insert_value("content", Value::safe_string(&content));
        }
        let guides = self.navigation.guides(site, language, depth);
        let side = self.navigation.side(guide, depth, || {
            let current = context.get("guide").cloned().unwrap_or_else(Value::none);
            self.render_navigation(site, guides.clone(), guide, current, &root)
        })?;
        if layout == "home" {
            context.insert("letters", &navigation::letters(site, language, &root));
        }
        self.insert_shared(&mut context, site, guides, side, &root);
        self.templates
            .render(&format!("{layout}.html"), &context, &site.pages[page].source)
    }

    /// The start page, for a site that has none of its own; nothing where it has, or where the theme makes fragments.
    ///
    /// # Errors
    /// As [`Theme::render_page`].
    pub fn render_home(&self, site: &Site) -> Result<Option<String>, Error> {
        if !self.adds(site, Addition::Home) {
            return Ok(None);
        }
        let title = if site.title.is_empty() { "Guides" } else { &site.title };
        let front_matter = Map::new();
        let page = PageValue {
            description: site.description.as_deref(),
            canonical: address::absolute(site, "/"),
            ..made_up(site, title, "/", &front_matter)
        };
        self.render_made_up(site, "home.html", &page, &address::root(0))
            .map(Some)
    }

    /// `catalogue.html`: all guides by their letters; nothing where the theme makes fragments.
    ///
    /// # Errors
    /// As [`Theme::render_page`].
    pub fn render_catalogue(&self, site: &Site) -> Result<Option<String>, Error> {
        if !self.adds(site, Addition::Catalogue) {
            return Ok(None);
        }
        let front_matter = Map::new();
        let page = PageValue {
            canonical: address::absolute(site, "/catalogue.html"),
            ..made_up(site, "All guides", "/catalogue.html", &front_matter)
        };
        self.render_made_up(site, CATALOGUE, &page, &address::root(0)).map(Some)
    }

    /// What the finder looks into; nothing where the theme has no finder.
    pub fn finder_index(&self, site: &Site) -> Option<String> {
        self.adds(site, Addition::FindIndex)
            .then(|| finder::index(site, &self.navigation))
    }

    /// A page as markdown, for programs that read in people's stead; nothing where the page was none, or where the
    /// theme makes fragments.
    pub fn markdown(&self, site: &Site, page: &Page) -> Option<String> {
        self.markdown_output(page)?;
        agents::markdown(site, page)
    }

    /// The output path of that: beside the page.
    pub fn markdown_output(&self, page: &Page) -> Option<String> {
        match self.makes_fragments() {
            true => None,
            false => agents::output(page),
        }
    }

    /// `llms.txt`, which lists the pages as markdown; nothing where the theme makes fragments.
    pub fn list_for_agents(&self, site: &Site) -> Option<String> {
        self.adds(site, Addition::ListForAgents).then(|| agents::list(site))
    }

    /// `robots.txt`, which lets everybody in and tells where the sitemap is; nothing where the theme makes fragments.
    pub fn robots(&self, site: &Site) -> Option<String> {
        if !self.adds(site, Addition::Robots) {
            return None;
        }
        let mut robots = "User-agent: *\nAllow: /\n".to_owned();
        if let Some(sitemap) = address::absolute(site, "/sitemap.xml") {
            robots.push_str(&format!("\nSitemap: {sitemap}\n"));
        }
        Some(robots)
    }

    /// Whether pages are fragments, to be put into pages of another's.
    fn makes_fragments(&self) -> bool {
        !self.templates.has("base.html")
    }

    /// The page for addresses where nothing is: `404.html`. Its links begin with the base URL, since it is shown at
    /// any address.
    ///
    /// # Errors
    /// As [`Theme::render_page`].
    pub fn render_not_found(&self, site: &Site) -> Result<String, Error> {
        let root = format!("{}/", site.base_url);
        let front_matter = Map::new();
        let page = made_up(site, "Page not found", "/404.html", &front_matter);
        self.render_made_up(site, "404.html", &page, &root)
    }

    /// The file at `from_output` of the output folder, which leads readers on to `to_url`: a URL of the site, with or
    /// without its base URL, or one of elsewhere. It is a whole HTML page in every theme.
    ///
    /// # Errors
    /// As [`Theme::render_page`].
    pub fn render_redirect(&self, site: &Site, from_output: &str, to_url: &str) -> Result<String, Error> {
        let target = address::target(site, from_output, to_url);
        let mut context = Context::new();
        context.insert(
            "to",
            &context::RedirectValue {
                title: target.page.map_or(to_url, |page| &page.title),
                url: &target.link,
                canonical: target.absolute.as_deref(),
            },
        );
        self.templates
            .render(&self.or_default("redirect.html"), &context, from_output)
    }

    /// `sitemap.xml`: all pages but those whose front matter has `sitemap: false` or `redirect_to`. Nothing where the site's own address
    /// is not known, since a sitemap holds whole addresses only.
    ///
    /// # Errors
    /// As [`Theme::render_page`].
    pub fn render_sitemap(&self, site: &Site) -> Result<Option<String>, Error> {
        if !self.adds(site, Addition::Sitemap) {
            return Ok(None);
        }
        let entries: Vec<context::SitemapEntry> = site
            .pages
            .iter()
            .filter(|page| page.output.ends_with(".html") && page.output != "404.html")
            .filter(|page| {
                !is_no(page.front_matter.get("sitemap"))
                    && page.front_matter.get("redirect_to").is_none_or(Json::is_null)
            })
            .filter_map(|page| context::SitemapEntry::of(site, page))
            .collect();
        let mut context = Context::new();
        let urls: Vec<&str> = entries.iter().map(|entry| &*entry.url).collect();
        context.insert("urls", &urls);
        context.insert("entries", &entries);
        self.templates
            .render(&self.or_default("sitemap.xml"), &context, "sitemap.xml")
            .map(Some)
    }

    /// Renders what is no page of the site's content.
    fn render_made_up(&self, site: &Site, template: &str, page: &PageValue, root: &str) -> Result<String, Error> {
        let guides = navigation::guide_entries(site, None, root);
        let side = self.render_navigation(site, guides.clone(), None, Value::none(), root)?;
        let mut context = context::of_value(page, "", root);
        context.insert("letters", &navigation::letters(site, None, root));
        self.insert_shared(&mut context, site, guides, side, root);
        self.templates.render(template, &context, template)
    }

    /// `guides` are all guides, `current` is the position of the one that is shown, `guide` its entry.
    fn render_navigation(
        &self,
        site: &Site,
        guides: Value,
        current: Option<usize>,
        guide: Value,
        root: &str,
    ) -> Result<Value, Error> {
        const TEMPLATE: &str = "partials/navigation.html";
        if !self.templates.has(TEMPLATE) {
            return Ok(Value::safe_string(""));
        }
        let mut context = Context::new();
        let (groups, letters) = navigation::groups(site, self.navigation.providers(), current, root);
        context.insert("groups", &groups);
        context.insert("letters", &letters);
        context.insert("catalogue_url", &address::link(root, CATALOGUE));
        context.insert_value("guides", guides);
        context.insert_value("guide", guide);
        context.insert("root", root);
        let html = self.templates.render(TEMPLATE, &context, "the side navigation")?;
        Ok(Value::safe_string(&html))
    }

    fn insert_shared(&self, context: &mut Context, site: &Site, guides: Value, side: Value, root: &str) {
        let has_icon = self.static_files.iter().any(|file| file.output == ICON) && !site.files.contains("favicon.ico");
        context.insert("icon", &has_icon.then(|| address::link(root, ICON)));
        let style_sheets: Vec<String> = self.style_sheets.iter().map(|path| address::link(root, path)).collect();
        context.insert("style_sheets", &style_sheets);
        let scripts: Vec<String> = self.scripts.iter().map(|path| address::link(root, path)).collect();
        context.insert("scripts", &scripts);
        let Settings {
            logo, links, footer, ..
        } = &self.settings;
        let links: Vec<TopLink> = links
            .iter()
            .map(|link| TopLink {
                url: address::from_root(root, &link.url),
                ..link.clone()
            })
            .collect();
        context.insert("top_links", &links);
        context.insert("logo", &logo.as_ref().map(|path| address::link(root, path)));
        context.insert("footer", footer);
        context.insert("catalogue_url", &address::link(root, CATALOGUE));
        context.insert_value("guides", guides);
        context.insert_value("navigation", side);
    }

    /// The theme's template of this name, else the default theme's: what has to be whole even in a theme of fragments.
    fn or_default(&self, name: &str) -> String {
        if self.templates.has(name) {
            name.to_owned()
        } else {
            format!("default/{name}")
        }
    }
}

/// The built-in theme below the theme `name`.
fn base_of(name: &str, overrides: &[ThemeFolder]) -> Result<&'static str, Error> {
    match builtin::NAMES.into_iter().find(|built_in| *built_in == name) {
        Some(built_in) => Ok(built_in),
        None if overrides.is_empty() => Err(Error::MissingTheme {
            name: name.to_owned(),
            hint: format!(
                "the built-in themes are {}; a theme of your own is looked for in _themes/{name} and themes/{name}",
                builtin::NAMES.map(|name| format!("`{name}`")).join(" and "),
            ),
        }),
        None => Ok("default"),
    }
}

/// A page that no file of the source folder stands for.
fn made_up<'a>(site: &Site, title: &'a str, url: &'a str, front_matter: &'a Map<String, Json>) -> PageValue<'a> {
    PageValue {
        title,
        full_title: title,
        head_title: context::head_title([title, &site.title]),
        description: None,
        url,
        canonical: None,
        kind: None,
        language: language::tag(&site.language),
        is_rtl: language::is_rtl(&site.language),
        source: None,
        edit_url: None,
        last_modified: None,
        markdown_url: None,
        has_h1: false,
        front_matter,
    }
}

/// Reads a user's theme folder; its files replace those of the same name that are there already.
fn read_folder(
    folder: &ThemeFolder,
    users: &mut BTreeMap<String, UserTemplate>,
    static_files: &mut BTreeMap<String, Cow<'static, [u8]>>,
) -> Result<(), Error> {
    let is_shown = |path: &str| !path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    let whole_path = |path: &str| format!("{}/{path}", folder.path);
    let invalid = |path: &str, message: &str, hint: Option<String>| Error::Invalid {
        path: whole_path(path),
        at: None,
        message: message.to_owned(),
        hint,
    };
    let read = |path: &str| {
        folder
            .files
            .read(path)
            .map_err(|error| Error::read(whole_path(path), error))
    };

    let listing = folder.files.list(&is_shown)?;
    if let Some(refused) = listing.refused.first() {
        let message = match refused.reason {
            RefusedReason::LinkOutside => "the link leads out of the theme's folder or to nothing",
            RefusedReason::NameNotUtf8 => "the file's name is not valid UTF-8",
            RefusedReason::NoFile => "this is a pipe, a socket or a device, not a file",
        };
        return Err(invalid(&refused.path, message, None));
    }
    for path in listing.files.into_iter().filter(|path| is_shown(path)) {
        if let Some(output) = static_output(&path) {
            let bytes = read(&path)?;
            // A copy of a built-in file is no heavier than that.
            let content = match builtin::with_text(&path, &bytes) {
                Some(file) => builtin::light(file.path, file.text),
                None => Cow::Owned(bytes),
            };
            static_files.insert(output, content);
        } else if templates::is_template(&path) {
            if let Some((first, _)) = path.split_once('/')
                && builtin::NAMES.contains(&first)
            {
                let hint = format!(
                    "to replace a built-in template, put yours at the top of {}",
                    folder.path
                );
                return Err(invalid(&path, "this name belongs to a built-in template", Some(hint)));
            }
            let text =
                String::from_utf8(read(&path)?).map_err(|_| invalid(&path, "the template is not valid UTF-8", None))?;
            let template = UserTemplate {
                name: path.clone(),
                path: whole_path(&path),
                text: text.trim_start_matches('\u{feff}').to_owned(),
            };
            users.insert(path, template);
        }
    }
    Ok(())
}

/// What the first of the user's folders that has a `theme.yml` says in it.
fn read_settings(
    folders: &[ThemeFolder],
    static_files: &BTreeMap<String, Cow<'static, [u8]>>,
) -> Result<Settings, Error> {
    for folder in folders {
        let path = format!("{}/{}", folder.path, settings::FILE);
        let bytes = match folder.files.read(settings::FILE) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::read(path, error)),
        };
        let text = String::from_utf8(bytes).map_err(|_| Error::Invalid {
            path: path.clone(),
            at: None,
            message: "the file is not valid UTF-8".to_owned(),
            hint: None,
        })?;
        let text = text.trim_start_matches('\u{feff}');
        return settings::read(&path, text, &|output| static_files.contains_key(output));
    }
    Ok(Settings::default())
}

/// What the brand `name` says in place of `theme.yml`.
fn settings_of_brand(
    site: &Site,
    name: &str,
    own: &Map<String, Json>,
    has_static: &dyn Fn(&str) -> bool,
) -> Result<Settings, Error> {
    let config = site.other_files.iter().find(|file| &*file.path == CONFIG_FILE);
    let text = config.map_or("", |config| config.text.trim_start_matches('\u{feff}'));
    let pointer = format!("/docgen/brands/{}/theme", pointer_part(name));
    settings::read_of_brand((CONFIG_FILE, text), &pointer, own, has_static)
}

/// Where the file at `path` in a theme's folder goes, if it is one to copy.
fn static_output(path: &str) -> Option<String> {
    let path = path.strip_prefix("static/")?;
    Some(format!("{STATIC_FOLDER}/{path}"))
}

/// The style sheets that pages link: the theme's own (or the highlighter's where it has none), and then what lies beside the theme's own, by
/// name. Those in folders below are for others to import.
fn style_sheets(static_files: &BTreeMap<String, Cow<'static, [u8]>>) -> Vec<String> {
    let is_linked = |path: &&String| path.ends_with(".css") && path.matches('/').count() == 1;
    let (own, users): (Vec<&String>, Vec<&String>) = static_files
        .keys()
        .filter(is_linked)
        .filter(|path| *path != CODE_STYLE_SHEET)
        .partition(|path| *path == OWN_STYLE_SHEET);
    // The theme's own holds the colours of code: the first paint waits for one style sheet.
    let code = own.is_empty().then_some(CODE_STYLE_SHEET);
    own.into_iter()
        .map(String::as_str)
        .chain(code)
        .chain(users.into_iter().map(String::as_str))
        .map(str::to_owned)
        .collect()
}

/// The scripts that pages load when they have been read: those at the top of the static folder, by name, but for those
/// that have their own time.
fn scripts(static_files: &BTreeMap<String, Cow<'static, [u8]>>) -> Vec<String> {
    let is_loaded = |path: &&String| path.ends_with(".js") && path.matches('/').count() == 1;
    let has_own_time = |path: &&String| [FINDER, COLOURS].contains(&path.as_str());
    let scripts = static_files.keys().filter(is_loaded);
    scripts.filter(|path| !has_own_time(path)).cloned().collect()
}

#[cfg(test)]
mod tests;
