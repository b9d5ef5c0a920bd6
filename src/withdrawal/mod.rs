//! Withdrawal: somebody takes their words back, and everything that holds them is found before anything is written.
//!
//! A document in which they speak alone goes as a whole; where others speak too, their turns are covered and every place stays where
//! it was. Free text that quotes them is found by runs of words and listed, so that a person says yes to it. What no line can take
//! back is named.

pub mod shingle;
pub mod blanked;
pub mod undone;
pub mod unaware;
pub mod lost;
mod noted;
mod quoting;

use std::collections::{BTreeSet, HashSet};

use crate::change::correction::Correction;
use crate::change::withdrawal::{Covering, TakenBack};
use crate::codebook::{Code, Frozen};
use crate::document::{Document, Turn, Turns};
use crate::event::Event;
use crate::event::document::DocumentRevise;
use crate::event::study::{FileGone, WithdrawMode};
use crate::filter::View;
use crate::id::{Digest, DocumentRef, PersonId, Ref};
use crate::person::Role;
use crate::problem::Problem;
use crate::texts::{Passage, Texts};
use crate::withdrawal::blanked::{Covered, speaks_alone, speaks_in};
use crate::withdrawal::quoting::{Holding, find};
use crate::withdrawal::shingle::Shingles;
use crate::withdrawal::undone::{Undone, binds};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked<'v> {
    /// Documents that are taken back as a whole.
    pub documents: Vec<&'v Document>,
    /// Whose words are taken back, wherever they speak.
    pub person: Option<PersonId>,
    /// What becomes of what was made of them.
    pub mode: WithdrawMode,
    /// Lines that quote them and yet stay.
    pub stay: HashSet<Ref>,
    /// Lines that go beside those that quote them.
    pub also: HashSet<Ref>,
    /// Documents whose import was undone, and that go too.
    pub undone: Vec<DocumentRef>,
}

/// A line that quotes what is taken back.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Quotation {
    /// The line.
    #[serde(rename = "ref")]
    pub id: Ref,
    /// The name people use, as `ana:42`.
    pub name: String,
    /// What sort of line.
    pub kind: &'static str,
    /// The words that are a quotation; none where the line goes because of what it is about.
    pub words: Option<String>,
}

/// Everything that would be taken back.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What would be written.
    pub taken: TakenBack,
    /// The frozen codebooks that stand in the place of others, with the numbers of their versions.
    pub codebooks: Vec<(u32, String)>,
    /// The handles of documents that are gone.
    pub gone: Vec<String>,
    /// The handles of documents that go on, each with how many turns are covered.
    pub covered: Vec<(String, usize)>,
    /// The lines that go, as far as the viewer may read them.
    pub lines: Vec<Quotation>,
    /// How many more there are that a blind round hides.
    pub hidden: usize,
    /// Lines that quote the words and cannot be taken back, or are to stay.
    pub left: Vec<Quotation>,
    /// Other documents in which the same words stand.
    pub elsewhere: Vec<String>,
    /// The handles of documents that were undone before, and are gone from the disk too.
    pub undone: Vec<String>,
    /// Documents of which some text is not here, so that it could not be looked through.
    pub unread: Vec<String>,
    /// How many lines are sealed, and could not be looked through.
    pub sealed: usize,
}

/// Finds everything that holds the words. The texts are those of every revision, undone ones too, and every frozen codebook.
pub fn plan(view: &View<'_>, texts: &Texts, asked: &Asked<'_>) -> Result<Plan, Problem> {
    let mut scope = Scope::of(view, texts, asked)?;
    let shingles = scope.shingles(view, texts, asked);
    scope.take_same(texts, &shingles);
    let Holding {
        refs,
        again,
        told: found,
    } = find((view, asked), &scope, &shingles)?;
    let coverings = scope.covered.iter();
    let coverings: Vec<Covering> = coverings.map(|part| part.covering(asked.mode)).collect();
    let gone = scope.gone.iter().map(|document| document.id.0);
    let gone = gone.flat_map(|id| view.equals(id)).map(DocumentRef);
    let codebooks = codebooks(view, texts, &shingles);
    let instead = codebooks.iter().map(|(was, _, written)| FileGone {
        was: *was,
        now: Some(Digest::of(written.as_bytes())),
    });
    let parts = scope.covered.iter().map(|part| part.document);
    let mut covered_files = scope.files(view, parts.chain(&scope.undone));
    // Words that somebody corrected away long ago leave the text as it is.
    covered_files.retain(|file| {
        let mut texts = coverings
            .iter()
            .map(|covering| covering.correction.revise.text);
        texts.all(|text| text != file.was)
    });
    covered_files.extend(instead);
    let taken = TakenBack {
        people: asked.person.iter().cloned().collect(),
        mode: asked.mode,
        documents: gone.collect(),
        files: scope.files(view, scope.gone.iter().copied()),
        coverings,
        covered_files,
        again,
        refs,
    };
    let covered = scope.covered.iter();
    let covered = covered.map(|part| (part.document.handle.clone(), part.covered.turns));
    let handle = |document: &Document| document.handle.clone();
    Ok(Plan {
        taken,
        gone: scope.gone.iter().copied().map(handle).collect(),
        covered: covered.collect(),
        lines: found.lines,
        hidden: found.hidden,
        left: found.left,
        elsewhere: scope.elsewhere(view, texts, &shingles),
        undone: scope.undone.iter().map(handle).collect(),
        unread: scope.unread(view, texts),
        sealed: found.sealed,
        codebooks: codebooks
            .into_iter()
            .map(|(_, number, written)| (number, written))
            .collect(),
    })
}

