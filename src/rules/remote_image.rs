//! An image on another host.
//!
//! ## What it does
//! Finds images whose address names another host than the site's `url`. Hosts that images may come from are given by the
//! option `hosts`: `remote-image: {hosts: [img.shields.io]}`. The rule is off until a site selects it.
//!
//! ## Why it matters
//! What stands on another host may change or vanish without notice, and that host learns who reads the guide.
//!
//! ## Example
//! ```markdown
//! ![The page of API keys](https://images.example.com/api-keys.png)
//! ```
//!
//! ## Use instead
//! ```markdown
//! ![The page of API keys](/assets/img/api-keys.png)
//! ```

use super::{Group, Meta, Needs, OptionKind, Rule, RuleOption};
use crate::finding::{Finding, Severity};
use crate::page::{Image, Page};
use crate::site::Site;

const ID: &str = "remote-image";

pub(super) struct RemoteImage;

impl Rule for RemoteImage {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Style,
            severity: Severity::Warning,
            source: include_str!("remote_image.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn options(&self) -> &'static [RuleOption] {
        &[RuleOption {
            name: "hosts",
            kind: OptionKind::Texts,
            about: "hosts that images may come from",
        }]
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let hosts = site.option_texts(ID, "hosts").into_iter().flatten();
        let hosts: Vec<String> = hosts.collect();
        let finding = |image: &Image| {
            let host = site.other_host(&image.src)?;
            if hosts.iter().any(|known| host.eq_ignore_ascii_case(known)) || page.has_undefined(&image.src_at) {
                return None;
            }
            let at = &image.src_at;
            let finding = Finding::warning(
                ID,
                at.location.clone(),
                format!("the image is on another host, `{host}`"),
            );
            Some(finding.with_hint("keep a copy in the site").with_via(at.via.to_vec()))
        };
        page.images.iter().filter_map(finding).collect()
    }
}
