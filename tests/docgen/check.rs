//! `docgen check`: exit codes, and that nothing is written.

use crate::support::{self, Ground};

#[test]
fn nothing_is_found_in_the_repositorys_own_site_and_nothing_written() {
    let ground = Ground::new([]);
    let content = support::in_repository("content");
    let done = ground.docgen([
        "check",
        "--source",
        content.to_str().expect("the repository has a name in UTF-8"),
    ]);
    done.assert(0, [" pages checked; no findings; "]);
    assert_eq!(done.out, "");
    assert!(ground.tree("").is_empty());
}

#[test]
fn errors_end_with_one_and_warnings_with_zero() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\nbulk: No\n---\n\n# Setup\n")]);
    ground
        .docgen(["check", "--source", "source"])
        .assert(0, ["1 page checked; 1 warning; "]);
    ground.write("source/_config.yml", "docgen:\n  rules: {ambiguous-scalar: error}\n");
    ground
        .docgen(["check", "--source", "source"])
        .assert(1, ["1 page checked; 1 error; "]);
    ground.write("source/_config.yml", "docgen:\n  rules: {ambiguous-scalar: off}\n");
    ground
        .docgen(["check", "--source", "source"])
        .assert(0, ["1 page checked; no findings; "]);
}

#[test]
fn quiet_says_nothing_but_what_stopped_docgen() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n\n{{ page.nothing }}\n")]);
    let done = ground.docgen(["check", "--source", "source", "--quiet"]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (Some(1), "", ""));
    ground
        .docgen(["check", "--source", "nowhere", "--quiet"])
        .assert(2, ["error: there is no source folder"]);
}

#[test]
fn colours_are_there_only_where_they_are_asked_for() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n\n{{ page.nothing }}\n")]);
    let plain = ground.docgen(["check", "--source", "source"]);
    let coloured = ground.docgen(["check", "--source", "source", "--color", "always"]);
    assert!(!plain.out.contains('\u{1b}') && coloured.out.contains("\u{1b}["));
}

#[test]
fn a_site_without_settings_is_told_what_was_not_checked_in_one_line() {
    let ground = Ground::new([("docs/x/setup.md", "---\nheading: X\ntitle: T\n---\n\n# X\n")]);
    let told = |arguments: &[&str]| -> String {
        let done = ground.docgen_of(&[&["check", "--source", "source"], arguments].concat());
        assert_eq!(done.code, Some(0), "{done:#?}");
        let line = done.err.lines().skip_while(|line| !line.starts_with("not checked"));
        let line: Vec<&str> = line.collect();
        assert!(line.len() <= 1, "it is one line, and the last: {done:#?}");
        line.first().copied().unwrap_or_default().to_owned()
    };
    let all = told(&[]);
    for setting in [
        "guides",
        "scaffold",
        "parameters",
        "required_kinds",
        "catalogue",
        "variants",
    ] {
        assert!(all.contains(&format!("({setting})")), "{all}");
    }
    let of_one_rule = told(&["--select", "variant-drift"]);
    assert!(of_one_rule.ends_with(": variants (variants)"), "{of_one_rule}");
    assert_eq!(told(&["--select", "broken-link"]), "");
    assert_eq!(told(&["--quiet"]), "");
    assert_eq!(told(&["--format", "concise"]), "");
    ground.write("source/docs/x/index.md", "---\nheading: X\ntitle: U\n---\n\n# X\n");
    let inferred = told(&[]);
    assert!(!inferred.contains("(guides)"), "{inferred}");
    ground.write("source/_config.yml", "docgen:\n");
    assert_eq!(told(&[]), "");
}

/// Two guides with an undefined variable each, and one in an include of both.
fn two_guides() -> Ground {
    Ground::new([
        (
            "a/setup.md",
            "---\ntitle: A\n---\n\n{{ page.ofa }}\n\n{% include keys.md %}\n",
        ),
        (
            "b/setup.md",
            "---\ntitle: B\n---\n\n{{ page.ofb }}\n\n{% include keys.md %}\n",
        ),
        ("c/setup.md", "---\ntitle: C\n---\n\n{{ page.ofc }}{{ 'x' | shiny }}\n"),
        ("_includes/keys.md", "{{ page.ofkeys }}\n"),
    ])
}