/// The documents that are taken back, and what of them.
struct Scope<'v> {
    gone: Vec<&'v Document>,
    covered: Vec<Part<'v>>,
    /// Documents whose import was undone, which are gone from the disk too.
    undone: Vec<Document>,
    /// Those that stay to be redone.
    left_undone: Vec<Document>,
    /// Corrections that were undone.
    corrections: Undone,
}

/// A document that goes on without some of its words.
struct Part<'v> {
    document: &'v Document,
    passage: Passage,
    covered: Covered,
    /// The labels that their words ever had there.
    labels: BTreeSet<String>,
}

impl<'v> Scope<'v> {
    fn of(view: &View<'v>, texts: &Texts, asked: &Asked<'v>) -> Result<Self, Problem> {
        let mut corrections = Undone::of(view);
        let speaks = |document: &Document, person: &PersonId| {
            let mut here = document.revisions.iter();
            let is_here = here.all(|one| texts.passage(one.id).is_some());
            let mut passages = document
                .revisions
                .iter()
                .filter_map(|one| texts.passage(one.id));
            // What cannot be looked through is theirs as soon as anything says so.
            passages.any(|passage| speaks_in((document, passage), person))
                || (!is_here && binds(document, person))
        };
        let goes = |document: &Document| {
            let person = asked.person.as_ref();
            asked.undone.contains(&document.id)
                || person.is_some_and(|person| speaks(document, person))
        };
        let documents = std::mem::take(&mut corrections.documents).into_iter();
        let (undone, left_undone) = documents.partition(goes);
        let mut scope = Self {
            gone: Vec::new(),
            covered: Vec::new(),
            undone,
            left_undone,
            corrections,
        };
        for document in &asked.documents {
            scope.take(texts, document, asked.mode)?;
        }
        let Some(person) = &asked.person else {
            return Ok(scope);
        };
        for document in view.all_documents() {
            let Some(passage) = texts.current(document) else {
                match binds(document, person) {
                    true => return Err(not_here(document)),
                    false => continue,
                }
            };
            let speaks_now = speaks_in((document, passage), person);
            if speaks_now && speaks_alone((document, passage), person) {
                scope.take(texts, document, asked.mode)?;
            } else if speaks_now || scope.spoke_in(texts, (document, person)) {
                let covered = Covered::of_person((document, passage), person);
                scope.cover(texts, (document, passage), (covered, Some(person)));
            } else if let Some(covered) = covered_apart(view, texts, (document, person)) {
                scope.cover(texts, (document, passage), (covered, Some(person)));
            }
        }
        Ok(scope)
    }

    /// Takes a document as a whole.
    fn take(
        &mut self,
        texts: &Texts,
        document: &'v Document,
        mode: WithdrawMode,
    ) -> Result<(), Problem> {
        if mode == WithdrawMode::Delete {
            self.gone.push(document);
            return Ok(());
        }
        let passage = texts.current(document).ok_or_else(|| not_here(document))?;
        self.cover(texts, (document, passage), (Covered::all(passage), None));
        Ok(())
    }

