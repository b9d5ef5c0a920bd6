//! The reader: a transcript, a cursor, a selection, and what the coder does with it.
//!
//! This file holds what the reader remembers; [`motion`] moves the cursor, [`select`] the selection, [`landmark`] finds places,
//! [`apply`] makes changes, [`draw`] shows it all.

pub mod motion;
pub mod select;
pub mod landmark;
pub mod apply;
pub mod amend;
pub mod rewrite;
pub mod edge;
pub mod judge;
pub mod settled;
pub mod act;
pub mod geometry;
pub mod margin;
pub mod detail;
pub mod draw;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::coding::Hand;
use crate::coding::Coding;
use crate::document::kept::Fate;
use crate::document::{Document, Turns};
use crate::filter::View;
use crate::id::{CodeRef, CodingRef, DocumentRef, RevisionRef};
use crate::person::Role;
use crate::text::span::{Position, Span};
use crate::texts::Passage;
use crate::tui::layout::Layout;
use crate::tui::screen::reader::geometry::Geometry;

/// The longest label that is shown whole.
const LABEL: usize = 8;

/// Whose a turn is, as far as reading goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    /// A participant's, or somebody's who is not known yet.
    Participant,
    /// The research team's, or nobody's.
    Team,
}

/// Whether interviewers' turns are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Interviewers {
    #[default]
    Shown,
    Hidden,
}

/// What the stripes in the margin stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stripes {
    /// One's own codings, by code.
    #[default]
    Code,
    /// One's own codings, by the code above.
    Parent,
    /// Everybody's that may be seen, by coder.
    Coder,
    /// How many codings lie there.
    Density,
}

/// Whose layer the coding keys act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layer {
    /// One's own codings.
    #[default]
    Own,
    /// What the team stands by: the keys make decisions.
    Final,
}

/// Words searched for in this document, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The words.
    pub words: String,
    /// Where they stand, in order.
    pub hits: Vec<Span>,
}

/// The excerpt that was coded last, while it stays current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Where it lies.
    pub span: Span,
    /// The codes that were put on it, in order.
    pub codes: Vec<CodeRef>,
}

/// An end of an excerpt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    First,
    Last,
}

/// An edge on the move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// The coding.
    pub coding: CodingRef,
    /// The end that moves.
    pub end: End,
    /// Where the coding would lie.
    pub span: Span,
}

/// What a choice among overlapping codings is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Drop,
    Swap,
    Edge,
    Memo,
    Value,
    Quotable,
}

/// Several codings lie at the cursor: which one is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which {
    /// What for.
    pub purpose: Purpose,
    /// The codings, the innermost first.
    pub choices: Vec<CodingRef>,
    /// The one marked.
    pub at: usize,
}

/// A transcript being read and coded.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The document.
    pub document: DocumentRef,
    /// The revision that is shown.
    pub revision: RevisionRef,
    /// Its words.
    pub passage: Arc<Passage>,
    /// The coder at it; nobody for an outsider, who may only read.
    pub hand: Option<Hand>,
    /// Whose each turn is.
    pub talk: Vec<Talk>,
    /// Whom labels and turns stand for, as far as `talk` knows.
    speakers: Speakers,
    /// The codings of this document that may be seen, in the order of the text.
    here: Vec<Coding>,
    /// Participants' turns that wait for the coder, from 0.
    pub waiting: Vec<usize>,
    /// The columns that labels take.
    pub label_width: u16,
    /// Its rows.
    pub layout: Layout,
    /// Where things lie on the screen.
    pub geometry: Geometry,
    /// The cursor.
    pub head: Position,
    /// Where the selection began; the cursor is its other end.
    pub anchor: Option<Position>,
    /// Whether every motion extends the selection.
    pub extending: bool,
    /// The excerpt coded last.
    pub applied: Option<Applied>,
    /// The column that moving by lines keeps to.
    pub goal: Option<u16>,
    /// The first row on the screen.
    pub top: usize,
    /// Whether interviewers' turns are shown.
    pub interviewers: Interviewers,
    /// What the stripes stand for.
    pub stripes: Stripes,
    /// Whose layer is coded.
    pub layer: Layer,
    /// What was searched for.
    pub search: Option<Search>,
    /// Where the cursor jumped from, and back from.
    pub back: Vec<Position>,
    pub forward: Vec<Position>,
    /// An edge on the move.
    pub moving: Option<Moving>,
    /// A choice among overlapping codings.
    pub which: Option<Which>,
}

