//! `docgen.brands`: one content under several names.
//!
//! ```yaml
//! brands:
//!   acme:
//!     title: Acme Setup Guides
//!     names: Acme Open Connectors
//!     page_title: "{heading} {title}"
//!     terms: {Cloud Elements: Acme Open Connectors, element instance: connector instance}
//!     leave_out: [{page: oauth.md}, {heading: Events}, {procedure: find your Encrypted Key}]
//!     theme: {footer: © Acme}
//! ```

use serde_json::{Map, Value as Json};

use super::{Reader, below};
use crate::error::Error;

/// What differs where the content is published under another name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brand {
    /// What the command line and folders call it: `acme`.
    pub name: String,
    /// The site's title.
    pub title: Option<String>,
    /// The site's description.
    pub description: Option<String>,
    /// The site's address without its path, and without a slash at its end.
    pub url: Option<String>,
    /// The path of the site's address: empty, or with a slash at its start and none at its end.
    pub base_url: Option<String>,
    /// What readers know it by; no other brand's readers are to see that.
    pub names: Vec<String>,
    /// Words of the content and what stands in their place, in the config's order.
    pub terms: Vec<(String, String)>,
    /// What a page is called where its title stands alone.
    pub page_title: Option<TitlePattern>,
    /// The parts of the content that it has not.
    pub leave_out: Vec<LeftOut>,
    /// How the day is told on which a page was last modified, if it is told; nothing for as the site tells it.
    pub last_modified: Option<Option<String>>,
    /// What it says in place of the theme's `theme.yml`.
    pub theme: Map<String, Json>,
}

/// A part of the content that a brand leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The section of this heading, with all that it consists of.
    Heading(String),
    /// The procedures whose lead-in has these words.
    Procedure(String),
    /// The page at this path in the source folder, or in its guide.
    Page(String),
}

/// What titles of pages are made of: `{heading} {title}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitlePattern {
    /// What stands before the page's own title.
    pub before: Vec<TitlePart>,
    /// What stands behind it.
    pub after: Vec<TitlePart>,
}

/// A part of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TitlePart {
    /// As it stands.
    Text(String),
    /// The value of a front matter key.
    Value(String),
}

/// The most bytes of a term and of what stands in its place: a page has many places for either.
const MAX_TERM: usize = 200;

/// The keys of a brand.
const KEYS: [&str; 10] = [
    "baseurl",
    "description",
    "last_modified",
    "leave_out",
    "names",
    "page_title",
    "terms",
    "theme",
    "title",
    "url",
];

impl TitlePattern {
    /// The parts of a pattern.
    fn parse(pattern: &str) -> Result<Self, String> {
        let (mut before, mut after) = (Vec::new(), None);
        let mut rest = pattern;
        while !rest.is_empty() {
            let text = &rest[..rest.find(['{', '}']).unwrap_or(rest.len())];
            let (part, behind) = match text {
                "" => {
                    let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
                    let inner = inner.filter(|(key, _)| !key.trim().is_empty() && !key.contains('{'));
                    let unpaired = || format!("`{pattern}` has a brace without its other half");
                    let (key, behind) = inner.ok_or_else(unpaired)?;
                    (TitlePart::Value(key.trim().to_owned()), behind)
                }
                text => (TitlePart::Text(text.to_owned()), &rest[text.len()..]),
            };
            let is_title = part == TitlePart::Value("title".to_owned());
            match &mut after {
                None if is_title => after = Some(Vec::new()),
                Some(_) if is_title => return Err(format!("`{pattern}` has the page's title twice")),
                None => before.push(part),
                Some(after) => after.push(part),
            }
            rest = behind;
        }
        match after {
            Some(after) => Ok(Self { before, after }),
            None => Err(format!("`{pattern}` lacks the page's own title, `{{title}}`")),
        }
    }
}

