//! What markdown and raw HTML become, behaviour by behaviour.

use super::builder::MAX_NODES;
use super::tree::Kind;
use super::*;

/// The HTML of `text`; on the way every node is held against the text it claims to come from.
fn html(text: &str) -> String {
    let options = Options::default();
    let body = render(text, &options, &|_, code| html::escaped(code));
    for id in body.tree.ids() {
        let node = body.tree.node(id);
        let source = text.get(node.span.start..node.span.end);
        assert!(source.is_some(), "{:?} of {text:?}", node.span);
        if let Kind::Text(Cow::Borrowed(text)) = node.kind {
            assert_eq!(source, Some(text));
        }
    }
    body.html.trim_end().to_owned()
}

fn assert_html(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(html(text), *expected, "of {text:?}");
    }
}

#[test]
fn what_markdown_made_inside_svg_is_written_as_html() {
    let body = render("<svg>\n\na  \nb\n", &Options::default(), &|_, code| html::escaped(code));
    assert!(!body.html.contains("</br>"), "{}", body.html);
}

#[test]
fn a_break_ends_the_svg_around_it_as_in_browsers() {
    assert_html(&[
        ("<svg><g/></br>a</svg>", "<p><svg><g></g></svg><br>a</p>"),
        ("<svg><g/><br>a</svg>", "<p><svg><g></g></svg><br>a</p>"),
    ]);
}

#[test]
fn lines_of_kramdown_end_between_blocks_and_urls_keep_their_letters() {
    let options = Options {
        dialect: Dialect::Kramdown,
        ..Options::default()
    };
    let text = "<p>a</p>\n\nb [ü](/ü%20)\n\n<div>c</div>\n\n<div>d</div>\n";
    let body = render(text, &options, &|_, code| html::escaped(code));
    assert_eq!(
        body.html,
        "<p>a</p>\n\n<p>b <a href=\"/ü%20\">ü</a></p>\n\n<div>c</div>\n\n<div>d</div>\n"
    );
}

/// The HTML of `text` on a site that is written for kramdown.
fn kramdown(text: &str) -> String {
    let options = Options {
        dialect: Dialect::Kramdown,
        ..Options::default()
    };
    render(text, &options, &|_, code| html::escaped(code)).html
}

#[test]
fn a_comment_behind_an_html_block_is_a_block() {
    assert_eq!(kramdown("<p>\na</p><!-- b -->\n"), "<p>\na</p>\n<!-- b -->\n");
}

#[test]
fn html_and_formulas_in_quotations_have_no_marks_of_these() {
    for (text, expected) in [
        ("> {::nomarkdown}\n> <i>a</i>\n> {:/}\n", "<i>a</i>\n"),
        ("> $$\n> a + b\n> $$\n", "\\[a + b\\]\n"),
        (
            "> > $$ a\n> > > b $$\n> >\n> > c\n",
            "  <blockquote>\n\\[a\n&gt; b\\]\n    <p>c</p>\n  </blockquote>\n",
        ),
    ] {
        let html = kramdown(text);
        assert_eq!(html, format!("<blockquote>\n{expected}</blockquote>\n"), "{text}");
    }
}

#[test]
fn a_stroke_after_a_backslash_parts_no_cells() {
    let row = |cells: &[&str]| {
        let cells = cells.iter().map(|cell| format!("      <td>{cell}</td>\n"));
        format!("    <tr>\n{}    </tr>\n", cells.collect::<String>())
    };
    for (text, first) in [
        ("| a \\\\| b | c |", ["a | b", "c"]),
        ("| a \\| b | c |", ["a | b", "c"]),
        ("a | b\\", ["a", "b\\"]),
        ("a | b\\\\", ["a", "b\\"]),
    ] {
        let rows = row(&first) + &row(&["d", "e"]);
        let table = format!("<table>\n  <tbody>\n{rows}  </tbody>\n</table>\n");
        assert_eq!(kramdown(&format!("{text}\nd | e\n")), table, "{text}");
    }
}

