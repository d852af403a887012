//! Which file has which path in the output folder.

use std::collections::HashMap;

use crate::config::ancestors;
use crate::finding::Finding;
use crate::source::{FileId, Place, Sources};
use crate::span::Span;

/// Who has which output path. The last in path order has it, as in Jekyll, where it writes last.
#[derive(Default)]
pub(super) struct Outputs {
    taken: HashMap<String, FileId>,
    /// The folders that the paths stand in, each with the first file in it.
    folders: HashMap<String, FileId>,
    /// The paths of pages and files in small letters, each with the first of them.
    letters: HashMap<String, (String, FileId)>,
}

/// The longest name of a file that file systems take, in bytes.
const MAX_NAME: usize = 255;

/// The longest output path, in bytes: what systems take, with room for the folder that it stands in.
const MAX_PATH: usize = 2048;

/// Whether a file may have an output path.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The path is its own until a later file claims it.
    Granted,
    /// It cannot be written beside what was claimed before.
    Refused,
}

impl Outputs {
    /// Whether `output` is the file's own, after all claims.
    pub(super) fn serves(&self, output: &str, file: FileId) -> bool {
        self.taken.get(output) == Some(&file)
    }

    /// Gives `output` to the file, and tells of a conflict where the file asks for the path. What would need a file and
    /// a folder of one name is not given at all.
    pub(super) fn claim(
        &mut self,
        sources: &Sources,
        output: &str,
        file: FileId,
        asked_for_at: impl FnOnce() -> Span,
        findings: &mut Vec<Finding>,
    ) -> Claim {
        let place = || {
            let span = asked_for_at();
            sources.location(Place { file, span })
        };
        if output.len() > MAX_PATH || output.split('/').any(|name| name.len() > MAX_NAME) {
            let message =
                format!("its address has a name of more than {MAX_NAME} bytes, or more than {MAX_PATH} in all");
            let finding = Finding::error("limit-exceeded", place(), message).on_page(sources.path(file));
            findings.push(
                finding.with_hint("no file can be called so, and it is left out; shorten the name or `permalink`"),
            );
            return Claim::Refused;
        }
        let folders = || ancestors(output);
        let as_folder = folders()
            .find_map(|folder| self.taken.get(folder))
            .or_else(|| self.folders.get(output));
        let (claim, earlier, hint) = match as_folder {
            Some(&earlier) => (
                Claim::Refused,
                earlier,
                "one path cannot be a file and a folder; this one is left out",
            ),
            None => {
                for folder in folders() {
                    self.folders.entry(folder.to_owned()).or_insert(file);
                }
                match self.taken.insert(output.to_owned(), file) {
                    Some(earlier) => (
                        Claim::Granted,
                        earlier,
                        "only one of the two is in the site; change a `permalink`, `redirect_from` or name",
                    ),
                    None => return Claim::Granted,
                }
            }
        };
        let message = format!("`{output}` is made from `{}` too", sources.path(earlier));
        findings.push(
            Finding::error("output-conflict", place(), message)
                .on_page(sources.path(file))
                .with_hint(hint),
        );
        claim
    }

    /// Tells where `output` and the path of another page or file differ by the case of letters only. Redirects may lead
    /// from such a path: they are there for what was mistyped.
    pub(super) fn compare_letters(
        &mut self,
        sources: &Sources,
        output: &str,
        file: FileId,
        asked_for_at: impl FnOnce() -> Span,
        findings: &mut Vec<Finding>,
    ) {
        let mine = || (output.to_owned(), file);
        let (other, earlier) = self.letters.entry(output.to_lowercase()).or_insert_with(mine);
        if other == output {
            return;
        }
        let span = asked_for_at();
        let location = sources.location(Place { file, span });
        let message = format!(
            "`{output}` differs by case only from `{other}`, made from `{}`",
            sources.path(*earlier)
        );
        findings.push(
            Finding::error("output-conflict", location, message)
                .on_page(sources.path(file))
                .with_hint("on macOS and Windows only one of the two is in the site; change a `permalink` or name"),
        );
    }
}
