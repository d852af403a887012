//! `theme.yml` in a theme's folder: what a site changes of the default theme without a template or a style sheet.
//!
//! ```yaml
//! logo: logo.svg                  # a file in static/
//! colours: {accent: "#0a7d4f"}    # a property of docgen.css without its dashes
//! dark: {accent: "#5fd6a4"}       # the same where the page is dark
//! fonts:
//!   text: {family: Inter, file: inter.woff2}
//!   code: JetBrains Mono
//! links:
//!   - {title: Support, url: https://support.example.com}
//! footer: © Acme
//! ```

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::STATIC_FOLDER;
use crate::date::UTC;
use crate::error::Error;
use crate::finding::nearest;
use crate::span::LineIndex;
use crate::yaml;

/// The file's name in a theme's folder.
pub(super) const FILE: &str = "theme.yml";

/// The keys that the file may have.
const KEYS: [&str; 6] = ["colours", "dark", "fonts", "footer", "links", "logo"];

/// What a colour may be given to: the properties of docgen.css.
const COLOURS: [&str; 16] = [
    "accent",
    "accent-surface",
    "important",
    "important-surface",
    "line",
    "muted",
    "note",
    "note-surface",
    "on-accent",
    "page",
    "raised",
    "surface",
    "text",
    "tip",
    "tip-surface",
    "warning",
];

/// What the file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// The path of the logo in the output folder.
    pub(super) logo: Option<String>,
    /// The links in the bar at the top.
    pub(super) links: Vec<TopLink>,
    /// What the footer says.
    pub(super) footer: Option<String>,
    /// What the theme's own style sheet goes on with.
    pub(super) css: String,
}

/// A link in the bar at the top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct TopLink {
    /// Its text.
    pub(super) title: String,
    /// Where it leads: a whole address, or one from the site's root.
    pub(super) url: String,
}

/// Reads the text of the file at `path`. `has_static` says whether the theme has a static file of a name.
///
/// # Errors
/// [`Error::Invalid`] with the place of what is wrong.
pub(super) fn read(path: &str, text: &str, has_static: &dyn Fn(&str) -> bool) -> Result<Settings, Error> {
    let reader = Reader { path, text, root: "" };
    let value = match yaml::parse(text, &UTC) {
        Ok(yaml) => match yaml.duplicate_keys.first() {
            Some(twice) => {
                return Err(reader.error_at(twice.span.start, format!("`{}` is given twice", twice.key), None));
            }
            None => yaml.value,
        },
        Err(error) => return Err(reader.error_at(error.at, format!("this is not YAML: {}", error.message), None)),
    };
    let empty = Json::Object(Map::new());
    let value = if value.is_null() { &empty } else { &value };
    reader.settings(value, has_static)
}

/// Reads what a brand says in place of the file: `own`, which stands at `pointer` of the config `text` at `path`.
///
/// # Errors
/// As [`read`].
pub(super) fn read_of_brand(
    (path, text): (&str, &str),
    pointer: &str,
    own: &Map<String, Json>,
    has_static: &dyn Fn(&str) -> bool,
) -> Result<Settings, Error> {
    let root = pointer;
    Reader { path, text, root }.settings(&Json::Object(own.clone()), has_static)
}

impl Settings {
    /// The same, where `own` says nothing of its own.
    pub(super) fn under(self, own: Self) -> Self {
        Self {
            logo: own.logo.or(self.logo),
            links: if own.links.is_empty() { self.links } else { own.links },
            footer: own.footer.or(self.footer),
            // The later rule wins.
            css: self.css + &own.css,
        }
    }
}

/// Each rule's start, up to its selectors' end, and how many braces close it.
type Selectors = &'static [(&'static str, &'static str)];

const LIGHT: Selectors = &[(":root{", "}")];

/// Dark by the system and by the switch, as in docgen.css.
const DARK: Selectors = &[
    (
        "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){",
        "}}",
    ),
    ("@media screen{:root[data-theme=dark]{", "}}"),
];

