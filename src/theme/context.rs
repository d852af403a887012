//! What templates see.
//!
//! Every name below is always there; one that has nothing to say is none, an empty string or an empty list, so that
//! `{% if guide %}` is the way to ask. Text is escaped where a template puts it out; `content` and `navigation` are
//! HTML already. Every `url` is ready to be an `href`: relative to the page it stands on (in `404.html`, which is
//! shown at any address, it begins with the base URL).
//!
//! In every template:
//!
//! | name | members |
//! |---|---|
//! | `site` | `title`, `description`, `url`, `base_url`, `language`, `search` (`pagefind` or none): from the config |
//! | `docgen` | `version` |
//!
//! In the templates of pages, `404.html`, `catalogue.html` and `home.html`:
//!
//! | name | what it is |
//! |---|---|
//! | `page` | see [`PageValue`] |
//! | `content` | the page's HTML |
//! | `root` | what leads from the page to the site's root: `./`, `../`, `../../`, ... |
//! | `style_sheets` | the URLs of the style sheets: the theme's own, `code.css` for code samples, then the user's by name |
//! | `scripts` | the URLs of the scripts: the theme's own, and the user's beside it by name |
//! | `icon` | the URL of the sign in the browser's tab, or none where the site has a `favicon.ico` |
//! | `logo` | the URL of the logo that `theme.yml` names, or none |
//! | `top_links`, `footer` | the links and the footer that `theme.yml` names: `title`, `url`; a text, or none |
//! | `credentials` | on the setup pages of a guide, and on those that authenticate, what there is to carry over: `term` (the provider's word), `parameter` and `label` (the platform's), `found` (where the setup page tells how to find it: `text`, `url`, or none) |
//! | `catalogue_url` | the URL of the page that lists all guides |
//! | `letters` | in `404.html`, `catalogue.html` and `home.html`, all guides by the letter that their titles begin with: `letter`, `id`, `guides` |
//! | `toc` | the headings of level 2 and 3 that have an id: `level`, `text`, `id` |
//! | `guide` | the guide that the page belongs to: `title`, `url` |
//! | `tabs` | the pages of the guide by `order`: `title`, `url`, `current` |
//! | `previous`, `next` | the pages before and after it in the guide, of a post the older and the newer one: `title`, `url` |
//! | `languages` | the languages that the page is in: `language`, `name` (한국어; the tag where it is not known), `title`, `url`, `current` |
//! | `guides` | all guides, one entry each, by title: `title`, `url` |
//! | `navigation` | what `partials/navigation.html` made of `guides`, the HTML of the side navigation |
//!
//! `partials/navigation.html` is rendered once for each guide and depth of folder, not for each page. Beside `site` and
//! `docgen` it sees `guides`, `guide`, `root`, `catalogue_url`, `groups` (the guides by provider: `title`, `current`,
//! `guides`) and, where there are more than 150 guides, `letters`: then `groups` holds those of the guide's own letter.
//!
//! `redirect.html` sees `to`: `title`, `url` and `canonical` (the address in the world, or none). `sitemap.xml` sees
//! `urls`, whole addresses, and `entries`: `url`, and `date` (a day, or none).

use serde::Serialize;
use serde_json::{Map, Value as Json};
use tera::{Context, Value};

use super::navigation::Standing;
use super::{address, agents, card, language};
use crate::config::FullText;
use crate::page::{Heading, Page};
use crate::site::{Guide, Site};

/// `page`: what a template sees of a page.
#[derive(Serialize)]
pub(super) struct PageValue<'a> {
    /// Its title among the pages of its guide.
    pub(super) title: &'a str,
    /// Its title where that stands alone, which a brand may make longer.
    pub(super) full_title: &'a str,
    /// What the window is called: the titles of page, guide and site, each once.
    pub(super) head_title: String,
    /// `description` of its front matter, else none.
    pub(super) description: Option<&'a str>,
    /// Its URL from the site's root.
    pub(super) url: &'a str,
    /// Its address in the world, where the site's own is known, else none.
    pub(super) canonical: Option<String>,
    /// What it is in its guide: `setup`, `authenticate`, ... or none.
    pub(super) kind: Option<&'a str>,
    /// The language it is written in, as HTML names it: `en`, `pt-BR`.
    pub(super) language: String,
    /// Whether that is written from right to left.
    pub(super) is_rtl: bool,
    /// The path of its file in the source folder, else none.
    pub(super) source: Option<&'a str>,
    /// Where its file can be edited, where the config names the repository, else none.
    pub(super) edit_url: Option<String>,
    /// When it was last modified, where that is known and to be told, else none.
    pub(super) last_modified: Option<LastModified>,
    /// Its markdown, beside it, or none.
    pub(super) markdown_url: Option<String>,
    /// Whether its content has a heading of level 1, so that the template need not give it one.
    pub(super) has_h1: bool,
    /// Its front matter, defaults included.
    pub(super) front_matter: &'a Map<String, Json>,
}

