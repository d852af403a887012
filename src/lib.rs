//! docgen: the generator and checker for API-provider setup guides.

pub mod config;
pub mod discover;
pub mod engine;
pub mod error;
pub mod finding;
pub mod front_matter;
pub mod guide;
pub mod index;
pub mod liquid;
pub mod markdown;
pub mod output;
pub mod page;
pub mod parameters;
pub mod report;
pub mod rules;
pub mod schema;
pub mod site;
pub mod source;
pub mod span;
pub mod theme;
pub mod vfs;
pub mod yaml;
