//! Counts: what a study consists of, in the numbers that a methods section and the head of a report name.

use std::collections::BTreeSet;

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
    /// Minutes of recording, and how many documents say how long they took.
    pub minutes: (u64, usize),
    /// Everybody who coded something.
    pub coders: Vec<CoderId>,
    /// Theme codes that may be applied.
    pub codes: usize,
    /// Themes: codes with codes below them.
    pub themes: usize,
    /// Distinct excerpts of theme codes in the report's layer.
    pub excerpts: usize,
    /// Disagreements of rounds and outside them, decisions on them, and those undecided.
    pub disagreements: (usize, usize, usize),
    /// Memos.
    pub memos: usize,
}

impl Counts {
    /// Counts what the viewer may see.
    pub fn of(basis: &Basis<'_>) -> Self {
        let view = basis.view;
        let mut counts = Self::default();
        let mut speaking: BTreeSet<PersonId> = BTreeSet::new();
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
                counts.minutes.0 += minutes;
                counts.minutes.1 += 1;
            }
            let Some(passage) = basis.texts.current(document) else {
                continue;
            };
            counts.words += u64::from(passage.count_words());
            let turns = passage.turns.iter();
            let roles = turns.map(|turn| document.role(&passage.text, turn));
            speaking.extend(roles.filter_map(|role| match role {
                Role::Person(person) => Some(person),
                Role::Interviewer | Role::Ignore | Role::Unknown => None,
            }));
        }
        counts.people = speaking.len();
        let silent = view.people().filter(|of| !speaking.contains(&of.handle));
        counts.silent = silent.count();
        let coders: BTreeSet<&CoderId> = view.codings().iter().map(|of| &of.coder).collect();
        counts.coders = coders.into_iter().cloned().collect();
        let codebook = view.codebook();
        let codes = codebook.codes().iter();
        let theme_codes = codes.filter(|code| code.use_ == Use::Theme);
        counts.codes = theme_codes.clone().filter(|code| code.assignable).count();
        counts.themes = theme_codes
            .filter(|code| codebook.is_theme(&code.id))
            .count();
        let excerpts = basis.tallied.rows.iter();
        let excerpts: BTreeSet<_> = excerpts.flat_map(|row| &row.tally.excerpts).collect();
        counts.excerpts = excerpts.len();
        for queue in basis.queues() {
            counts.disagreements.0 += queue.matters.len();
            counts.disagreements.2 += queue.undecided();
        }
        counts.disagreements.1 = view.decisions().filter(|of| of.how.is_settled()).count();
        counts.memos = view.memos().count();
        counts
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
        match self.minutes {
            (_, 0) => None,
            (minutes, known) if known == self.documents() => {
                Some(format!("{minutes} minutes of recording"))
            }
            (minutes, known) => Some(format!(
                "{minutes} minutes of recording, known for {known} of {}",
                counted(self.documents(), "document")
            )),
        }
    }
}
