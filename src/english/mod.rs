//! What rules and brands know of English: its words, and which article stands before one.

mod article;
mod sound;
mod words;

pub use article::{Article, articles};
pub use sound::Sound;
pub use words::{Word, words};
