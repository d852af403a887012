//! Themes: Tera templates and static files that make artifacts of pages.
