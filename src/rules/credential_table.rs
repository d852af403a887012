//! A credential table that pairs wrongly.
//!
//! ## What it does
//! Finds, in a table that pairs the provider's credentials with the platform's parameters: a credential that the front
//! matter declares and the table leaves out or has twice; one that is paired with another parameter than the
//! registry's; a row whose parameter is that of another credential. Of several tables on a page, each is judged by the
//! authentication mode that its parameters are of. A provider's term that no front matter key holds is fine beside a
//! parameter that is nobody else's.
//!
//! ## Why it matters
//! This table is what readers copy from. A secret in the place of a key fails hours later, with somebody else's error
//! message.
//!
//! ## Example
//! ```markdown
//! ---
//! apiKey: client_id
//! ---
//!
//! | Infusionsoft Credential | Parameter |
//! |---|---|
//! | client_id | `oauth.api.secret` |
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! apiKey: client_id
//! ---
//!
//! | Infusionsoft Credential | Parameter |
//! |---|---|
//! | client_id | `oauth.api.key` |
//! ```

use super::{Group, Meta, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{CredentialRow, CredentialTable as Table, Page};
use crate::parameters::Declared;
use crate::site::Site;

const ID: &str = "credential-table";

pub(super) struct CredentialTable;

impl Rule for CredentialTable {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Credentials,
            severity: Severity::Error,
            source: include_str!("credential_table.rs"),
        }
    }

    fn check_page(&self, page: &Page, site: &Site) -> Vec<Finding> {
        let front_matter = &page.front_matter;
        let mut findings = Vec::new();
        for table in page.credential_tables() {
            let declared: Vec<Declared<'_>> = match &table.mode {
                Some(mode) => site.registry.declared_in(mode, front_matter).collect(),
                None => site.registry.declared(front_matter).collect(),
            };
            for (at, row) in table.rows.iter().enumerate() {
                // A parameter that nobody has is told by `unknown-parameter`.
                let wrong = wrong_pair(row, &declared).filter(|_| !site.registry.lacks(&row.parameter));
                findings.extend(wrong.or_else(|| repeated(row, &table.rows[..at])));
            }
        }
        let own: Vec<&Table> = page.credential_tables().filter(|table| table.mode.is_none()).collect();
        if !own.is_empty() {
            let declared = site.registry.declared(front_matter);
            findings.extend(declared.filter_map(|declared| left_out(&declared, &own)));
        }
        findings
    }
}

fn wrong_pair(row: &CredentialRow, declared: &[Declared<'_>]) -> Option<Finding> {
    let at_parameter = |message: String| {
        let at = &row.parameter_at;
        Finding::error(ID, at.location.clone(), message).with_via(at.via.to_vec())
    };
    match &row.credential {
        Some(credential) => {
            let mut parameters = declared
                .iter()
                .filter(|declared| declared.parameter.credential == *credential);
            if parameters
                .clone()
                .any(|declared| declared.parameter.name == row.parameter)
            {
                return None;
            }
            let expected = &parameters.next()?.parameter.name;
            let finding = at_parameter(format!("`{}` is paired with `{}`", row.term, row.parameter));
            Some(finding.with_hint(format!(
                "the front matter's `{credential}` goes into the parameter `{expected}`"
            )))
        }
        None => {
            let owner = declared
                .iter()
                .find(|declared| declared.parameter.name == row.parameter)?;
            let finding = at_parameter(format!(
                "`{}` is paired with the parameter of `{}`",
                row.term, owner.term
            ));
            Some(finding.with_hint(format!(
                "the front matter has `{}: {}`",
                owner.parameter.credential, owner.term
            )))
        }
    }
}

fn repeated(row: &CredentialRow, before: &[CredentialRow]) -> Option<Finding> {
    let first = before
        .iter()
        .find(|earlier| earlier.term == row.term && earlier.parameter == row.parameter)?;
    let finding = Finding::error(ID, row.at.location.clone(), format!("`{}` has two rows", row.term));
    Some(
        finding
            .with_label(first.at.location.clone(), "the first one")
            .with_via(row.at.via.to_vec()),
    )
}

/// A declared credential without a row in any table. Where its parameter's row has another term, that has been told
/// already.
fn left_out(declared: &Declared<'_>, tables: &[&Table]) -> Option<Finding> {
    let Declared { parameter, term } = declared;
    let has_row = |row: &CredentialRow| {
        row.parameter == parameter.name || row.credential.as_ref() == Some(&parameter.credential) || row.term == *term
    };
    if tables.iter().flat_map(|table| &table.rows).any(has_row) {
        return None;
    }
    let at = &tables.first()?.at;
    let finding = Finding::error(
        ID,
        at.location.clone(),
        format!("`{term}` has no row in the credential table"),
    );
    let hint = format!(
        "the front matter has `{}: {term}`; its parameter is `{}`",
        parameter.credential, parameter.name
    );
    Some(finding.with_hint(hint).with_via(at.via.to_vec()))
}
