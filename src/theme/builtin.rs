//! The themes that are part of the binary: the files of `themes/`.

use std::borrow::Cow;

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
        "static/colours.js"
        "static/docgen.css"
        "static/docgen.js"
        "static/finder.js"
        "static/icon.svg";
};

/// The built-in file at `path` in a theme's folder, if it is the same as `bytes`.
pub(super) fn with_text(path: &str, bytes: &[u8]) -> Option<&'static BuiltIn> {
    FILES
        .iter()
        .find(|file| file.path == path && file.text.as_bytes() == bytes)
}

/// A built-in static file as readers load it: without what only those who write it read.
pub(super) fn light(path: &str, text: &'static str) -> Cow<'static, [u8]> {
    match path.rsplit_once('.') {
        Some((_, "css")) => Cow::Owned(light_style_sheet(text).into_bytes()),
        Some((_, "js")) => Cow::Owned(light_script(text).into_bytes()),
        _ => Cow::Borrowed(text.as_bytes()),
    }
}

/// A script without indents and the lines that are comments. None of its strings goes over several lines.
fn light_script(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A style sheet without indents and comments. None of its strings holds the start of a comment.
fn light_style_sheet(text: &str) -> String {
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

    #[test]
    fn a_static_file_is_loaded_without_what_only_its_writers_read() {
        let light = |path, text| String::from_utf8(light(path, text).into_owned()).unwrap();
        let style_sheet = "/* A\n   b */\n\na {\n  /* c */ color: red;\n}\n";
        assert_eq!(light("static/a.css", style_sheet), "a {\ncolor: red;\n}\n");
        let script = "// A\n(() => {\n  // b\n  go(\"//c\");\n\n})();\n";
        assert_eq!(light("static/a.js", script), "(() => {\ngo(\"//c\");\n})();\n");
        assert_eq!(light("static/a.svg", "<svg>\n  // \n</svg>"), "<svg>\n  // \n</svg>");
    }
}
