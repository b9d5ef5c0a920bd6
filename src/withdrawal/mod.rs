//! Withdrawal: somebody takes their words back, and everything that holds them is found before anything is written.
//!
//! A document in which they speak alone goes as a whole; where others speak too, their turns are covered and every place stays where
//! it was. Free text that quotes them is found by runs of words and listed, so that a person says yes to it. What no line can take
//! back is named.

pub mod shingle;
pub mod blanked;
mod quoting;

use std::collections::{BTreeSet, HashSet};

use crate::change::correction::Correction;
use crate::change::withdrawal::{Covering, TakenBack};
use crate::codebook::{Code, Frozen};
use crate::document::{Document, Turns};
use crate::event::document::DocumentRevise;
use crate::event::study::{FileGone, WithdrawMode};
use crate::filter::View;
use crate::id::{Digest, PersonId, Ref};
use crate::person::Role;
use crate::problem::Problem;
use crate::texts::{Passage, Texts};
use crate::withdrawal::blanked::{Covered, documents_of, speaks_alone};
use crate::withdrawal::quoting::{Found, find};
use crate::withdrawal::shingle::Shingles;

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
}

/// Finds everything that holds the words. The texts are those of every revision and every frozen codebook.
pub fn plan(view: &View<'_>, texts: &Texts, asked: &Asked<'_>) -> Result<Plan, Problem> {
    let scope = Scope::of(view, texts, asked)?;
    let shingles = scope.shingles(view, texts, asked);
    let people: Vec<PersonId> = asked.person.iter().cloned().collect();
    let found = find((view, asked), &scope, &shingles);
    let coverings = scope.covered.iter();
    let coverings = coverings.map(|part| part.covering(asked.mode)).collect();
    let mut taken = TakenBack {
        people,
        mode: asked.mode,
        documents: Vec::new(),
        files: Vec::new(),
        coverings,
        covered_files: Vec::new(),
        again: found.again,
        refs: found.refs,
    };
    for document in &scope.gone {
        let equals = view.equals(document.id.0);
        taken
            .documents
            .extend(equals.into_iter().map(crate::id::DocumentRef));
        taken.files.extend(files_of(document));
    }
    for part in &scope.covered {
        taken.covered_files.extend(files_of(part.document));
    }
    let codebooks = codebooks(view, texts, &shingles);
    for (was, _, written) in &codebooks {
        let now = Some(Digest::of(written.as_bytes()));
        taken.covered_files.push(FileGone { was: *was, now });
    }
    let covered = scope.covered.iter();
    let covered = covered.map(|part| (part.document.handle.clone(), part.covered.turns));
    let handle = |document: &&Document| document.handle.clone();
    let Found {
        lines,
        hidden,
        left,
    } = found.told;
    Ok(Plan {
        taken,
        codebooks: codebooks
            .into_iter()
            .map(|(_, number, written)| (number, written))
            .collect(),
        gone: scope.gone.iter().map(handle).collect(),
        covered: covered.collect(),
        lines,
        hidden,
        left,
        elsewhere: scope.elsewhere(view, texts, &shingles),
    })
}

/// The files that hold the words of a document, in every revision, and the file it came from.
fn files_of(document: &Document) -> BTreeSet<FileGone> {
    let revisions = document.revisions.iter();
    let words = revisions.flat_map(|revision| [revision.text, revision.turns]);
    let all = words.chain([document.source.sha256]);
    all.map(|was| FileGone { was, now: None }).collect()
}

/// The documents that are taken back, and what of them.
struct Scope<'v> {
    gone: Vec<&'v Document>,
    covered: Vec<Part<'v>>,
}

/// A document that goes on without some of its words.
struct Part<'v> {
    document: &'v Document,
    passage: Passage,
    covered: Covered,
}

impl<'v> Scope<'v> {
    fn of(view: &View<'v>, texts: &Texts, asked: &Asked<'v>) -> Result<Self, Problem> {
        let mut scope = Self {
            gone: Vec::new(),
            covered: Vec::new(),
        };
        for document in &asked.documents {
            scope.take(texts, document, asked.mode)?;
        }
        let Some(person) = &asked.person else {
            return Ok(scope);
        };
        for document in view.all_documents() {
            let is_bound = document
                .speakers
                .values()
                .any(|role| role.person() == Some(person));
            if is_bound && texts.current(document).is_none() {
                return Err(not_here(document));
            }
        }
        for document in documents_of(view, texts, person) {
            let passage = texts.current(document).ok_or_else(|| not_here(document))?;
            if speaks_alone((document, passage), person) {
                scope.take(texts, document, asked.mode)?;
                continue;
            }
            scope.covered.push(Part {
                document,
                covered: Covered::of_person((document, passage), person),
                passage: passage.clone(),
            });
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
        self.covered.push(Part {
            document,
            covered: Covered::all(passage),
            passage: passage.clone(),
        });
        Ok(())
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
            let all = document
                .revisions
                .iter()
                .filter_map(|one| texts.passage(one.id));
            pieces.extend(all.map(|passage| passage.text.as_str()));
        }
        for part in &self.covered {
            let all = part
                .document
                .revisions
                .iter()
                .filter_map(|one| texts.passage(one.id));
            for passage in all {
                let covered = match &asked.person {
                    Some(person) if !part.is_whole() => {
                        Covered::of_person((part.document, passage), person)
                    }
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

fn not_here(document: &Document) -> Problem {
    Problem::new(
        &document.handle,
        "its text is not here, so what is theirs in it cannot be found",
        "let the folder finish syncing first",
    )
}
