//! The final layer: what the team stands by, document by document.
//!
//! Where a decision was made, its result holds. Elsewhere stands, in the latest closed round of the document, each code that every
//! finished coder put on the same unit of the round, on the stretch all of them marked. Outside a round the only finished coder's
//! marks stand, or the primary coder's where several finished; without a primary coder only what all of them put alike. Codings
//! that were recoded for somebody count as what they were recoded to, here and nowhere else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::agreement::scope::{CodeMark, Company, Judgement, Request, Scope, Source};
use crate::agreement::unit::{InterviewerTurns, touched, units};
use crate::coding::Coding;
use crate::decision::{Decision, How, Recoded, Recoding};
use crate::disagreement::{Group, groups};
use crate::document::Document;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, RoundRef};
use crate::layer::{Mark, Marks};
use crate::reconcile::queue::speaking;
use crate::round::{State, Unit};
use crate::text::span::Span;
use crate::texts::Texts;

/// What was settled by people: decisions by document, and what codings were recoded to.
struct Settled<'v> {
    decisions: BTreeMap<DocumentRef, Vec<&'v Decision>>,
    recodings: HashMap<CodingRef, &'v Recoding>,
}

/// The marks of the final layer, as the viewer may see them.
pub fn marks(view: &View<'_>, texts: &Texts) -> Marks {
    let speaking = speaking(view);
    let settled = Settled::of(view, &speaking);
    let mut found = Marks::default();
    for round in view.rounds().iter().filter(|round| round.close.is_some()) {
        let sources = [Source::of_round(view, round)];
        // Where only one of those a round gave a document to finished it, their word stands.
        let mut scope = Scope::with(&sources, texts, (&Request::default(), Company::Given));
        scope
            .judgements
            .retain(|judgement| speaking.get(&judgement.document.id) == Some(&round.id));
        for judgement in &scope.judgements {
            found.marks.extend(settled.agreed(judgement, round.unit));
            found.leave_out_unjudged(judgement, 1);
            let speaks = (Some(round.codebook), None);
            found.spoken_for.insert(judgement.document.id, speaks);
        }
        for differing in groups(&scope, (view, texts)).differing {
            found.count(settled.fate_of(&differing.group), &differing.group);
        }
    }
    let rest = view
        .documents()
        .filter(|document| !speaking.contains_key(&document.id));
    for document in rest {
        found.add(settled.outside_rounds((view, texts), document));
    }
    found.put_decisions(view, &settled);
    found.marks.sort();
    found.marks.dedup();
    found
}

/// What became of a disagreement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    Undecided,
    Kept,
    Settled,
}

impl Marks {
    fn add(&mut self, other: Self) {
        self.marks.extend(other.marks);
        self.undecided += other.undecided;
        self.kept += other.kept;
        self.left_out.extend(other.left_out);
        self.spoken_for.extend(other.spoken_for);
    }

    /// Turns that fewer coders judged than it takes for a word of the layer.
    fn leave_out_unjudged(&mut self, judgement: &Judgement<'_>, fewest: usize) {
        for (at, turn) in judgement.passage.turns.iter().enumerate() {
            let place = (at + 1, turn.body);
            let coders = 0..judgement.judged.len();
            let judges = coders.filter(|coder| judgement.has_judged(*coder, place));
            if judges.count() < fewest {
                self.left_out.push((judgement.document.id, turn.body));
            }
        }
    }

    fn count(&mut self, became: Became, group: &Group) {
        if became != Became::Settled {
            self.left_out.push((group.document, group.span));
        }
        self.undecided += usize::from(became == Became::Undecided);
        self.kept += usize::from(became == Became::Kept);
    }

    /// Decisions take the place of whatever their stretches touch.
    fn put_decisions(&mut self, view: &View<'_>, settled: &Settled<'_>) {
        self.marks.retain(|mark| {
            let mut decisions = settled.decisions.get(&mark.document).into_iter().flatten();
            decisions.all(|decision| !decision.excerpt.span.touches(mark.span))
        });
        let in_force =
            |document: &DocumentRef| view.document(*document).is_some_and(|d| !d.retired);
        for (document, decisions) in settled.decisions.iter().filter(|(id, _)| in_force(id)) {
            for decision in decisions {
                self.marks.extend(decision.result.iter().map(|marked| Mark {
                    document: *document,
                    span: marked.span,
                    code: marked.code,
                    coder: None,
                    value: marked.value.clone(),
                }));
            }
        }
    }
}

