//! What stands at an address of the site, and what was probably meant where nothing does.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use serde_json::Value as Json;

use super::{Guide, Site};
use crate::config::{Config, ancestors};
use crate::finding::nearest;
use crate::page::Page;
use crate::url::{escape_path, image_ending};

/// Pages and files by what links call them; each made when it is first asked for.
#[derive(Debug, Default)]
pub struct Lookups {
    /// The positions in [`Site::pages`] by output path.
    pages: OnceLock<HashMap<String, usize>>,
    /// The ids on each of [`Site::pages`].
    ids: OnceLock<Vec<OnceLock<HashSet<String>>>>,
    /// The members of [`Site::files`] by their paths in lower case.
    in_lower_case: OnceLock<HashMap<String, String>>,
    /// The positions in [`Site::guides`] by folder and language.
    guides: OnceLock<HashMap<GuideKey, usize>>,
    /// The members of [`Site::files`] by their names, nothing for a name that several have.
    by_name: OnceLock<HashMap<String, Option<String>>>,
}

/// A guide's folder and its language.
type GuideKey = (Arc<str>, Option<String>);

/// What the theme puts into every site that has none of its own.
const OF_THE_THEME: [&str; 3] = ["404.html", "index.html", "sitemap.xml"];

/// The folder that only the theme fills.
const THEME_FOLDER: &str = "docgen-theme/";

/// How many files or folders are compared with a name at most, and how long that may be.
const COMPARED: usize = 1000;
const LONGEST_COMPARED: usize = 200;

/// What well-known plugins that the config names put into every site.
pub(super) fn of_plugins(config: &Config) -> Vec<String> {
    let lists = ["plugins", "gems"]
        .into_iter()
        .filter_map(|key| config.site.get(key)?.as_array());
    let plugins: Vec<&str> = lists.flatten().filter_map(Json::as_str).collect();
    let mut made = Vec::new();
    if plugins.contains(&"jekyll-feed") {
        let path = config.site.get("feed").and_then(|feed| feed.get("path")?.as_str());
        made.push(path.unwrap_or("feed.xml").trim_start_matches('/').to_owned());
    }
    if plugins.contains(&"jekyll-sitemap") {
        made.extend(["robots.txt", "sitemap.xml"].map(str::to_owned));
    }
    made
}

