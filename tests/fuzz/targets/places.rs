//! What holds of every finding.

use std::collections::BTreeMap;

use docgen::finding::Finding;

/// Fails unless every place of the findings is one in `texts`.
pub fn assert(findings: &[Finding], texts: &BTreeMap<String, &str>) {
    for finding in findings {
        let labels = finding.labels.iter().map(|label| &label.location);
        for place in labels.chain([&finding.location]).chain(&finding.via) {
            let text = texts[&*place.path];
            assert!(
                text.get(place.span.start..place.span.end).is_some(),
                "{finding:#?} is not in {text:?}"
            );
            let line = text[..place.span.start].matches('\n').count() + 1;
            assert_eq!(place.start.line, line, "{finding:#?} is on another line of {text:?}");
        }
    }
}
