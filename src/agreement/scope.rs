//! Scope: which coders judged which documents, in which rounds, under which codebook version.
//!
//! Only a finished coder enters a document, and only for what they had before them: a finished coder with no code on a unit said
//! "nothing applies"; an unfinished one said nothing. Mixing the two up is the commonest error of agreement tools.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, Ref, RevisionRef, RoundRef};
use crate::problem::Problem;
use crate::round::{Progress, Round, RoundName, State};
use crate::study::excerpt::Way;
use crate::text::span::Span;
use crate::texts::{Passage, Texts};

/// What was asked for; an empty list is no restriction.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The documents, by handle.
    pub documents: Vec<String>,
    /// The coders.
    pub coders: Vec<CoderId>,
}

/// A study, or one of its rounds at its frontier, to take codings from.
pub struct Source<'v> {
    /// The study as it was.
    pub view: &'v View<'v>,
    /// The round, where it is one.
    pub round: Option<RoundRef>,
    /// Coders that the round was closed without.
    pub without: &'v [CoderId],
}

impl<'v> Source<'v> {
    /// A round, without the coders it was closed without.
    pub fn of_round(view: &'v View<'v>, round: &'v Round) -> Self {
        let close = round.close.as_ref();
        Self {
            view,
            round: Some(round.id),
            without: close.map_or(&[], |close| close.without.as_slice()),
        }
    }

    /// All a study holds, each coder's latest word on each document.
    pub fn outside_rounds(view: &'v View<'v>) -> Self {
        Self {
            view,
            round: None,
            without: &[],
        }
    }
}

/// In whose company a coder's work is taken in.
#[derive(Clone, Copy)]
pub enum Company<'c> {
    /// Of coders who finished the same document.
    Several,
    /// Of coders whom a round gave the same document, also where only one of them finished it.
    Given,
    /// Alone.
    Alone,
    /// Alone, and only work outside rounds counts.
    OutsideRounds,
    /// Of a layer that stands as one more coder, a seat a source.
    Beside(&'c [Seat]),
}

/// A layer that stands as one more coder.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The name it stands under.
    pub coder: CoderId,
    /// The documents it speaks for.
    pub documents: BTreeMap<DocumentRef, Seated>,
    /// What codes that were merged count as in the layer: coders' marks beside it count as the same.
    pub merged: BTreeMap<CodeRef, CodeRef>,
}

/// What a layer holds in one document.
#[derive(Clone, Debug)]
pub struct Seated {
    /// The coder whose marks it merely repeats, if it does: beside them it has nothing to say.
    pub repeats: Option<CoderId>,
    /// The version it was worked out under, by its freeze.
    pub version: Option<Ref>,
    /// The text it is about.
    pub revision: RevisionRef,
    /// The way to that text from the one that the source's document has.
    pub back: Way,
    /// Stretches of the text it is about on which it has no word.
    pub missing: Vec<Span>,
    /// Its marks, in the text that the source's document has.
    pub marks: Vec<(CodeRef, Span)>,
}

impl Company<'_> {
    fn seats(&self) -> &[Seat] {
        match self {
            Self::Beside(seats) => seats,
            _ => &[],
        }
    }

    /// Whether a document is compared: one coder's alone has nobody to agree with.
    fn is_enough(
        &self,
        source: &Source<'_>,
        (document, by_coder): (DocumentRef, &BTreeMap<CoderId, Judged>),
    ) -> bool {
        match self {
            Self::Several => by_coder.len() >= 2,
            Self::Given => is_given_to_several(source, document) || by_coder.len() >= 2,
            Self::Alone | Self::OutsideRounds => true,
            Self::Beside(seats) => {
                let mut seats = seats.iter();
                by_coder.len() >= 2 && seats.any(|seat| by_coder.contains_key(&seat.coder))
            }
        }
    }
}