impl Site {
    /// The output path of what a server sends for `path`, if there is anything: the file, the page of that name without
    /// its ending, the folder's `index.html`.
    pub fn existing<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        let is_of_theme =
            |path: &str| !self.is_finished && (OF_THE_THEME.contains(&path) || path.starts_with(THEME_FOLDER));
        let is_of_plugin = |path: &str| self.of_plugins.iter().any(|made| made == path);
        let is_there = |path: &str| self.files.contains(path) || is_of_theme(path) || is_of_plugin(path);
        if !is_folder(path) && is_there(path) {
            return Some(Cow::Borrowed(path));
        }
        served_for(path).into_iter().find(|page| is_there(page)).map(Cow::Owned)
    }

    /// The page at an output path.
    pub fn page_at(&self, output: &str) -> Option<&Page> {
        self.position_of(output).map(|position| &*self.pages[position])
    }

    /// Whether something on the page at an output path has that id.
    pub fn has_id(&self, output: &str, id: &str) -> bool {
        let empty = || self.pages.iter().map(|_| OnceLock::new()).collect();
        let ids = self.lookups.ids.get_or_init(empty);
        self.position_of(output).is_some_and(|position| {
            let ids = ids[position].get_or_init(|| self.pages[position].ids.iter().cloned().collect());
            ids.contains(id)
        })
    }

    /// The guide that `page` is of, in its language.
    pub fn guide_of(&self, page: &Page) -> Option<&Guide> {
        let guides = self.lookups.guides.get_or_init(|| {
            let key = |guide: &Guide| (Arc::clone(&guide.folder), guide.language.clone());
            let guides = self.guides.iter().enumerate();
            guides.map(|(position, guide)| (key(guide), position)).collect()
        });
        let key = (Arc::clone(page.guide.as_ref()?), page.language.clone());
        guides.get(&key).map(|&position| &self.guides[position])
    }

    fn position_of(&self, output: &str) -> Option<usize> {
        let pages = self.lookups.pages.get_or_init(|| {
            let pages = self.pages.iter().enumerate();
            pages.map(|(position, page)| (page.output.clone(), position)).collect()
        });
        pages.get(output).copied()
    }

    /// The page whose file stands at `path` in the source folder.
    pub fn page_of_source(&self, path: &str) -> Option<&Page> {
        let found = self.pages.binary_search_by(|page| (*page.source).cmp(path));
        found.ok().map(|position| &*self.pages[position])
    }

    /// The link to the file at an output path, from the root of its host.
    pub fn link_to(&self, output: &str) -> String {
        let base = &self.base_url;
        match self.page_at(output) {
            Some(page) => format!("{base}{}", page.url),
            None => format!("{base}/{}", escape_path(output)),
        }
    }

    /// Whether the site has anything in the first folder of `path`.
    pub(super) fn has_root_of(&self, path: &str) -> bool {
        match path.split_once('/') {
            Some((first, _)) => self.below(&format!("{first}/")).next().is_some(),
            None => self.existing(path).is_some(),
        }
    }

    /// The output path of the file that `path`, where nothing is, names in other letter case.
    pub fn in_other_case(&self, path: &str) -> Option<&str> {
        let in_lower_case = self.lookups.in_lower_case.get_or_init(|| {
            let files = self.files.iter();
            files.map(|file| (file.to_lowercase(), file.clone())).collect()
        });
        let path = path.to_lowercase();
        let pages = served_for(&path);
        let found = in_lower_case.get(&path).filter(|_| !is_folder(&path));
        found
            .or_else(|| pages.iter().find_map(|page| in_lower_case.get(page)))
            .map(String::as_str)
    }

    /// The output path of the file that `path`, where nothing is, was probably meant to be: one of a similar name in
    /// the same folder; where there is no such folder, the same in one of a similar name; the only one of that name
    /// anywhere.
    pub fn nearest_file(&self, path: &str) -> Option<&str> {
        if path.len() > LONGEST_COMPARED {
            return None;
        }
        // With a slash at its end a page looks like a folder, and without its ending a folder like a page.
        let page = path.trim_end_matches('/');
        let meant = match split(page).1.contains('.') {
            true => vec![page.to_owned()],
            false => vec![format!("{page}.html"), format!("{page}/index.html"), page.to_owned()],
        };
        let in_folder = meant.iter().find_map(|path| self.alike_in_folder(path));
        let elsewhere = || meant.iter().find_map(|path| self.in_folder_alike(path));
        let anywhere = |path: &String| {
            let by_name = self.lookups.by_name.get_or_init(|| self.by_name());
            by_name.get(split(path).1).and_then(Option::as_deref)
        };
        in_folder.or_else(elsewhere).or_else(|| meant.iter().find_map(anywhere))
    }

    /// The file beside `path` whose name is most like it, the ending aside.
    fn alike_in_folder(&self, path: &str) -> Option<&str> {
        let (folder, name) = split(path);
        let (stem, ending) = split_ending(name);
        let files = self.below(folder).take(COMPARED).filter_map(|file| {
            let name = &file[folder.len()..];
            let (stem, other) = split_ending(name);
            let is_alike =
                other.eq_ignore_ascii_case(ending) || (image_ending(name).is_some() && image_ending(path).is_some());
            (!name.contains('/') && is_alike).then_some((stem, file))
        });
        let files: Vec<(&str, &str)> = files.collect();
        let same = files.iter().find(|(other, _)| *other == stem);
        let (_, found) = same.or_else(|| {
            // Of names of two letters each is near any other.
            let alike = nearest(stem, files.iter().map(|(other, _)| *other)).filter(|_| stem.len() > 2)?;
            files.iter().find(|(other, _)| *other == alike)
        })?;
        Some(found)
    }

    /// The file of the same name in a folder whose name is most like that of the one that is missing in `path`.
    fn in_folder_alike(&self, path: &str) -> Option<&str> {
        let missing = self.missing_folder(path)?;
        let (parent, name) = split(missing);
        let found = nearest(name, self.folders_in(parent))?;
        let file = self.files.get(&format!("{parent}{found}{}", &path[missing.len()..]))?;
        Some(file)
    }

    /// The outermost of the folders in `path` that the site does not have.
    pub fn missing_folder<'p>(&self, path: &'p str) -> Option<&'p str> {
        let is_missing = |folder: &&str| self.below(&format!("{folder}/")).next().is_none();
        ancestors(path).find(is_missing)
    }

    /// The files whose paths begin with `start`.
    fn below(&self, start: &str) -> impl Iterator<Item = &str> {
        let start = start.to_owned();
        let from = self.files.range::<String, _>(&start..);
        from.map(String::as_str)
            .take_while(move |file| file.starts_with(&start))
    }

    /// The folders in the folder `parent`, which is empty or ends with a slash.
    fn folders_in(&self, parent: &str) -> BTreeSet<&str> {
        let inner = self.below(parent).map(|file| &file[parent.len()..]);
        let folders = inner.filter_map(|file| file.split_once('/').map(|(folder, _)| folder));
        folders.take(COMPARED).collect()
    }

    fn by_name(&self) -> HashMap<String, Option<String>> {
        let mut by_name = HashMap::new();
        for file in &self.files {
            let name = split(file).1;
            let only = !by_name.contains_key(name) && name != "index.html";
            by_name.insert(name.to_owned(), only.then(|| file.clone()));
        }
        by_name
    }
}

fn is_folder(path: &str) -> bool {
    path.is_empty() || path.ends_with('/')
}

/// The pages that a server sends for `path` where no file has that path itself.
fn served_for(path: &str) -> [String; 2] {
    match is_folder(path) {
        true => [format!("{path}index.html"), format!("{path}index.htm")],
        false => [format!("{path}.html"), format!("{path}/index.html")],
    }
}

/// The folder of a path, with its slash, and the name in it.
fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |slash| slash + 1))
}

/// The name before its last dot, and what follows that.
fn split_ending(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}