#[test]
fn footnotes_are_shown_even_where_one_has_a_place_for_all_in_it() {
    let place = "    * x\n    {:footnotes}\n";
    for text in [
        format!("a[^1]\n\n[^1]: note\n\n[^2]: b\n\n{place}"),
        format!("a[^1]\n\n[^1]: note\n\n{place}"),
    ] {
        let html = kramdown(&text);
        assert_eq!(html.matches("<div class=\"footnotes\"").count(), 1, "{text}{html}");
        assert!(html.contains("<p>note"), "{text}{html}");
    }
}

#[test]
fn raw_html_is_what_a_browser_makes_of_it() {
    assert_html(&[
        ("a</br>b", "<p>a<br>b</p>"),
        ("<a href=index.html#x>y</a>", "<p><a href=\"index.html#x\">y</a></p>"),
        ("a <b>b", "<p>a <b>b</b></p>"),
        ("a </b> b </p> c", "<p>a  b  c</p>"),
        ("a <div>b</div> c", "<p>a </p>\n<div>b</div> c"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        ),
        (
            "a <svg><path d='M0'/><g/></svg>",
            "<p>a <svg><path d=\"M0\"></path><g></g></svg></p>",
        ),
        (
            "a <img src=a.png alt='\"'>",
            "<p>a <img src=\"a.png\" alt=\"&quot;\"></p>",
        ),
        (
            "x <script>a < '*b*'</script> *y*",
            "<p>x <script>a < '*b*'</script> <em>y</em></p>",
        ),
        ("<p>a\n\nb", "<p>a\n</p><p>b</p>"),
        ("<div><b><div>a</b>b</div>c</div>", "<div><b><div>ab</div></b>c</div>"),
    ]);
}

#[test]
fn raw_html_goes_on_over_blocks_but_not_out_of_markdowns_elements() {
    assert_html(&[
        (
            "<div>\n\n*a*\n\n</div>\n\nb",
            "<div>\n<p><em>a</em></p>\n</div>\n<p>b</p>",
        ),
        (
            "* <b>a\n* b</li></ul></b>\n",
            "<ul>\n<li><b>a</b></li>\n<li>b</li>\n</ul>",
        ),
        (
            "> <div>\n> a\n\nb",
            "<blockquote>\n<div>\na\n</div></blockquote>\n<p>b</p>",
        ),
        ("<div class=\"a\n\nb", "&lt;div class=&quot;a\n<p>b</p>"),
    ]);
}

#[test]
fn markdown_attribute_makes_markdown_of_the_content() {
    assert_html(&[
        (
            "<div markdown=\"span\" class=x><b>Note:</b> a `b` [c](d) <a href=e>**f**</a></div>",
            "<div class=\"x\"><b>Note:</b> a <code>b</code> <a href=\"d\">c</a> <a href=\"e\"><strong>f</strong></a></div>",
        ),
        (
            "<div markdown=span>1. # *a*\n* b</div>",
            "<div>1. # <em>a</em> * b</div>",
        ),
        ("<div markdown=1>\n*a*\n</div>", "<div><em>a</em></div>"),
        ("<div markdown=1>\n* a\n</div>", "<div><ul>\n<li>a</li>\n</ul>\n</div>"),
        ("<div markdown=span></div>", "<div></div>"),
        (
            "<div markdown=span>a <div markdown=span>*b*</div> c</div>",
            "<div>a <div><em>b</em></div> c</div>",
        ),
    ]);
}

#[test]
fn headings_get_ids_that_raw_html_does_not_claim() {
    assert_html(&[(
        "# A\n\n# A\n\n# It's <b id=b>B</b> `&`\n\n## B\n\n<h2>B</h2>",
        "<h1 id=\"a\">A</h1>\n<h1 id=\"a-1\">A</h1>\n<h1 id=\"its-b\">It's <b id=\"b\">B</b> <code>&amp;</code></h1>\n\
             <h2 id=\"b-1\">B</h2>\n<h2>B</h2>",
    )]);
}

