//! Markdown: any text becomes well-formed HTML, as either renderer reads it.

#![no_main]

use docgen::config::Dialect;
use docgen::markdown::{Options, render};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use libfuzzer_sys::fuzz_target;

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

/// What begins SVG and MathML, and what in these holds HTML again.
const FOREIGN: [&str; 2] = ["svg", "math"];
const HTML_WITHIN: [&str; 9] = [
    "foreignobject",
    "desc",
    "title",
    "annotation-xml",
    "mi",
    "mo",
    "mn",
    "ms",
    "mtext",
];

const TEXT_ONLY: [&str; 8] = [
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
];

fn is_foreign(open: &[String]) -> bool {
    let mut within = open.iter().rev().map(String::as_str);
    let around = within.find(|name| FOREIGN.contains(name) || HTML_WITHIN.contains(name));
    around.is_some_and(|name| FOREIGN.contains(&name))
}

/// Whether an element has no end tag inside those that are open. In SVG, a `<base>` is an element like others.
fn is_void(name: &str, open: &[String]) -> bool {
    VOID.contains(&name) && (!is_foreign(open) || ["br", "embed", "hr", "img", "meta"].contains(&name))
}

/// Fails unless a browser has nothing to mend in `html`.
fn assert_well_formed(html: &str) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut open = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.expect("a text can be read") {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                // The tokeniser takes what is in these for text, whatever is around.
                if is_foreign(&open) && TEXT_ONLY.contains(&&*name) {
                    return;
                }
                if !tag.self_closing && !is_void(&name, &open) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                assert_eq!(open.pop().as_ref(), Some(&name), "{html}");
            }
            Token::Error(error) => panic!("{error:?} in {html}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} has no end in {html}");
}

fuzz_target!(|text: &str| {
    for dialect in [Dialect::Redcarpet, Dialect::Kramdown] {
        let options = Options {
            dialect,
            ..Options::default()
        };
        // Code samples are the highlighter's.
        let body = render(text, &options, &|_, _| String::new());
        assert_well_formed(&body.html);
        for id in body.tree.ids() {
            let span = body.tree.node(id).span;
            assert!(
                text.get(span.start..span.end).is_some(),
                "{span:?} is no part of {text:?}"
            );
        }
    }
});
