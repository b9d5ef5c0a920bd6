//! Questions: the codes and themes that coders are compared on, from the codebook version they worked under.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::agreement::measure::{Level, Measure, ProcessCodes};
use crate::agreement::scope::{CodeMark, Scope};
use crate::codebook::{Codebook, Use};
use crate::filter::View;
use crate::id::{CodeRef, Ref};
use crate::texts::Texts;

/// A code or theme to be compared on: its handle and the codes that count as it.
pub struct Question {
    /// Code or theme.
    pub level: Level,
    /// The handle.
    pub key: String,
    /// The codes that count as it.
    pub codes: HashSet<CodeRef>,
}

/// The codebook that the rows are taken from, and the codes of every version that was worked under.
pub struct Books {
    /// The numbers of the versions, oldest first.
    pub numbers: Vec<u32>,
    versions: BTreeMap<Ref, HashSet<CodeRef>>,
    codebook: Codebook,
    refs: BTreeMap<String, CodeRef>,
    known: HashSet<CodeRef>,
}

impl Books {
    /// Reads the versions of a scope; without any, the current codebook.
    pub fn of(scope: &Scope<'_>, current: &View<'_>, texts: &Texts) -> Self {
        let mut books = Self {
            numbers: Vec::new(),
            versions: BTreeMap::new(),
            codebook: current.codebook(),
            refs: current
                .codes()
                .map(|code| (code.code.id.clone(), code.id))
                .collect(),
            known: HashSet::new(),
        };
        for freeze in &scope.versions {
            books
                .numbers
                .extend(current.version(*freeze).map(|version| version.number));
            let Some(frozen) = texts.codebook(*freeze) else {
                continue;
            };
            let canonical = |id: CodeRef| current.canonical_code(id);
            books.versions.insert(
                *freeze,
                frozen.codes.iter().map(|code| canonical(code.id)).collect(),
            );
            // The rows are those of the newest version in scope; versions are named beside them.
            books.codebook = frozen.codebook();
            books.refs = frozen
                .codes
                .iter()
                .map(|code| (code.code.id.clone(), canonical(code.id)))
                .collect();
        }
        books.known = books.refs.values().copied().collect();
        books
    }

    /// The code that a mark counts as in these rows: as it was applied where the version has that code, else after merges.
    pub fn counted(&self, mark: &CodeMark) -> CodeRef {
        if self.known.contains(&mark.applied) {
            mark.applied
        } else {
            mark.merged
        }
    }

    /// The codes of a version, by their canonical refs.
    pub fn codes_of(&self, version: Ref) -> Option<&HashSet<CodeRef>> {
        self.versions.get(&version)
    }

    /// Steps in the tree from one code to another, by their handles; all roots hang on one place.
    pub fn steps(&self, one: &str, other: &str) -> usize {
        let way = |id: &str| -> Vec<String> {
            let above = self.codebook.ancestors(id).into_iter().rev();
            let above = above.map(|code| code.id.clone());
            above.chain([id.to_owned()]).collect()
        };
        let (one, other) = (way(one), way(other));
        let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
        one.len() + other.len() - 2 * shared
    }

    /// The questions to compare on, in codebook order.
    pub fn questions(&self, measure: &Measure) -> Vec<Question> {
        let counts = |use_: Use| use_ == Use::Theme || measure.process == ProcessCodes::Included;
        let mut questions = Vec::new();
        for level in &measure.levels {
            for code in self
                .codebook
                .codes()
                .iter()
                .filter(|code| counts(code.use_))
            {
                let members = match level {
                    Level::Code if code.assignable => vec![code],
                    Level::Theme if self.codebook.is_theme(&code.id) => {
                        self.codebook.with_descendants(&code.id)
                    }
                    Level::Code | Level::Theme => continue,
                };
                let members = members.into_iter().filter(|member| counts(member.use_));
                let codes = members
                    .filter_map(|member| self.refs.get(&member.id).copied())
                    .collect();
                questions.push(Question {
                    level: *level,
                    key: code.id.clone(),
                    codes,
                });
            }
        }
        questions
    }

    /// Assignable theme codes that nobody used.
    pub fn never_used(&self, used: &BTreeSet<CodeRef>) -> Vec<String> {
        let codes = self
            .codebook
            .codes()
            .iter()
            .filter(|code| code.assignable && code.use_ == Use::Theme);
        let unused =
            codes.filter(|code| self.refs.get(&code.id).is_none_or(|id| !used.contains(id)));
        unused.map(|code| code.id.clone()).collect()
    }

    /// Codes that were used and that the version does not have.
    pub fn lacking(&self, used: &BTreeSet<CodeRef>, view: &View<'_>) -> Vec<String> {
        let known: HashSet<CodeRef> = self.refs.values().copied().collect();
        let lacking = used.iter().filter(|code| !known.contains(code));
        lacking
            .filter_map(|code| view.code(*code))
            .map(|c| c.code.id.clone())
            .collect()
    }
}
