//! Front matter: the YAML between two lines of `---` at the start of a page.

use serde_json::{Map, Value as Json};

use crate::date::Zone;
use crate::finding::Finding;
use crate::source::{FileId, Place, Sources};
use crate::span::Span;
use crate::yaml;

/// A page as its author wrote it: values, and where its text begins.
#[derive(Clone, Debug)]
pub struct Document {
    /// The page's file.
    pub file: FileId,
    /// The values of its front matter, in its order; defaults are not in it.
    pub front_matter: Map<String, Json>,
    /// The YAML between the two `---`.
    pub yaml: Span,
    /// What follows the front matter.
    pub body: Span,
    /// What is wrong with the front matter.
    pub findings: Vec<Finding>,
    /// Whether it has its values: not where it has no end or is no YAML.
    pub is_readable: bool,
}

impl Document {
    /// Where the front matter's keys and values stand, in the YAML.
    pub fn outline(&self, sources: &Sources) -> yaml::Outline {
        yaml::Outline::new(&sources.text(self.file)[self.yaml.start..self.yaml.end])
    }

    /// Where the value at a JSON pointer stands in the file.
    pub fn place(&self, sources: &Sources, pointer: &str) -> Option<Span> {
        let entry = self.outline(sources).find(pointer)?;
        Some(entry.shifted(self.yaml.start).value)
    }
}

/// A page of a finished site: all of it is its text, whatever it begins with.
pub fn without(sources: &Sources, file: FileId) -> Document {
    let text = sources.text(file);
    Document {
        file,
        front_matter: Map::new(),
        yaml: Span::at(0),
        body: Span::new(text.len() - text.trim_start_matches('\u{feff}').len(), text.len()),
        findings: Vec::new(),
        is_readable: true,
    }
}

/// Reads a page's front matter, with its times told in `zone`. A page that has none, or none that can be read, has no
/// values.
pub fn parse(sources: &Sources, file: FileId, zone: &Zone) -> Document {
    let text = sources.text(file);
    let mut document = without(sources, file);
    let location = |span| sources.location(Place { file, span });
    let Some(block) = find_block(text) else {
        if is_fence(text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default()) {
            document.is_readable = false;
            let first_line = Span::new(document.body.start, document.body.start + 3);
            let finding = Finding::error(
                "front-matter-syntax",
                location(first_line),
                "the front matter is not closed",
            );
            document
                .findings
                .push(finding.with_hint("end it with a line `---`; the page is built without it"));
        }
        return document;
    };
    document.yaml = block.yaml;
    document.body = Span::new(block.body, text.len());
    let yaml_text = &text[block.yaml.start..block.yaml.end];
    match yaml::parse(yaml_text, zone) {
        Err(error) => {
            document.is_readable = false;
            let at = Span::at(block.yaml.start + error.at);
            let finding = Finding::error(
                "front-matter-syntax",
                location(at),
                format!("this is not YAML: {}", error.message),
            );
            document.findings.push(finding.with_hint(format!(
                "{}the page is built without its front matter",
                advice(&error.message, &yaml_text[error.at..])
            )));
        }
        Ok(yaml) => {
            for yaml::DuplicateKey { key, span } in yaml.duplicate_keys {
                let location = location(span.shifted(block.yaml.start));
                let finding = Finding::error("front-matter-syntax", location, format!("`{key}` is given twice"));
                document.findings.push(finding.with_hint("only the last one counts"));
            }
            match yaml.value {
                Json::Object(values) => document.front_matter = values,
                Json::Null => {}
                _ => {
                    document.is_readable = false;
                    let finding = Finding::error(
                        "front-matter-syntax",
                        location(block.yaml),
                        "this is no list of `key: value`",
                    );
                    document
                        .findings
                        .push(finding.with_hint("the page is built without its front matter"));
                }
            }
            for scalar in yaml.ambiguous_scalars {
                let span = scalar.span.shifted(block.yaml.start);
                let text = &text[span.start..span.end];
                let (message, hint) = match scalar.value {
                    Json::String(_) => (
                        format!("`{text}` is a text to Jekyll, and a number in today's YAML"),
                        format!("write `\"{text}\"` for the text"),
                    ),
                    value => (
                        format!("`{text}` is {value} to Jekyll, and a text in today's YAML"),
                        format!("write `{value}`, or `\"{text}\"` for the text"),
                    ),
                };
                let finding = Finding::warning("ambiguous-scalar", location(span), message);
                document.findings.push(finding.with_hint(hint));
            }
        }
    }
    document
}