impl<'v> Settled<'v> {
    fn of(view: &View<'v>, speaking: &BTreeMap<DocumentRef, RoundRef>) -> Self {
        // Only the round that speaks for a document decides in it; what was decided outside rounds holds where none speaks.
        let counts = |decision: &&Decision| {
            let round = speaking.get(&decision.excerpt.document);
            decision.how.is_settled() && decision.round.as_ref() == round
        };
        let mut decisions: BTreeMap<DocumentRef, Vec<&Decision>> = BTreeMap::new();
        // They come in fold order: of two made apart the later takes the place of the earlier.
        for decision in view.decisions().filter(counts) {
            let known = decisions.entry(decision.excerpt.document).or_default();
            known.retain(|earlier| !earlier.excerpt.span.touches(decision.excerpt.span));
            known.push(decision);
        }
        let recodings = view.recodings().map(|recoding| (recoding.coding, recoding));
        Self {
            decisions,
            recodings: recodings.collect(),
        }
    }

    /// What became of a group that coders coded differently.
    fn fate_of(&self, group: &Group) -> Became {
        let decisions = self.decisions.get(&group.document).into_iter().flatten();
        let mut hows = decisions
            .filter(|decision| decision.excerpt.span.touches(group.span))
            .map(|decision| &decision.how);
        match hows.next() {
            None => Became::Undecided,
            Some(How::Kept) => Became::Kept,
            Some(_) => Became::Settled,
        }
    }

    /// What a coder's coding counts as: its code and stretch, unless it was recoded.
    fn counted(&self, coding: CodingRef, own: (CodeRef, Span)) -> Option<(CodeRef, Span)> {
        let Some(recoding) = self.recodings.get(&coding) else {
            return Some(own);
        };
        match (&recoding.to, recoding.excerpt) {
            (Recoded::Code(code), _) => Some((*code, own.1)),
            (Recoded::Stretch { .. }, Some(excerpt)) => Some((own.0, excerpt.span)),
            (Recoded::Stretch { .. }, None) => Some(own),
            (Recoded::Nothing, _) => None,
        }
    }

