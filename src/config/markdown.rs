//! How a site's markdown is to be read: Jekyll's `markdown:` and `kramdown:`, and docgen's own settings.

use serde_json::{Map, Value as Json};

use super::Reader;
use crate::error::Error;

/// How markdown is to be read. The default is docgen's own: as redcarpet read it.
#[derive(Clone, Debug, Default)]
pub struct Markdown {
    /// How the ids of headings are made.
    pub heading_ids: HeadingIds,
    /// Where redcarpet and kramdown do not agree, who is followed.
    pub dialect: Dialect,
    /// kramdown's options, those of them that show in either dialect.
    pub kramdown: Kramdown,
}

/// The renderer that is followed where two of them make different things of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// redcarpet.
    #[default]
    Redcarpet,
    /// kramdown with `input: GFM`, as Jekyll configures it.
    Kramdown,
}

/// Whose rule makes heading ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadingIds {
    /// redcarpet's (`with_toc_data`), except that a repeated id gets a number.
    #[default]
    Redcarpet,
    /// kramdown's own (`auto_ids` with `input: kramdown`).
    Kramdown,
    /// GitHub's, which is also that of kramdown with `input: GFM`, Jekyll's default.
    Github,
    /// Headings have the ids that their authors give them (`auto_ids: false`).
    None,
}

/// kramdown's options, as Jekyll sets them unless `kramdown:` says otherwise.
#[derive(Clone, Debug)]
pub struct Kramdown {
    /// What begins each id that is made of a heading.
    pub auto_id_prefix: String,
    /// The first and the last level of the headings in a table of contents.
    pub toc_levels: Vec<u8>,
    /// The number of the first footnote.
    pub footnote_nr: u32,
    /// What stands for a single and a double quote that begins or ends something: `‘’“”`.
    pub smart_quotes: [char; 4],
    /// Whether `--`, `...` and `<<` are dashes, ellipses and guillemets.
    pub typography: bool,
    /// Whether a line's end is a line break.
    pub hard_wrap: bool,
    /// Whether the content of each HTML block is markdown.
    pub parse_block_html: bool,
    /// Whether `$$` is for formulas.
    pub math: bool,
}

impl Default for Kramdown {
    fn default() -> Self {
        Self {
            auto_id_prefix: String::new(),
            toc_levels: (1..=6).collect(),
            footnote_nr: 1,
            smart_quotes: ['‘', '’', '“', '”'],
            typography: true,
            hard_wrap: false,
            parse_block_html: false,
            math: true,
        }
    }
}

/// The entities that `smart_quotes` may name.
const QUOTES: [(&str, char); 10] = [
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("sbquo", '‚'),
    ("bdquo", '„'),
    ("apos", '\''),
    ("quot", '"'),
];