impl Seat {
    /// Takes the place of one more coder in every document that somebody judged and that the layer speaks for.
    fn sit(&self, judged: &mut ByDocument) {
        for (document, by_coder) in judged {
            let (Some(seated), Some(other)) =
                (self.documents.get(document), by_coder.values().next())
            else {
                continue;
            };
            if let Some(own) = &seated.repeats
                && by_coder.contains_key(own)
            {
                continue;
            }
            let progress = Progress {
                coder: self.coder.clone(),
                revision: seated.revision,
                range: None,
                ..other.progress.clone()
            };
            // No coding of anybody stands behind a layer's mark; figures ask for none.
            let coding = CodingRef(progress.id);
            let mark = |(code, span): &(CodeRef, Span)| CodeMark {
                coding,
                span: *span,
                applied: *code,
                merged: *code,
                value: None,
            };
            let own = Judged {
                progress,
                version: seated.version,
                back: seated.back.clone(),
                range: None,
                missing: seated.missing.clone(),
                marks: seated.marks.iter().map(mark).collect(),
            };
            for other in by_coder.values_mut() {
                other
                    .marks
                    .iter_mut()
                    .for_each(|mark| mark.settle(&self.merged));
            }
            by_coder.insert(self.coder.clone(), own);
        }
    }
}

/// What one coder judged in one document.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Their last word on how far they are.
    pub progress: Progress,
    /// The version they worked under, by its freeze; none for a codebook that was never frozen.
    pub version: Option<Ref>,
    /// The way from the document's current text to the one they had before them.
    pub back: Way,
    /// The stretch of that text they judged, where it was not all of it.
    pub range: Option<Span>,
    /// Stretches of that text on which they have no word: not even that nothing applies.
    pub missing: Vec<Span>,
    /// What they marked, in the document's current text.
    pub marks: Vec<CodeMark>,
}

/// A code on a stretch: as it was applied, and as it counts after merges.
#[derive(Clone, Debug)]
pub struct CodeMark {
    /// The coding.
    pub coding: CodingRef,
    /// The stretch.
    pub span: Span,
    /// The code that was applied: what a version frozen before a merge knows.
    pub applied: CodeRef,
    /// The code it counts as.
    pub merged: CodeRef,
    /// Its label on the code's scale.
    pub value: Option<String>,
}

impl CodeMark {
    /// Counts the mark as what its code was merged into since.
    pub fn settle(&mut self, merged: &BTreeMap<CodeRef, CodeRef>) {
        if let Some(now) = merged.get(&self.applied) {
            (self.applied, self.merged) = (*now, *now);
        }
    }
}

/// One document with everybody who finished it.
pub struct Judgement<'v> {
    /// The document.
    pub document: &'v Document,
    /// Its words.
    pub passage: &'v Passage,
    /// In the order of the panel; nothing for a coder who did not finish it.
    pub judged: Vec<Option<Judged>>,
}

impl Judgement<'_> {
    /// Whether a coder of the panel judged a stretch: they finished, it lies in their range, and their text had it.
    pub fn has_judged(&self, coder: usize, (turn, span): (usize, Span)) -> bool {
        let Some(Some(judged)) = self.judged.get(coder) else {
            return false;
        };
        let Some(there) = judged.back.carry(span) else {
            return false;
        };
        if judged.missing.iter().any(|missing| missing.touches(there)) {
            return false;
        }
        // A whole document was judged only by those who judged all of it; a smaller unit by those whose range it lies in.
        judged.range.is_none_or(|range| {
            if turn == 0 {
                range.contains(there)
            } else {
                range.touches(there)
            }
        })
    }
}

/// Everything that agreement is computed over.
pub struct Scope<'v> {
    /// The coders, by handle.
    pub panel: Vec<CoderId>,
    /// The documents, in import order; one that two pooled rounds share comes twice.
    pub judgements: Vec<Judgement<'v>>,
    /// The rounds, by name.
    pub rounds: Vec<RoundName>,
    /// The freezes of the versions that were worked under, oldest first.
    pub versions: Vec<Ref>,
    /// What could not be taken in.
    pub problems: Vec<Problem>,
    /// Things about these documents, or about the study as a whole, that people have not decided.
    pub conflicts: usize,
}

