//! What the folder lacks, in words, for every face alike: no figure may be read without it.

use crate::number::counted;
use crate::problem::Problem;
use crate::seal;
use crate::session::Session;
use crate::store::Refused;
use crate::store::texts::{Absent, Shelf};
use crate::texts::Texts;

impl Session {
    /// What the folder lacks; nothing where it is complete. All words are read for it.
    pub fn lacking(&self) -> Option<String> {
        self.lacking_beside(&self.everything())
    }

    /// The same, where all words were read already.
    pub fn lacking_beside(&self, read: &Result<(Texts, Vec<Problem>), Refused>) -> Option<String> {
        let mut parts = self.lines_lacking();
        match read {
            Ok((_, problems)) => parts.extend(problems.iter().map(said)),
            Err(cause) => parts.push(cause.to_string()),
        }
        in_one(&parts)
    }

    /// The same as far as lines and the names of files tell it: no file is opened, so that a screen can ask whenever something came.
    pub fn lacking_at_a_glance(&self) -> Option<String> {
        let mut parts = self.lines_lacking();
        match Shelf::list(&self.folder) {
            Ok(shelf) => {
                let named = self.named_files().into_iter();
                let absent = named.filter(|file| shelf.names(file).is_empty());
                parts.extend(absent.map(|file| said(&Absent::Missing.problem(&file))));
            }
            Err(cause) => parts.push(cause.to_string()),
        }
        in_one(&parts)
    }

    /// Whether lines are missing that something names, or are damaged.
    pub fn lacks_lines(&self) -> bool {
        !self.lines_lacking().is_empty()
    }

    fn lines_lacking(&self) -> Vec<String> {
        let view = self.view();
        let lacks = view.completeness();
        let gaps = lacks.gaps.iter();
        let mut parts: Vec<String> = gaps.map(|gap| format!("missing {gap}")).collect();
        if self.line_count() == 0 {
            parts.push("no journal is here".to_owned());
        }
        let gone = self.gone.iter();
        parts.extend(gone.map(|gap| format!("missing {gap}, which this machine saved")));
        if !lacks.unnamed.is_empty() && lacks.gaps.is_empty() {
            let names: Vec<String> = lacks.unnamed.iter().map(ToString::to_string).collect();
            parts.push(format!("missing the lines {}", names.join(", ")));
        }
        if !self.damage.is_empty() {
            parts.push(format!(
                "{} (intercoder doctor says more)",
                counted(self.damage.len(), "damaged line")
            ));
        }
        if !lacks.unexplained_blanks.is_empty() {
            parts.push(format!(
                "{} blank lines that no withdrawal names",
                lacks.unexplained_blanks.len()
            ));
        }
        for (writer, count) in &lacks.locked {
            let entries = counted(*count, "entry");
            parts.push(match seal::IS_BUILT_IN {
                true => format!("{entries} of {writer} are sealed: their key is revealed with the next change of {writer} or of a lead"),
                false => format!("{entries} of {writer} are sealed, and this program was built without seals"),
            });
        }
        for (kind, count) in &lacks.unknown {
            parts.push(format!(
                "{count} entries “{kind}” of a newer version of intercoder"
            ));
        }
        parts
    }
}

fn said(problem: &Problem) -> String {
    format!("{}: {}", problem.place, problem.what)
}

fn in_one(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join("; "))
}
