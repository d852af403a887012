//! A parameter in a credential table that the registry does not have.
//!
//! ## What it does
//! Compares the parameters in credential tables with the site's registry (config: `parameters`), and names the nearest
//! one. It is quiet on a site without a registry.
//!
//! ## Why it matters
//! Readers send what the table says. The API ignores a parameter that it does not know, and then says that another one
//! is missing.
//!
//! ## Example
//! With this `_data/parameters.yml`:
//!
//! ```yaml
//! oauth2:
//!   - {credential: apiKey, parameter: oauth.api.key}
//!   - {credential: apiSecret, parameter: oauth.api.secret}
//! ```
//!
//! this is wrong:
//!
//! ```markdown
//! | Infusionsoft Credential | Parameter |
//! |---|---|
//! | client_id | `oauth.api.key` |
//! | client_secret | `oauth.api.secrets` |
//! ```
//!
//! ## Use instead
//! ```markdown
//! | Infusionsoft Credential | Parameter |
//! |---|---|
//! | client_id | `oauth.api.key` |
//! | client_secret | `oauth.api.secret` |
//! ```

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{CredentialRow, Page};
use crate::site::Site;

const ID: &str = "unknown-parameter";

pub(super) struct UnknownParameter;

impl Rule for UnknownParameter {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Credentials,
            severity: Severity::Error,
            source: include_str!("unknown_parameter.rs"),
        }
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let rows = page.credential_tables().flat_map(|table| &table.rows);
        let unknown = rows.filter(|row| site.registry.lacks(&row.parameter));
        unknown.map(|row| finding(row, site)).collect()
    }
}

fn finding(row: &CredentialRow, site: &Site) -> Finding {
    let at = &row.parameter_at;
    let message = format!("there is no parameter `{}`", row.parameter);
    let hint = match site.registry.nearest(&row.parameter) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "the registry of parameters does not have it; if it is right, add it there".to_owned(),
    };
    Finding::error(ID, at.location.clone(), message)
        .with_hint(hint)
        .with_via(at.via.to_vec())
}