impl Reader<'_> {
    pub(super) fn brands(&self, value: Option<&Json>) -> Result<Vec<Brand>, Error> {
        const POINTER: &str = "/docgen/brands";
        let brands = self.map(value, POINTER)?.into_iter().flatten();
        brands
            .map(|(name, brand)| self.brand(name, brand, &below(POINTER, name)))
            .collect()
    }

    fn brand(&self, name: &str, value: &Json, pointer: &str) -> Result<Brand, Error> {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !name.chars().all(is_plain) || name.starts_with(['.', '-']) {
            let message = format!("`{name}` cannot be the name of a folder, which a brand's is");
            let hint = "call it by letters, digits and hyphens; `title` and `names` are what readers see".to_owned();
            return Err(self.error_with_hint(pointer, message, hint));
        }
        let empty = Map::new();
        let own = self.map(Some(value), pointer)?.unwrap_or(&empty);
        self.refuse_unknown(own, pointer, &KEYS)?;
        let at = |key: &str| below(pointer, key);
        let text = |key: &str| self.string(own.get(key), &at(key));
        let page_title = text("page_title")?.map(|pattern| {
            let hint = || "write it as `{heading} {title}`, with keys of the front matter".to_owned();
            TitlePattern::parse(&pattern).map_err(|message| self.error_with_hint(&at("page_title"), message, hint()))
        });
        let last_modified = own.get("last_modified").filter(|value| !value.is_null());
        let last_modified = last_modified.map(|value| self.last_modified(Some(value), &at("last_modified")));
        let left_out = self.list(own.get("leave_out"), &at("leave_out"))?.iter().enumerate();
        let left_out = left_out.map(|(number, item)| self.left_out(item, &format!("{}/{number}", at("leave_out"))));
        Ok(Brand {
            name: name.to_owned(),
            title: text("title")?,
            description: text("description")?,
            url: text("url")?.map(|url| url.trim_end_matches('/').to_owned()),
            base_url: text("baseurl")?.map(|path| super::base_url(&path)),
            names: self.names(own.get("names"), &at("names"))?,
            terms: self.terms(own.get("terms"), &at("terms"))?,
            page_title: page_title.transpose()?,
            last_modified: last_modified.transpose()?,
            leave_out: left_out.collect::<Result<_, _>>()?,
            theme: self.map(own.get("theme"), &at("theme"))?.cloned().unwrap_or_default(),
        })
    }

    fn names(&self, value: Option<&Json>, pointer: &str) -> Result<Vec<String>, Error> {
        let names = self.strings(value, pointer)?;
        match names.iter().find(|name| !name.contains(char::is_alphanumeric)) {
            Some(name) => Err(self.error(pointer, format!("`{name}` is no name: it has neither letter nor digit"))),
            None => Ok(names),
        }
    }

    fn terms(&self, value: Option<&Json>, pointer: &str) -> Result<Vec<(String, String)>, Error> {
        let each = self.map(value, pointer)?.into_iter().flatten();
        let term = |(term, instead): (&String, &Json)| {
            let pointer = below(pointer, term);
            if !term.contains(char::is_alphanumeric) {
                return Err(self.error(
                    &pointer,
                    format!("`{term}` is no term: it has neither letter nor digit"),
                ));
            }
            let instead = self.string(Some(instead), &pointer)?;
            if let Some(long) = [Some(term), instead.as_ref()]
                .into_iter()
                .flatten()
                .find(|it| it.len() > MAX_TERM)
            {
                let message = format!("a term has {} bytes, of {MAX_TERM} that it may have", long.len());
                return Err(self.error(&pointer, message));
            }
            match instead {
                Some(instead) if !instead.trim().is_empty() => Ok((folded(term), folded(&instead))),
                _ => Err(self.error(&pointer, format!("nothing stands in the place of `{term}`"))),
            }
        };
        each.map(term).collect()
    }

    fn left_out(&self, item: &Json, pointer: &str) -> Result<LeftOut, Error> {
        let entry: Vec<_> = self.map(Some(item), pointer)?.into_iter().flatten().collect();
        let [(kind, words)] = &entry[..] else {
            return Err(self.error(pointer, "one part to leave out is expected here: `{heading: Events}`"));
        };
        let pointer = below(pointer, kind);
        let words = self
            .string(Some(words), &pointer)?
            .filter(|words| !words.trim().is_empty());
        let Some(words) = words else {
            return Err(self.error(&pointer, "a text is expected here"));
        };
        match kind.as_str() {
            "heading" => Ok(LeftOut::Heading(folded(&words))),
            "procedure" => Ok(LeftOut::Procedure(folded(&words))),
            "page" => Ok(LeftOut::Page(words.trim_matches('/').to_owned())),
            _ => {
                let message = format!("nothing that can be left out is called `{kind}`");
                let hint = "it is heading, procedure or page".to_owned();
                Err(self.error_with_hint(&pointer, message, hint))
            }
        }
    }
}

