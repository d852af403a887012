//! What a page's language is, how HTML writes it, and what those who read it call it.

use serde_json::Value as Json;

use crate::page::Page;
use crate::site::{Guide, Site};

/// The languages that are written from right to left, by the first part of their tags.
const RTL: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// What those who read a language call it, by its tag.
const NAMES: [(&str, &str); 41] = [
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-br", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-tw", "繁體中文"),
];

/// The language of a page: what its front matter says, else its language folder, else the site's config.
pub(super) fn of_page<'a>(site: &'a Site, page: &'a Page) -> &'a str {
    page.front_matter
        .get("lang")
        .and_then(Json::as_str)
        .map(str::trim)
        .filter(|language| !language.is_empty())
        .or(page.language.as_deref())
        .unwrap_or(&site.language)
}

/// The name of a language, by front matter, folder or config, as HTML writes it.
pub(super) fn tag(name: &str) -> String {
    name.replace('_', "-")
}

/// Whether the language of this name is written from right to left.
pub(super) fn is_rtl(language: &str) -> bool {
    RTL.iter().any(|rtl| first(language).eq_ignore_ascii_case(rtl))
}

/// What those who read the language of this tag call it; the tag itself where that is not known.
pub(super) fn name(tag: &str) -> &str {
    NAMES
        .iter()
        .find(|(own, _)| own.eq_ignore_ascii_case(tag))
        .map_or(tag, |(_, name)| name)
}

/// The name of a guide, with that of its language where it is not the guide's main one: `Acme · 한국어`.
pub(super) fn title_of(guide: &Guide) -> String {
    match &guide.language {
        Some(language) => format!("{} · {}", guide.title, name(&tag(language))),
        None => guide.title.clone(),
    }
}

fn first(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_goes_by_the_name_that_its_readers_call_it() {
        assert_eq!(
            ["ko", "pt-BR", "zh-tw", "EN"].map(name),
            ["한국어", "Português (Brasil)", "繁體中文", "English"]
        );
        assert_eq!(["en-GB", "zh-Hant", "tlh"].map(name), ["en-GB", "zh-Hant", "tlh"]);
    }
}