#[test]
fn tables_are_filled_and_cut_to_their_head() {
    assert_html(&[(
        "a | b\n--|:-:\n1\n1|2|3\n",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th style=\"text-align: center\">b</th>\n</tr>\n</thead>\n<tbody>\n\
         <tr>\n<td>1</td>\n<td style=\"text-align: center\"></td>\n</tr>\n\
         <tr>\n<td>1</td>\n<td style=\"text-align: center\">2</td>\n</tr>\n</tbody>\n</table>",
    )]);
}

#[test]
fn code_samples_name_their_language_in_lower_case() {
    assert_html(&[
        (
            "```JSON x\n{\"a\": 1}\n```",
            "<pre><code class=\"language-json\">{&quot;a&quot;: 1}\n</code></pre>",
        ),
        (
            "> ```\n> a\n>  b\n> ```",
            "<blockquote>\n<pre><code>a\n b\n</code></pre>\n</blockquote>",
        ),
        ("    a\n    b", "<pre><code>a\nb</code></pre>"),
    ]);
}

#[test]
fn nesting_has_a_limit_and_costs_no_more_than_its_length() {
    let divs = "<div>".repeat(100_000);
    let cases = [
        "- ".repeat(20_000) + "a",
        ">".repeat(20_000) + "a",
        format!("{divs}a{}", "</div>".repeat(100_000)),
        format!("{divs}a{}", "</b>".repeat(100_000)),
        "<div markdown=1>".repeat(20_000),
        "**a *b ".repeat(20_000),
        "<!--".repeat(200_000),
        "<b>".repeat(50_000),
        "[a] (b ".repeat(20_000),
        "a <script> ".repeat(20_000),
        "* ```x\n".repeat(20_000),
        "a <span a:\"b\">".repeat(20_000),
    ];
    for text in cases {
        let options = Options::default();
        let body = render(&text, &options, &|_, code| code.to_owned());
        assert!(body.tree.text(Tree::ROOT).len() <= text.len());
    }
}

#[test]
fn no_syntax_of_kramdowns_costs_more_than_its_length() {
    let notes = |count: usize| (0..count).map(|note| format!("a[^{note}]\n\n[^{note}]: b\n\n"));
    let short = |count: usize| (0..count).map(|short| format!("*[ab{short}]: x\n"));
    let cases = [
        "a\n{: .x}\n\n".repeat(20_000),
        "*a*{:.x} ".repeat(20_000),
        "{:".repeat(100_000),
        "{::comment}\n".repeat(20_000),
        "a {::comment}".repeat(20_000),
        notes(5_000).collect(),
        format!("{}\n{}", short(5_000).collect::<String>(), "ab1 ab ".repeat(20_000)),
        format!("|{}\n{}", "a|".repeat(5_000), "|b|\n".repeat(5_000)),
        "|a|b\n".repeat(20_000) + "x",
        "<div>\n".repeat(20_000),
        "<script>\n".repeat(20_000),
        format!("<p>{}</p>", "a".repeat(50)).repeat(50_000),
        "\n$$ a".repeat(20_000),
        "* a\n- b\n".repeat(10_000),
        "- ".repeat(20_000) + "a",
        format!("{}\n{{:a}}\n", "{:a: a a a}\n".repeat(1_000)),
        "1".repeat(40_000) + &"[^a]".repeat(10_000),
        "{:a: |}\na|b\n".repeat(20_000) + "x\n",
        "{:a: |}\na|b\n".repeat(20_000) + "`a|b`\n",
        "{:a: |}\na|b\n".repeat(5_000) + &"|a".repeat(500) + "\n",
        "<p></p>".repeat(20_000) + &" ".repeat(50_000),
        " ".repeat(50_000) + &"<p></p>".repeat(20_000),
        "<!-- -->".repeat(20_000),
        "a|".to_owned() + &(1..700).map(|len| "`".repeat(len) + " ").collect::<String>(),
    ];
    for text in cases {
        for dialect in [Dialect::Redcarpet, Dialect::Kramdown] {
            let options = Options {
                dialect,
                ..Options::default()
            };
            let body = render(&text, &options, &|_, code| code.to_owned());
            assert!(body.html.len() <= 100 * text.len());
        }
    }
}