/// The variables and filters that findings are about, in their order.
fn told<const N: usize>(ground: &Ground, arguments: [&str; N]) -> Vec<String> {
    let done = ground.docgen(arguments);
    let about = |line: &str| {
        let (_, message) = line.split_once("]: ")?;
        message.split('`').nth(1).map(str::to_owned)
    };
    let told = done.out.lines().chain(done.err.lines());
    told.filter(|line| line.starts_with("error["))
        .filter_map(about)
        .collect()
}

#[test]
fn paths_are_taken_from_here_and_from_the_source() {
    let ground = two_guides();
    for path in ["source/a", "a", "a/setup.md", "./source/a/"] {
        let told = told(&ground, ["check", "--source", "source", path]);
        assert_eq!(told, ["page.ofkeys", "page.ofa"], "{path}");
    }
    let of_include = told(&ground, ["check", "--source", "source", "_includes/keys.md"]);
    assert_eq!(
        of_include,
        ["page.ofkeys", "page.ofa", "page.ofb"],
        "with the pages it is a part of"
    );
    ground
        .docgen(["check", "--source", "source", "d"])
        .assert(2, ["error: there is no d in the source folder source"]);
    ground.docgen(["check", "--source", "source", "b/setpu.md"]).assert(
        2,
        ["there is no b/setpu.md in the source folder source; did you mean `b/setup.md`?"],
    );
}

#[test]
fn rules_are_selected_and_ignored_by_id_and_group() {
    let ground = two_guides();
    let run = |flag, rules| told(&ground, ["check", "--source", "source", flag, rules]);
    assert_eq!(run("--select", "unknown-filter"), ["shiny"]);
    assert_eq!(run("--ignore", "undefined-variable"), ["shiny"]);
    assert_eq!(run("--ignore", "liquid"), [""; 0]);
    assert_eq!(run("--select", "liquid").len(), 5);
    ground
        .docgen(["check", "--source", "source", "--select", "unknown-filters"])
        .assert(
            2,
            [
                "error: there is no rule or group `unknown-filters`",
                "did you mean `unknown-filter`?",
            ],
        );
}

#[test]
fn since_a_revision_only_what_changed_and_what_includes_it_is_told() {
    let ground = two_guides();
    let git = |arguments: &[&str]| git(&ground, arguments);
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message=begin"]);
    let since = || told(&ground, ["check", "--source", "source", "--since", "main"]);
    assert_eq!(since(), [""; 0]);

    ground.write(
        "source/c/setup.md",
        "---\ntitle: C\n---\n\n{{ page.ofc }}{{ 'x' | shinier }}\n",
    );
    assert_eq!(since(), ["page.ofc", "shinier"]);
    ground.write("source/d/setup.md", "---\ntitle: D\n---\n\n{{ page.ofd }}\n");
    assert_eq!(
        since(),
        ["page.ofc", "shinier", "page.ofd"],
        "what git does not know is new"
    );
    ground.write("source/_includes/keys.md", "{{ page.ofkeys2 }}\n");
    git(&["add", "."]);
    git(&["checkout", "--quiet", "-b", "work"]);
    git(&["commit", "--quiet", "--message=go on"]);
    assert_eq!(since().len(), 6, "what was committed since has changed too");
    ground.write("source/_config.yml", "title: x\n");
    assert_eq!(since().len(), 6, "the config is everybody's");
    ground.remove("source/_config.yml");

    ground.write(
        "source/e.md",
        "---\ntitle: E\n---\n\n[F](f.html), [C](c/setup.html#x), {{ page.ofe }}\n",
    );
    ground.write("source/f.md", "---\ntitle: F\n---\n\n{{ page.off }}\n");
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message=link"]);
    git(&["branch", "--force", "main"]);
    ground.remove("source/f.md");
    assert_eq!(since(), ["f.html"], "what links to a page that is gone");
    ground
        .docgen(["check", "--source", "source", "--since", "nowhere"])
        .assert(2, ["error: git merge-base failed: ", "nowhere"]);
}

