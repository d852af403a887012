//! Secrets: that keys of many shapes are found wherever they stand, and that no report shows one.
//!
//! Every key here is made up, and put together while the test runs, so that no scanner takes this file for a leak.

use std::fmt::Write;

use docgen::engine::Build;

use crate::support::{self, Ground};

/// Made by chance, for this test.
const HEX: &str = "4e7c19a05fb83d2e6a91c07d5b38f2e4916b0dc2a7e853f14c9d60b2e81f7a35";
const UPPER: &str = "Q7ZT2MKX4WJ9VPB6";
const MIXED: &str =
    "r7Qm2Zx9Lw4Kp8Tv6Bn3Hd5Jc1Gf0Ys7Rk4Wq9Mz2Xb6Vt8Nj3Pf5Lh1Dg0Qc7Kw9Tm4Zr2Hx6Bp8Vn3Js5Yd1Lf0Mq7Gk4Wz9";

/// A key of each shape, by its provider.
fn planted() -> Vec<(&'static str, String)> {
    let hex = |len: usize| &HEX[..len];
    let mixed = |len: usize| &MIXED[..len];
    let lower = |len: usize| MIXED[..len].to_lowercase();
    let uuid = format!(
        "{}-{}-{}-{}-{}",
        &HEX[..8],
        &HEX[8..12],
        &HEX[12..16],
        &HEX[16..20],
        &HEX[20..32]
    );
    let wrapped = MIXED
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned());
    let pem = |kind: &str, edge: &str| format!("-----{edge} {kind}PRIVATE KEY-----");
    vec![
        ("AWS key id", format!("AK{}{UPPER}", "IA")),
        ("AWS secret", format!("{}/{}", mixed(20), &MIXED[30..49])),
        ("GitHub", format!("gh{}{}", "p_", mixed(36))),
        ("GitHub OAuth", format!("gh{}{}", "o_", mixed(36))),
        (
            "GitHub fine-grained",
            format!("github{}{}_{}", "_pat_", mixed(22), &MIXED[22..81]),
        ),
        ("GitLab", format!("gl{}{}", "pat-", mixed(20))),
        (
            "Slack bot",
            format!("xo{}{}-{}-{}", "xb-", "2839401756", "7391826405183", mixed(24)),
        ),
        (
            "Slack user",
            format!("xo{}{}-{}-{}", "xp-", "2839401756", "7391826405183", hex(32)),
        ),
        (
            "Slack webhook",
            format!(
                "hooks.slack.{}/T{}/B{}/{}",
                "com/services",
                &UPPER[..9],
                &UPPER[5..14],
                mixed(24)
            ),
        ),
        ("Stripe", format!("sk_{}{}", "live_", mixed(24))),
        ("Stripe restricted", format!("rk_{}{}", "live_", mixed(24))),
        ("Google API", format!("AI{}{}", "za", mixed(35))),
        ("Google client secret", format!("GOC{}{}", "SPX-", mixed(28))),
        ("SendGrid", format!("S{}{}.{}", "G.", mixed(22), &MIXED[20..63])),
        ("Twilio", format!("S{}{}", "K", hex(32))),
        ("Square", format!("sq0{}{}", "csp-", mixed(43))),
        ("Shopify", format!("shp{}{}", "at_", hex(32))),
        ("npm", format!("np{}{}", "m_", mixed(36))),
        ("PyPI", format!("py{}{}", "pi-AgE", mixed(80))),
        ("Mailgun", format!("ke{}{}", "y-", lower(32))),
        ("Mailchimp", format!("{}-u{}", hex(32), "s12")),
        ("HubSpot", format!("pa{}{uuid}", "t-na1-")),
        ("Salesforce", format!("00{}{}!{}", "D", mixed(15), mixed(80))),
        (
            "JSON Web Token",
            format!("ey{}{}.ey{}{}.{}", "J", mixed(20), "J", mixed(60), mixed(43)),
        ),
        ("Azure", format!("{}{}==", mixed(60), &MIXED[40..66])),
        ("Telegram", format!("{}:A{}{}", "839401756", "A", mixed(33))),
        ("URL", format!("{}!{}", mixed(5), "Kq")),
        ("basic", format!("{}cjdRbTJaeDlMdzRL", "aW1wb3J0ZXI6")),
        (
            "private key",
            format!(
                "{}\n{}\n{}",
                pem("RSA ", "BEGIN"),
                wrapped.collect::<Vec<_>>().join("\n"),
                pem("RSA ", "END")
            ),
        ),
    ]
}

