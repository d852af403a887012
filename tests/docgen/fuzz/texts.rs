//! Dates, and finished sites' HTML.

use docgen::date::{Time, UTC, Zone};
use docgen::engine::{Build, Project};
use docgen::vfs::Memory;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::fuzz;
use crate::support;

const DATES: [&str; 44] = [
    "2026",
    "-",
    "05",
    "01",
    "/",
    ".",
    " ",
    "T",
    "12",
    ":",
    "30",
    "59.999999999",
    "Z",
    "+0200",
    "-25:99",
    "UTC",
    "CEST",
    "am",
    "pm",
    "May",
    "may.",
    "1st",
    "of",
    "Monday",
    "sat",
    "BC",
    "AD",
    "'98",
    "H30",
    "W05",
    "-1",
    "121",
    "99999999999999999999",
    "0",
    "00",
    "24",
    "60",
    ",",
    "é",
    "\u{0}",
    "(x)",
    "1e9",
    "20260501T1200",
    "é1",
];

const FORMATS: [&str; 22] = [
    "%",
    "Y",
    "m",
    "d",
    "-",
    "_",
    "0",
    "^",
    "#",
    ":",
    "::z",
    "z",
    "Z",
    "N",
    "1024",
    "1025",
    "99999999999999999999",
    "s",
    "c",
    "é",
    "E",
    "+",
];

#[test]
fn any_text_is_a_date_or_none_and_any_date_is_written_in_any_form() {
    let text = vec(select(&DATES[..]), 0..10).prop_map(|parts| parts.concat());
    let format = vec(
        prop_oneof![select(&FORMATS[..]).prop_map(str::to_owned), "%[a-zA-Z]"],
        0..10,
    )
    .prop_map(|parts| parts.concat());
    let zone = select(&["UTC", "Europe/Berlin", "Asia/Kathmandu", "EST5EDT,M3.2.0,M11.1.0"][..]);
    fuzz(
        "dates",
        500,
        &(text, format, zone, any::<i64>()),
        |(text, format, zone, seconds)| {
            let zone = Zone::named(zone).expect("there is such a zone");
            let now = Time::after_1970(1_777_636_800, &zone);
            for time in [Time::parse(&text, &now, &zone), Some(Time::after_1970(seconds, &zone))]
                .into_iter()
                .flatten()
            {
                if let Ok(written) = time.format(&format) {
                    prop_assert!(written.len() <= format.len() * 1100, "{}", written.len());
                }
                let (told, printed) = (time.to_xmlschema(), time.to_string());
                prop_assert!(!told.is_empty() && !printed.is_empty());
                // What everybody can read, docgen reads; seconds of an offset are never written.
                let has_whole_minutes = time.format("%::z").is_ok_and(|offset| offset.ends_with(":00"));
                if (0..253_402_300_800).contains(&time.seconds()) && has_whole_minutes {
                    let read = Time::parse(&told, &now, &UTC).map(|read| read.seconds());
                    prop_assert_eq!(read, Some(time.seconds()), "{}", told);
                }
            }
            Ok(())
        },
    );
}

const HTML: [&str; 44] = [
    "<!DOCTYPE html>",
    "<html>",
    "<head>",
    "<title>T</title>",
    "<base href='/x/'>",
    "<meta http-equiv=refresh content='0; url=a.html'>",
    "<body>",
    "</body>",
    "<main>",
    "</main>",
    "<nav>",
    "<footer>",
    "<h1 id=a>",
    "</h1>",
    "<p>",
    "</p>",
    "<a href=a.html>",
    "<a href='#a'>",
    "<a href='../../..'>",
    "</a>",
    "<img src=a.png>",
    "<table><tr><td>",
    "</table>",
    "<ul><li>",
    "</ul>",
    "<pre><code class=language-json>",
    "{\"a\":}",
    "</code></pre>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<svg><path/></svg>",
    "<template>",
    "<select><option>",
    "&amp;",
    "&#0;",
    "&nope",
    "text the the text ",
    "<",
    "<b",
    "<x y='",
    "é\u{feff}",
    "<style>",
];

#[test]
fn any_finished_site_is_checked() {
    let page = vec(
        prop_oneof![8 => select(&HTML[..]).prop_map(str::to_owned), 1 => ".{0,4}"],
        0..30,
    )
    .prop_map(|parts| parts.concat());
    fuzz("finished_site", 60, &(page.clone(), page), |(a, b)| {
        let texts = [("a.html".to_owned(), a), ("x/index.html".to_owned(), b)].into();
        let files: Memory = <std::collections::BTreeMap<String, String>>::clone(&texts)
            .into_iter()
            .collect();
        let project = Project::load_finished(Box::new(files), &support::options()).expect("memory can be read");
        let build = Build::new(project).expect("nothing stops the check");
        support::assert_places(&build.findings, &texts)
    });
}
