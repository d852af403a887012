//! The page model of small pages: what counts as a procedure, a step, a table, a callout.

use std::sync::Arc;

use docgen::page::{Block, Page, Step};

use crate::support::{self, site};

/// The model of a setup page with that text.
fn page(text: &str) -> Arc<Page> {
    let front_matter = "---\nheading: X\ntitle: T\napiKey: client_id\n---\n";
    let setup = format!("{front_matter}{text}");
    let build = support::build(site([("setup.md", setup.as_str())]));
    build.site.pages.into_iter().next().expect("there is one page")
}

/// Steps in short: `1 text [images] (inner steps) {blocks}`.
fn shown(steps: &[Step]) -> String {
    let step = |step: &Step| {
        let images = if step.images.is_empty() {
            String::new()
        } else {
            format!(" [{}]", step.images.len())
        };
        let inner = if step.steps.is_empty() {
            String::new()
        } else {
            format!(" ({})", shown(&step.steps))
        };
        let blocks = if step.blocks.is_empty() {
            String::new()
        } else {
            format!(" {{{}}}", kinds(&step.blocks))
        };
        format!("{} {}{images}{inner}{blocks}", step.marker, step.text)
    };
    steps.iter().map(step).collect::<Vec<_>>().join(", ")
}

/// The kinds of blocks, procedures with their lead-in and steps.
fn kinds(blocks: &[Block]) -> String {
    let kind = |block: &Block| match block {
        Block::Paragraph(_) => "paragraph".to_owned(),
        Block::Quote(quote) => format!("quote<{}>", kinds(&quote.blocks)),
        Block::Heading(heading) => format!("heading {}", heading.level),
        Block::List(list) => format!("list: {}", shown(&list.items)),
        Block::Procedure(procedure) => {
            let lead_in = procedure.lead_in.as_ref().map_or("-", |text| &text.text);
            format!("{lead_in} {}", shown(&procedure.steps))
        }
        Block::Table(table) => format!("table {}+{}", table.header.len(), table.rows.len()),
        Block::Code(code) => format!("code {}", code.language),
        Block::Image(_) => "image".to_owned(),
        Block::Callout(callout) => format!("{}<{}>", callout.kind, kinds(&callout.blocks)),
    };
    blocks.iter().map(kind).collect::<Vec<_>>().join("; ")
}

fn blocks_of(text: &str) -> String {
    let page = page(text);
    page.sections
        .iter()
        .map(|section| kinds(&section.blocks))
        .collect::<Vec<_>>()
        .join(" | ")
}

#[test]
fn procedures_are_joined_across_images_and_by_their_numbers() {
    for (text, expected) in [
        ("To do it:\n\n1. a\n2. b", "To do it: 1 a, 2 b"),
        ("1. a\n2. b\n![i](x.png)\n3. c", "- 1 a, 2 b [1], 3 c"),
        ("To:\n\n1. a\n\n![i](x.png)\n\n2. b", "To: 1 a [1], 2 b"),
        ("To:\n\n1. a\n\n![i](x.png)\n\n1. b", "To: 1 a [1], 1 b"),
        ("To:\n\n1. a\n\n```json\n{}\n```\n\n2. b", "To: 1 a {code json}, 2 b"),
        ("To:\n\n1. a\n\nThen:\n\n1. b", "To: 1 a; Then: 1 b"),
        ("To:\n\n1. a\n2. b\n\nWhy:\n\n3. c", "To: 1 a, 2 b; Why: 3 c"),
    ] {
        assert_eq!(blocks_of(text), expected, "{text}");
    }
}

#[test]
fn steps_are_numbered_as_a_reader_sees_them() {
    for (text, expected) in [
        ("1. a\n   - x\n   - y\n2. b", "- 1 a (• x, • y), 2 b"),
        (
            "<ol type=\"a\" start=\"2\"><li>x</li><li value=\"5\">y</li><li>z</li></ol>",
            "- b x, e y, f z",
        ),
        ("<ol type=\"I\"><li>x</li><li>y</li></ol>", "- I x, II y"),
        ("<ol start=\"18446744073709551615\"><li>x</li></ol>", "- 1 x"),
    ] {
        assert_eq!(blocks_of(text), expected, "{text}");
    }
}

#[test]
fn nothing_inside_an_item_a_quote_or_a_callout_is_lost() {
    for (text, expected) in [
        (
            "1. a\n\n   ```sh\n   x\n   ```\n\n   ## H\n\n   | t |\n   |---|\n   | u |\n",
            "- 1 a {code sh; heading 2; table 1+1}",
        ),
        ("> quoted\n>\n> ```sh\n> x\n> ```", "quote<paragraph; code sh>"),
        (
            "<div class=\"callout callout-note\"><p>a</p><ul><li>b</li></ul></div>",
            "note<paragraph; list: • b>",
        ),
        ("1. press <span class=\"note\">Save</span> now", "- 1 press Save now"),
    ] {
        assert_eq!(blocks_of(text), expected, "{text}");
    }
}

#[test]
fn a_table_without_header_cells_has_no_header() {
    let text = "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>\n\n| h |\n|---|\n| c |";
    assert_eq!(blocks_of(text), "table 0+2; table 1+1");
}

#[test]
fn a_row_without_cells_is_no_row() {
    let text = "<table><tr></tr><tr><th>h</th></tr><tr><td>a</td></tr><tr></tr></table>";
    assert_eq!(blocks_of(text), "table 1+1");
}

