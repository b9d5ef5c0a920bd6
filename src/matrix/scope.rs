//! Scope: whose codings in which documents a matrix counts, and what must be said beside it.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use crate::agreement::measure::{Level, ProcessCodes};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef, RefMap};
use crate::layer::{Mark, marks};
use crate::matrix::row::Rows;
use crate::text::span::Span;
use crate::texts::{Passage, Texts};

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whose codings.
    pub layer: Layer,
    /// Only these documents; all where none is named.
    pub documents: BTreeSet<DocumentRef>,
    /// Codes, or themes.
    pub level: Level,
    /// Whether process codes have rows.
    pub process: ProcessCodes,
}

impl Request {
    /// Everything of a layer, code by code.
    pub fn of(layer: Layer) -> Self {
        Self {
            layer,
            documents: BTreeSet::new(),
            level: Level::Code,
            process: ProcessCodes::LeftOut,
        }
    }
}

/// What a matrix counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Whose codings.
    pub layer: String,
    /// Codes, or themes.
    pub level: Option<Level>,
    /// How many documents there are to count in.
    pub documents: usize,
    /// How many of them have a coding that counts.
    pub coded: usize,
    /// Whose codings were counted; nobody's alone in the final layer.
    pub coders: Vec<CoderId>,
    /// How many codings were counted: a coder's code on a stretch.
    pub codings: usize,
    /// Disagreements that nobody has decided, and those kept as such: what the final layer leaves out, in all documents.
    pub undecided: usize,
    pub kept: usize,
    /// What must be read with it.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// One coding: a coder's code on a stretch. Codings are ordered by document, there by coder, and there as the text has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coded {
    /// The document, by its place among those gathered.
    pub document: usize,
    /// The coder, by the place among those gathered; none in the final layer, where a code is nobody's alone.
    pub coder: Option<usize>,
    /// The stretch.
    pub span: Span,
    /// The code.
    pub code: CodeRef,
}

/// The codings of a request, with the rows they count for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// The rows.
    pub rows: Rows,
    /// The codings in order; there may be a hundred thousand of them.
    pub codings: Vec<Coded>,
    /// The documents, in the order they were imported.
    pub documents: Vec<DocumentRef>,
    /// The coders.
    pub coders: Vec<CoderId>,
    /// What was counted.
    pub scope: Scope,
}

impl Gathered {
    /// Gathers what the viewer may see.
    pub fn of(view: &View<'_>, texts: &Texts, request: &Request) -> Self {
        let found = marks(view, texts, &request.layer);
        let is_asked =
            |id: DocumentRef| request.documents.is_empty() || request.documents.contains(&id);
        let documents = view.documents().map(|document| document.id);
        let documents: Vec<DocumentRef> = documents.filter(|id| is_asked(*id)).collect();
        let places = documents.iter().enumerate();
        let places: RefMap<DocumentRef, usize> = places.map(|(at, id)| (*id, at)).collect();
        let asked = found.marks.iter().filter(|mark| is_asked(mark.document));
        let used: HashSet<CodeRef> = asked.map(|mark| mark.code).collect();
        let rows = Rows::of((view, &used), (request.level, request.process));
        let mut coders: Vec<CoderId> = Vec::new();
        let coded = |mark: &Mark| {
            let document = *places.get(&mark.document)?;
            rows.of_code(mark.code).first()?;
            let coder = mark
                .coder
                .as_ref()
                .map(|coder| place_of(coder, &mut coders));
            Some(Coded {
                document,
                coder,
                span: mark.span,
                code: mark.code,
            })
        };
        // A coder may have put one code on one stretch in several rounds: it is one coding of theirs here.
        let mut codings: Vec<Coded> = found.marks.iter().filter_map(coded).collect();
        codings.sort_unstable();
        codings.dedup();
        let mut scope = Scope {
            layer: request.layer.to_string(),
            level: Some(request.level),
            documents: documents.len(),
            coded: codings.chunk_by(|a, b| a.document == b.document).count(),
            coders: coders.clone(),
            codings: codings.len(),
            undecided: found.undecided,
            kept: found.kept,
            notes: Vec::new(),
        };
        scope.coders.sort();
        scope.notes.push(scope.words());
        scope.notes.extend(found.provisos(&request.layer));
        scope.notes.extend(outside(&rows));
        Self {
            rows,
            codings,
            documents,
            coders,
            scope,
        }
    }

    /// The codings of each coder on each document.
    pub fn groups(&self) -> impl Iterator<Item = &[Coded]> {
        self.codings
            .chunk_by(|a, b| a.document == b.document && a.coder == b.coder)
    }

    /// The document of a coding.
    pub fn document_of(&self, coded: &Coded) -> Option<DocumentRef> {
        self.documents.get(coded.document).copied()
    }

    /// Who made a coding; nobody alone in the final layer.
    pub fn coder_of(&self, coded: &Coded) -> Option<&CoderId> {
        self.coders.get(coded.coder?)
    }

    /// The words that a coding lies in, if they are here.
    pub fn passage_of<'t>(
        &self,
        (view, texts): (&View<'_>, &'t Texts),
        coded: &Coded,
    ) -> Option<&'t Passage> {
        texts.current(view.document(self.document_of(coded)?)?)
    }
}

/// A coder's place among those met so far; there are few.
fn place_of(coder: &CoderId, coders: &mut Vec<CoderId>) -> usize {
    let known = coders.iter().position(|known| known == coder);
    known.unwrap_or_else(|| {
        coders.push(coder.clone());
        coders.len() - 1
    })
}

impl Scope {
    /// The scope in words.
    fn words(&self) -> String {
        let coders: Vec<&str> = self.coders.iter().map(|coder| coder.0.as_str()).collect();
        let whose = match coders.is_empty() {
            true => String::new(),
            false => format!(" of {}", coders.join(", ")),
        };
        format!(
            "layer {}; {} codings{whose} in {} of {} documents",
            self.layer, self.codings, self.coded, self.documents
        )
    }
}

fn outside(rows: &Rows) -> Option<String> {
    let names = rows.outside.join(", ");
    (!names.is_empty()).then(|| format!("below no theme, so in no row: {names}"))
}
