//! What must hold for any input: no stage panics or goes on for ever, and threads do not show in the result.

use std::collections::{BTreeMap, BTreeSet};

use docgen::engine::Build;
use docgen::front_matter;
use docgen::liquid;
use docgen::source::Sources;
use docgen::vfs::Memory;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::support::{self, Ground};

/// What Liquid is made of, whole and in halves. Loops are short: how long ones end is a fixture of `limit-exceeded`.
pub(crate) const LIQUID: [&str; 71] = [
    "{{ page.title }}",
    "{{ page.list | join: ', ' }}",
    "{{ page.list[0].x | upcase | append: include.a }}",
    "{{ site.data.words | where: \"a\", \"b\" | first }}",
    "{{ 'x' | slice: -1, 99999999999 }}",
    "{{ 9223372036854775807 | plus: 1 | times: -9223372036854775808 }}",
    "{{ 1.5e308 | times: 10 | ceil }}",
    "{{ -1 | modulo: 0 }}",
    "{{ \"a,b\" | split: \"\" | sort | map: 'x' | uniq | reverse | last }}",
    "{{ page | jsonify }}",
    "{{ now | date: '%Y %q %' }}",
    "{{ \"é\" | truncate: 1, '' | escape | url_encode | strip_html }}",
    "{{",
    "}}",
    "{{}}",
    "{{ | }}",
    "{{ a | b: c: d }}",
    "{{ a[b[c[0]]] }}",
    "{{ (1..3) | size }}",
    "{{ 'unclosed }}",
    "{%",
    "%}",
    "{% %}",
    "{%- if page.title -%}",
    "{% if a and b or c == nil contains 'x' %}",
    "{% elsif x > 1 %}",
    "{% else %}",
    "{% endif %}",
    "{% unless page.list == empty %}",
    "{% endunless %}",
    "{% case page.title %}",
    "{% when 1, 'x' or blank %}",
    "{% endcase %}",
    "{% for i in (1..3) reversed %}",
    "{% for i in page.list limit: -1 offset: continue %}",
    "{% for i in (3..1) %}",
    "{% break %}",
    "{% continue %}",
    "{% endfor %}",
    "{% assign x = x | append: 'xx' %}",
    "{% assign page = nil %}",
    "{% capture x %}",
    "{% endcapture %}",
    "{% cycle 'a': 1, 2 %}",
    "{% increment x %}",
    "{% include a.md %}",
    "{% include a.md a=page.title b='x {{' %}",
    "{% include {{ page.title }}/../a.md %}",
    "{% include_relative a.md %}",
    "{% raw %}",
    "{% endraw %}",
    "{% comment %}",
    "{% endcomment %}",
    "{% tablerow i in page.list cols: 2, limit: x offset: '1' %}",
    "{% endtablerow %}",
    "{% ifchanged %}",
    "{% endifchanged %}",
    "{% highlight c++ linenos %}",
    "{% endhighlight %}",
    "{% liquid assign x = forloop\n if x & y\n echo x | size\n endif\n for i in page.list %}",
    "{% render 'a.md' for page.list as x, i: forloop.parentloop %}",
    "{% render 'a.md' with x",
    "{% link {{ page.title }}.md %}",
    "{% post_url 2026-05-01-x %}",
    "{% doc %}",
    "{% enddoc %}",
    "{% cycle x, (1..x), [x] %}",
    "{% if (a or b) && c[[1]..2] = 'é' %}",
    "{% for ä in (x...2.5.1 limit : x: offset:continue reversed %}",
    "{{ (1 .. 'é') | : a, b: 'c' \" | date: x: | }}",
    "{% nonsense %}",
];

/// What pages are made of besides.
pub(crate) const MARKDOWN: [&str; 30] = [
    "\n",
    "\n\n",
    "# Heading",
    "## Heading {#id}",
    "1. step\n",
    "   - item\n",
    "\t* item\n",
    "| a | b |\n|---|---|\n| `oauth.api.key` | x |\n",
    "| a |\n",
    "```json\n",
    "```",
    "~~~",
    "**bold",
    "**",
    "_",
    "[text](url)",
    "[text] (url)",
    "![alt](<a b.png> \"title\")",
    "[x]: /url",
    "<div markdown=\"1\">",
    "</div>",
    "<ol type=\"a\"><li>",
    "<!-- ",
    " -->",
    "<a href='x",
    "&amp; &#0; &nope;",
    "> quote\n",
    "\\",
    "\u{0}",
    "é\u{202e}\u{feff}",
];

