//! `docgen.serve`: what only `docgen serve` asks for.
//!
//! ```yaml
//! docgen:
//!   serve: {editor: vscode}       # or a pattern: "my-editor://open?file={path}&line={line}&column={column}"
//! ```

use serde_json::Value as Json;

use super::Reader;
use crate::error::Error;
use crate::finding::nearest;
use crate::span::LineColumn;
use crate::url;

/// The editors that have a name here, each with the address by which it opens a file, as its own documentation has it.
const EDITORS: [(&str, &str); 12] = [
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("macvim", "mvim://open?url=file://{path}&line={line}&column={column}"),
    ("pycharm", "pycharm://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("webstorm", "webstorm://open?file={path}&line={line}&column={column}"),
    ("windsurf", "windsurf://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
];

/// What stands for something else in a pattern.
const PLACEHOLDERS: [&str; 3] = ["path", "line", "column"];

/// Schemes that run what stands behind them, or show it in place of the page.
const REFUSED_SCHEMES: [&str; 6] = ["about", "blob", "data", "filesystem", "javascript", "vbscript"];

/// The editor that places of findings open in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    pattern: String,
}

impl Editor {
    /// The address that opens the file at `path`, which begins at the root of the file system, at a place in it.
    pub fn link(&self, path: &str, at: LineColumn) -> String {
        let path = path.replace('\\', "/");
        // `C:/x` becomes `/C:/x`, as in addresses of files.
        let slash = if path.starts_with('/') { "" } else { "/" };
        let path = format!("{slash}{}", url::escape_path(&path));
        // A file's name may hold the name of a placeholder: it is put in last.
        let pattern = self.pattern.replace("{line}", &at.line.to_string());
        let pattern = pattern.replace("{column}", &at.column.to_string());
        pattern.replace("{path}", &path)
    }
}

impl Reader<'_> {
    pub(super) fn editor(&self, serve: Option<&Json>) -> Result<Option<Editor>, Error> {
        const SECTION: &str = "/docgen/serve";
        const POINTER: &str = "/docgen/serve/editor";
        let Some(serve) = self.map(serve, SECTION)? else {
            return Ok(None);
        };
        self.refuse_unknown(serve, SECTION, &["editor"])?;
        let Some(editor) = self.string(serve.get("editor"), POINTER)? else {
            return Ok(None);
        };
        if let Some((_, pattern)) = EDITORS.into_iter().find(|(name, _)| *name == editor) {
            return Ok(Some(Editor {
                pattern: pattern.to_owned(),
            }));
        }
        let Some((scheme, _)) = editor.split_once("://") else {
            let names = EDITORS.map(|(name, _)| name);
            let hint = match nearest(&editor, names) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!(
                    "the names are {}; or write the address that opens a file, with {{path}}, {{line}} and {{column}}",
                    names.join(", ")
                ),
            };
            return Err(self.error_with_hint(POINTER, format!("there is no editor `{editor}`"), hint));
        };
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        if !is_scheme(scheme) || REFUSED_SCHEMES.contains(&&*scheme.to_ascii_lowercase()) {
            return Err(self.error(POINTER, format!("`{scheme}://` opens no editor")));
        }
        if !editor.contains("{path}") {
            let hint = "write {path} where the file's path goes, {line} and {column} where these go".to_owned();
            let message = "the address of the editor names no file".to_owned();
            return Err(self.error_with_hint(POINTER, message, hint));
        }
        for part in editor.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or(part);
            if !PLACEHOLDERS.contains(&name) {
                let hint = match nearest(name, PLACEHOLDERS) {
                    Some(nearest) => format!("did you mean `{{{nearest}}}`?"),
                    None => "there are {path}, {line} and {column}".to_owned(),
                };
                return Err(self.error_with_hint(POINTER, format!("nothing stands for `{{{name}}}`"), hint));
            }
        }
        Ok(Some(Editor { pattern: editor }))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::span::LineColumn;

    fn link(editor: &str, path: &str) -> Result<String, (String, Option<String>)> {
        let at = LineColumn { line: 3, column: 14 };
        match Config::parse(&format!("docgen:\n  serve: {{editor: \"{editor}\"}}\n")) {
            Ok(config) => Ok(config.editor.expect("there is one").link(path, at)),
            Err(error) => Err((error.to_string(), error.hint().map(str::to_owned))),
        }
    }

    #[test]
    fn an_editor_has_a_name_or_a_pattern() {
        let link = |editor, path| link(editor, path).expect("it is right");
        assert_eq!(link("vscode", "/a b/c.md"), "vscode://file/a%20b/c.md:3:14");
        assert_eq!(link("vscode", "C:\\a\\c.md"), "vscode://file/C:/a/c.md:3:14");
        assert_eq!(link("idea", "/c.md"), "idea://open?file=/c.md&line=3&column=14");
        assert_eq!(link("my-ed://{path}#{line}", "/{line}.md"), "my-ed:///%7Bline%7D.md#3");
    }

    #[test]
    fn what_is_no_editor_is_told_with_its_place() {
        let error = |editor| link(editor, "/x").expect_err("it is wrong");
        let (message, hint) = error("vscoed");
        assert_eq!(message, "_config.yml:2:11: there is no editor `vscoed`");
        assert_eq!(hint.as_deref(), Some("did you mean `vscode`?"));
        let (message, _) = error("JavaScript://{path}");
        assert_eq!(message, "_config.yml:2:11: `JavaScript://` opens no editor");
        let (_, hint) = error("x://{path}:{lien}");
        assert_eq!(hint.as_deref(), Some("did you mean `{line}`?"));
        let (message, _) = error("x://y");
        assert!(
            message.ends_with("the address of the editor names no file"),
            "{message}"
        );
    }

    #[test]
    fn a_site_without_the_setting_has_no_editor() {
        let config = Config::parse("docgen: {serve: {}}").expect("it is right");
        assert_eq!(config.editor, None);
        let error = Config::parse("docgen: {serve: {edtor: vscode}}").expect_err("it is misspelt");
        assert_eq!(error.hint(), Some("did you mean `editor`?"));
    }
}