    /// Takes words of a document: those of a person, or all.
    fn cover(
        &mut self,
        texts: &Texts,
        (document, passage): (&'v Document, &Passage),
        (covered, person): (Covered, Option<&PersonId>),
    ) {
        let labels = |passage: &Passage| -> Vec<String> {
            let is_theirs = |turn: &&Turn| {
                let role = document.role(&passage.text, turn);
                person.is_none_or(|person| role.person() == Some(person))
            };
            let turns = passage.turns.iter().filter(is_theirs);
            let labels = turns.map(|turn| Turns::label(&passage.text, turn).to_owned());
            labels.collect()
        };
        let labels = self.passages(texts, document).flat_map(labels).collect();
        self.covered.push(Part {
            document,
            covered,
            passage: passage.clone(),
            labels,
        });
    }

    /// Every text of a document that is here, those that count no longer too.
    fn passages<'t>(
        &self,
        texts: &'t Texts,
        document: &Document,
    ) -> impl Iterator<Item = &'t Passage> + use<'t> {
        let revisions = self.corrections.revisions(document);
        let passages = revisions.filter_map(|one| texts.passage(one.id));
        passages.collect::<Vec<_>>().into_iter()
    }

    /// Whether a person spoke in a text of a document that counts no longer.
    fn spoke_in(&self, texts: &Texts, (document, person): (&Document, &PersonId)) -> bool {
        self.passages(texts, document)
            .any(|passage| speaks_in((document, passage), person))
    }

    /// Takes also the undone documents that hold much of the same words.
    fn take_same(&mut self, texts: &Texts, shingles: &Shingles) {
        let left = std::mem::take(&mut self.left_undone).into_iter();
        let (same, left): (Vec<_>, Vec<_>) = left.partition(|document| {
            let mut passages = self.passages(texts, document);
            passages.any(|passage| shingles.is_much_of(passage.text.as_str()))
        });
        self.undone.extend(same);
        self.left_undone = left;
    }

    /// The files that hold the words of documents, in every revision, and the files they came from.
    fn files<'d>(
        &self,
        view: &View<'_>,
        documents: impl Iterator<Item = &'d Document>,
    ) -> Vec<FileGone> {
        let files = documents.flat_map(|document| {
            let equals = view.equals(document.id.0).into_iter();
            let added = equals.filter_map(|id| match view.event_of(id) {
                Some(Event::DocumentAdd(event)) => {
                    Some([event.text, event.turns, event.source.sha256])
                }
                _ => None,
            });
            let revisions = self.corrections.revisions(document);
            let words = revisions.flat_map(|revision| [revision.text, revision.turns]);
            let all: Vec<Digest> = added.flatten().chain(words).collect();
            all.into_iter().chain([document.source.sha256])
        });
        let all: BTreeSet<FileGone> = files.map(|was| FileGone { was, now: None }).collect();
        all.into_iter().collect()
    }

    /// The documents of which some text that may be read is not here.
    fn unread(&self, view: &View<'_>, texts: &Texts) -> Vec<String> {
        let undone = self.undone.iter().chain(&self.left_undone);
        let all = view.all_documents().iter().chain(undone);
        let is_unread = |document: &&Document| {
            let mut revisions = self.corrections.revisions(document);
            revisions.any(|one| {
                let is_gone = one.is_withdrawn || view.is_taken_back(&one.text);
                !is_gone && texts.passage(one.id).is_none()
            })
        };
        let unread = all.filter(is_unread);
        unread.map(|document| document.handle.clone()).collect()
    }

    fn holds(&self, document: &Document) -> bool {
        let parts = self.covered.iter().map(|part| part.document);
        parts
            .chain(self.gone.iter().copied())
            .any(|taken| taken.id == document.id)
    }

    /// The runs of words that only those said whose words go, in any revision.
    fn shingles(&self, view: &View<'_>, texts: &Texts, asked: &Asked<'_>) -> Shingles {
        let mut pieces: Vec<&str> = Vec::new();
        for document in &self.gone {
            let all = self.passages(texts, document);
            pieces.extend(all.map(|passage| passage.text.as_str()));
        }
        let parts = self.covered.iter();
        let parts = parts.map(|part| (part.document, part.is_whole()));
        let undone = self.undone.iter().map(|document| (document, false));
        for (document, is_whole) in parts.chain(undone) {
            for passage in self.passages(texts, document) {
                let covered = match &asked.person {
                    Some(person) if !is_whole => Covered::of_person((document, passage), person),
                    _ => Covered::all(passage),
                };
                pieces.extend(covered.words(&passage.text));
            }
        }
        let mut shingles = Shingles::of(pieces);
        let others = view
            .all_documents()
            .iter()
            .filter(|document| !self.holds(document));
        for passage in others.filter_map(|document| texts.current(document)) {
            // Another document with much of the same is no witness that the words are everybody's: it is told instead.
            if !shingles.is_much_of(passage.text.as_str()) {
                shingles.without(passage.text.as_str());
            }
        }
        for part in &self.covered {
            part.covered
                .others(&part.passage.text)
                .for_each(|words| shingles.without(words));
        }
        shingles
    }

    /// Documents that hold much of the same words, and are not taken back.
    fn elsewhere(&self, view: &View<'_>, texts: &Texts, shingles: &Shingles) -> Vec<String> {
        let others = view
            .all_documents()
            .iter()
            .filter(|document| !self.holds(document));
        let same = others.filter(|document| {
            let passage = texts.current(document);
            passage.is_some_and(|passage| shingles.is_much_of(passage.text.as_str()))
        });
        same.map(|document| document.handle.clone()).collect()
    }
}