impl<'v> Scope<'v> {
    /// Gathers what the sources hold of the request, in documents that several coders share.
    pub fn of(sources: &'v [Source<'v>], texts: &'v Texts, request: &Request) -> Self {
        Self::with(sources, texts, (request, Company::Several))
    }

    /// Gathers what the sources hold of the request, for coders in some company.
    pub fn with(
        sources: &'v [Source<'v>],
        texts: &'v Texts,
        (request, company): (&Request, Company<'_>),
    ) -> Self {
        let mut scope = Self {
            panel: Vec::new(),
            judgements: Vec::new(),
            rounds: Vec::new(),
            versions: Vec::new(),
            problems: Vec::new(),
            conflicts: 0,
        };
        let judged: Vec<ByDocument> = (0..sources.len())
            .map(|at| taken_from((sources, at), texts, (request, company)))
            .collect();
        // A coder who shares no document has nothing to be compared in, and is not named as if they had.
        let judges = judged.iter().flat_map(BTreeMap::values);
        let panel: BTreeSet<CoderId> = judges.flat_map(BTreeMap::keys).cloned().collect();
        scope.panel = panel.into_iter().collect();
        let mut used_rounds: BTreeSet<RoundRef> = BTreeSet::new();
        let mut versions: BTreeMap<(u64, Ref), ()> = BTreeMap::new();
        for (source, judged) in sources.iter().zip(&judged) {
            for document in source.view.documents() {
                let Some(by_coder) = judged.get(&document.id) else {
                    continue;
                };
                for judged in by_coder.values() {
                    used_rounds.extend(judged.progress.round);
                    let frozen = judged
                        .version
                        .and_then(|freeze| source.view.version(freeze));
                    versions.extend(frozen.map(|version| ((version.clock, version.id), ())));
                }
                scope.take_in(document, texts, by_coder);
            }
        }
        let named = sources
            .iter()
            .flat_map(|s| s.view.rounds())
            .filter(|round| used_rounds.contains(&round.id));
        let mut seen = BTreeSet::new();
        scope.rounds = named
            .filter(|round| seen.insert(round.id))
            .map(Round::written_name)
            .collect();
        scope.conflicts = scope.count_conflicts(sources);
        scope.versions = versions.into_keys().map(|(_, id)| id).collect();
        scope
    }

    fn count_conflicts(&self, sources: &[Source<'_>]) -> usize {
        let in_scope = |document: DocumentRef| {
            self.judgements
                .iter()
                .any(|judgement| judgement.document.id == document)
        };
        let all = sources.iter().flat_map(|source| source.view.conflicts());
        let about = all.filter(|conflict| conflict.document.is_none_or(in_scope));
        about.collect::<BTreeSet<_>>().len()
    }

    fn take_in(
        &mut self,
        document: &'v Document,
        texts: &'v Texts,
        by_coder: &BTreeMap<CoderId, Judged>,
    ) {
        let Some(passage) = texts.current(document) else {
            self.problems.push(Problem::new(
                document.handle.clone(),
                "its text is not in the folder, or does not match its hash",
                "wait for the folder to finish syncing, then run intercoder verify",
            ));
            return;
        };
        let judged = self
            .panel
            .iter()
            .map(|coder| by_coder.get(coder).cloned())
            .collect();
        self.judgements.push(Judgement {
            document,
            passage,
            judged,
        });
    }
}

/// What each coder judged, by document.
type ByDocument = BTreeMap<DocumentRef, BTreeMap<CoderId, Judged>>;