impl Reader<'_> {
    /// What `site`, the whole config, and `own`, docgen's section of it, say of markdown.
    pub(super) fn markdown(&self, site: &Map<String, Json>, own: &Map<String, Json>) -> Result<Markdown, Error> {
        let dialect = self.dialect(site, own)?;
        let empty = Map::new();
        let options = self.map(site.get("kramdown"), "/kramdown")?.unwrap_or(&empty);
        let chosen = self.heading_ids(own.get("heading_ids"))?;
        let heading_ids = match (chosen, dialect) {
            (Some(chosen), _) => chosen,
            (None, Dialect::Redcarpet) => HeadingIds::Redcarpet,
            (None, Dialect::Kramdown) if options.get("auto_ids") == Some(&Json::Bool(false)) => HeadingIds::None,
            (None, Dialect::Kramdown) => match self.string(options.get("input"), "/kramdown/input")?.as_deref() {
                None | Some("GFM") => HeadingIds::Github,
                Some(_) => HeadingIds::Kramdown,
            },
        };
        Ok(Markdown {
            heading_ids,
            dialect,
            kramdown: match dialect {
                Dialect::Kramdown => self.kramdown(options)?,
                Dialect::Redcarpet => Kramdown::default(),
            },
        })
    }

    /// docgen's own setting, else Jekyll's. Where neither is there, a config without a section of docgen's is one of a
    /// Jekyll site, whose default is kramdown.
    fn dialect(&self, site: &Map<String, Json>, own: &Map<String, Json>) -> Result<Dialect, Error> {
        const POINTER: &str = "/docgen/markdown";
        match self.string(own.get("markdown"), POINTER)?.as_deref() {
            Some("redcarpet") => return Ok(Dialect::Redcarpet),
            Some("kramdown") => return Ok(Dialect::Kramdown),
            Some(other) => {
                let message = format!("there is no dialect `{other}` of markdown");
                return Err(self.error_with_hint(POINTER, message, "it is redcarpet or kramdown".to_owned()));
            }
            None => {}
        }
        Ok(match site.get("markdown").and_then(Json::as_str) {
            Some(name) if name.eq_ignore_ascii_case("redcarpet") => Dialect::Redcarpet,
            Some(_) => Dialect::Kramdown,
            None if site.is_empty() || site.contains_key("docgen") => Dialect::Redcarpet,
            None => Dialect::Kramdown,
        })
    }

    fn heading_ids(&self, value: Option<&Json>) -> Result<Option<HeadingIds>, Error> {
        const POINTER: &str = "/docgen/heading_ids";
        match self.string(value, POINTER)?.as_deref() {
            None => Ok(None),
            Some("redcarpet") => Ok(Some(HeadingIds::Redcarpet)),
            Some("kramdown") => Ok(Some(HeadingIds::Kramdown)),
            Some("github") => Ok(Some(HeadingIds::Github)),
            Some(other) => {
                let message = format!("there is no rule `{other}` for heading ids");
                Err(self.error_with_hint(POINTER, message, "it is redcarpet, kramdown or github".to_owned()))
            }
        }
    }

    fn kramdown(&self, options: &Map<String, Json>) -> Result<Kramdown, Error> {
        let default = Kramdown::default();
        let is = |key: &str, default: bool| options.get(key).and_then(Json::as_bool).unwrap_or(default);
        let quirks = self.strings(options.get("gfm_quirks"), "/kramdown/gfm_quirks")?;
        let off = |quirk: &str| {
            quirks
                .iter()
                .any(|known| known.split(',').any(|known| known.trim() == quirk))
        };
        Ok(Kramdown {
            auto_id_prefix: self
                .string(options.get("auto_id_prefix"), "/kramdown/auto_id_prefix")?
                .unwrap_or_default(),
            toc_levels: self
                .toc_levels(options.get("toc_levels"))?
                .unwrap_or(default.toc_levels),
            footnote_nr: match options.get("footnote_nr") {
                None | Some(Json::Null) => default.footnote_nr,
                Some(number) => {
                    let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
                    number.ok_or_else(|| self.error("/kramdown/footnote_nr", "a number is expected here"))?
                }
            },
            smart_quotes: self
                .smart_quotes(options.get("smart_quotes"))?
                .unwrap_or(default.smart_quotes),
            typography: !off("no_auto_typographic"),
            hard_wrap: is("hard_wrap", default.hard_wrap),
            parse_block_html: is("parse_block_html", default.parse_block_html),
            math: !matches!(options.get("math_engine"), Some(Json::Null | Json::Bool(false))),
        })
    }

    /// `1..3`, `2,3`, or a list of numbers.
    fn toc_levels(&self, value: Option<&Json>) -> Result<Option<Vec<u8>>, Error> {
        const POINTER: &str = "/kramdown/toc_levels";
        let parts = self.strings(value, POINTER)?;
        if parts.is_empty() {
            return Ok(None);
        }
        let level = |text: &str| match text.trim().parse() {
            Ok(level @ 1..=6) => Ok(level),
            _ => Err(self.error(POINTER, format!("`{text}` is no level of headings"))),
        };
        let mut levels = Vec::new();
        for part in parts.iter().flat_map(|part| part.split(',')) {
            match part.split_once("..") {
                Some((first, last)) => levels.extend(level(first)?..=level(last)?),
                None => levels.push(level(part)?),
            }
        }
        Ok(Some(levels))
    }

    /// The four names of entities, or their numbers.
    fn smart_quotes(&self, value: Option<&Json>) -> Result<Option<[char; 4]>, Error> {
        const POINTER: &str = "/kramdown/smart_quotes";
        let names = self.strings(value, POINTER)?;
        if names.is_empty() {
            return Ok(None);
        }
        let mark = |name: &str| {
            let numbered = || name.parse().ok().and_then(char::from_u32);
            let named = QUOTES.iter().find(|(known, _)| *known == name).map(|(_, mark)| *mark);
            named
                .or_else(numbered)
                .ok_or_else(|| self.error(POINTER, format!("`{name}` is no quotation mark")))
        };
        let marks: Result<Vec<char>, Error> = names
            .iter()
            .flat_map(|names| names.split(','))
            .map(|name| mark(name.trim()))
            .collect();
        let marks = <[char; 4]>::try_from(marks?);
        marks
            .map(Some)
            .map_err(|_| self.error(POINTER, "four quotation marks are expected here"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn markdown(config: &str) -> Markdown {
        Config::parse(config).expect("it is a config").markdown
    }

    #[test]
    fn kramdown_is_for_sites_that_ask_for_it_and_for_jekylls_own() {
        let cases = [
            ("", Dialect::Redcarpet),
            ("title: x", Dialect::Kramdown),
            ("markdown: kramdown\ndocgen: {guides: x}", Dialect::Kramdown),
            ("markdown: CommonMarkGhPages", Dialect::Kramdown),
            ("markdown: Redcarpet", Dialect::Redcarpet),
            ("title: x\ndocgen: {guides: x}", Dialect::Redcarpet),
            ("markdown: kramdown\ndocgen: {markdown: redcarpet}", Dialect::Redcarpet),
            ("docgen: {markdown: kramdown}", Dialect::Kramdown),
        ];
        for (config, dialect) in cases {
            assert_eq!(markdown(config).dialect, dialect, "{config}");
        }
    }

    #[test]
    fn heading_ids_are_the_dialects_unless_the_site_says() {
        let cases = [
            ("docgen: {guides: x}", HeadingIds::Redcarpet),
            ("markdown: kramdown", HeadingIds::Github),
            ("markdown: kramdown\nkramdown: {input: kramdown}", HeadingIds::Kramdown),
            ("markdown: kramdown\nkramdown: {auto_ids: false}", HeadingIds::None),
            (
                "markdown: kramdown\ndocgen: {heading_ids: redcarpet}",
                HeadingIds::Redcarpet,
            ),
        ];
        for (config, ids) in cases {
            assert_eq!(markdown(config).heading_ids, ids, "{config}");
        }
    }

    #[test]
    fn options_of_kramdown_are_read_as_jekyll_reads_them() {
        let options = markdown(
            "kramdown:\n  toc_levels: 2..3,5\n  smart_quotes: apos,apos,quot,quot\n  footnote_nr: 4\n  math_engine:\n",
        )
        .kramdown;
        assert_eq!(options.toc_levels, [2, 3, 5]);
        assert_eq!(options.smart_quotes, ['\'', '\'', '"', '"']);
        assert_eq!(options.footnote_nr, 4);
        assert!(!options.math);
        assert_eq!(markdown("kramdown: {toc_levels: [1, 2]}").kramdown.toc_levels, [1, 2]);
        assert!(Config::parse("kramdown: {toc_levels: 0..9}").is_err());
        assert!(Config::parse("kramdown: {smart_quotes: a,b}").is_err());
    }
}