/// When a page was last modified.
#[derive(Serialize)]
pub(super) struct LastModified {
    /// As the config wants readers to be told.
    text: String,
    /// As programs read it: `2026-05-01T12:00:00+00:00`.
    time: String,
}

/// `site`: what a template sees of the site.
#[derive(Serialize)]
struct SiteValue<'a> {
    title: &'a str,
    description: Option<&'a str>,
    url: &'a str,
    base_url: &'a str,
    language: String,
    search: Option<&'static str>,
}

/// A link with the text it is shown by.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    title: &'a str,
    url: String,
    current: bool,
}

/// A link that may lead to where the reader is.
#[derive(Serialize)]
struct ChoiceEntry<'a> {
    title: &'a str,
    url: String,
    language: Option<String>,
    /// What those who read the language call it.
    name: Option<String>,
    current: bool,
}

/// `to`: where `redirect.html` leads.
#[derive(Serialize)]
pub(super) struct RedirectValue<'a> {
    /// The title of the page, or the address where it is none of the site's.
    pub(super) title: &'a str,
    /// The link.
    pub(super) url: &'a str,
    /// The address in the world, where that is known.
    pub(super) canonical: Option<&'a str>,
}

/// A page in the sitemap.
#[derive(Serialize)]
pub(super) struct SitemapEntry {
    /// Its whole address.
    pub(super) url: String,
    /// The day on which it was last modified, or last looked at, where that is known: `2026-05-01`.
    date: Option<String>,
}

impl SitemapEntry {
    /// The entry of a page; nothing where the site's address is not known.
    pub(super) fn of(site: &Site, page: &Page) -> Option<Self> {
        let keys = ["verified", "date"].into_iter();
        let dates = keys.filter_map(|key| page.front_matter.get(key)?.as_str());
        let modified = site.last_modified(page).map(|time| time.date().to_string());
        Some(Self {
            url: address::absolute(site, &page.url)?,
            date: modified.or_else(|| dates.filter_map(day).next()),
        })
    }
}

/// The day that a time begins with: `2026-05-01` of `2026-05-01 12:00:00 +0000`.
fn day(time: &str) -> Option<String> {
    let day = time.trim_start().get(..10)?;
    let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_day.then(|| day.to_owned())
}

/// A heading in the table of contents.
#[derive(Serialize)]
struct TocEntry<'a> {
    level: u8,
    text: &'a str,
    id: &'a str,
}

impl Entry<'_> {
    /// The entry, which leads to where the reader is or not.
    pub(super) fn where_current(self, current: bool) -> Self {
        Self { current, ..self }
    }

    /// The entry as Tera holds it.
    pub(super) fn into_value(self) -> Value {
        Value::from_serializable(&self)
    }
}

/// What every template of a theme sees.
pub(super) fn global(site: &Site) -> Context {
    let mut context = Context::new();
    let value = SiteValue {
        title: &site.title,
        description: site.description.as_deref(),
        url: &site.url,
        base_url: &site.base_url,
        language: language::tag(&site.language),
        search: site.search.map(|FullText::Pagefind| "pagefind"),
    };
    context.insert("site", &value);
    context.insert(
        "docgen",
        &Map::from_iter([("version".to_owned(), Json::from(env!("CARGO_PKG_VERSION")))]),
    );
    context
}

/// What the template of `page` sees, without `style_sheets`, `guides` and `navigation`.
pub(super) fn of_page(site: &Site, index: usize, standing: Option<Standing>, root: &str) -> Context {
    let page = &site.pages[index];
    let guide = standing.map(|standing| &site.guides[standing.guide]);
    let value = PageValue {
        title: &page.title,
        full_title: page.full_title(),
        head_title: match &page.full_title {
            Some(full) => head_title([full, &site.title]),
            None => head_title([&page.title, guide.map_or("", |guide| &guide.title), &site.title]),
        },
        description: page.front_matter.get("description").and_then(Json::as_str),
        url: &page.url,
        canonical: address::absolute(site, &page.url),
        kind: page.kind.as_deref(),
        language: language::tag(language::of_page(site, page)),
        is_rtl: language::is_rtl(language::of_page(site, page)),
        source: Some(&page.source),
        edit_url: site.edit_url(&page.source),
        last_modified: site
            .last_modified(page)
            .zip(site.last_modified_text(page))
            .map(|(time, text)| LastModified {
                text,
                time: time.to_xmlschema(),
            }),
        markdown_url: agents::output(page).map(|output| address::link(root, &output)),
        has_h1: page.headings.iter().any(|heading| heading.level == 1),
        front_matter: &page.front_matter,
    };
    let mut context = of_value(&value, &page.html, root);
    context.insert("toc", &toc(&page.headings));
    context.insert("credentials", &card::of_page(site, page, guide, root));
    if let Some((standing, guide)) = standing.zip(guide) {
        insert_guide(&mut context, site, guide, standing.position, root);
    }
    if let Some(at) = site.posts.iter().position(|&post| post == index) {
        let neighbour = |at: Option<usize>| {
            let page = &site.pages[*site.posts.get(at?)?];
            Some(page_entry(page, root).into_value())
        };
        context.insert_value("previous", neighbour(at.checked_sub(1)).into());
        context.insert_value("next", neighbour(Some(at + 1)).into());
    }
    context
}

