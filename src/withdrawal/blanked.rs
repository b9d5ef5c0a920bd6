//! A text without somebody's words: every character of theirs is covered, and every place stays where it was.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::kept::Kept;
use crate::document::{Document, Turn, fold_label};
use crate::event::study::WithdrawMode;
use crate::id::PersonId;
use crate::person::Role;
use crate::text::Text;
use crate::text::span::{Position, Span};
use crate::texts::Passage;

/// What stands for each character that is covered; line ends stay, so that turns and paragraphs do.
const COVER: char = '█';

/// What is covered of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The stretches whose characters are covered, in the order of the text.
    spans: Vec<Span>,
    /// What they lie in: turns from label to end, or the whole.
    wholes: Vec<Span>,
    /// How many turns that is.
    pub turns: usize,
}

impl Covered {
    /// The turns of a person with their labels.
    pub fn of_person((document, passage): (&Document, &Passage), person: &PersonId) -> Self {
        let is_theirs =
            |turn: &&Turn| document.role(&passage.text, turn) == Role::Person(person.clone());
        Self::of_turns(passage.turns.iter().filter(is_theirs).collect())
    }

    /// The turns that are covered in another text of the same turns, made apart, and not in this one.
    pub fn of_another(passage: &Passage, other: &Passage) -> Self {
        let is_covered = |turn: &&Turn| {
            let (here, there) = (passage.text.slice(turn.body), other.text.slice(turn.body));
            here != there && there.contains(COVER)
        };
        let same = passage.turns == other.turns && passage.text.len() == other.text.len();
        let turns = passage.turns.iter().filter(|_| same);
        Self::of_turns(turns.filter(is_covered).collect())
    }

    fn of_turns(turns: Vec<&Turn>) -> Self {
        let spans = turns
            .iter()
            .flat_map(|turn| turn.label.into_iter().chain([turn.body]));
        let mut spans: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
        spans.sort_unstable();
        let whole = |turn: &&Turn| turn.label.map_or(turn.body, |label| label.hull(turn.body));
        let mut wholes: Vec<Span> = turns.iter().map(whole).collect();
        wholes.sort_unstable();
        Self {
            turns: turns.len(),
            spans,
            wholes,
        }
    }

    /// Every word of a text.
    pub fn all(passage: &Passage) -> Self {
        let whole = vec![passage.text.whole()];
        Self {
            turns: passage.turns.len(),
            spans: whole.clone(),
            wholes: whole,
        }
    }

    /// The words themselves, one piece a stretch.
    pub fn words<'t>(&self, text: &'t Text) -> impl Iterator<Item = &'t str> {
        self.spans.iter().map(|span| text.slice(*span))
    }

    /// The words around them, one piece a stretch.
    pub fn others<'t>(&self, text: &'t Text) -> impl Iterator<Item = &'t str> {
        let left = self.kept(text, WithdrawMode::Delete).into_iter();
        left.map(|(span, _)| text.slice(span))
    }

    /// The text as it is then; as long as it was.
    pub fn text(&self, text: &Text) -> String {
        let mut covered = String::with_capacity(text.as_str().len());
        let mut from = Position(0);
        for span in &self.spans {
            covered.push_str(text.slice(Span::between(from, span.start())));
            let cover = |c: char| if c == '\n' { c } else { COVER };
            covered.extend(text.slice(*span).chars().map(cover));
            from = span.end();
        }
        covered.push_str(text.slice(Span::between(from, text.len())));
        covered
    }

    /// What is left of the text: all of it where only words go, the rest where what was made of them goes too.
    pub fn kept(&self, text: &Text, mode: WithdrawMode) -> Vec<Kept> {
        if mode == WithdrawMode::Blank {
            return vec![(text.whole(), text.whole())];
        }
        let ends = self.wholes.iter().map(|span| span.end());
        let starts = self.wholes.iter().map(|span| span.start());
        let from = [Position(0)].into_iter().chain(ends);
        let between = from.zip(starts.chain([text.len()]));
        let left = between.map(|(from, to)| Span::between(from, to));
        left.filter(|span| !span.is_empty())
            .map(|span| (span, span))
            .collect()
    }

    /// Whether a stretch lies in covered words alone.
    pub fn covers(&self, span: Span) -> bool {
        let touched = self.wholes.iter().filter(|covered| covered.touches(span));
        let held: u32 = touched
            .filter_map(|covered| covered.overlap(span))
            .map(Span::len)
            .sum();
        held == span.len()
    }

    /// Whom the labels of the covered text stand for, where they alone do not say it: by label, and turn by turn where speakers
    /// whose labels were as long now have the same.
    pub fn roles(
        &self,
        (document, passage): (&Document, &Passage),
        of: impl Fn(&Role) -> Role,
    ) -> (BTreeMap<String, Role>, Vec<(Span, Role)>) {
        let text = Text::new(self.text(&passage.text));
        let mut wanted: BTreeMap<String, Vec<(Span, Role)>> = BTreeMap::new();
        for turn in &passage.turns {
            let Some(label) = turn.label.filter(|label| self.covers(*label)) else {
                continue;
            };
            let role = of(&document.role(&passage.text, turn));
            let label = fold_label(text.slice(label));
            wanted.entry(label).or_default().push((turn.body, role));
        }
        let (mut labels, mut turns) = (BTreeMap::new(), Vec::new());
        for (label, said) in wanted {
            let roles: BTreeSet<&Role> = said.iter().map(|(_, role)| role).collect();
            let before = document.speakers.get(&label);
            match roles.first() {
                Some(role) if roles.len() == 1 && before.is_none_or(|before| before == *role) => {
                    labels.insert(label, (*role).clone());
                }
                _ => turns.extend(said),
            }
        }
        (labels, turns)
    }
}

/// Whether a person speaks alone in a document: then nothing of it is left without them.
pub fn speaks_alone((document, passage): (&Document, &Passage), person: &PersonId) -> bool {
    let others = passage
        .turns
        .iter()
        .any(|turn| match document.role(&passage.text, turn) {
            Role::Person(of) => of != *person,
            Role::Unknown => turn.label.is_some(),
            Role::Interviewer | Role::Ignore => false,
        });
    !others
}

/// Whether a document holds a turn of a person.
pub fn speaks_in((document, passage): (&Document, &Passage), person: &PersonId) -> bool {
    let is_theirs =
        |turn: &Turn| document.role(&passage.text, turn) == Role::Person(person.clone());
    passage.turns.iter().any(is_theirs)
}