/// Runs git in the ground.
fn git(ground: &Ground, arguments: &[&str]) {
    let done = std::process::Command::new("git")
        .args(["-c", "user.name=docgen", "-c", "user.email=docgen@example.com"])
        .args(arguments)
        .current_dir(ground.path(""))
        .output()
        .expect("this test needs git");
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn since_a_revision_what_came_of_the_changes_is_told_wherever_it_stands() {
    const CONFIG: &str =
        "docgen:\n  guides: guides/*\n  required_kinds: [setup, authenticate]\n  rules: {unused-image: warning}\n";
    let ground = Ground::new([
        ("_config.yml", CONFIG),
        (
            "a.md",
            "---\ntitle: A\n---\n\n# A\n\n[always](broken.html), [B](/there/), [old](/old.html), [G](guides/g/)\n\n[B](b.html#keys)\n",
        ),
        ("anchors.md", "---\ntitle: C\n---\n\n# C\n\n[B](/there/#keys)\n"),
        (
            "b.md",
            "---\ntitle: B\npermalink: /there/\nredirect_from: /old.html\n---\n\n# B\n\n{% include keys.md %}\n",
        ),
        ("_includes/keys.md", "## Keys\n\n![Keys](/keys.png)\n"),
        ("keys.png", "\0"),
        ("guides/g/index.md", "---\nheading: G\ntitle: G\n---\n\n# G\n"),
        ("guides/g/setup.md", "---\nheading: G\ntitle: G\n---\n\n# G\n"),
        (
            "guides/g/authenticate.md",
            "---\nheading: G\ntitle: G\nlayout: mine\n---\n\n# G\n",
        ),
    ]);
    ground.write("themes/own/mine.html", "{{ page.content }}");
    git(&ground, &["init", "--quiet", "--initial-branch=main"]);
    git(&ground, &["add", "."]);
    git(&ground, &["commit", "--quiet", "--message=begin"]);
    let since = || {
        let arguments = [
            "check", "--source", "source", "--theme", "own", "--since", "main", "--format", "concise",
        ];
        let done = ground.docgen(arguments);
        let told = done.out.lines().filter_map(|line| {
            let (path, rest) = line.split_once(':')?;
            let rule = rest.split_once('[')?.1.split_once(']')?.0;
            Some(format!("{path} {rule}"))
        });
        let told: Vec<String> = told.collect();
        git(&ground, &["checkout", "--quiet", "."]);
        git(&ground, &["clean", "--quiet", "--force", "-d"]);
        told
    };
    let b = |front_matter: &str, text: &str| {
        let page = format!("---\ntitle: B\n{front_matter}---\n\n# B\n\n{text}");
        ground.write("source/b.md", page);
    };
    const KEYS: &str = "{% include keys.md %}\n";
    assert_eq!(since(), [""; 0]);

    b("permalink: /elsewhere/\nredirect_from: /old.html\n", KEYS);
    assert_eq!(
        since(),
        ["a.md broken-link", "anchors.md broken-link"],
        "a permalink changed"
    );
    b("permalink: /there/\n", KEYS);
    assert_eq!(since(), ["a.md broken-link"], "a redirect was dropped");
    ground.remove("source/b.md");
    assert_eq!(
        since(),
        ["a.md broken-link", "a.md broken-link", "anchors.md broken-link"],
        "a page with a redirect was removed"
    );
    ground.remove("source/guides/g/index.md");
    assert_eq!(since(), ["a.md broken-link"], "the index of a folder was removed");
    ground.write("source/_includes/keys.md", "![Keys](/keys.png)\n");
    assert_eq!(
        since(),
        ["anchors.md broken-anchor"],
        "an anchor of an include was removed"
    );
    ground.remove("source/_includes/keys.md");
    assert_eq!(
        since(),
        [
            "anchors.md broken-anchor",
            "b.md missing-include",
            "keys.png unused-image"
        ],
        "an include was removed"
    );
    ground.remove("source/guides/g/setup.md");
    assert_eq!(
        since(),
        ["guides/g/authenticate.md missing-page"],
        "a page was removed that every guide has"
    );
    ground.write("source/0.md", "---\ntitle: 0\npermalink: /there/\n---\n\n# 0\n");
    assert_eq!(since(), ["b.md output-conflict"], "an address was taken");
    ground.remove("themes/own/mine.html");
    ground.write("themes/own/other.html", "");
    assert!(
        since().contains(&"guides/g/authenticate.md unknown-layout".to_owned()),
        "a layout was removed"
    );
}

#[test]
fn outside_of_repositories_nothing_is_known_of_changes() {
    let ground = two_guides();
    let done = ground.docgen(["check", "--source", "source", "--since", "HEAD"]);
    done.assert(2, ["error: git merge-base failed: ", "not a git repository"]);
    assert_eq!(done.err.lines().count(), 1, "{}", done.err);
}

/// What the summary says of `docgen check`, without the time.
fn summary<const N: usize>(ground: &Ground, arguments: [&str; N]) -> (Option<i32>, String) {
    let done = ground.docgen(arguments);
    let last = done.err.trim_end().rsplit_once("; ").map_or("", |(said, _)| said);
    (done.code, last.to_owned())
}

#[test]
fn a_baseline_lets_known_findings_be_and_tells_of_new_and_gone_ones() {
    let ground = two_guides();
    let check = || summary(&ground, ["check", "--source", "source"]);
    let update = || summary(&ground, ["check", "--source", "source", "--update-baseline"]);
    assert_eq!(check().0, Some(1));
    let clean = (
        Some(0),
        "3 pages checked; no findings; 5 more in the baseline".to_owned(),
    );
    assert_eq!(update(), clean);
    assert_eq!(check(), clean);

    ground.write(
        "source/c/setup.md",
        "---\ntitle: C\n---\n\n\nMoved.\n\n{{ page.ofc }}{{ 'x' | shiny }}\n",
    );
    assert_eq!(check(), clean, "lines that move change nothing");
    ground.write(
        "source/c/setup.md",
        "---\ntitle: C\n---\n\n{{ page.ofc }}{{ 'x' | shiny }}\n{{ page.new }}\n",
    );
    assert_eq!(told(&ground, ["check", "--source", "source"]), ["page.new"]);
    ground.write("source/c/setup.md", "---\ntitle: C\n---\n\n{{ page.ofc }}\n");
    ground.docgen(["check", "--source", "source", "-v"]).assert(
        0,
        [
            "1 finding of the baseline is gone; prune with --update-baseline\n  c/setup.md: there is no filter `shiny` [unknown-filter]\n",
            "no findings; 4 more in the baseline; ",
        ],
    );
    let part = ground.docgen(["check", "--source", "source", "a"]);
    assert!(!part.err.contains("gone"), "what was not looked for is not gone");
    assert_eq!(
        update(),
        (
            Some(0),
            "3 pages checked; no findings; 4 more in the baseline".to_owned()
        )
    );
    assert!(!ground.docgen(["check", "--source", "source"]).err.contains("gone"));
}

#[test]
fn a_baseline_that_is_none_is_an_error() {
    let ground = two_guides();
    let check = |file: &str| ground.docgen(["check", "--source", "source", "--baseline", file]);
    check("nowhere.json").assert(
        2,
        ["error: there is no baseline nowhere.json; make it with --update-baseline"],
    );
    ground.write("broken.json", "{");
    check("broken.json").assert(
        2,
        [
            "error: broken.json is no baseline: ",
            "make it anew with --update-baseline",
        ],
    );
    let page = || ground.tree("source")["a/setup.md"].clone();
    let before = page();
    ground
        .docgen([
            "check",
            "--source",
            "source",
            "--update-baseline",
            "--baseline",
            "source/a/setup.md",
        ])
        .assert(2, ["error: source/a/setup.md is no baseline: "]);
    assert_eq!(page(), before, "what is no baseline is not replaced");
    ground
        .docgen(["check", "--source", "source", "--update-baseline", "--select", "liquid"])
        .assert(
            2,
            ["the argument '--update-baseline' cannot be used with '--select <RULES>'"],
        );
}

#[test]
fn fixes_are_shown_and_made_once() {
    let page = "---\r\ntitle: A\r\n---\r\n\r\n# A\r\n\r\nSee [the keys] (#a), {{ page.nope }}.\r\n";
    let ground = Ground::new([("a.md", page), ("b.md", "---\ntitle: B\n---\n\n# B\n")]);
    let content = || String::from_utf8(ground.tree("source")["a.md"].clone()).expect("it is UTF-8");

    let done = ground.docgen(["check", "--source", "source", "--diff"]);
    assert_eq!(done.code, Some(1));
    let changed = "-See [the keys] (#a), {{ page.nope }}.\r\n+See [the keys](#a), {{ page.nope }}.\r\n";
    assert!(
        done.out.starts_with("--- a/source/a.md\n+++ b/source/a.md\n") && done.out.contains(changed),
        "{}",
        done.out
    );
    assert_eq!(content(), page, "a diff changes nothing");

    let fix = || summary(&ground, ["check", "--source", "source", "--fix"]);
    assert_eq!(fix(), (Some(1), "2 pages checked; 1 fixed; 1 error".to_owned()));
    assert_eq!(content(), page.replace("] (", "]("), "all else stays, line ends too");
    assert_eq!(fix(), (Some(1), "2 pages checked; 0 fixed; 1 error".to_owned()));
    let done = ground.docgen(["check", "--source", "source", "--diff"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""));
}

#[test]
fn what_each_rule_takes_is_told_where_more_is_asked_for() {
    let ground = two_guides();
    let costs = |done: &support::Done| done.err.lines().filter(|line| line.contains(" % ")).count();
    assert!(costs(&ground.docgen(["check", "--source", "source", "-v"])) > 0);
    assert_eq!(costs(&ground.docgen(["check", "--source", "source"])), 0);
}

#[test]
fn a_setting_that_names_what_is_not_there_is_an_error() {
    let pages = [
        ("guides/acme/setup.md", "---\nheading: Acme\n---\n"),
        ("guides/zeta/setup.md", "---\nheading: Zeta\n---\n"),
        ("_scaffold/setup.md", "---\nheading: Name\n---\n"),
    ];
    for (settings, [message, hint]) in [
        (
            "scaffold: _scafold",
            [
                "_config.yml:2:3: the scaffold `_scafold` has no page",
                "did you mean `_scaffold`?",
            ],
        ),
        (
            "guides: [guide/*, other/*]",
            [
                "_config.yml:2:12: no folder is called as `guide/*` says",
                "did you mean `guides`?",
            ],
        ),
        (
            "required_kinds: [setpu]",
            [
                "_config.yml:2:3: there is no kind `setpu` of pages",
                "did you mean `setup`?",
            ],
        ),
        (
            "rules: {stale-guide: {required: [faq]}}",
            ["_config.yml:2:25: there is no kind `faq` of pages", "say which pages"],
        ),
        (
            "guides: guides/*\n  variants: [{guides: [acme, zet]}]",
            ["_config.yml:3:15: there is no guide `zet`", "did you mean `zeta`?"],
        ),
        (
            "layouts: {guide: gide}",
            [
                "_config.yml:2:13: the theme has no layout `gide`",
                "did you mean `guide`?",
            ],
        ),
        (
            "rules: {secret: {dummies: 3}}",
            ["_config.yml:2:20: `dummies` of `secret` cannot be `3`", "write a text"],
        ),
    ] {
        let ground = Ground::new(pages);
        ground.write("source/_config.yml", format!("docgen:\n  {settings}\n"));
        ground
            .docgen(["check", "--source", "source"])
            .assert(2, [message, hint]);
    }
}

#[test]
fn a_site_may_say_where_its_guides_will_be() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n")]);
    ground.write(
        "source/_config.yml",
        "docgen: {guides: guides/*, layouts: {x: of-my-theme}}\n",
    );
    ground.docgen(["check", "--source", "source"]).assert(0, []);
}
