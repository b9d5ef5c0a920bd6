//! Proposals: the stretches of participants' talk in which a query holds, and that wait to be judged.
//!
//! A stretch is a turn, sentence or paragraph of one speaker who is not of the research team. The query is asked of the stretch
//! itself: where it seeks words, one of them must stand in it. What carries the code already by this coder's hand, in the round
//! that they have the document in, and what was judged in the run is not proposed; what was skipped waits for another sitting.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::{Turn, Turns, fold_label};
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, RunRef};
use crate::person::Role;
use crate::progress::{open_round, round_sent_back};
use crate::query::Query;
use crate::query::facts::{Facts, Source};
use crate::query::filter::spots;
use crate::query::likeness::stems;
use crate::query::plain::{Spoken, holds, marked};
use crate::query::word::Speller;
use crate::round::Unit;
use crate::run::Verdict;
use crate::text::Text;
use crate::text::segment::{paragraphs, sentences};
use crate::text::span::Span;
use crate::texts::Passage;

/// The units of proposals.
pub const UNITS: [Unit; 3] = [Unit::Turn, Unit::Sentence, Unit::Paragraph];

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// The query.
    pub query: &'w Query,
    /// What its filters ask about.
    pub facts: &'w Facts,
    /// The unit of the stretches: turn, sentence or paragraph.
    pub unit: Unit,
}

/// A stretch that waits to be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The document.
    pub document: DocumentRef,
    /// The turn, from 1.
    pub turn: usize,
    /// The stretch of the document's current text.
    pub span: Span,
    /// Who speaks.
    pub role: Role,
    /// How much its turn says of what is sought, as a search has it; it orders and measures nothing.
    pub score: f64,
    /// Its words.
    pub text: String,
    /// Where what is sought stands, in bytes of its words.
    pub marked: Vec<Range<usize>>,
    /// Its word stems, each behind the code of its language.
    pub stems: Vec<String>,
}

/// Stretches that are not proposed any more.
#[derive(Clone, Debug, Default)]
pub struct Taken(HashMap<DocumentRef, Vec<Span>>);

impl Taken {
    /// What carries a code by a coder's hand.
    pub fn of(view: &View<'_>, (coder, code): (&CoderId, CodeRef)) -> Self {
        let mut taken = Self::default();
        let mut rounds = HashMap::new();
        let own = view.codings().iter();
        for coding in own.filter(|coding| coding.coder == *coder && coding.code == code) {
            let document = coding.excerpt.document;
            // In another round the same stretch is asked about anew.
            let round = *rounds.entry(document).or_insert_with(|| {
                let round = open_round(view, coder, document);
                let round = round.or_else(|| round_sent_back(view, coder, document));
                round.map(|round| round.id)
            });
            if coding.round == round {
                taken.add(document, coding.excerpt.span);
            }
        }
        taken
    }

    /// The same with what was judged in a run, which is gone on with in another sitting; and what was skipped in it, which comes again
    /// then.
    pub fn in_another_sitting(
        view: &View<'_>,
        who: (&CoderId, CodeRef),
        run: Option<RunRef>,
    ) -> (Self, Self) {
        let (mut taken, mut skipped) = (Self::of(view, who), Self::default());
        for judgement in view.judgements().filter(|said| Some(said.run) == run) {
            let into = match judgement.verdict {
                Verdict::Skip => &mut skipped,
                _ => &mut taken,
            };
            into.add(judgement.excerpt.document, judgement.excerpt.span);
        }
        (taken, skipped)
    }

    /// Adds a stretch.
    pub fn add(&mut self, document: DocumentRef, span: Span) {
        self.0.entry(document).or_default().push(span);
    }

    /// Whether a stretch meets one of them.
    pub fn meets(&self, document: DocumentRef, span: Span) -> bool {
        let own = self.0.get(&document).into_iter().flatten();
        own.into_iter().any(|taken| taken.touches(span))
    }
}

impl Wanted<'_> {
    /// A query that holds for every turn in which the wanted one holds for a stretch: what an index may be asked. An expression can
    /// hold for a sentence and not for its turn, and so can whatever is denied.
    pub fn of_turns(&self) -> Query {
        match self.unit {
            Unit::Turn => self.query.clone(),
            _ => wider(self.query),
        }
    }

    /// The proposals of one document, in the order of its words. `score` says how much a turn, from 1, says of what is sought, and
    /// gives nothing for one that need not be looked at.
    pub fn proposals(
        &self,
        (source, passage): (&Source, &Passage),
        taken: &Taken,
        score: impl Fn(usize) -> Option<f64>,
    ) -> Vec<Proposal> {
        let mut speller = Speller::of(source.language);
        let mut found = Vec::new();
        let role = |turn: &Turn| {
            let label = fold_label(Turns::label(&passage.text, turn));
            source.role(&label, turn.body)
        };
        let roles: Vec<&Role> = passage.turns.iter().map(role).collect();
        let placed = roles.iter().zip(spots(roles.iter().copied()));
        for ((number, turn), (&role, spot)) in (1..).zip(&passage.turns).zip(placed) {
            let Some(score) = score(number) else { continue };
            if matches!(role, Role::Interviewer | Role::Ignore) {
                continue;
            }
            for span in self.stretches(&passage.text, turn.body) {
                if taken.meets(source.id, span) {
                    continue;
                }
                let text = passage.text.slice(span);
                let spoken = Spoken::new((source, role), (span, text), &mut speller).at(spot);
                let Some(marked) = self.held(&spoken) else {
                    continue;
                };
                found.push(Proposal {
                    document: source.id,
                    turn: number,
                    span,
                    role: role.clone(),
                    score,
                    text: text.to_owned(),
                    marked,
                    stems: stems(&mut speller, source.language, text),
                });
            }
        }
        found
    }

    fn stretches(&self, text: &Text, body: Span) -> Vec<Span> {
        match self.unit {
            Unit::Sentence => sentences(text, body),
            Unit::Paragraph => paragraphs(text, body),
            _ if body.is_empty() => Vec::new(),
            _ => vec![body],
        }
    }

    /// Where what is sought stands in a stretch for which the query holds.
    fn held(&self, spoken: &Spoken<'_>) -> Option<Vec<Range<usize>>> {
        if !holds(self.query, self.facts, spoken) {
            return None;
        }
        let marked = marked(self.query, spoken);
        (!marked.is_empty() || self.query.sought().is_empty()).then_some(marked)
    }
}

fn wider(query: &Query) -> Query {
    match query {
        Query::All(parts) => Query::All(parts.iter().map(wider).collect()),
        Query::Any(parts) => Query::Any(parts.iter().map(wider).collect()),
        Query::Not(_) | Query::Text(_) => Query::All(Vec::new()),
        Query::Says(_) | Query::Filter(_) => query.clone(),
    }
}