impl Part<'_> {
    fn is_whole(&self) -> bool {
        self.covered.covers(self.passage.text.whole())
    }

    fn covering(&self, mode: WithdrawMode) -> Covering {
        let text = self.covered.text(&self.passage.text);
        let turns = Turns {
            turns: self.passage.turns.clone(),
        };
        let turns = serde_json::to_string(&turns).unwrap_or_default() + "\n";
        let stands_for = |role: &Role| match (mode, role) {
            (WithdrawMode::Delete, Role::Person(_) | Role::Unknown) => Role::Ignore,
            (_, role) => role.clone(),
        };
        let (labels, roles) = self
            .covered
            .roles((self.document, &self.passage), stands_for);
        Covering {
            correction: Correction {
                handle: self.document.handle.clone(),
                revise: DocumentRevise {
                    document: self.document.id,
                    parent: self.document.current,
                    text: Digest::of(text.as_bytes()),
                    turns: Digest::of(turns.as_bytes()),
                    kept: self.covered.kept(&self.passage.text, mode),
                },
                others: Vec::new(),
                text,
                turns,
            },
            labels,
            turns: roles,
        }
    }
}

/// The frozen codebooks that quote the words: the file that was, the number of its version, and what stands in its place.
fn codebooks(view: &View<'_>, texts: &Texts, shingles: &Shingles) -> Vec<(Digest, u32, String)> {
    let versions = view.versions().iter();
    let quoting = versions.filter_map(|version| {
        let mut frozen: Frozen = texts.codebook(version.id)?.clone();
        let mut quotes = false;
        for code in &mut frozen.codes {
            let handle = code.code.id.clone();
            for (field, instead) in fields(&mut code.code, &handle) {
                if shingles.find(field).is_some() {
                    quotes = true;
                    instead.clone_into(field);
                }
            }
        }
        let written = serde_json::to_string_pretty(&frozen).unwrap_or_default() + "\n";
        quotes.then_some((version.sha256, version.number, written))
    });
    quoting.collect()
}

/// The fields of a code that hold words, each with what stands there when they are taken back.
fn fields<'c>(
    code: &'c mut Code,
    handle: &'c str,
) -> impl Iterator<Item = (&'c mut String, &'c str)> {
    let named = [(&mut code.name, handle)].into_iter();
    let others = [
        &mut code.origin,
        &mut code.definition,
        &mut code.use_when,
        &mut code.not_when,
        &mut code.example,
    ];
    let others = others.into_iter().chain(&mut code.scale);
    named.chain(others.map(|field| (field, "")))
}

/// What is covered in a text that was made apart of the one that counts, where somebody is withdrawn once more: nothing says any more
/// who spoke there, and each of the two texts holds what the other lost.
fn covered_apart(
    view: &View<'_>,
    texts: &Texts,
    (document, person): (&Document, &PersonId),
) -> Option<Covered> {
    let withdrawals = view.withdrawals();
    let mut gone = withdrawals.iter().flat_map(|known| &known.people);
    let passage = texts
        .current(document)
        .filter(|_| gone.any(|gone| gone == person))?;
    let revisions = document.revisions.iter();
    let apart = revisions.filter(|one| one.takes_back && !one.is_withdrawn);
    let apart = apart.filter(|one| one.id != document.current);
    let others = apart.filter_map(|one| texts.passage(one.id));
    let mut covered = others.map(|other| Covered::of_another(passage, other));
    covered.find(|covered| covered.turns > 0)
}

fn not_here(document: &Document) -> Problem {
    Problem::new(
        &document.handle,
        "its text is not here, so what is theirs in it cannot be found",
        "let the folder finish syncing first",
    )
}
