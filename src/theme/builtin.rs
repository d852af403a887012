//! The themes that are part of the binary: the files of `themes/`.

/// A file of a built-in theme.
pub(super) struct BuiltIn {
    /// `default` or `bare`.
    pub(super) theme: &'static str,
    /// Its path in the theme's folder.
    pub(super) path: &'static str,
    /// Its content.
    pub(super) text: &'static str,
}

/// The names of the built-in themes.
pub(super) const NAMES: [&str; 2] = ["bare", "default"];

macro_rules! files {
    ($($theme:literal: $($path:literal)+;)+) => {
        &[$($(BuiltIn {
            theme: $theme,
            path: $path,
            text: include_str!(concat!("../../themes/", $theme, "/", $path)),
        },)+)+]
    };
}

/// Every file below `themes/`, in the order of their paths.
pub(super) const FILES: &[BuiltIn] = files! {
    "bare":
        "404.html"
        "guide.html"
        "home.html"
        "page.html";
    "default":
        "404.html"
        "base.html"
        "catalogue.html"
        "guide.html"
        "home.html"
        "page.html"
        "partials/catalogue.html"
        "partials/credentials.html"
        "partials/guide-header.html"
        "partials/navigation.html"
        "partials/pager.html"
        "partials/toc.html"
        "redirect.html"
        "sitemap.xml"
        "static/docgen.css"
        "static/docgen.js"
        "static/finder.js"
        "static/icon.svg";
};

/// A built-in style sheet as readers load it: without what only those who write it read. None of its strings holds the
/// start of a comment.
pub(super) fn light_style_sheet(text: &str) -> String {
    let mut light = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        light.push_str(&rest[..start]);
        rest = rest[start..].split_once("*/").map_or("", |(_, behind)| behind);
    }
    light.push_str(rest);
    let lines = light.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::{Disk, Files};

    #[test]
    fn every_file_below_themes_is_built_in() {
        let themes = Disk::new(concat!(env!("CARGO_MANIFEST_DIR"), "/themes")).unwrap();
        let on_disk = themes.list(&|_| true).unwrap().files;
        let built_in: Vec<String> = FILES
            .iter()
            .map(|file| format!("{}/{}", file.theme, file.path))
            .collect();
        assert_eq!(built_in, on_disk);
    }
}