impl Reader {
    /// Opens a document; the cursor stands on the first turn of a participant without a coding of the coder's, or on the first.
    pub fn open(view: &View<'_>, (document, passage): (&Document, Arc<Passage>)) -> Self {
        let hand = view
            .viewer()
            .and_then(|coder| Hand::at(view, coder, document.id));
        let mut reader = Self {
            document: document.id,
            revision: document.current,
            talk: talk(document, &passage),
            speakers: speakers(document),
            hand,
            here: here(view, document.id),
            waiting: Vec::new(),
            label_width: label_width(&passage),
            layout: Layout::default(),
            geometry: Geometry::default(),
            head: Position(0),
            anchor: None,
            extending: false,
            applied: None,
            goal: None,
            top: 0,
            interviewers: Interviewers::Shown,
            stripes: Stripes::Code,
            layer: Layer::Own,
            search: None,
            back: Vec::new(),
            forward: Vec::new(),
            moving: None,
            which: None,
            passage,
        };
        reader.waiting = landmark::uncoded(view, &reader);
        let first = reader.waiting.first().copied();
        let first = first.or_else(|| reader.participants().next());
        let first = first.unwrap_or(0);
        reader.head = reader
            .passage
            .turns
            .get(first)
            .map_or(Position(0), |turn| turn.body.start());
        reader
    }

    /// Takes up what has changed in the study; the cursor stays where it is.
    pub fn renew(&mut self, view: &View<'_>) {
        let Some(document) = view.document(self.document) else {
            return;
        };
        if self.speakers != speakers(document) {
            self.speakers = speakers(document);
            self.talk = talk(document, &self.passage);
        }
        // What is coded names the words that are on the screen, until a corrected text takes their place.
        let hand = view
            .viewer()
            .and_then(|coder| Hand::at(view, coder, self.document));
        self.hand = hand.map(|hand| Hand {
            revision: self.revision,
            ..hand
        });
        self.here = match self.layer {
            Layer::Own => here(view, self.document),
            Layer::Final => settled::held(view, self),
        };
        self.waiting = landmark::uncoded(view, self);
        let here = &self.here;
        let known = |id: CodingRef| here.iter().any(|coding| coding.id == id);
        self.moving.take_if(|moving| !known(moving.coding));
        self.which
            .take_if(|which| which.choices.iter().any(|id| !known(*id)));
    }

    /// Turns of participants, from 0.
    pub fn participants(&self) -> impl DoubleEndedIterator<Item = usize> {
        let talk = self.talk.iter().enumerate();
        talk.filter(|(_, talk)| **talk == Talk::Participant)
            .map(|(turn, _)| turn)
    }

    /// The turn that a place lies in or comes after, from 0.
    pub fn turn_at(&self, position: Position) -> usize {
        let after = self
            .passage
            .turns
            .partition_point(|turn| turn.body.start() <= position);
        after.saturating_sub(1)
    }

    /// The body of a turn; an empty stretch where there is none.
    pub fn body(&self, turn: usize) -> Span {
        let body = self.passage.turns.get(turn).map(|turn| turn.body);
        body.unwrap_or_else(|| Span::between(Position(0), Position(0)))
    }

    /// The turns that are not shown.
    pub fn hidden(&self) -> BTreeSet<usize> {
        match self.interviewers {
            Interviewers::Shown => BTreeSet::new(),
            Interviewers::Hidden => {
                let team = self.talk.iter().enumerate();
                team.filter(|(_, talk)| **talk == Talk::Team)
                    .map(|(turn, _)| turn)
                    .collect()
            }
        }
    }

    /// The codings of this document that may be seen, in the order of the text.
    pub fn codings(&self) -> Vec<&Coding> {
        self.here.iter().collect()
    }

    /// A coding that is shown, by ref.
    pub fn coding(&self, id: CodingRef) -> Option<&Coding> {
        self.here.iter().find(|coding| coding.id == id)
    }

    /// The coder's own codings of this document, in whichever round; in the final layer, what it holds.
    pub fn own(&self) -> Vec<&Coding> {
        let Some(hand) = &self.hand else {
            return Vec::new();
        };
        let own = self.here.iter();
        own.filter(|coding| coding.coder == hand.coder).collect()
    }
}

/// The codings of a document that may be seen, in the order of the text.
fn here(view: &View<'_>, document: DocumentRef) -> Vec<Coding> {
    let is_here = |coding: &&&Coding| {
        coding.excerpt.document == document && coding.excerpt.fate != Fate::Orphaned
    };
    let mut here: Vec<&Coding> = view.codings().iter().filter(is_here).copied().collect();
    here.sort_by_key(|coding| {
        let span = coding.excerpt.span;
        (span.start(), Reverse(span.end()))
    });
    here.into_iter().cloned().collect()
}

/// The columns of the longest label, up to a limit.
fn label_width(passage: &Passage) -> u16 {
    let text = &passage.text;
    let labels = passage.turns.iter().map(|turn| Turns::label(text, turn));
    let longest = labels.map(|label| label.chars().count().min(LABEL)).max();
    longest.unwrap_or(0) as u16
}

/// Whom labels, and single turns, stand for.
type Speakers = (BTreeMap<String, Role>, Vec<(Span, Role)>);

fn speakers(document: &Document) -> Speakers {
    (document.speakers.clone(), document.turn_roles.clone())
}

fn talk(document: &Document, passage: &Passage) -> Vec<Talk> {
    let of = |turn| match document.role(&passage.text, turn) {
        Role::Interviewer | Role::Ignore => Talk::Team,
        Role::Person(_) | Role::Unknown => Talk::Participant,
    };
    passage.turns.iter().map(of).collect()
}