/// A page that has `key` where keys stand.
fn text_with(provider: &str, key: &str) -> String {
    match provider {
        "AWS secret" => format!("`aws_secret_access_key = {key}`"),
        "Azure" => format!("`AccountName=docs;Account{}={key};`", "Key"),
        "URL" => format!("Call https://importer:{key}@files.acme.io/in once."),
        "basic" => format!("`Authorization: Basic {key}`"),
        "private key" => format!("```\n{key}\n```"),
        _ => format!("Use `{key}` here."),
    }
}

#[test]
fn a_key_of_every_shape_is_found_and_never_shown() {
    let mut page = "---\ntitle: Keys\n---\n# Keys\n".to_owned();
    for (provider, key) in planted() {
        write!(page, "\n{}\n", text_with(provider, &key)).expect("a text grows");
    }
    let build = support::build(support::site([("setup.md", &page)]));
    let found = places(&build);
    for (provider, key) in planted() {
        let start = page.find(&key).expect("it was put there");
        let places: Vec<_> = found
            .iter()
            .filter(|(_, at)| (start..start + key.len()).contains(at))
            .collect();
        assert!(matches!(places[..], [("error", _)]), "{provider}: {places:?}");
    }
    assert_eq!(found.len(), planted().len(), "{found:?}\n{}", support::report(&build));
    assert_hidden(&support::report(&build));
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("planted_secrets", support::report(&build));
    });
}