/// What to do about the slips that the parser's messages do not explain; `rest` is what follows the place of the error.
fn advice(message: &str, rest: &str) -> &'static str {
    if message.starts_with("mapping values are not allowed") {
        "a value with a colon in it needs quotes; "
    } else if rest.starts_with('\t') {
        "indent with spaces, not with tabs; "
    } else {
        ""
    }
}

struct Block {
    yaml: Span,
    body: usize,
}

/// The front matter's place: between a first line `---` and the next line `---` or `...`, as Jekyll finds it.
fn find_block(text: &str) -> Option<Block> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let first_end = start + text[start..].find('\n')? + 1;
    if !is_fence(&text[start..first_end]) {
        return None;
    }
    let mut at = first_end;
    for line in text[first_end..].split_inclusive('\n') {
        let end = at + line.len();
        let trimmed = line.trim_end();
        if trimmed == "---" || trimmed == "..." {
            let rest = &text[end..];
            // Jekyll's pattern takes the blank lines that follow along.
            let blank = rest.split_inclusive('\n').take_while(|line| line.trim().is_empty());
            return Some(Block {
                yaml: Span::new(first_end, at),
                body: end + blank.map(str::len).sum::<usize>(),
            });
        }
        at = end;
    }
    None
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> (Document, String) {
        let sources = Sources::in_memory([("p.md", text)]);
        let file = sources.find("p.md").expect("it was just put there");
        let document = parse(&sources, file, &crate::date::UTC);
        let body = text[document.body.start..].to_owned();
        (document, body)
    }

    #[test]
    fn front_matter_ends_where_jekyll_ends_it() {
        for (text, keys, expected_body) in [
            ("---\na: 1\n---\nbody", 1, "body"),
            ("---\r\na: 1\r\n---\r\n \r\nbody", 1, "body"),
            ("\u{feff}---\na: 1\n---\nbody", 1, "body"),
            ("---\na: 1\n...\nbody", 1, "body"),
            ("---  \n---\nbody", 0, "body"),
            ("---\n# only a comment\n---\nbody", 0, "body"),
            ("no front matter", 0, "no front matter"),
            ("---\na: 1\n---", 1, ""),
        ] {
            let (document, body) = document(text);
            assert_eq!(
                (document.front_matter.len(), body.as_str()),
                (keys, expected_body),
                "{text:?}"
            );
            assert_eq!(document.findings, [], "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (text, line, column, message) in [
            ("---\na: 1\nbody", 1, 1, "the front matter is not closed"),
            ("---\na: 1\nb: 2\na: 3\n---\n", 4, 1, "`a` is given twice"),
            ("---\na: 1\na: 3\nm: {a: 2}\n---\n", 3, 1, "`a` is given twice"),
            ("---\n- a\n---\n", 2, 1, "this is no list of `key: value`"),
            (
                "---\nsitemap: no\n---\n",
                2,
                10,
                "`no` is false to Jekyll, and a text in today's YAML",
            ),
            (
                "---\nsha: 12e5\n---\n",
                2,
                6,
                "`12e5` is a text to Jekyll, and a number in today's YAML",
            ),
        ] {
            let (document, _) = document(text);
            let told: Vec<_> = document
                .findings
                .iter()
                .map(|finding| {
                    (
                        finding.location.start.line,
                        finding.location.start.column,
                        finding.message.as_str(),
                    )
                })
                .collect();
            assert_eq!(told, [(line, column, message)]);
        }
    }

    #[test]
    fn broken_yaml_is_told_inside_the_front_matter() {
        let (document, body) = document("---\na: 1\nb: [\n---\nbody");
        assert_eq!((document.findings.len(), body.as_str()), (1, "body"));
        assert!((2..=4).contains(&document.findings[0].location.start.line));
    }
}
