//! Markdown of both dialects, by its grammar: blocks in blocks and spans in spans, with attribute lists anywhere.

use docgen::config::Dialect;
use docgen::markdown::{self, Options};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::fuzz;
use crate::properties::{MARKDOWN, soup};

const SPANS: [&str; 40] = [
    "word",
    "a b",
    "ü",
    "*",
    "_",
    "**",
    "`",
    "``a`b``",
    "`{: .a}`",
    "[a](b.html)",
    "[a] (b.html)",
    "[a][r]",
    "[r]",
    "[^1]",
    "[^2]",
    "![a](b.png)",
    "![a][r]",
    "<https://a.b>",
    "https://a.b/c_d_e",
    "www.a.b",
    "a@b.c",
    "HTML",
    "$$a_b$$",
    "&amp;",
    "&nope;",
    "<br>",
    "<b>",
    "</b>",
    "<span markdown=\"1\">",
    "<a href='x'>",
    "{: .c #i}",
    "{:name}",
    "{::comment}x{:/}",
    "{::nomarkdown}<i>{:/}",
    "--",
    "...",
    "\"q\"",
    "'",
    "  \n",
    "\\*",
];

const BLOCKS: [&str; 34] = [
    "",
    "---",
    "***",
    "- - -",
    "```json\n{\"a\": 1}\n```",
    "~~~ ruby\nx = 1\n~~~",
    "```\n```",
    "    code",
    "<div>",
    "</div>",
    "<div markdown=\"1\">",
    "<table><tr><td>",
    "</table>",
    "<pre>a\n\nb</pre>",
    "<script>",
    "</script>",
    "<!-- a -->",
    "<!--",
    "<p>a",
    "* x\n{:toc}",
    "{:toc}",
    "{:.no_toc}",
    "{: .a #b c=\"d\"}",
    "{:name: .e f='g'}",
    "{:footnotes}",
    "[r]: /url \"t\"",
    "[^1]: a note",
    "[^2]: a [^1] note\n\n    more",
    "*[HTML]: Hyper",
    "a\n: b\n: c",
    "$$\nx\n$$",
    "{::options toc_levels=\"2\" /}",
    "|---|",
    "^",
];

fn spans() -> impl Strategy<Value = String> {
    let leaf = select(&SPANS[..]).prop_map(str::to_owned);
    let nested = leaf.prop_recursive(3, 16, 4, |inner| {
        let wrap = select(
            &[
                ("*", "*"),
                ("**", "**"),
                ("_", "_"),
                ("[", "](u)"),
                ("![", "](u \"t\")"),
                ("<i>", "</i>"),
                ("`", "`"),
                ("~~", "~~"),
                ("(", ")"),
            ][..],
        );
        (wrap, vec(inner, 0..4)).prop_map(|((open, close), inner)| format!("{open}{}{close}", inner.join(" ")))
    });
    vec(nested, 1..6).prop_map(|spans| spans.join(" "))
}

/// Blocks, some with others in them.
pub(super) fn document() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => select(&BLOCKS[..]).prop_map(str::to_owned),
        3 => spans(),
        1 => (1..7_usize, spans()).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        1 => (spans(), select(&["===", "---"][..])).prop_map(|(text, line)| format!("{text}\n{line}")),
        1 => vec(vec(spans(), 1..4), 1..4).prop_map(|rows| {
            let rows: Vec<String> = rows.iter().map(|cells| format!("| {} |", cells.join(" | "))).collect();
            let line = "|---".repeat(2);
            format!("{}\n{line}|\n{}", rows[0], rows[1..].join("\n"))
        }),
        1 => soup(&MARKDOWN, 8),
    ];
    let block = leaf.prop_recursive(4, 32, 4, |inner| {
        let prefix = select(
            &[
                ("- ", "  "),
                ("* ", " "),
                ("1. ", "   "),
                ("7) ", "    "),
                ("> ", "> "),
                (": ", "  "),
                ("[^1]: ", "    "),
                ("- [ ] ", "  "),
                ("    ", "    "),
            ][..],
        );
        let gap = select(&["\n", "\n\n", "\n\n\n"][..]);
        (prefix, vec(inner, 1..4), gap).prop_map(|((first, further), blocks, gap)| {
            let text = blocks.join(gap);
            let mut lines = text.split('\n');
            let head = format!("{first}{}", lines.next().expect("a text has a line"));
            lines.fold(head, |all, line| format!("{all}\n{further}{line}"))
        })
    });
    (vec(block, 0..6), select(&["\n", "\n\n", "\r\n"][..])).prop_map(|(blocks, gap)| blocks.join(gap))
}

/// What is wrong with a page's HTML: what a browser would mend, and elements that do not end where they should.
fn errors(html: &str) -> Vec<String> {
    const VOID: [&str; 13] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ];
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let (mut errors, mut open) = (Vec::new(), Vec::new());
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.expect("a text can be read") {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !tag.self_closing && !VOID.contains(&&*name) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if open.pop().as_ref() != Some(&name) {
                    errors.push(format!("</{name}> ends nothing"));
                }
            }
            Token::Error(error) => errors.push(format!("{error:?}")),
            _ => {}
        }
    }
    errors.extend(open.iter().map(|name| format!("<{name}> has no end")));
    errors
}

#[test]
fn any_markdown_becomes_well_formed_html_in_both_dialects() {
    fuzz("markdown", 300, &document(), |text| {
        for dialect in [Dialect::Redcarpet, Dialect::Kramdown] {
            let options = Options {
                dialect,
                ..Options::default()
            };
            // Code samples are the highlighter's.
            let body = markdown::render(&text, &options, &|_, _| String::new());
            let errors = errors(&body.html);
            prop_assert!(errors.is_empty(), "{errors:#?} in {}", body.html);
            for id in body.tree.ids() {
                let span = body.tree.node(id).span;
                prop_assert!(
                    text.get(span.start..span.end).is_some(),
                    "{span:?} is no part of the text"
                );
            }
        }
        Ok(())
    });
}