/// What front matter is made of.
pub(crate) const YAML: [&str; 36] = [
    "\n",
    "title: Setup\n",
    "title: ",
    "kind: setup\n",
    "heading: x\n",
    "apiKey: client_id\n",
    "permalink: /x/../y\n",
    "permalink: \"/x\\n\"\n",
    "permalink: :path/:basename:output_ext\n",
    "permalink: /%2e%2e/%C3/a b/\n",
    "permalink: [/x, {y: 1}]\n",
    "published:\n",
    "redirect_from: [a, /b/, ../c]\n",
    "redirect_to: [/x, [1]]\n",
    "order: 1e400\n",
    "order: 0x1F\n",
    "layout: [",
    "]",
    "{a: 1, ",
    "}",
    "- item\n",
    "  ",
    "\t",
    "&a ",
    "*a",
    "!!binary x\n",
    "<<: *a\n",
    "? ",
    ": ",
    "| \n  text\n",
    "> \n",
    "'",
    "\"",
    "# comment\n",
    "---\n",
    "é\u{0}\u{feff}",
];

/// Pieces of `pieces` and arbitrary characters, one after the other.
pub(crate) fn soup(pieces: &'static [&'static str], longest: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![6 => select(pieces).prop_map(str::to_owned), 1 => ".{0,6}"];
    prop::collection::vec(piece, 0..longest).prop_map(|pieces| pieces.concat())
}

pub(crate) fn body() -> impl Strategy<Value = String> {
    (
        soup(&LIQUID, 8),
        soup(&MARKDOWN, 12),
        soup(&LIQUID, 4),
        soup(&MARKDOWN, 6),
    )
        .prop_map(|(a, b, c, d)| [a, b, c, d].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn liquid_renders_anything(template in soup(&LIQUID, 14), include in soup(&LIQUID, 6)) {
        let globals = json!({"page": {"title": "Setup", "list": [1, "x", {"x": null}, []]}, "site": {"data": {"words": {"a": "b"}}}});
        let includes = [("a.md".to_owned(), include.clone())].into();
        let rendered = liquid::render_str(&template, &globals, &includes);
        let texts = [("template".to_owned(), template), ("_includes/a.md".to_owned(), include)].into();
        support::assert_places(&rendered.findings, &texts)?;
    }

    #[test]
    fn liquid_leaves_text_alone(text in "[^{}\u{feff}]*") {
        let rendered = liquid::render_str(&text, &json!({}), &BTreeMap::new());
        prop_assert_eq!(rendered.text, text);
        prop_assert_eq!(rendered.findings, []);
    }

    #[test]
    fn front_matter_reads_anything(yaml in soup(&YAML, 12), body in ".{0,20}") {
        let text = format!("---\n{yaml}\n---\n{body}");
        let sources = Sources::in_memory([("page.md", text.as_str())]);
        let file = sources.find("page.md").expect("it was just put there");
        let document = front_matter::parse(&sources, file, &docgen::date::UTC);
        prop_assert!(text.get(document.body.start..document.body.end).is_some());
        prop_assert!(document.yaml.end <= document.body.start);
        support::assert_places(&document.findings, &[("page.md".to_owned(), text.clone())].into())?;
    }

    #[test]
    fn the_pipeline_takes_anything(yaml in soup(&YAML, 8), page in body(), include in body()) {
        let texts: BTreeMap<String, String> = [
            ("a/page.md".to_owned(), format!("---\n{yaml}\n---\n{page}")),
            ("b.html".to_owned(), format!("---\ntitle: B\nkind: setup\n---\n{include}{page}")),
            ("_includes/a.md".to_owned(), include),
        ]
        .into();
        let files: Memory = texts.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
        let mut build = support::build(files);
        support::assert_places(&build.findings, &texts)?;
        let known: BTreeSet<&str> = docgen::rules::RULES.iter().map(|rule| rule.meta().id).collect();
        for finding in &build.findings {
            prop_assert!(known.contains(finding.rule), "{} is no rule", finding.rule);
        }
        for path in build.site.pages.iter().map(|page| &page.output) {
            let is_inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
            prop_assert!(is_inside && !path.contains(char::is_control), "a page is to be written to {path:?}");
        }
        let theme = build.load_theme("default", &[]).expect("the theme is right");
        for position in 0..build.site.pages.len() {
            let html = build.render_page(&theme, position).expect("any page can be shown");
            prop_assert!(html.ends_with("</html>\n"), "{}", html);
        }
        let report = support::report(&build);
        prop_assert!(report.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", report);
    }
}

#[test]
fn one_thread_and_two_write_the_same_bytes() {
    let built = |threads: usize| {
        let ground = Ground::new([]);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let report = pool.expect("threads can be started").install(|| {
            let mut files = support::content();
            // Something to tell, from several pages at once.
            files.insert(
                "_includes/infusionsoft/tokens.md",
                "{{ page.nothing }} {{ page.other | nonsense }}\n",
            );
            let mut build: Build = support::build(files);
            let theme = build.load_theme("default", &[]).expect("the theme is right");
            build
                .write(&theme, &ground.path("public"))
                .expect("the site can be written");
            support::report(&build)
        });
        (report, ground.tree("public"))
    };
    let (report, site) = built(1);
    assert!(report.contains("undefined-variable") && site.len() > 10);
    for _ in 0..3 {
        let (other_report, other_site) = built(2);
        assert_eq!(report, other_report);
        assert!(site == other_site, "the files differ");
    }
}