#[test]
fn limits_tell_where_they_cut_once_each() {
    let render = |text: &str| {
        let options = Options::default();
        let problems = render(text, &options, &|_, code| code.to_owned()).problems.into_iter();
        // That the elements have no end is another matter.
        let limits = problems.filter(|problem| problem.rule == "limit-exceeded");
        let told = limits.map(|problem| {
            let limit = problem.message.split(" deep").next().unwrap_or_default().to_owned();
            (problem.span, limit)
        });
        told.collect::<Vec<_>>()
    };
    let elements = "elements nest more than 256".to_owned();
    let markdown = "elements with the attribute `markdown` nest more than 8".to_owned();
    assert_eq!(render(&"<div>".repeat(255)), []);
    assert_eq!(
        render(&"<div>".repeat(300)),
        [(Span::new(255 * 5, 256 * 5), elements.clone())]
    );
    assert_eq!(render(&format!("{}a", "> ".repeat(254))), []);
    assert_eq!(
        render(&format!("{}a", "> ".repeat(300))),
        [(Span::new(255 * 2, 601), elements)]
    );
    let many = render(&"</b>".repeat(3000));
    assert_eq!(many[0].1, "the page's markdown has more problems, which are not told");
    assert_eq!(render(&"<div markdown=1>".repeat(8)), []);
    assert_eq!(
        render(&"<div markdown=1>".repeat(12)),
        [(Span::new(8 * 16, 9 * 16), markdown)]
    );
}

#[test]
fn a_page_of_too_many_elements_ends_where_it_is_told() {
    let text = format!("<p>{}</p>\n\nAfter.\n", "<br>".repeat(MAX_NODES));
    let Body { html, problems, .. } = render(&text, &Options::default(), &|_, code| html::escaped(code));
    assert!(!html.contains("After."));
    let told: Vec<(&str, usize)> = problems
        .iter()
        .map(|problem| (problem.rule, problem.span.start))
        .collect();
    // The paragraph is the first of them.
    assert_eq!(told, [("limit-exceeded", "<p>".len() + "<br>".len() * (MAX_NODES - 1))]);
}

#[test]
fn a_list_may_begin_with_any_number() {
    assert_html(&[
        (
            "<ol start=\"18446744073709551615\" reversed><li value=-9999999999999999999999>a</ol>",
            "<ol start=\"18446744073709551615\" reversed=\"\"><li value=\"-9999999999999999999999\">a</li></ol>",
        ),
        ("<ul start=x><li>a</ul>", "<ul start=\"x\"><li>a</li></ul>"),
        ("999999999. a", "<ol start=\"999999999\">\n<li>a</li>\n</ol>"),
        ("18446744073709551615. a", "<p>18446744073709551615. a</p>"),
    ]);
}

