//! What kramdown makes of markdown, and docgen on sites that are written for kramdown.
//!
//! The files in `../kramdown/` hold snippets of markdown with what kramdown 2.4 and kramdown-parser-gfm 1.1 make of them as
//! Jekyll 4.3 configures them, but without a highlighter. In `differences.txt` stands what docgen makes of the snippets
//! of which it makes something else, and why.

use docgen::config::{Config, Markdown};
use docgen::markdown::render;
use html5gum::{Token, Tokenizer};

use crate::support;

fn kramdown() -> Markdown {
    Config::parse("markdown: kramdown").expect("it is a config").markdown
}

/// The snippets of a file: name, markdown, HTML.
fn snippets(text: &str) -> Vec<(&str, &str, &str)> {
    let sections = text.split("=== ").skip(1);
    sections
        .map(|section| {
            let (name, rest) = section.split_once('\n').expect("a snippet has a name");
            let (markdown, html) = rest.split_once("\n--- html\n").expect("a snippet has its HTML");
            (name, markdown, html)
        })
        .collect()
}

/// An element that begins and ends a line.
fn is_block(name: &str) -> bool {
    let names = "blockquote br center dd details div dl dt figcaption figure form h1 h2 h3 h4 h5 h6 hr iframe li ol p pre \
                 script section style summary table tbody td tfoot th thead tr ul video";
    names.split_whitespace().any(|known| known == name)
}

/// `html` without what no reader sees: blanks at the edges of blocks, the order of attributes, comments.
pub(crate) fn seen(html: &str) -> String {
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut is_preformatted = false;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                is_preformatted |= matches!(&*name, "pre" | "script");
                let attributes = tag.attributes.iter().map(|(name, value)| {
                    let value = String::from_utf8_lossy(value).trim().to_owned();
                    format!(" {}=\"{value}\"", String::from_utf8_lossy(name))
                });
                let mut attributes: Vec<String> = attributes.collect();
                attributes.sort();
                parts.push((format!("<{name}{}>", attributes.concat()), is_block(&name)));
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                is_preformatted &= !matches!(&*name, "pre" | "script");
                parts.push((format!("</{name}>"), is_block(&name)));
            }
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                let words: Vec<&str> = text.split([' ', '\n']).collect();
                let text = match is_preformatted {
                    true => text.clone(),
                    false => words.join(" "),
                };
                match parts.last_mut().filter(|(before, _)| !before.starts_with('<')) {
                    Some((before, _)) => before.push_str(&text),
                    None => parts.push((text, false)),
                }
            }
            _ => {}
        }
    }
    let mut out = String::new();
    for (at, (part, _)) in parts.iter().enumerate() {
        let is_edge = |at: Option<usize>| at.and_then(|at| parts.get(at)).is_none_or(|(_, is_block)| *is_block);
        let mut text: &str = part;
        if !part.starts_with('<') {
            let before = at.checked_sub(1);
            text = if is_edge(before) {
                text.trim_start_matches([' ', '\n', '\u{a0}'])
            } else {
                text
            };
            text = if is_edge(Some(at + 1)) {
                text.trim_end_matches([' ', '\n', '\u{a0}'])
            } else {
                text
            };
        }
        out.push_str(text);
    }
    while out.contains("  ") {
        out = out.replace("  ", " ");
    }
    out
}

fn plain(_: &str, code: &str) -> String {
    code.replace('&', "&amp;").replace('<', "&lt;")
}

#[test]
fn snippets_are_what_kramdown_makes_of_them() {
    let options = kramdown();
    insta::glob!("../kramdown", "*.txt", |path| {
        let text = std::fs::read_to_string(path).expect("the fixture is there");
        let mut wrong = String::new();
        for (name, markdown, html) in snippets(&text) {
            let (ours, wanted) = (
                seen(&render(&format!("{markdown}\n"), &options, &plain).html),
                seen(html),
            );
            if ours != wanted {
                wrong.push_str(&format!("{name}:\n{markdown}\n- {wanted}\n+ {ours}\n\n"));
            }
        }
        assert!(wrong.is_empty(), "in {}:\n{wrong}", path.display());
    });
}

#[test]
fn what_is_kramdowns_only_is_read_on_every_site() {
    let redcarpet = Config::parse("").expect("it is a config").markdown;
    for file in ["attribute-lists", "footnotes", "abbreviations", "definition-lists"] {
        let path = support::in_repository(&format!("tests/kramdown/{file}.txt"));
        let text = std::fs::read_to_string(path).expect("the fixture is there");
        for (name, markdown, _) in snippets(&text) {
            let html = render(markdown, &redcarpet, &plain).html;
            let is_shown = html.contains("{:")
                && !["ial-span-after-text", "ial-code-line", "ial-escaped", "ial-invalid"].contains(&name);
            assert!(!is_shown, "{name} in {file} shows its braces: {html}");
        }
    }
}

#[test]
fn lines_and_quotes_are_kramdowns_where_other_pages_may_print_them() {
    let options = kramdown();
    let html = |text: &str| render(text, &options, &|_, code| code.replace('"', "&quot;")).html;
    for (text, expected) in [
        (
            "# H\ntext\n\n- a\n- b\n\n  c\n\nend\n",
            "<h1 id=\"h\">H</h1>\n<p>text</p>\n\n<ul>\n  <li>a</li>\n  <li>\n    <p>b</p>\n\n    <p>c</p>\n  </li>\n</ul>\n\n<p>end</p>\n",
        ),
        (
            "| a |\n|---|\n| b |\n",
            "<table>\n  <thead>\n    <tr>\n      <th>a</th>\n    </tr>\n  </thead>\n  <tbody>\n    <tr>\n      <td>b</td>\n    </tr>\n  </tbody>\n</table>\n",
        ),
        (
            "> a\n\n<div markdown=\"1\">\n*b*\n</div>\n",
            "<blockquote>\n  <p>a</p>\n</blockquote>\n\n<div>\n  <p><em>b</em></p>\n</div>\n",
        ),
        ("\na\n\n<!-- b -->\n\nc\n\n", "\n<p>a</p>\n\n<!-- b -->\n\n<p>c</p>\n\n"),
        (
            "\\\"a\\\" `\"b\"`\n\n<div>\"c\"</div>\n<div>&quot;d&quot;</div>\n",
            "<p>\"a\" <code>\"b\"</code></p>\n\n<div>\"c\"</div>\n<div>&quot;d&quot;</div>\n",
        ),
    ] {
        assert_eq!(html(text), expected);
    }
}
