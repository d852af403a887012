use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::markdown::{Options, render};

fn branding(own: &str) -> Branding {
    let text = format!(
        "title: Cloud Elements Guides\nurl: https://ce.example\nbaseurl: /docs\ndocgen:\n  brands:\n    other: {{names: [Other, Acme]}}\n    acme: {own}\n"
    );
    let config = Config::parse(&text).expect("the config is right");
    let brand = config.brand("acme").expect("it is there");
    Branding::new(brand, &config)
}

/// A page's HTML and markdown under a brand.
fn branded(own: &str, text: &str) -> (String, String) {
    let branding = branding(own);
    let highlight = |_: &str, code: &str| code.to_owned();
    let body = render(text, &Options::default(), &highlight);
    let rewriter = Rewriter {
        terms: &branding.terms,
        address: &|address| branding.address(address),
        title: None,
        omission: Omission::of(&branding.brand.leave_out, &body.tree),
    };
    let rewriting = rewriter.rewriting(&body.tree, text);
    let tree = rewriting.tree(&body.tree, text);
    (
        crate::markdown::write(&tree, text, &Options::default(), &highlight),
        rewriting.source(text),
    )
}

const TERMS: &str = "{terms: {Cloud Elements: Acme, element instance: connector instance, AT&T: Bell}}";

#[test]
fn html_and_markdown_are_replaced_alike() {
    for (text, html, markdown) in [
        (
            "An element instance of Cloud Elements.",
            "<p>A connector instance of Acme.</p>\n",
            "A connector instance of Acme.",
        ),
        (
            "An [element instance](element%20instance.html) and an **element instance**.",
            "<p>A <a href=\"element%20instance.html\">connector instance</a> and a <strong>connector instance</strong>.</p>\n",
            "A [connector instance](element%20instance.html) and a **connector instance**.",
        ),
        (
            "Cloud **Elements** and `Cloud Elements` stay.",
            "<p>Cloud <strong>Elements</strong> and <code>Cloud Elements</code> stay.</p>\n",
            "Cloud **Elements** and `Cloud Elements` stay.",
        ),
        (
            "> Of Cloud\n> Elements, AT&amp;T\n> and AT&T.",
            "<blockquote>\n<p>Of Acme, Bell\nand Bell.</p>\n</blockquote>\n",
            "> Of Acme, Bell\n> and Bell.",
        ),
        (
            "![Cloud Elements](a.png \"Cloud Elements\")",
            "<p><img src=\"a.png\" alt=\"Acme\" title=\"Acme\"></p>\n",
            "![Acme](a.png \"Acme\")",
        ),
        (
            "<p title='Cloud Elements' class='Cloud Elements'>Cloud Elements &eacute; Cloud Elements</p>",
            "<p title=\"Acme\" class=\"Cloud Elements\">Acme é Acme</p>",
            "<p title='Acme' class='Cloud Elements'>Acme &eacute; Acme</p>",
        ),
        (
            "```\nCloud Elements\n```\n\n<pre>Cloud Elements</pre>\n\n<kbd>Cloud Elements</kbd>",
            "<pre><code>Cloud Elements\n</code></pre>\n<pre>Cloud Elements</pre>\n<p><kbd>Cloud Elements</kbd></p>\n",
            "```\nCloud Elements\n```\n\n<pre>Cloud Elements</pre>\n\n<kbd>Cloud Elements</kbd>",
        ),
        (
            "| Cloud Elements | x |\n| --- | --- |\n| element instance | Cloud Elements' |\n",
            "<table>\n<thead>\n<tr>\n<th>Acme</th>\n<th>x</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>connector instance</td>\n<td>Acme'</td>\n</tr>\n</tbody>\n</table>\n",
            "| Acme | x |\n| --- | --- |\n| connector instance | Acme' |\n",
        ),
        (
            "<https://cloud.example/element> and https://cloud.example/Cloud",
            "<p><a href=\"https://cloud.example/element\">https://cloud.example/element</a> and <a href=\"https://cloud.example/Cloud\">https://cloud.example/Cloud</a></p>\n",
            "<https://cloud.example/element> and https://cloud.example/Cloud",
        ),
    ] {
        assert_eq!(
            branded(TERMS, text),
            (html.to_owned(), markdown.to_owned()),
            "of {text:?}"
        );
    }
}

