//! The presence matrix: whether each theme is present for each case, absent, or not stated.
//!
//! *Present*: the theme has an excerpt for the case. *Absent*: it has none, and the layer judged every turn of the case in the light
//! of the theme: in a coder's layer, and in everybody's, a coder finished the document, with the turn in their range and one of the
//! theme's codes in their codebook version; in the final layer, the layer speaks for the document, its version has one of the
//! codes, somebody judged the turn, and nothing undecided there has a coding of the theme. *Not stated*: anything else, as for a
//! person who speaks nowhere. What nobody judged is never absence. A person's turns are those they speak; a document's are all but
//! the research team's.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::agreement::measure::Level;
use crate::agreement::question::{Books, Question};
use crate::agreement::scope::{self, Company, Judgement, Scope, Source};
use crate::agreement::sheet::could_use;
use crate::coding::Case;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, DocumentRef, Ref};
use crate::layer::{Marks, marks};
use crate::matrix::case::{Column, Crossed, Kind, Row, rows};
use crate::matrix::framework::{Head, Request};
use crate::text::span::Span;
use crate::texts::Texts;

/// Whether a theme is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has an excerpt.
    Present,
    /// It was looked for and has none.
    Absent,
    /// Not all was judged.
    NotStated,
}

impl State {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::NotStated => "not stated",
        }
    }
}

/// The matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Presence {
    /// Its title.
    pub title: String,
    /// What is counted.
    pub unit: &'static str,
    /// Whose codings.
    pub layer: String,
    /// The columns.
    pub themes: Vec<Head>,
    /// The rows.
    pub cases: Vec<Stated>,
    /// One count a theme.
    pub totals: Vec<Total>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The person or the document, by handle.
    pub case: String,
    /// One cell a theme.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The theme, by handle.
    pub theme: String,
    /// Whether it is there.
    pub state: State,
    /// How many excerpts it has for the case.
    pub n_excerpts: usize,
}

/// How many cases a theme is there for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The theme, by handle.
    pub theme: String,
    /// Cases with an excerpt of it.
    pub present: usize,
    /// Cases that were judged and have none.
    pub absent: usize,
    /// Cases of which it is not known.
    pub not_stated: usize,
}

