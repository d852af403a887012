//! The tags: how each is parsed, and what it does while a page is rendered.

mod assign;
mod case;
mod comment;
mod conditional;
mod counter;
mod cycle;
mod for_loop;
mod highlight;
mod if_changed;
mod include;
mod link;
mod render;
mod table_row;