/// What one of the sources holds of the request, in documents that the company makes worth comparing.
fn taken_from(
    (sources, at): (&[Source<'_>], usize),
    texts: &Texts,
    (request, company): (&Request, Company<'_>),
) -> ByDocument {
    let source = &sources[at];
    let mut judged = judged_by_document(source, &finished(source, (request, company)), texts);
    if let Some(seat) = company.seats().get(at) {
        seat.sit(&mut judged);
    }
    judged.retain(|document, by_coder| {
        let in_force = source
            .view
            .document(*document)
            .is_some_and(|of| !of.retired);
        in_force && company.is_enough(source, (*document, by_coder))
    });
    judged
}

/// The last finished word of each coder on each document, in the source's round or in each coder's latest one.
fn finished(source: &Source<'_>, (request, company): (&Request, Company<'_>)) -> Vec<Progress> {
    let wanted_documents: BTreeSet<String> = request
        .documents
        .iter()
        .map(|handle| handle.to_lowercase())
        .collect();
    let is_wanted = |progress: &&Progress| {
        let document = source.view.document(progress.document);
        let handle = document
            .map(|document| document.handle.to_lowercase())
            .unwrap_or_default();
        let document_wanted = wanted_documents.is_empty() || wanted_documents.contains(&handle);
        let coder_wanted = request.coders.is_empty() || request.coders.contains(&progress.coder);
        let round_wanted = !matches!(company, Company::OutsideRounds) || progress.round.is_none();
        document_wanted && coder_wanted && round_wanted && is_in_round(source, progress)
    };
    let opened = |progress: &Progress| {
        let round = progress.round.and_then(|round| source.view.round(round));
        round.map_or((0, None), |round| (round.opened, Some(round.id)))
    };
    let mut latest: BTreeMap<(DocumentRef, CoderId), &Progress> = BTreeMap::new();
    for progress in source
        .view
        .seen_progress()
        .filter(is_wanted)
        .filter(|p| p.state == State::Done)
    {
        let known = latest
            .entry((progress.document, progress.coder.clone()))
            .or_insert(progress);
        if opened(progress) > opened(known) {
            *known = progress;
        }
    }
    latest.into_values().cloned().collect()
}

/// Whether the round gave a document to at least two coders.
fn is_given_to_several(source: &Source<'_>, document: DocumentRef) -> bool {
    let round = source.round.and_then(|round| source.view.round(round));
    round.is_some_and(|round| {
        let given = round.assignments.iter().filter(|(of, _)| *of == document);
        given.count() >= 2
    })
}

fn is_in_round(source: &Source<'_>, progress: &Progress) -> bool {
    let Some(id) = source.round else { return true };
    let assigned = source.view.round(id).is_some_and(|round| {
        round
            .assignments
            .contains(&(progress.document, progress.coder.clone()))
    });
    progress.round == Some(id) && assigned && !source.without.contains(&progress.coder)
}

fn judged_by_document(source: &Source<'_>, finished: &[Progress], texts: &Texts) -> ByDocument {
    let mut judged = ByDocument::new();
    for progress in finished {
        let Some(document) = source.view.document(progress.document) else {
            continue;
        };
        let round = progress.round.and_then(|round| source.view.round(round));
        let entry = Judged {
            progress: progress.clone(),
            version: round.map(|round| round.codebook),
            back: Way::between(document, document.current, progress.revision),
            range: range_of(progress, texts),
            missing: Vec::new(),
            marks: Vec::new(),
        };
        judged
            .entry(progress.document)
            .or_default()
            .insert(progress.coder.clone(), entry);
    }
    for coding in source
        .view
        .codings()
        .iter()
        .filter(|coding| coding.excerpt.fate != Fate::Orphaned)
    {
        let by_coder = judged.get_mut(&coding.excerpt.document);
        let Some(judged) = by_coder.and_then(|by_coder| by_coder.get_mut(&coding.coder)) else {
            continue;
        };
        if coding.round != judged.progress.round {
            continue;
        }
        let (span, applied, merged) = (coding.excerpt.span, coding.applied, coding.code);
        judged.marks.push(CodeMark {
            coding: coding.id,
            value: coding.value.as_deref().map(str::to_owned),
            span,
            applied,
            merged,
        });
        // Outside a round, the version is that of the coder's latest coding.
        if judged.progress.round.is_none() && coding.codebook.is_some() {
            judged.version = coding.codebook;
        }
    }
    judged
}

/// The stretch that a range of turns was, in the text that the coder had before them.
fn range_of(progress: &Progress, texts: &Texts) -> Option<Span> {
    let (range, passage) = (progress.range?, texts.passage(progress.revision)?);
    let turn = |number: u32| passage.turns.get(number.checked_sub(1)? as usize);
    let (first, last) = (turn(range.first)?, turn(range.last)?);
    Some(Span::between(first.body.start(), last.body.end()))
}
