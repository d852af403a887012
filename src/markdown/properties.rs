//! What holds of every page, however broken: no panic, honest spans, valid HTML.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use proptest::prelude::*;

use super::tree::{Kind, Tree};
use super::*;

/// Pieces of markdown and HTML, whole and broken, that mean most when they meet.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "  ",
    "    ",
    "\t",
    "a",
    "ü",
    "한",
    "\u{1}",
    "\u{feff}",
    "\u{85}",
    "\u{fffe}",
    "\0",
    "* ",
    "- ",
    "1. ",
    "2) ",
    "> ",
    "# ",
    "## A\n",
    "---\n",
    "===\n",
    "```json\n",
    "```\n",
    "~~~",
    "`",
    "``",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "[",
    "](",
    ")",
    "] (x.html)",
    "![",
    "[a]: b\n",
    "<http://a.b>",
    "https://a.b/c",
    "www.a.b",
    "a@b.c",
    "@",
    "|",
    "a|b\n-|-\n",
    "\\",
    "&amp;",
    "&",
    "&#0;",
    "&nbsp;",
    "<div>",
    "</div>",
    "<div markdown=span>",
    "<div markdown=\"1\">",
    "<p>",
    "</p>",
    "</br>",
    "<br/>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h2 id=a>",
    "</h3>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "<svg>",
    "<path d=1 />",
    "</svg>",
    "<foreignObject>",
    "<!--",
    "-->",
    "--",
    "!>",
    "<!",
    "<?",
    "<![CDATA[",
    "]]>",
    "<",
    ">",
    "/",
    "=",
    "\"",
    "'",
    "<x y='",
    "<span a:\"b\">",
    "<a b\"c=d>",
    "<select><option>",
    "<plaintext>",
    "<iframe>",
    "<math>",
    "<pre>\n",
    "</pre>",
    "<image>",
    "<body class=x>",
    "<dd>",
    "<dt>",
    "{: .a}",
    "\n{: .a #b c=\"d\" e}\n",
    "{:e: .f g}\n",
    "{:g: e}\n",
    "{:toc}\n",
    "{:footnotes}\n",
    "* {:.a} ",
    "{:",
    "}",
    " {#b}\n",
    "{::comment}",
    "{::nomarkdown}",
    "{:/}",
    "{::options a=\"b\" /}\n",
    "^\n",
    "$$",
    "\n\n$$ a $$\n\n",
    "[^1]",
    "\n[^1]: a",
    "\n*[a]: b\n",
    "*[ü한]: \n",
    "\n: a",
    "\\\\\n",
    "--",
    "...",
    "<<",
    ">>",
    "|a|b\n",
    "|===|\n",
    "`a|b`",
    "[ ] ",
    "[r]: s\n",
    "<?docgen 0?>",
];

fn check(text: &str) -> Result<(), TestCaseError> {
    for dialect in [Dialect::Redcarpet, Dialect::Kramdown] {
        check_in(dialect, text)?;
    }
    Ok(())
}

fn check_in(dialect: Dialect, text: &str) -> Result<(), TestCaseError> {
    let options = Options {
        dialect,
        ..Options::default()
    };
    for body in [
        render(text, &options, &|_, code| html::escaped(code)),
        render_html(text, &options),
    ] {
        for id in body.tree.ids() {
            let node = body.tree.node(id);
            let source = text.get(node.span.start..node.span.end);
            prop_assert!(source.is_some(), "{:?} is no part of the text", node.span);
            if let Kind::Text(Cow::Borrowed(own)) = node.kind
                && own != "\n"
            {
                prop_assert_eq!(source, Some(own));
            }
        }
        let reachable = body.tree.text(Tree::ROOT).len();
        prop_assert!(reachable <= 16 * text.len());
        let errors = errors(&body.html);
        prop_assert!(errors.is_empty(), "{errors:?} in {:?}", body.html);
    }
    Ok(())
}

fn errors(html: &str) -> Vec<Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter)
        .filter_map(|token| match token {
            Ok(token @ Token::Error(_)) => Some(token),
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_becomes_valid_html(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        check(&pieces.concat())?;
    }

    #[test]
    fn any_text_becomes_valid_html(text in any::<String>()) {
        check(&text)?;
    }
}