#[test]
fn an_article_is_put_right_across_markup() {
    let (html, markdown) = branded(TERMS, "Use an\n*element instance*, or an (**element instance**).");
    assert_eq!(
        html,
        "<p>Use a\n<em>connector instance</em>, or a (<strong>connector instance</strong>).</p>\n"
    );
    assert_eq!(markdown, "Use a\n*connector instance*, or a (**connector instance**).");
}

#[test]
fn ids_of_headings_stay() {
    let (html, _) = branded(TERMS, "## Create an Element Instance\n\n## An element instance\n");
    assert!(
        html.contains("<h2 id=\"an-element-instance\">A connector instance</h2>"),
        "{html}"
    );
}

#[test]
fn left_out_parts_are_in_neither_text() {
    let own = "{leave_out: [{heading: Events}, {procedure: find your key}], terms: {}}";
    let text = "# A\n\nTo find your **key**:\n\n1. Look.\n\n## Events\n\nx [y](z.html)\n\n## B\n\ny\n";
    let (html, markdown) = branded(own, text);
    assert_eq!(html, "<h1 id=\"a\">A</h1>\n<h2 id=\"b\">B</h2>\n<p>y</p>\n");
    assert_eq!(markdown, "# A\n\n## B\n\ny\n");
}

#[test]
fn addresses_of_the_site_are_those_of_the_brands_own() {
    let own = "{url: 'https://acme.example', baseurl: ''}";
    let text =
        "[a](https://ce.example/docs/a.html) [b](/docs/b.html) [c](/other) [d](c.html) [e](https://ce.example/docsx)";
    let (html, markdown) = branded(own, text);
    assert_eq!(
        markdown,
        "[a](https://acme.example/a.html) [b](/b.html) [c](/other) [d](c.html) [e](https://ce.example/docsx)"
    );
    assert!(
        html.contains("href=\"https://acme.example/a.html\"") && html.contains("href=\"/b.html\""),
        "{html}"
    );
}

#[test]
fn foreign_names_are_those_of_others_and_what_gives_way_to_an_own_one() {
    let branding = branding("{names: Acme, terms: {Cloud Elements: Acme, element: connector}}");
    let foreign: Vec<_> = branding
        .foreign
        .iter()
        .map(|it| (it.name.as_str(), it.of.as_deref()))
        .collect();
    assert_eq!(foreign, [("Other", Some("other")), ("Cloud Elements", None)]);
    assert_eq!(branding.title, "Acme Guides");
}

#[test]
fn front_matter_is_changed_where_readers_see_it() {
    let branding = branding(TERMS);
    let of = |value: serde_json::Value| value.as_object().expect("an object").clone();
    let front_matter = of(json!({"title": "Cloud Elements", "layout": "Cloud Elements", "apiKey": "element instance"}));
    let new = branding.front_matter(&front_matter, ["apiKey"].into_iter());
    let expected = json!({"title": "Acme", "layout": "Cloud Elements", "apiKey": "connector instance"});
    assert_eq!(new, Some(of(expected)));
    assert_eq!(
        branding.front_matter(&of(json!({"title": "x"})), ["apiKey"].into_iter()),
        None
    );
}

#[test]
fn pages_are_left_out_by_their_path_in_the_guide_too() {
    let branding = branding("{leave_out: [{page: oauth.md}, {page: about/us.md}]}");
    assert!(branding.leaves_out("guides/x/oauth.md", Some("guides/x")));
    assert!(branding.leaves_out("about/us.md", None));
    assert!(!branding.leaves_out("guides/x/y/oauth.md", Some("guides/x")));
    assert!(!branding.leaves_out("guides/oauth.md", None));
}

proptest! {
    #[test]
    fn a_tree_in_which_nothing_changes_is_written_alike(text in "([a-z#*`|>\\[\\]()!_&;<\\-1.: ]{0,10}(\n|\n\n|<div>|</p>|<b>|`x`|&amp;|\\[\\^1\\])){0,10}") {
        for dialect in [crate::config::Dialect::Redcarpet, crate::config::Dialect::Kramdown] {
            let options = Options { dialect, ..Options::default() };
            let highlight = |_: &str, code: &str| code.to_owned();
            let body = render(&text, &options, &highlight);
            let rewriting = Rewriting::default();
            prop_assert_eq!(rewriting.source(&text), text.as_str());
            let tree = rewriting.tree(&body.tree, &text);
            prop_assert_eq!(crate::markdown::write(&tree, &text, &options, &highlight), body.html);
        }
    }
}