    /// Outside a round: the only finished coder's marks, the primary coder's where several finished, or what they put alike.
    fn outside_rounds(&self, (view, texts): (&View<'_>, &Texts), document: &Document) -> Marks {
        let done = view
            .seen_progress()
            .filter(|p| p.document == document.id && p.state == State::Done);
        let finished: BTreeSet<&CoderId> = done.map(|progress| &progress.coder).collect();
        let stands = match (finished.len(), &document.primary) {
            (1, _) => finished.first().map(|coder| (*coder).clone()),
            (_, Some(primary)) if finished.contains(primary) => Some(primary.clone()),
            _ => None,
        };
        let mut found = Marks::default();
        let is_counted = |coding: &&&Coding| {
            let excerpt = coding.excerpt;
            excerpt.document == document.id
                && excerpt.fate != Fate::Orphaned
                && stands.as_ref() == Some(&coding.coder)
        };
        let own = view.codings().iter().filter(is_counted);
        let marks = own.filter_map(|coding| {
            let own = (coding.code, coding.excerpt.span);
            Some(mark(document.id, self.counted(coding.id, own)?))
        });
        found.marks.extend(marks);
        if let Some(coder) = &stands {
            let sources = [Source::outside_rounds(view)];
            let request = Request {
                documents: vec![document.handle.clone()],
                coders: vec![coder.clone()],
            };
            let own = Scope::with(&sources, texts, (&request, Company::Alone));
            for judgement in &own.judgements {
                found.leave_out_unjudged(judgement, 1);
                let speaks = (None, stands.clone());
                found.spoken_for.insert(document.id, speaks);
            }
        }
        if stands.is_none() && finished.len() > 1 {
            found.add(self.alike((view, texts), document));
        }
        found
    }

    /// What several coders put alike where nobody speaks for them, and how many groups they did not.
    fn alike(&self, (view, texts): (&View<'_>, &Texts), document: &Document) -> Marks {
        let sources = [Source::outside_rounds(view)];
        let request = Request {
            documents: vec![document.handle.clone()],
            coders: Vec::new(),
        };
        let scope = Scope::of(&sources, texts, &request);
        let groups = groups(&scope, (view, texts));
        let mut found = Marks::default();
        for judgement in &scope.judgements {
            found.leave_out_unjudged(judgement, 2);
            found.spoken_for.insert(document.id, (None, None));
        }
        for group in &groups.agreed {
            let coder = group.sides.keys().next();
            let own = view.codings().iter().filter(|coding| {
                Some(&coding.coder) == coder && group.codings.contains(&coding.id)
            });
            let marks = own.filter_map(|coding| {
                let own = (coding.code, coding.excerpt.span);
                Some(mark(document.id, self.counted(coding.id, own)?))
            });
            found.marks.extend(marks);
        }
        for differing in &groups.differing {
            found.count(self.fate_of(&differing.group), &differing.group);
        }
        found
    }

    /// What everybody who judged a unit marked alike there, on the stretch all of them marked.
    fn agreed(&self, judgement: &Judgement<'_>, unit: Unit) -> Vec<Mark> {
        let units = units(
            judgement.document,
            judgement.passage,
            unit,
            InterviewerTurns::Included,
        );
        let coders = judgement.judged.len();
        let mut by_code: BTreeMap<CodeRef, Vec<Vec<Span>>> = BTreeMap::new();
        for (at, judged) in judgement.judged.iter().enumerate() {
            for mark in judged.iter().flat_map(|judged| &judged.marks) {
                let CodeMark { merged, span, .. } = mark;
                let Some((code, span)) = self.counted(mark.coding, (*merged, *span)) else {
                    continue;
                };
                by_code
                    .entry(code)
                    .or_insert_with(|| vec![Vec::new(); coders])[at]
                    .push(span);
            }
        }
        let judges_of = |at: usize| -> Vec<usize> {
            let place = (units[at].turn, units[at].span);
            let judges = (0..coders).filter(|coder| judgement.has_judged(*coder, place));
            judges.collect()
        };
        let judges: Vec<Vec<usize>> = (0..units.len()).map(judges_of).collect();
        // What one coder marked beyond the words that others judged is theirs alone, and stands there without them.
        let alike_judged = |at: usize| {
            let is_alike = |other: &usize| judges[*other] == judges[at];
            let first = (0..at).rev().take_while(is_alike).last().unwrap_or(at);
            let last = (at + 1..units.len())
                .take_while(is_alike)
                .last()
                .unwrap_or(at);
            let run = Span::between(units[first].span.start(), units[last].span.end());
            (run, judges[at].clone())
        };
        let mut found = Vec::new();
        for (code, by_coder) in by_code {
            let spans = by_coder.iter().flatten();
            let any: BTreeSet<usize> = spans.flat_map(|span| touched(&units, *span)).collect();
            for at in any {
                let (judged_alike, judges) = alike_judged(at);
                let marked: Vec<&[Span]> = judges
                    .iter()
                    .map(|coder| by_coder[*coder].as_slice())
                    .collect();
                let stretches = common_stretches(&marked).into_iter();
                let here = stretches.filter(|stretch| stretch.touches(units[at].span));
                let here = here.filter_map(|stretch| stretch.overlap(judged_alike));
                found.extend(here.map(|span| mark(judgement.document.id, (code, span))));
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

fn mark(document: DocumentRef, (code, span): (CodeRef, Span)) -> Mark {
    Mark {
        document,
        span,
        code,
        coder: None,
        value: None,
    }
}

/// The stretches that every coder marked; none where one of them marked nothing.
fn common_stretches(by_coder: &[&[Span]]) -> Vec<Span> {
    let mut coders = by_coder.iter();
    let mut common = coders
        .next()
        .map(|spans| spans.to_vec())
        .unwrap_or_default();
    for spans in coders {
        common = common
            .iter()
            .flat_map(|one| spans.iter().filter_map(|other| one.overlap(*other)))
            .collect();
    }
    common.sort();
    common.dedup();
    common
}
