//! docgen: the generator and checker for API-provider setup guides.

pub mod error;
pub mod finding;
pub mod liquid;
pub mod markdown;
pub mod output;
pub mod page;
pub mod report;
pub mod site;
pub mod source;
pub mod span;
pub mod theme;
pub mod vfs;