/// The matrix of a request.
pub fn presence((view, texts): (&View<'_>, &Texts), request: &Request) -> Presence {
    let found = marks(view, texts, &request.layer);
    let columns = request.columns.as_slice();
    let crossed = Crossed::of((view, texts), &found.marks, (request.kind, columns));
    let judged = judged((view, texts), (&found, &request.layer), columns);
    let spoken = turns_by_case((view, texts), request.kind);
    let state = |row: &Row, column: &Column, n_excerpts: usize| {
        let turns = spoken.get(&row.on).map_or(&[][..], Vec::as_slice);
        let is_judged =
            |turn: &SpokenTurn| judged.contains(&(turn.document, turn.number, column.code));
        match n_excerpts {
            0 if !turns.is_empty() && turns.iter().all(is_judged) => State::Absent,
            0 => State::NotStated,
            _ => State::Present,
        }
    };
    let stated = |row: Row| {
        let cells = columns.iter().map(|column| {
            let n_excerpts = crossed.excerpts(&row.on, column.code).len();
            Cell {
                theme: column.key.clone(),
                state: state(&row, column, n_excerpts),
                n_excerpts,
            }
        });
        Stated {
            cells: cells.collect(),
            case: row.handle,
        }
    };
    let cases: Vec<Stated> = rows(view, request.kind).into_iter().map(stated).collect();
    let head = |column: &Column| Head {
        key: column.key.clone(),
        name: column.name.clone(),
    };
    let mut notes = vec![
        "absent: all the case's turns were judged, and none has it; not stated: not all of them were judged, which is no absence"
            .to_owned(),
        "for analysis, not for publication: its rows name cases, and nothing is guarded against re-identification".to_owned(),
    ];
    notes.extend(found.provisos(&request.layer));
    Presence {
        title: "Presence of themes".to_owned(),
        unit: match request.kind {
            Kind::People => "person",
            Kind::Documents => "document",
        },
        layer: request.layer.to_string(),
        themes: columns.iter().map(head).collect(),
        totals: totals(columns, &cases),
        cases,
        notes,
    }
}

/// How many cases are in each state, column by column.
fn totals(columns: &[Column], cases: &[Stated]) -> Vec<Total> {
    let total = |(at, column): (usize, &Column)| {
        let states = cases.iter().filter_map(|case| case.cells.get(at));
        let count = |wanted: State| states.clone().filter(|cell| cell.state == wanted).count();
        Total {
            theme: column.key.clone(),
            present: count(State::Present),
            absent: count(State::Absent),
            not_stated: count(State::NotStated),
        }
    };
    columns.iter().enumerate().map(total).collect()
}

/// A turn, by its number from 1.
struct SpokenTurn {
    document: DocumentRef,
    number: usize,
}

/// The turns of each case: those a person speaks, or a document's own.
fn turns_by_case(
    (view, texts): (&View<'_>, &Texts),
    kind: Kind,
) -> BTreeMap<Case, Vec<SpokenTurn>> {
    let mut found: BTreeMap<Case, Vec<SpokenTurn>> = BTreeMap::new();
    for document in view.documents() {
        let Some(passage) = texts.current(document) else {
            continue;
        };
        for (at, turn) in passage
            .turns
            .iter()
            .enumerate()
            .filter(|(_, turn)| !turn.body.is_empty())
        {
            let case = match kind {
                Kind::People => {
                    let role = document.role(&passage.text, turn);
                    role.person().cloned().map(Case::Person)
                }
                Kind::Documents => {
                    let counts = !passage.is_left_out(document, turn);
                    counts.then_some(Case::Document(document.id))
                }
            };
            let number = at + 1;
            let document = document.id;
            if let Some(case) = case {
                let own = found.entry(case).or_default();
                own.push(SpokenTurn { document, number });
            }
        }
    }
    found
}

/// The turns that a layer judged in the light of a theme.
type Judged = HashSet<(DocumentRef, usize, CodeRef)>;

fn judged(
    (view, texts): (&View<'_>, &Texts),
    (found, layer): (&Marks, &Layer),
    columns: &[Column],
) -> Judged {
    let coders = match layer {
        Layer::Final => return judged_finally((view, texts), found, columns),
        Layer::All => Vec::new(),
        Layer::Coder(coder) => vec![coder.clone()],
    };
    let sources = [Source::outside_rounds(view)];
    let request = scope::Request {
        documents: Vec::new(),
        coders,
    };
    let scope = Scope::with(&sources, texts, (&request, Company::Alone));
    let books = Books::of(&scope, view, texts);
    let mut judged = Judged::new();
    for judgement in &scope.judgements {
        for column in columns {
            let could = could_use(&question(column), judgement, &books);
            judged.extend(
                by_any(judgement, &could).map(|turn| (judgement.document.id, turn, column.code)),
            );
        }
    }
    judged
}

/// The turns that any of the coders judged who could use a theme.
fn by_any<'j>(judgement: &'j Judgement<'_>, could: &'j [bool]) -> impl Iterator<Item = usize> + 'j {
    let turns = judgement.passage.turns.iter().enumerate();
    turns.filter_map(move |(at, turn)| {
        let place = (at + 1, turn.body);
        let mut coders = could.iter().enumerate();
        let is_judged = coders.any(|(coder, could)| *could && judgement.has_judged(coder, place));
        is_judged.then_some(at + 1)
    })
}

/// A theme as coders are compared on it.
fn question(column: &Column) -> Question {
    Question {
        level: Level::Theme,
        key: column.key.clone(),
        codes: column.members.clone(),
    }
}

fn judged_finally((view, texts): (&View<'_>, &Texts), found: &Marks, columns: &[Column]) -> Judged {
    let mut judged = Judged::new();
    for (id, (version, _)) in &found.spoken_for {
        let Some(document) = view.document(*id) else {
            continue;
        };
        let Some(passage) = texts.current(document) else {
            continue;
        };
        let left_out = left_out(view, (document, found));
        for column in columns {
            if !has_any((view, texts), (*version, &column.members)) {
                continue;
            }
            let turns = passage.turns.iter().zip(1..);
            let turns = turns.filter(|(turn, _)| !is_open(&left_out, (turn.body, &column.members)));
            judged.extend(turns.map(|(_, number)| (*id, number, column.code)));
        }
    }
    judged
}

/// A stretch on which the final layer has no word, with the codings that touch it: none where nobody judged it.
pub type LeftOut = (Span, Vec<(CodeRef, Span)>);

/// The stretches of a document on which the final layer has no word.
pub fn left_out(view: &View<'_>, (document, found): (&Document, &Marks)) -> Vec<LeftOut> {
    let own = view.codings().iter().filter(|coding| {
        coding.excerpt.document == document.id && coding.excerpt.fate != Fate::Orphaned
    });
    let own: Vec<(CodeRef, Span)> = own
        .map(|coding| (coding.code, coding.excerpt.span))
        .collect();
    let here = found.left_out.iter().filter(|(id, _)| *id == document.id);
    here.map(|(_, span)| {
        let touching = own.iter().filter(|(_, other)| other.touches(*span));
        (*span, touching.copied().collect())
    })
    .collect()
}

/// Whether the final layer has no word on a stretch in the light of some codes: nobody judged it, or what was put there of them is
/// undecided.
pub fn is_open(left_out: &[LeftOut], (stretch, codes): (Span, &HashSet<CodeRef>)) -> bool {
    left_out.iter().any(|(span, codings)| {
        let mut of_theme = codings.iter().filter(|(code, _)| codes.contains(code));
        let mut is_undecided = || of_theme.any(|(_, own)| own.touches(stretch));
        span.touches(stretch) && (codings.is_empty() || is_undecided())
    })
}

/// Whether a codebook version has any of some codes; where none was frozen, nothing says that it had not.
pub fn has_any(
    (view, texts): (&View<'_>, &Texts),
    (version, codes): (Option<Ref>, &HashSet<CodeRef>),
) -> bool {
    let known = version.and_then(|freeze| texts.codebook(freeze));
    known.is_none_or(|frozen| {
        let mut known = frozen.codes.iter().map(|code| view.canonical_code(code.id));
        known.any(|code| codes.contains(&code))
    })
}
