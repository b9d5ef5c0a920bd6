//! What has been read of a database so far: coders by name, documents, and what is told in the end.

use std::collections::{BTreeMap, HashMap};

use crate::document::Kind;
use crate::foreign::{Files, Program};
use crate::number::counted;
use crate::person::Attributes;
use crate::problem::Problem;
use crate::project::{At, Coder, Coding, Document, Memo, On, Project};
use crate::text::{LARGEST, Text};

/// A project on its way.
pub struct Gathered {
    /// What there is so far.
    pub project: Project,
    coders: HashMap<String, At>,
    counts: BTreeMap<&'static str, usize>,
    file: String,
}

impl Gathered {
    /// Nothing so far.
    pub fn new(files: &Files, program: Program) -> Self {
        Self {
            project: Project {
                origin: program.name().to_owned(),
                ..Project::default()
            },
            coders: HashMap::new(),
            counts: BTreeMap::new(),
            file: files.name.clone(),
        }
    }

    /// Tells of something.
    pub fn tell(&mut self, what: impl Into<String>, advice: &str) {
        let problem = Problem::new(&self.file, what, advice);
        self.project.left_out.push(problem);
    }

    /// Counts something that is left out, to be told at the end in one sentence.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// The coder of a name.
    pub fn coder(&mut self, name: &str) -> At {
        let name = match name.trim() {
            "" => "unnamed coder",
            name => name,
        };
        let next = At(self.project.coders.len());
        let at = *self.coders.entry(name.to_owned()).or_insert(next);
        if at == next {
            self.project.coders.push(Coder {
                handle: None,
                name: name.to_owned(),
                told: None,
            });
        }
        at
    }

    /// Adds a document; nothing where its text is larger than any here may be.
    pub fn document(&mut self, name: &str, text: Text, kind: Option<Kind>) -> Option<At> {
        if text.as_str().len() > LARGEST {
            let what = format!("“{name}” is larger than any text here may be; left out");
            self.tell(what, "split it in its program");
            return None;
        }
        let at = At(self.project.documents.len());
        self.project.documents.push(Document {
            handle: None,
            name: name.to_owned(),
            text,
            turns: None,
            kind,
            language: None,
            attributes: Attributes::new(),
            speakers: BTreeMap::new(),
            turn_roles: Vec::new(),
        });
        Some(at)
    }

    /// Adds a coding.
    pub fn coding(&mut self, coding: Coding) -> At {
        self.project.codings.push(coding);
        At(self.project.codings.len() - 1)
    }

    /// Hangs words on something, where there are any.
    pub fn memo(&mut self, on: On, words: &str) {
        if !words.trim().is_empty() {
            self.project.memos.push(Memo {
                on,
                text: words.trim().to_owned(),
            });
        }
    }

    /// Says how many excerpts have the words that the project says they have, and where they do not.
    pub fn verified(&mut self, (excerpts, differing): (usize, Vec<String>)) {
        if excerpts == 0 {
            return;
        }
        let same = excerpts - differing.len();
        self.project.reading.push(format!(
            "{same} of {} have the words that the project says",
            counted(excerpts, "excerpt")
        ));
        for words in differing {
            self.tell(
                format!("another text than the project says stands at {words}"),
                "compare the excerpt with the one in its program",
            );
        }
    }

    /// The project, with everything that was counted told.
    pub fn finish(mut self) -> Project {
        for (what, count) in std::mem::take(&mut self.counts) {
            self.tell(format!("{count} × {what}"), "");
        }
        self.project
    }
}