#[test]
fn lists_are_indented_as_for_redcarpet() {
    assert_html(&[
        (
            "1. a\n  * b\n  * c\n1. d",
            "<ol>\n<li>a<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n</li>\n<li>d</li>\n</ol>",
        ),
        (
            "* a\n\n        POST /x\n          y\n\n* b",
            "<ul>\n<li><p>a</p>\n<pre><code>POST /x\n  y\n</code></pre>\n</li>\n<li><p>b</p>\n</li>\n</ul>",
        ),
        (
            "- a\n\n      code by CommonMark's rule\n\n  b",
            "<ul>\n<li><p>a</p>\n<pre><code>code by CommonMark's rule\n</code></pre>\n<p>b</p>\n</li>\n</ul>",
        ),
        (
            "1. a\n\n    ```json\n    {\n    \t1\n    }\n    ```\n2. b",
            "<ol>\n<li><p>a</p>\n<pre><code class=\"language-json\">{\n    1\n}\n</code></pre>\n</li>\n\
             <li><p>b</p>\n</li>\n</ol>",
        ),
        (
            "1. a\n![b](c.png)\n3. d",
            "<ol>\n<li>a\n<img src=\"c.png\" alt=\"b\"></li>\n<li>d</li>\n</ol>",
        ),
        (
            "1. a\n<div>b</div>\n3. d",
            "<ol>\n<li>a<div>b</div>\n</li>\n<li>d</li>\n</ol>",
        ),
        ("a:\n* b", "<p>a:</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("* a\n# b", "<ul>\n<li>a</li>\n</ul>\n<h1 id=\"b\">b</h1>"),
        ("a_b_c x**y**z", "<p>a_b_c x<strong>y</strong>z</p>"),
    ]);
}

#[test]
fn a_fence_may_give_its_sample_a_title() {
    const CODE: &str = "<pre><code class=\"language-json\">1\n</code></pre>";
    for (info, title) in [
        ("json title=\"A & B\"", "A &amp; B"),
        ("json {title='A'}", "A"),
        ("{json title=\" A \" other}", "A"),
    ] {
        assert_html(&[(
            &format!("```{info}\n1\n```"),
            &format!("<div title=\"{title}\">{CODE}\n</div>"),
        )]);
    }
    for info in ["json title=A", "json subtitle=\"A\"", "json title=\" \"", "json title="] {
        assert_html(&[(&format!("```{info}\n1\n```"), CODE)]);
    }
    assert_html(&[(
        "- a\n\n  ``` title=\"A\"\n  1\n  ```",
        "<ul>\n<li><p>a</p>\n<div title=\"A\"><pre><code>1\n</code></pre>\n</div>\n</li>\n</ul>",
    )]);
}

#[test]
fn a_fence_ends_however_long_it_is() {
    let sample = "* a\n".repeat(600);
    let html = html(&format!("```\n{sample}```\nb"));
    assert!(
        html == format!("<pre><code>{sample}</code></pre>\n<p>b</p>"),
        "it has no end"
    );
}

#[test]
fn bare_urls_are_links_and_mistyped_tags_are_tags() {
    assert_html(&[
        (
            "See https://a.b/c_d_e?f=1&amp;g.",
            "<p>See <a href=\"https://a.b/c_d_e?f=1&amp;g\">https://a.b/c_d_e?f=1&amp;g</a>.</p>",
        ),
        (
            "[a *b*] (https://c.d)",
            "<p>[a <em>b</em>] (<a href=\"https://c.d\">https://c.d</a>)</p>",
        ),
        ("[a] (https://c.d)", "<p><a href=\"https://c.d\">a</a></p>"),
        (
            "[https://a.b](c) <a href=d>https://e.f</a>",
            "<p><a href=\"c\">https://a.b</a> <a href=\"d\">https://e.f</a></p>",
        ),
        ("`https://a.b`", "<p><code>https://a.b</code></p>"),
        (
            "<span style:\"color:red\">a</span> <your key>x",
            "<p><span>a</span> <your key=\"\">x</your></p>",
        ),
        ("<your, key> x", "<p>&lt;your, key&gt; x</p>"),
    ]);
}

#[test]
fn a_tag_with_endless_attributes_is_shown_and_told() {
    let tag = format!("<div {}>x</div>", "a=\"1\" ".repeat(100_000));
    let body = render(&tag, &Options::default(), &|_, code| html::escaped(code));
    assert!(body.html.contains("&lt;div a="));
    assert_eq!(body.problems.len(), 1);
    let long = format!(
        "<img src=\"data:{}\" alt=\"{}\">",
        "a=/".repeat(9_000),
        "b c ".repeat(9_000)
    );
    assert!(
        render(&long, &Options::default(), &|_, _| String::new())
            .problems
            .is_empty()
    );
}

/// The behaviours of redcarpet that authors wrote for, one by one.
mod redcarpet {
    use super::*;

    #[test]
    fn sub_lists_indented_by_one_or_two_blanks_are_nested() {
        let nested = "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>";
        assert_html(&[("1. a\n * b\n2. c", nested), ("1. a\n  * b\n2. c", nested)]);
    }

    #[test]
    fn bare_urls_are_links() {
        assert_html(&[(
            "See https://a.b/c_d?e=f.",
            "<p>See <a href=\"https://a.b/c_d?e=f\">https://a.b/c_d?e=f</a>.</p>",
        )]);
    }

    #[test]
    fn a_link_may_have_a_blank_before_its_address_which_is_told() {
        assert_html(&[("[a] (b.html) c", "<p><a href=\"b.html\">a</a> c</p>")]);
        let problems = render("[a] (b.html) c", &Options::default(), &|_, code| code.to_owned()).problems;
        let told: Vec<_> = problems.iter().map(|problem| (problem.rule, problem.span)).collect();
        assert_eq!(told, [("spaced-link", Span::new(0, 12))]);
    }

    #[test]
    fn a_repeated_heading_id_gets_a_number() {
        assert_html(&[(
            "# A b\n\n# A b\n\n# A b",
            "<h1 id=\"a-b\">A b</h1>\n<h1 id=\"a-b-1\">A b</h1>\n<h1 id=\"a-b-2\">A b</h1>",
        )]);
    }

    #[test]
    fn callouts_are_inline_markdown() {
        assert_html(&[(
            "<div class=note markdown=\"span\">**Note**: `a` [b](c)\n* d</div>",
            "<div class=\"note\"><strong>Note</strong>: <code>a</code> <a href=\"c\">b</a> * d</div>",
        )]);
    }

    #[test]
    fn list_markers_are_renumbered_from_the_first() {
        assert_html(&[(
            "3. a\n5. b\n4. c",
            "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ol>",
        )]);
    }

    #[test]
    fn an_image_below_an_items_text_belongs_to_the_item() {
        assert_html(&[(
            "1. a\n![b](c.png)\n2. d",
            "<ol>\n<li>a\n<img src=\"c.png\" alt=\"b\"></li>\n<li>d</li>\n</ol>",
        )]);
    }

    #[test]
    fn indented_code_in_items_has_no_blanks_before_it() {
        assert_html(&[(
            "* a\n\n        b\n          c\n",
            "<ul>\n<li><p>a</p>\n<pre><code>b\n  c\n</code></pre>\n</li>\n</ul>",
        )]);
    }

    #[test]
    fn a_list_may_stand_right_below_a_line() {
        assert_html(&[("a:\n* b\n* c", "<p>a:</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>")]);
    }

    #[test]
    fn smart_quotes_are_off() {
        assert_html(&[("\"a\" -- 'b'... <<c", "<p>&quot;a&quot; -- 'b'... &lt;&lt;c</p>")]);
    }

    #[test]
    fn underscores_in_words_are_text() {
        assert_html(&[("a_b_c __d__", "<p>a_b_c <strong>d</strong></p>")]);
    }

    #[test]
    fn stars_in_urls_are_bold() {
        assert_html(&[(
            "GET /a**?where=b='c'** d",
            "<p>GET /a<strong>?where=b='c'</strong> d</p>",
        )]);
    }

    #[test]
    fn fence_languages_are_matched_without_regard_to_case() {
        let languages = std::sync::Mutex::new(Vec::new());
        let highlight = |language: &str, code: &str| {
            languages.lock().expect("no test panics here").push(language.to_owned());
            code.to_owned()
        };
        let html = render("```JSON\n1\n```\n\n```curl\n2\n```", &Options::default(), &highlight).html;
        assert!(html.contains("language-json") && html.contains("language-curl"));
        assert_eq!(languages.into_inner().expect("no test panics here"), ["JSON", "curl"]);
    }

    #[test]
    fn one_tilde_strikes_nothing_through() {
        assert_html(&[("~a~ ~~b~~", "<p>~a~ <del>b</del></p>")]);
    }
}

#[test]
fn samples_of_liquids_highlight_are_highlighted() {
    for (text, expected) in [
        (
            "<pre><code data-lang=\"c\">a&#10;b</code></pre>",
            "<pre><code data-lang=\"c\">c: A\nB</code></pre>",
        ),
        (
            "<pre><code data-lang=\"c\"><b>a</b></code></pre>",
            "<pre><code data-lang=\"c\"><b>a</b></code></pre>",
        ),
        ("<pre><code>a</code></pre>", "<pre><code>a</code></pre>"),
    ] {
        let body = render(text, &Options::default(), &|language, code| {
            format!("{language}: {}", code.to_uppercase())
        });
        assert_eq!(body.html, expected);
    }
}