/// What a template sees of something that is no page of the site's: all names, most of them with nothing to say.
pub(super) fn of_value(page: &PageValue, content: &str, root: &str) -> Context {
    let mut context = Context::new();
    context.insert("page", page);
    context.insert_value("content", Value::safe_string(content));
    context.insert("root", root);
    for list in ["toc", "tabs", "languages", "credentials", "letters"] {
        context.insert_value(list, Value::from(Vec::<Value>::new()));
    }
    for nothing in ["guide", "previous", "next"] {
        context.insert_value(nothing, Value::none());
    }
    context
}

/// A guide by its title and first page; nothing for a guide without pages.
pub(super) fn guide_entry<'a>(site: &Site, guide: &'a Guide, root: &str) -> Option<Entry<'a>> {
    let first = &site.pages[*guide.pages.first()?];
    Some(Entry {
        title: &guide.title,
        url: address::link(root, &first.output),
        current: false,
    })
}

/// The titles with ` | ` between them, without the empty ones and those that stood before.
pub(super) fn head_title<const N: usize>(titles: [&str; N]) -> String {
    let mut different: Vec<&str> = Vec::with_capacity(N);
    for title in titles {
        if !title.is_empty()
            && !different
                .iter()
                .any(|earlier| earlier.to_lowercase() == title.to_lowercase())
        {
            different.push(title);
        }
    }
    different.join(" | ")
}

fn insert_guide(context: &mut Context, site: &Site, guide: &Guide, position: usize, root: &str) {
    let page_at = |position: usize| guide.pages.get(position).map(|&page| &*site.pages[page]);
    let entry = |page: &Page| page_entry(page, root).into_value();
    let tabs: Vec<ChoiceEntry> = guide
        .pages
        .iter()
        .enumerate()
        .map(|(at, &page)| ChoiceEntry {
            title: &site.pages[page].title,
            url: address::link(root, &site.pages[page].output),
            language: None,
            name: None,
            current: at == position,
        })
        .collect();
    context.insert("tabs", &tabs);
    context.insert("guide", &guide_entry(site, guide, root));
    context.insert_value("previous", position.checked_sub(1).and_then(page_at).map(entry).into());
    context.insert_value("next", page_at(position + 1).map(entry).into());
    context.insert("languages", &languages(site, guide, position, root));
}

fn page_entry<'a>(page: &'a Page, root: &str) -> Entry<'a> {
    Entry {
        title: &page.title,
        url: address::link(root, &page.output),
        current: false,
    }
}

/// The languages that the page at `position` of the guide is in: those whose folders have a file of its name.
fn languages<'a>(site: &'a Site, guide: &Guide, position: usize, root: &str) -> Vec<ChoiceEntry<'a>> {
    let file = file_in_guide(&site.pages[guide.pages[position]]);
    site.guides
        .iter()
        .filter(|other| other.folder == guide.folder)
        .filter_map(|other| {
            let pages = &mut other.pages.iter();
            let &page = pages.find(|&&page| file_in_guide(&site.pages[page]) == file)?;
            let tag = language::tag(other.language.as_deref().unwrap_or(&site.language));
            Some(ChoiceEntry {
                title: &other.title,
                url: address::link(root, &site.pages[page].output),
                name: Some(language::name(&tag).to_owned()),
                language: Some(tag),
                current: other.language == guide.language,
            })
        })
        .collect()
}

/// The path of a page's file in its guide, without the folder of its language and without its extension.
fn file_in_guide(page: &Page) -> Vec<&str> {
    let path = page
        .guide
        .as_deref()
        .and_then(|folder| page.source.strip_prefix(folder))
        .unwrap_or(&page.source);
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let folders = path
        .split('/')
        .filter(|folder| Some(*folder) != page.language.as_deref());
    folders.filter(|folder| !folder.is_empty()).collect()
}

fn toc(headings: &[Heading]) -> Vec<TocEntry<'_>> {
    headings
        .iter()
        .filter(|heading| matches!(heading.level, 2 | 3) && !heading.id.is_empty())
        .map(|heading| TocEntry {
            level: heading.level,
            text: &heading.text,
            id: &heading.id,
        })
        .collect()
}