/// A text with single blanks between its words.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn brand(text: &str) -> Result<Brand, Error> {
        let text = format!("docgen:\n  brands:\n    acme:\n{text}");
        Ok(Config::parse(&text)?.brands.remove(0))
    }

    #[test]
    fn a_brand_says_what_is_other_under_its_name() {
        let brand = brand(concat!(
            "      title: Acme Guides\n      url: https://acme.example/\n      baseurl: guides\n",
            "      names: Acme\n      terms: {Cloud  Elements: Acme, element: connector}\n",
            "      page_title: '{heading} {title} - Acme'\n",
            "      leave_out: [{heading: Events}, {page: /oauth.md}]\n      theme: {footer: x}\n",
            "      last_modified: {format: '%d.%m.%Y'}\n",
        ))
        .expect("it is right");
        assert_eq!(brand.title.as_deref(), Some("Acme Guides"));
        assert_eq!(brand.url.as_deref(), Some("https://acme.example"));
        assert_eq!(brand.base_url.as_deref(), Some("/guides"));
        assert_eq!(brand.names, ["Acme"]);
        assert_eq!(brand.terms[0], ("Cloud Elements".to_owned(), "Acme".to_owned()));
        let pattern = brand.page_title.expect("there is one");
        let text = |text: &str| TitlePart::Text(text.to_owned());
        assert_eq!(pattern.before, [TitlePart::Value("heading".to_owned()), text(" ")]);
        assert_eq!(pattern.after, [text(" - Acme")]);
        let heading = LeftOut::Heading("Events".to_owned());
        assert_eq!(brand.leave_out, [heading, LeftOut::Page("oauth.md".to_owned())]);
        assert_eq!(brand.theme["footer"], "x");
        assert_eq!(brand.last_modified, Some(Some("%d.%m.%Y".to_owned())));
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        for (text, expected, hint) in [
            (
                "      titel: x\n",
                "4:7: there is no setting `titel`",
                Some("did you mean `title`?"),
            ),
            (
                "      terms: {'-': x}\n",
                "4:15: `-` is no term: it has neither letter nor digit",
                None,
            ),
            (
                "      terms:\n        element: ''\n",
                "5:9: nothing stands in the place of `element`",
                None,
            ),
            (
                &format!("      terms: {{element: {}}}\n", "a".repeat(MAX_TERM + 1)),
                "4:15: a term has 201 bytes, of 200 that it may have",
                None,
            ),
            (
                "      page_title: '{heading}'\n",
                "4:7: `{heading}` lacks the page's own title, `{title}`",
                Some("write it as `{heading} {title}`, with keys of the front matter"),
            ),
            (
                "      page_title: '{title'\n",
                "4:7: `{title` has a brace without its other half",
                Some("write it as `{heading} {title}`, with keys of the front matter"),
            ),
            (
                "      leave_out: [{section: x}]\n",
                "4:20: nothing that can be left out is called `section`",
                Some("it is heading, procedure or page"),
            ),
            (
                "      leave_out: [x]\n",
                "4:19: `key: value` pairs are expected here",
                None,
            ),
            (
                "      names: ['!']\n",
                "4:7: `!` is no name: it has neither letter nor digit",
                None,
            ),
        ] {
            let error = brand(text).expect_err(text);
            assert_eq!(error.to_string(), format!("_config.yml:{expected}"));
            assert_eq!(error.hint(), hint, "{text}");
        }
        let error = Config::parse("docgen: {brands: {a/b: {}}}").expect_err("a folder has another name");
        assert!(error.to_string().contains("cannot be the name of a folder"), "{error}");
    }
}
