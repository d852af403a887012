//! A variable that nothing defines.
//!
//! ## What it does
//! Finds `{{ page.x }}`, `{{ include.x }}`, `{{ site.data.x }}` and the like where nothing gives `x` a value. A test
//! by `if`, `unless` or `case` and a value with a `default` filter are no use of it.
//!
//! ## Why it matters
//! Jekyll prints nothing in its place: `**{{ page.apiKey }}**` becomes `****`, and "use the `client_id`" becomes "use
//! the".
//!
//! ## Example
//! ```markdown
//! ---
//! apiKey: Client ID
//! ---
//!
//! Record the **{{ page.apikey }}**.
//! ```
//!
//! ## Use instead
//! ```markdown
//! ---
//! apiKey: Client ID
//! ---
//!
//! Record the **{{ page.apiKey }}**.
//! ```

use super::{Group, Meta, Rule};
use crate::finding::Severity;

pub(super) struct UndefinedVariable;

impl Rule for UndefinedVariable {
    fn meta(&self) -> Meta {
        Meta {
            id: "undefined-variable",
            group: Group::Liquid,
            severity: Severity::Error,
            source: include_str!("undefined_variable.rs"),
        }
    }
}