struct Reader<'t> {
    path: &'t str,
    text: &'t str,
    /// Where in the text the settings stand.
    root: &'t str,
}

impl Reader<'_> {
    fn settings(&self, value: &Json, has_static: &dyn Fn(&str) -> bool) -> Result<Settings, Error> {
        let map = self.map(value, "", &KEYS)?;
        let get = |key: &str| map.get(key).filter(|value| !value.is_null());
        let mut settings = Settings::default();
        for (key, selectors) in [("colours", LIGHT), ("dark", DARK)] {
            if let Some(value) = get(key) {
                settings.css.push_str(&self.colours(value, key, selectors)?);
            }
        }
        if let Some(fonts) = get("fonts") {
            settings.css.push_str(&self.fonts(fonts, has_static)?);
        }
        if let Some(logo) = get("logo") {
            settings.logo = Some(self.file(logo, "/logo", has_static)?);
        }
        if let Some(footer) = get("footer") {
            settings.footer = Some(self.text(footer, "/footer")?);
        }
        if let Some(links) = get("links") {
            let Json::Array(links) = links else {
                return Err(self.error("/links", "a list of links is expected here", None));
            };
            for (at, link) in links.iter().enumerate() {
                let pointer = format!("/links/{at}");
                let link = self.map(link, &pointer, &["title", "url"])?;
                let member = |key: &str| {
                    let missing = || self.error(&pointer, "a link has a `title` and a `url`", None);
                    self.text(link.get(key).ok_or_else(missing)?, &format!("{pointer}/{key}"))
                };
                settings.links.push(TopLink {
                    title: member("title")?,
                    url: member("url")?,
                });
            }
        }
        Ok(settings)
    }

    fn error_at(&self, at: usize, message: String, hint: Option<String>) -> Error {
        Error::Invalid {
            path: self.path.to_owned(),
            at: Some(LineIndex::new(self.text).line_column(self.text, at)),
            message,
            hint,
        }
    }

    fn error(&self, pointer: &str, message: &str, hint: Option<String>) -> Error {
        let entry = yaml::Outline::new(self.text).find(&format!("{}{pointer}", self.root));
        self.error_at(entry.map_or(0, |entry| entry.key.start), message.to_owned(), hint)
    }

    /// The members of a value, of which only those in `known` may be there.
    fn map<'j>(&self, value: &'j Json, pointer: &str, known: &[&str]) -> Result<&'j Map<String, Json>, Error> {
        let Json::Object(map) = value else {
            return Err(self.error(pointer, "`key: value` pairs are expected here", None));
        };
        let Some(key) = map.keys().find(|key| !known.contains(&key.as_str())) else {
            return Ok(map);
        };
        let hint = match nearest(key, known.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("the keys are {}", known.join(", ")),
        };
        let place = format!("{pointer}/{}", yaml::pointer_part(key));
        Err(self.error(&place, &format!("there is no setting `{key}`"), Some(hint)))
    }

    fn text(&self, value: &Json, pointer: &str) -> Result<String, Error> {
        match value {
            Json::String(text) => Ok(text.clone()),
            Json::Number(number) => Ok(number.to_string()),
            _ => Err(self.error(pointer, "a text is expected here", None)),
        }
    }

    /// A text that CSS can hold where it is put.
    fn css_value(&self, value: &Json, pointer: &str) -> Result<String, Error> {
        let text = self.text(value, pointer)?;
        if text.is_empty() || text.contains(['{', '}', ';', '<', '"', '\\', '\n']) {
            return Err(self.error(pointer, &format!("`{text}` is no value of CSS"), None));
        }
        Ok(text)
    }

    fn colours(&self, value: &Json, key: &str, selectors: Selectors) -> Result<String, Error> {
        let mut properties = String::new();
        for (name, colour) in self.map(value, &format!("/{key}"), &COLOURS)? {
            let colour = self.css_value(colour, &format!("/{key}/{name}"))?;
            properties.push_str(&format!("--{name}:{colour};"));
        }
        let rules = selectors.iter();
        Ok(rules
            .map(|(start, end)| format!("{start}{properties}{end}\n"))
            .collect())
    }

    fn fonts(&self, value: &Json, has_static: &dyn Fn(&str) -> bool) -> Result<String, Error> {
        let mut css = String::new();
        for (name, font) in self.map(value, "/fonts", &["code", "text"])? {
            let pointer = format!("/fonts/{name}");
            let (family, file) = match font {
                Json::Object(_) => {
                    let font = self.map(font, &pointer, &["family", "file"])?;
                    let missing = || self.error(&pointer, "a font has a `family`", None);
                    (font.get("family").ok_or_else(missing)?, font.get("file"))
                }
                family => (family, None),
            };
            let family = self.css_value(family, &pointer)?;
            if let Some(file) = file {
                let pointer = format!("{pointer}/file");
                self.file(file, &pointer, has_static)?;
                let file = self.css_value(file, &pointer)?;
                css.push_str(&format!(
                    "@font-face{{font-family:\"{family}\";src:url(\"{file}\");font-weight:100 900;font-display:swap}}\n"
                ));
            }
            let (property, fallback) = match name.as_str() {
                "code" => ("--mono", "ui-monospace,Menlo,Consolas,monospace"),
                _ => ("--sans", "system-ui,sans-serif"),
            };
            css.push_str(&format!(":root{{{property}:\"{family}\",{fallback}}}\n"));
        }
        Ok(css)
    }

    /// The path in the output folder of a file that the theme brings along.
    fn file(&self, value: &Json, pointer: &str, has_static: &dyn Fn(&str) -> bool) -> Result<String, Error> {
        let name = self.text(value, pointer)?;
        let output = format!("{STATIC_FOLDER}/{name}");
        if !has_static(&output) {
            let hint = "put it into the folder `static` of the theme".to_owned();
            return Err(self.error(pointer, &format!("there is no file `{name}`"), Some(hint)));
        }
        Ok(output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, Error> {
        read("themes/own/theme.yml", text, &|name| name == "docgen-theme/logo.svg")
    }

    #[test]
    fn colours_and_fonts_become_css() {
        let own = settings(
            "colours: {accent: '#0a7d4f'}\ndark: {accent: teal}\nfonts: {text: {family: Inter, file: logo.svg}, code: Fira}",
        )
        .unwrap();
        assert_eq!(
            own.css,
            ":root{--accent:#0a7d4f;}\n\
             @media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){--accent:teal;}}\n\
             @media screen{:root[data-theme=dark]{--accent:teal;}}\n\
             @font-face{font-family:\"Inter\";src:url(\"logo.svg\");font-weight:100 900;font-display:swap}\n\
             :root{--sans:\"Inter\",system-ui,sans-serif}\n\
             :root{--mono:\"Fira\",ui-monospace,Menlo,Consolas,monospace}\n"
        );
        assert_eq!(settings("").unwrap(), Settings::default());
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        for (text, expected) in [
            ("colors: {}", "1:1: there is no setting `colors`"),
            ("colours:\n  acent: red", "2:3: there is no setting `acent`"),
            ("colours:\n  accent: 'red; }'", "2:3: `red; }` is no value of CSS"),
            ("logo: other.svg", "1:1: there is no file `other.svg`"),
            ("links: [{title: A}]", "1:9: a link has a `title` and a `url`"),
            ("footer: a\nfooter: b", "2:1: `footer` is given twice"),
        ] {
            let error = settings(text).unwrap_err();
            assert_eq!(error.to_string(), format!("themes/own/theme.yml:{expected}"));
        }
        assert_eq!(
            settings("colors: {}").unwrap_err().hint(),
            Some("did you mean `colours`?")
        );
    }
}