#[test]
fn sections_nest_by_the_ranks_of_their_headings() {
    let page = page("lead\n\n# A\n\n### B\n\n## C\n\ntext\n\n# D");
    fn tree(sections: &[docgen::page::Section]) -> String {
        let name = |section: &docgen::page::Section| {
            let heading = section.heading.as_deref().unwrap_or("-");
            format!("{heading}({})", tree(&section.sections))
        };
        sections.iter().map(name).collect()
    }
    assert_eq!(tree(&page.sections), "-()A(B()C())D()");
}

#[test]
fn a_credential_table_inside_a_step_is_recognised() {
    let page = page("1. Copy:\n\n   | Term | Parameter |\n   |---|---|\n   | client_id | `oauth.api.key` |\n");
    let table = page.credentials.as_ref().expect("there is a credential table");
    assert_eq!(table.rows[0].credential.as_deref(), Some("apiKey"));
}

#[test]
fn each_part_of_a_sample_leads_back_to_where_it_was_typed() {
    let setup = "---\nkey: k1\n---\n1. Do:\n\n   > ```json\n   > {\"a\": \"{{ page.key }}\",{{ page.none }}\n   > {% include b.json %}\n   > \"ü\": 1}\n   > ```\n\n\
                 * and\n\n      ```json\n      {\"c\":\n        2}\n      ```\n";
    let include = "\"b\": 2,";
    let build = support::build(site([("setup.md", setup), ("_includes/b.json", include)]));
    let page = &build.site.pages[0];
    let blocks = page.sections.iter().flat_map(docgen::page::Section::all_blocks);
    let samples: Vec<_> = blocks
        .filter_map(|block| match block {
            Block::Code(code) => Some(code),
            _ => None,
        })
        .collect();
    let places = |what: &str| {
        let code = samples
            .iter()
            .find(|code| code.text.contains(what))
            .expect("a sample has it");
        let start = code.text.find(what).expect("it has it");
        let place = code.place(page, start..start + what.len());
        let text = if &*place.location.path == "setup.md" {
            setup
        } else {
            include
        };
        let span = place.location.span;
        (&text[span.start..span.end], place.location.start.line, place.via.len())
    };
    assert_eq!(places("{\"a\""), ("{\"a\"", 7, 0));
    assert_eq!(places("k1"), ("{{ page.key }}", 7, 0));
    assert_eq!(places("\"b\": 2"), ("\"b\": 2", 1, 1));
    assert_eq!(places("\"ü\""), ("\"ü\"", 9, 0));
    assert_eq!(places("{\"c\":\n  2}"), ("{\"c\":\n        2}", 15, 0));
    let comma = samples[0].text.find(",\n").expect("it is there");
    assert_eq!(
        samples[0].typed_text(page, comma..comma + 2),
        Some(",{{ page.none }}\n")
    );
}

#[test]
fn single_members_of_the_model_are_those_of_the_whole() {
    let build = support::build(support::content());
    for page in &build.site.pages {
        let whole = serde_json::to_value(page).expect("the page model is JSON");
        let names: Vec<&str> = whole
            .as_object()
            .expect("it is an object")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(page.json_of(&names), whole);
        assert_eq!(page.json_of(&["nothing"]), serde_json::json!({}));
    }
}

#[test]
fn running_text_leads_back_to_what_its_author_typed() {
    let page = "---\nheading: Box\n---\n# A *big* `id` head\n\nOne {{ page.heading }} &amp; **t**wo\n  three<br>four\n\n\
                {% include note.html text=\"five six\" %}\n\n| a | b |\n|---|---|\n| c ![d](e.png) f | <!-- g --> |\n";
    let build = support::build(support::site([
        ("setup.md", page),
        (
            "_includes/note.html",
            "<div class=\"note\">{{ include.text }} seven</div>\n",
        ),
    ]));
    let page = &build.site.pages[0];
    let texts: Vec<&str> = page.prose.iter().map(|prose| prose.text.trim()).collect();
    let expected = [
        "A big \u{fffc} head",
        "One Box & two\nthree",
        "four",
        "five six seven",
        "a",
        "b",
        "c \u{fffc} f",
    ];
    assert_eq!(texts, expected);
    let comments: Vec<&str> = page.comments.iter().map(|comment| comment.text.trim()).collect();
    assert_eq!(comments, ["g"]);
    // A word, the file and text of its place, and whether it was typed just so.
    for (word, file, typed, is_typed) in [
        ("big", "setup.md", "big", true),
        ("One", "setup.md", "One", true),
        ("Box", "setup.md", "{{ page.heading }}", false),
        ("two", "setup.md", "t**wo", false),
        ("three", "setup.md", "three", true),
        ("two\nthree", "setup.md", "t**wo\n  three", false),
        ("six", "setup.md", "six", true),
        ("seven", "_includes/note.html", "seven", true),
        ("f", "setup.md", "f", true),
    ] {
        let mut found = page
            .prose
            .iter()
            .filter_map(|prose| Some((prose, prose.text.rfind(word)?)));
        let (prose, at) = found.next().expect("the page has the word");
        let range = at..at + word.len();
        let place = prose.place(page, range.clone()).location;
        let text = page
            .files()
            .find(|known| known.path == place.path)
            .map(|known| &known.text[..]);
        let text = text.expect("the page is made of the file");
        assert_eq!(
            (&*place.path, &text[place.span.start..place.span.end]),
            (file, typed),
            "{word}"
        );
        assert_eq!(prose.typed(page, range).is_some(), is_typed, "{word}");
    }
}
