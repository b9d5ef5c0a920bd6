//! Counts: what a study consists of, in the numbers that a methods section and the head of a report name.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::Use;
use crate::document::Kind;
use crate::id::{CoderId, PersonId};
use crate::number::counted;
use crate::person::{Role, Value};
use crate::report::Basis;

/// The numbers of a study.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People who speak in a document.
    pub people: usize,
    /// People of the study who speak in none.
    pub silent: usize,
    /// Interviews, focus groups, other documents.
    pub kinds: [usize; 3],
    /// Words of all turns, interviewers' too.
    pub words: u64,
    /// Minutes of recording of each document that says how long it took.
    pub minutes: Vec<u64>,
    /// People who speak in more than one document.
    pub repeated: usize,
    /// Documents whose turns have time marks.
    pub timed: usize,
    /// Everybody who coded something.
    pub coders: Vec<CoderId>,
    /// Theme codes that may be applied.
    pub codes: usize,
    /// Themes: codes with codes below them.
    pub themes: usize,
    /// Distinct excerpts of theme codes in the report's layer.
    pub excerpts: usize,
    /// Disagreements of the whole study, those decided, and those undecided.
    pub disagreements: (usize, usize, usize),
    /// Memos.
    pub memos: usize,
}

impl Counts {
    /// Counts what the viewer may see.
    pub fn of(basis: &Basis<'_>) -> Self {
        let view = basis.view;
        let mut counts = Self::default();
        let mut speaking: BTreeMap<PersonId, usize> = BTreeMap::new();
        for document in view.documents() {
            let kind = match document.kind {
                Kind::Interview => 0,
                Kind::FocusGroup => 1,
                Kind::Document => 2,
            };
            counts.kinds[kind] += 1;
            let minutes = document.attributes.get("minutes").and_then(|of| of.first());
            if let Some(Value::Number(minutes)) = minutes
                && let Ok(minutes) = minutes.parse::<u64>()
            {
                counts.minutes.push(minutes);
            }
            let Some(passage) = basis.texts.current(document) else {
                continue;
            };
            counts.words += u64::from(passage.count_words());
            let turns = passage.turns.iter();
            let roles = turns.map(|turn| document.role(&passage.text, turn));
            let people: BTreeSet<PersonId> = roles
                .filter_map(|role| match role {
                    Role::Person(person) => Some(person),
                    Role::Interviewer | Role::Ignore | Role::Unknown => None,
                })
                .collect();
            for person in people {
                *speaking.entry(person).or_default() += 1;
            }
            counts.timed += usize::from(passage.turns.iter().any(|turn| turn.ms.is_some()));
        }
        counts.people = speaking.len();
        counts.repeated = speaking
            .values()
            .filter(|documents| **documents > 1)
            .count();
        let silent = view
            .people()
            .filter(|of| !speaking.contains_key(&of.handle));
        counts.silent = silent.count();
        counts.add_coding(basis);
        counts
    }

    /// Counts what coders made of the documents.
    fn add_coding(&mut self, basis: &Basis<'_>) {
        let view = basis.view;
        let coders: BTreeSet<&CoderId> = view.codings().iter().map(|of| &of.coder).collect();
        self.coders = coders.into_iter().cloned().collect();
        let codebook = view.codebook();
        let codes = codebook.codes().iter();
        let theme_codes = codes.filter(|code| code.use_ == Use::Theme);
        self.codes = theme_codes.clone().filter(|code| code.assignable).count();
        self.themes = theme_codes
            .filter(|code| codebook.is_theme(&code.id))
            .count();
        let excerpts = basis.tallied.rows.iter();
        let excerpts: BTreeSet<_> = excerpts.flat_map(|row| &row.tally.excerpts).collect();
        self.excerpts = excerpts.len();
        self.disagreements.0 = basis.whole.matters.len();
        self.disagreements.2 = basis.whole.undecided();
        self.disagreements.1 = basis.whole.matters.len() - basis.whole.undecided();
        self.memos = view.memos().count();
    }

    /// All documents.
    pub fn documents(&self) -> usize {
        self.kinds.iter().sum()
    }

    /// "12 interviews and 3 focus groups".
    pub fn kinds_said(&self) -> String {
        let names = ["interview", "focus group", "other document"];
        let named = self.kinds.iter().zip(names).filter(|(n, _)| **n > 0);
        let named: Vec<String> = named.map(|(n, name)| counted(*n, name)).collect();
        crate::methods::listed(&named)
    }

    /// "801 minutes of recording", with how many documents say so where not all do; nothing where none does.
    pub fn minutes_said(&self) -> Option<String> {
        let minutes: u64 = self.minutes.iter().sum();
        match self.minutes.len() {
            0 => None,
            known if known == self.documents() => Some(format!("{minutes} minutes of recording")),
            known => Some(format!(
                "{minutes} minutes of recording, known for {known} of {}",
                counted(self.documents(), "document")
            )),
        }
    }
}
