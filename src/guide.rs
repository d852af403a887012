//! Which pages make a guide, and what each page is in it.
//!
//! A guide is the folder of one connector. The config names the folders (`guides: docs/elements/*`); where it does
//! not, a folder is a guide if at least two of its pages share an `elementKey`, an `elementId` or a `heading`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::config::{Config, ancestors};

/// The front matter keys by which pages of one guide know each other.
const IDENTITY: [&str; 3] = ["elementKey", "elementId", "heading"];

/// The kind of posts that do not say what they are.
const POST: &str = "post";

/// What a page is in its guide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// The guide's folder.
    pub guide: Option<Arc<str>>,
    /// The language folder inside the guide that the page stands in; its pages are a set of their own.
    pub language: Option<String>,
    /// `kind:` of its front matter, else by its file name.
    pub kind: Option<String>,
}

/// The membership of each page, given its path and front matter.
pub fn memberships<'p>(config: &Config, pages: &[(&'p str, &Map<String, Json>)]) -> Vec<Membership> {
    let inferred = if config.guides.is_none() {
        infer_folders(pages)
    } else {
        BTreeSet::new()
    };
    let mut folders: HashMap<&str, Arc<str>> = HashMap::new();
    let membership = |&(path, front_matter): &(&'p str, &Map<String, Json>)| {
        let guide = ancestors(path).find(|folder| match &config.guides {
            Some(patterns) => patterns.iter().any(|pattern| pattern.is_match(folder)),
            None => inferred.contains(folder),
        });
        let language = guide.and_then(|guide| {
            let below = &path[guide.len() + 1..];
            below
                .split('/')
                .rev()
                .skip(1)
                .find(|folder| is_language(folder))
                .map(str::to_owned)
        });
        let kind = match front_matter.get("kind") {
            Some(Json::String(kind)) => Some(kind.as_str()),
            _ => config.kind_of(path),
        };
        Membership {
            guide: guide.map(|folder| Arc::clone(folders.entry(folder).or_insert_with(|| folder.into()))),
            language,
            kind: kind.map(str::to_owned),
        }
    };
    pages.iter().map(membership).collect()
}

/// What a page is that no guide has, such as a post.
pub fn apart(config: &Config, path: &str, front_matter: &Map<String, Json>, is_post: bool) -> Membership {
    let kind = match front_matter.get("kind") {
        Some(Json::String(kind)) => Some(kind.as_str()),
        _ => config.kind_of(path).or(is_post.then_some(POST)),
    };
    Membership {
        kind: kind.map(str::to_owned),
        ..Membership::default()
    }
}

/// The folders whose pages share an identity.
fn infer_folders<'p>(pages: &[(&'p str, &Map<String, Json>)]) -> BTreeSet<&'p str> {
    let mut seen = HashSet::new();
    let mut folders = BTreeSet::new();
    for &(path, front_matter) in pages {
        let Some((folder, _)) = path.rsplit_once('/') else {
            continue;
        };
        for key in IDENTITY {
            if let Some(value @ (Json::String(_) | Json::Number(_))) = front_matter.get(key)
                && !seen.insert((folder, key, value.to_string()))
            {
                folders.insert(folder);
            }
        }
    }
    // A language folder's pages share an identity too; the guide is the folder above.
    let is_language_folder = |folder: &&str| {
        let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        is_language(name) && folders.contains(parent)
    };
    folders
        .iter()
        .filter(|folder| !is_language_folder(folder))
        .copied()
        .collect()
}

/// The two-letter codes of ISO 639-1.
const LANGUAGES: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en \
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv \
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne \
    ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st \
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether a folder's name is a language tag, with or without a region or script: `ko`, `pt-BR`, `zh-Hans`.
fn is_language(name: &str) -> bool {
    let (language, rest) = match name.split_once(['-', '_']) {
        Some((language, rest)) => (language, Some(rest)),
        None => (name, None),
    };
    let is_region = |rest: &str| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_uppercase());
    let is_script = |rest: &str| {
        let (first, others) = rest.as_bytes().split_at(rest.len().min(1));
        rest.len() == 4 && first[0].is_ascii_uppercase() && others.iter().all(u8::is_ascii_lowercase)
    };
    LANGUAGES.split(' ').any(|known| known == language) && rest.is_none_or(|rest| is_region(rest) || is_script(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(config: &str, pages: &[(&str, Json)]) -> Vec<(Option<String>, Option<String>, Option<String>)> {
        let config = Config::parse(config).expect("the config is right");
        let maps: Vec<(&str, &Map<String, Json>)> = pages
            .iter()
            .map(|(path, values)| (*path, values.as_object().expect("an object")))
            .collect();
        let owned = |member: Membership| {
            (
                member.guide.map(|guide| guide.to_string()),
                member.language,
                member.kind,
            )
        };
        memberships(&config, &maps).into_iter().map(owned).collect()
    }

    #[test]
    fn languages_are_told_from_other_short_names() {
        for (name, expected) in [
            ("ko", true),
            ("pt-BR", true),
            ("zh_CN", true),
            ("zh-Hans", true),
            ("my", true),
            ("my-app", false),
            ("go-live", false),
            ("ui", false),
            ("pt-br", false),
            ("pt-", false),
            ("", false),
        ] {
            assert_eq!(is_language(name), expected, "{name}");
        }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_config_names_guides() {
        let none = serde_json::json!({});
        let pages = [
            ("docs/x/setup.md", none.clone()),
            ("docs/x/ko/setup.md", none.clone()),
            ("docs/x/includes/a.md", none.clone()),
            ("docs/index.md", none),
        ];
        assert_eq!(
            members("docgen: {guides: docs/*}", &pages),
            [
                (some("docs/x"), None, some("setup")),
                (some("docs/x"), some("ko"), some("setup")),
                (some("docs/x"), None, None),
                (None, None, some("overview")),
            ]
        );
    }

    #[test]
    fn guides_are_inferred_from_what_pages_share() {
        let x = serde_json::json!({"elementKey": "x"});
        let pages = [
            ("a/x/index.md", x.clone()),
            ("a/x/ko/index.md", x.clone()),
            ("a/x/ko/other.md", x.clone()),
            ("a/x/setup.md", x.clone()),
            ("a/y/index.md", x),
            ("a/y/setup.md", serde_json::json!({"elementKey": "y", "kind": "howto"})),
        ];
        let guides: Vec<_> = members("", &pages).into_iter().map(|(guide, ..)| guide).collect();
        assert_eq!(guides, [some("a/x"), some("a/x"), some("a/x"), some("a/x"), None, None]);
    }
}
