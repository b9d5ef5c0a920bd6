//! Release: whose words a report may hold. A person whose attribute `may_quote` is `no` is never quoted, whatever is asked for.
//!
//! Their turns are shown without their words. What coders wrote themselves - an example in the codebook, a memo - may repeat such
//! words, and is left out where six words in a row are theirs. A sentence told in other words is not found.

use std::collections::{BTreeSet, HashSet};

use crate::disclosure::may_quote;
use crate::document::{Document, Turn};
use crate::filter::View;
use crate::id::PersonId;
use crate::table::{Cell, Table};
use crate::text::span::Span;
use crate::texts::{Passage, Texts};

/// What stands where words are not released.
pub const WITHHELD: &str = "[words not released]";

/// How many words in a row make a repetition.
const IN_A_ROW: usize = 6;

/// Whose words are not released.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    withheld: BTreeSet<PersonId>,
    runs: HashSet<String>,
}

impl Release {
    /// Reads it from what is known of people; nobody said anything, so their words may be printed.
    pub fn of(view: &View<'_>, texts: &Texts) -> Self {
        // Somebody who was taken out of the study may still speak in a document, and has still said no.
        let roles = view.documents().flat_map(|document| {
            let of_turns = document.turn_roles.iter().map(|(_, role)| role);
            document.speakers.values().chain(of_turns)
        });
        let people = roles.filter_map(|role| view.person(role.person()?));
        let people = people.chain(view.people());
        let withheld: BTreeSet<PersonId> = people
            .filter(|person| !may_quote(person))
            .map(|person| person.handle.clone())
            .collect();
        let mut release = Self {
            withheld,
            runs: HashSet::new(),
        };
        if release.withheld.is_empty() {
            return release;
        }
        for document in view.documents() {
            let Some(passage) = texts.current(document) else {
                continue;
            };
            let turns = passage.turns.iter();
            let theirs = turns.filter(|turn| release.is_withheld((document, passage), turn));
            let bodies: Vec<&str> = theirs.map(|turn| passage.text.slice(turn.body)).collect();
            release.runs.extend(bodies.into_iter().flat_map(runs));
        }
        release
    }

    /// How many people are not to be quoted.
    pub fn withheld(&self) -> usize {
        self.withheld.len()
    }

    /// Whether a person may be quoted.
    pub fn may_quote(&self, person: &PersonId) -> bool {
        !self.withheld.contains(person)
    }

    /// Whether a turn's words stay in the study.
    pub fn is_withheld(&self, (document, passage): (&Document, &Passage), turn: &Turn) -> bool {
        if self.withheld.is_empty() {
            return false;
        }
        let role = document.role(&passage.text, turn);
        role.person().is_some_and(|person| !self.may_quote(person))
    }

    /// Whether a stretch has a word of somebody who is not to be quoted.
    pub fn touches(&self, at: (&Document, &Passage), span: Span) -> bool {
        let mut turns = at.1.turns_at(span);
        turns.any(|(_, turn)| self.is_withheld(at, turn))
    }

    /// What a coder wrote, unless it repeats words that are not released.
    pub fn written<'w>(&self, words: &'w str) -> &'w str {
        match self.repeats(words) {
            true => WITHHELD,
            false => words,
        }
    }

    /// A table without words that are not released: a cell that repeats them is withheld whole.
    pub fn table(&self, table: Table) -> Table {
        let mut table = table;
        for row in &mut table.rows {
            for cell in &mut row.values {
                if matches!(cell, Cell::Text(words) if self.repeats(words)) {
                    *cell = Cell::from(WITHHELD);
                }
            }
        }
        table
    }

    /// Whether what a coder wrote has words in a row that are not released.
    pub fn repeats(&self, words: &str) -> bool {
        !self.runs.is_empty() && runs(words).any(|run| self.runs.contains(&run))
    }
}

/// Every few words in a row, without their marks and capitals; fewer words than that are one run.
fn runs(words: &str) -> impl Iterator<Item = String> {
    let plain: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('’', "'"))
        .collect();
    let length = plain.len().clamp(1, IN_A_ROW);
    let runs: Vec<String> = plain.windows(length).map(|run| run.join(" ")).collect();
    runs.into_iter()
}