#[test]
fn a_secret_is_found_wherever_it_stands_and_hidden_from_all_reports() {
    let key = &planted()[2].1;
    let page = format!(
        "---\ntitle: Setup\napiKey: {key}\n---\n\n# Setup\n\nThe {key} the key [go]({{{{ page.nothing }}}}?token={key}).\n\n\
         <b data-x=\"{key}\">x</b>\n\n{{% include key.md %}}\n<!-- {key} -->\n"
    );
    let include = format!("{{% if false %}}{key}{{% endif %}}\n");
    let build = support::build(support::site([("setup.md", &page), ("_includes/key.md", &include)]));
    let secrets: Vec<_> = build
        .findings
        .iter()
        .filter(|finding| finding.rule == "secret")
        .collect();
    let told = secrets.iter().map(|finding| {
        (
            &*finding.location.path,
            finding.location.start.line,
            finding.labels.len(),
        )
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [("_includes/key.md", 1, 0), ("setup.md", 3, 4)]
    );
    assert_eq!(secrets[0].via.len(), 1);
    // Another rule's finding has the same line in its excerpt.
    assert!(support::rules_of(&build).contains(&"undefined-variable"));
    assert_hidden(&support::report(&build));
}

#[test]
fn no_format_shows_a_secret_not_even_where_another_rule_quotes_it() {
    let key = &planted()[2].1;
    let front_matter = "title: Setup\nheading: Acme\nelementKey: acme\napiKey: ";
    let setup = format!("---\n{front_matter}{key}\n---\n\n# Setup\n\n[go](nowhere.html?token={key})\n");
    let index = format!("---\n{front_matter}Client ID\n---\n\n# Acme\n");
    let ground = Ground::new([
        ("_config.yml", "docgen: {guides: guides/*}\n"),
        ("guides/acme/setup.md", &setup),
        ("guides/acme/index.md", &index),
    ]);
    for format in ["human", "concise", "json", "sarif", "github", "junit"] {
        let done = ground.docgen(["check", "-v", "--source", "source", "--format", format]);
        let said = format!("{}{}", done.out, done.err);
        for rule in ["secret", "guide-identity", "broken-link"] {
            assert!(said.contains(rule), "{rule} is not in\n{said}");
        }
        assert_hidden(&said);
    }
    ground
        .docgen(["check", "--source", "source", "--update-baseline"])
        .assert(0, []);
    for (path, content) in ground.tree("") {
        if !path.starts_with("source/guides/") {
            assert_hidden(&String::from_utf8(content).expect("it is UTF-8"));
        }
    }
}

#[test]
fn a_key_is_hidden_whoever_else_reports_and_where_guides_are_compared() {
    let key = &planted()[2].1;
    let page =
        |word: &str| format!("---\ntitle: Setup\n---\n# Setup\n\n[go](nowhere.html?token={key}) {word} with {key}.\n");
    let ground = Ground::new([
        ("_config.yml", "docgen: {guides: guides/*}\n"),
        ("guides/acme/setup.md", &page("there")),
        ("guides/bolt/setup.md", &page("here").replace(key, &planted()[3].1)),
    ]);
    for arguments in [
        &["check", "-v", "-s", "source", "--select", "broken-link"][..],
        &["check", "-v", "-s", "source", "--ignore", "secret"],
        &["diff", "acme", "bolt", "-v", "-s", "source"],
    ] {
        let done = ground.docgen_of(arguments);
        let said = format!("{}{}", done.out, done.err);
        assert!(said.contains("****") && !said.contains("[secret]"), "{said}");
        assert_hidden(&said);
    }
    ground.write(
        "source/_config.yml",
        "docgen: {guides: guides/*, rules: {secret: off}}\n",
    );
    let off = ground.docgen(["check", "-v", "-s", "source"]);
    off.assert(1, ["broken-link", "2 errors"]);
    assert_hidden(&off.out);
}

#[test]
fn a_secret_is_found_in_all_that_reaches_the_site() {
    let key = &planted()[2].1;
    let files = ["_config.yml", "_data/a.yml", "s.json"].map(|path| {
        let front_matter = if path == "s.json" { "---\n---\n" } else { "" };
        (path, format!("{front_matter}{{\"k\": \"{key}\"}}\n"))
    });
    let build = support::build(files.into_iter().collect());
    let places = build
        .findings
        .iter()
        .map(|finding| (finding.rule, &*finding.location.path));
    let expected = ["_config.yml", "_data/a.yml", "s.json"].map(|path| ("secret", path));
    assert_eq!(places.collect::<Vec<_>>(), expected);
    assert!(!support::report(&build).contains(key), "{}", support::report(&build));
}

#[test]
fn made_up_values_that_the_config_names_are_none() {
    let key = &planted()[2].1;
    let config = format!(
        "docgen: {{rules: {{secret: {{dummies: [nothing, {}]}}}}}}\n",
        &key[10..16]
    );
    let page = format!("---\ntitle: Setup\n---\n# Setup\n\nUse {key}.\n");
    let build = support::build(support::site([("_config.yml", &config), ("setup.md", &page)]));
    assert!(build.findings.is_empty(), "{}", support::report(&build));
}

/// The severities and places of the secrets that were found.
fn places(build: &Build) -> Vec<(&'static str, usize)> {
    let secrets = build.findings.iter().filter(|finding| finding.rule == "secret");
    secrets
        .map(|finding| (finding.severity.name(), finding.location.span.start))
        .collect()
}

/// Fails if a report shows five characters of a key one after the other.
fn assert_hidden(report: &str) {
    for body in [HEX, UPPER, MIXED] {
        for at in 0..body.len() - 5 {
            let part = &body[at..at + 5];
            assert!(!report.contains(part), "{part} is in\n{report}");
        }
    }
}

#[test]
fn beginnings_without_end_cost_no_more_than_their_length() {
    let beginnings = [
        "-----BEGIN RSA PRIVATE KEY-----",
        "://a:b",
        "Basic ",
        "token=",
        "Authorization: ",
        "eyJ",
        "SG.",
        "a9+/",
    ];
    for beginning in beginnings {
        for separator in ["", " ", "\n"] {
            let many = format!("{beginning}{separator}").repeat(20_000);
            let page = format!("---\ntitle: Keys\n---\n```\n{many}\n```\n");
            let build = support::build(support::site([("setup.md", &page)]));
            assert_eq!(support::rules_of(&build), Vec::<&str>::new(), "{beginning}");
        }
    }
}

#[test]
fn no_fix_shows_a_key_that_stands_beside_it() {
    let key = format!("gh{}{}", "p_", &MIXED[..36]);
    let page = format!("---\ntitle: Keys\n---\nUse the the key\n`{key}` and\n`é{key}` for [it] (a.html), {key}.\n");
    let ground = Ground::new([("setup.md", &page), ("a.html", "---\ntitle: A\n---\n<p>A</p>\n")]);
    let diff = ground.docgen(["check", "--source", "source", "--diff"]);
    diff.assert(1, ["-Use the the key", "+Use the key", "for [it](a.html), ****"]);
    let json = ground.docgen(["check", "--source", "source", "--format", "json"]);
    json.assert(1, ["repeated-word", "spaced-link", "secret"]);
    for done in [diff, json] {
        assert!(!format!("{done:?}").contains(&key[4..]), "{}", done.out);
    }
    ground
        .docgen(["check", "--source", "source", "--fix"])
        .assert(1, ["2 fixed"]);
    let fixed = page.replace("the the", "the").replace("[it] (", "[it](");
    assert_eq!(ground.tree("source")["setup.md"], fixed.into_bytes());
}
