//! Where posts, drafts and collections stand in a source folder (`PostReader`, `Collection`, `EntryFilter`).

use super::is_in;
use crate::config::Config;

const POSTS: &str = "_posts";
const DRAFTS: &str = "_drafts";

/// The collection that its own reader reads.
const DATA: &str = "data";

/// The folders that documents stand in.
#[derive(Debug)]
pub(super) struct Layout<'c> {
    config: &'c Config,
    shows_drafts: bool,
    /// The folder of each collection but the posts, with the collection's position in the config.
    folders: Vec<(String, usize)>,
}

/// A file's or folder's place in the folder of a collection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'p> {
    /// The collection's position in the config.
    pub(super) collection: usize,
    kind: Kind,
    /// The path below the collection's folder; empty for the folder itself.
    entry: &'p str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Posts,
    Drafts,
    Other,
}

/// What a file is in its collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holding {
    Document,
    File,
    Nothing,
}

impl<'c> Layout<'c> {
    pub(super) fn new(config: &'c Config, shows_drafts: bool) -> Self {
        let others = config.collections.iter().enumerate();
        let others = others.filter(|(_, collection)| !collection.is_posts() && collection.label != DATA);
        let folder = |folder: String| match config.collections_dir.as_str() {
            "" => folder,
            outer => format!("{outer}/{folder}"),
        };
        Self {
            config,
            shows_drafts,
            folders: others
                .map(|(at, collection)| (folder(collection.folder()), at))
                .collect(),
        }
    }

    /// The place of what stands at `path`, if that is in the folder of a collection, or is one.
    pub(super) fn place_of<'p>(&self, path: &'p str) -> Option<Place<'p>> {
        let below = |start: usize| path[start..].strip_prefix('/').unwrap_or_default();
        if let Some((folder, collection)) = self.folders.iter().find(|(folder, _)| is_in(path, folder)) {
            return Some(Place {
                collection: *collection,
                kind: Kind::Other,
                entry: below(folder.len()),
            });
        }
        let mut start = 0;
        for name in path.split('/') {
            let kind = match name {
                POSTS => Kind::Posts,
                DRAFTS if self.shows_drafts => Kind::Drafts,
                _ => {
                    start += name.len() + 1;
                    continue;
                }
            };
            // Where the config has a folder for collections, there are no posts elsewhere.
            let is_there = self.config.collections_dir.is_empty() || path.starts_with(&self.config.collections_dir);
            return is_there.then(|| Place {
                collection: 0,
                kind,
                entry: below(start + name.len()),
            });
        }
        None
    }

    /// Whether the file at `path`, which has that place, is read at all.
    pub(super) fn is_taken(&self, path: &str, place: &Place<'_>) -> bool {
        let name = place.entry.rsplit('/').next().unwrap_or(place.entry);
        let is_special = |text: &str| text.starts_with(['_', '.', '#', '~']);
        let names = |patterns: &[crate::config::PathPattern], text: &str| patterns.iter().any(|it| it.matches(text));
        let is_included = names(&self.config.include, place.entry) || names(&self.config.include, name);
        let is_excluded = names(&self.config.exclude, path);
        is_included || !(is_excluded || is_special(place.entry) || is_special(name) || name.ends_with('~'))
    }
}

impl Place<'_> {
    /// What the file is, which has front matter or not.
    pub(super) fn holds(&self, has_front_matter: bool) -> Holding {
        let name = self.entry.rsplit('/').next().unwrap_or(self.entry);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let is_document = match self.kind {
            Kind::Posts => !ending.is_empty() && begins_with_date(stem),
            Kind::Drafts => !ending.is_empty(),
            Kind::Other if has_front_matter => return Holding::Document,
            Kind::Other => return Holding::File,
        };
        if is_document {
            Holding::Document
        } else {
            Holding::Nothing
        }
    }
}

/// Whether a name begins as `2018-02-20-` does.
fn begins_with_date(stem: &str) -> bool {
    let mut parts = stem.splitn(4, '-');
    let mut next_is = |least: usize, most: usize| {
        parts
            .next()
            .is_some_and(|part| (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    next_is(2, 4) && next_is(1, 2) && next_is(1, 2) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_stand_in_the_folders_of_their_collections() {
        let config = Config::parse("collections: [guides, data]\nexclude: [a/_posts/old]").expect("it is right");
        for (path, expected) in [
            ("_posts/2018-02-20-a.md", Some((0, Holding::Document))),
            ("a/_posts/b/2018-02-20-a.md", Some((0, Holding::Document))),
            ("a/_posts/old/2018-02-20-a.md", None),
            ("_posts/about.md", Some((0, Holding::Nothing))),
            ("_posts/_2018-02-20-a.md", None),
            ("_posts/2018-02-20-a.md~", None),
            ("_drafts/a.md", None),
            ("_guides/a/b.md", Some((1, Holding::Document))),
            ("_guides/_a/b.md", None),
            ("_guides/a/_b/c.md", Some((1, Holding::Document))),
            ("a/_guides/b.md", None),
            ("_data/a.md", None),
            ("posts/2018-02-20-a.md", None),
        ] {
            let layout = Layout::new(&config, false);
            let place = layout.place_of(path).filter(|place| layout.is_taken(path, place));
            let found = place.map(|place| (place.collection, place.holds(true)));
            assert_eq!(found, expected, "{path}");
        }
        let shown = Layout::new(&config, true);
        let draft = shown.place_of("a/_drafts/b.md").map(|place| place.holds(false));
        assert_eq!(draft, Some(Holding::Document));
    }

    #[test]
    fn a_folder_for_collections_holds_the_posts_too() {
        let config = Config::parse("collections: [guides]\ncollections_dir: all").expect("it is right");
        let layout = Layout::new(&config, false);
        let is_there = |path| layout.place_of(path).is_some();
        let paths = ["all/_posts/x.md", "all/_guides/x.md", "_posts/x.md", "_guides/x.md"];
        assert_eq!(paths.map(is_there), [true, true, false, false]);
    }
}
