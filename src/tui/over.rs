//! What can lie over a screen: a list that narrows, a line of words, a memo, the scale of a code, the recent codes, a listing.

use ratatui_textarea::TextArea;

use crate::change::decision::Ruling;
use crate::coding::On;
use crate::id::{CodeRef, CodingRef, DocumentRef, MemoRef};
use crate::person::Role;
use crate::quotes::Marked;
use crate::text::span::{Position, Span};
use crate::tui::keys::Mode;
use crate::tui::screen::codebook::edit::Fields;
use crate::tui::screen::matrix::summary::Written;
use crate::tui::screen::reader::rewrite::Turn;
use crate::tui::widget::line::Input;
use crate::tui::widget::listing::Listing;
use crate::tui::widget::picker::Picker;

/// What lies over the screen.
pub enum Over {
    /// A list that narrows while one types.
    Picker(Picker<Choice>, Picking),
    /// One line of words.
    Line(Input, Asking),
    /// A page of words.
    Words(Box<Sheet>),
    /// The values of a scale.
    Value(Scale),
    /// Which of the recent codes.
    Recent,
    /// Lines to look through: excerpts of a code, its history.
    Listing(Listing<Spot>),
}

/// A place in a document to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The document.
    pub document: DocumentRef,
    /// The place.
    pub at: Position,
}

/// What a line of a picker stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Code(CodeRef),
    Document(DocumentRef),
    /// A turn, from 0.
    Turn(usize),
    /// A stretch of a text.
    Place(Span),
    /// Somebody who may have spoken, by their place in the list.
    Speaker(usize),
    /// No code above: the inbox.
    Root,
}

/// What a picker is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picking {
    /// A code for a stretch.
    Code(Span),
    /// Another code for a coding.
    Swap(CodingRef),
    /// Another code for a coding of the recode queue.
    Recode(CodingRef),
    /// Where the words of a coding of the review queue stand now.
    Place(CodingRef),
    /// Whose a turn is.
    Speaker {
        /// Its number, from 1.
        number: usize,
        body: Span,
        roles: Vec<Role>,
    },
    /// The code above a new one, which is put on a stretch.
    Parent {
        name: String,
        origin: &'static str,
        span: Option<Span>,
    },
    /// The code above one that is there.
    Under(CodeRef),
    /// The code that a line proposes.
    Autocode,
    /// The code that is put on instead of the proposed one.
    Verdict,
    /// The code that one is merged into.
    Merge(CodeRef),
    Document,
    Turn,
}

/// What a line of words is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Words to find in this document.
    Search,
    /// Words that narrow the list of the screen.
    Filter,
    /// The line of the search.
    Query,
    /// The file that all hits are written to.
    HitsFile,
    /// The file that the theme table is written to.
    TableFile,
    /// The file that the matrix is written to.
    MatrixFile,
    /// The name of a new code, put on a stretch.
    CodeName(Option<Span>),
    /// The name of a new code below another.
    CodeBelow(Option<CodeRef>),
    /// Why the next decision is made.
    Reason,
    /// Why a lead recodes others' excerpts.
    RecodeReason,
    /// A note on a code that goes along with the next decision.
    CodeNote,
    /// Who is present; a decision may wait for it.
    Present(Option<Box<(String, Ruling)>>),
    /// Codes with their sentences, instead of what any coder put, in the disagreement of this name.
    Edited(String),
}

/// A page of words and what it is for.
pub struct Sheet {
    /// The words.
    pub words: TextArea<'static>,
    /// The heading.
    pub title: String,
    /// What it is for.
    pub writing: Writing,
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// A memo, or one written again.
    Memo {
        on: On,
        memo: Option<MemoRef>,
        before: String,
    },
    /// The answer to a question.
    Answer(MemoRef),
    /// A quote as it is printed, and what it was.
    Quote { marked: Marked, before: String },
    /// A cell of the framework, and what was written of it.
    Summary {
        written: Box<Written>,
        before: String,
    },
    /// The words of a turn, and what they were.
    Turn { turn: Turn, before: String },
    /// The fields of a code, a heading each, and what they were.
    Fields(CodeRef, Box<Fields>),
}

/// The values of a code's scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The coding that gets the value.
    pub coding: CodingRef,
    /// The labels, in order; before them, none.
    pub labels: Vec<String>,
    /// The one marked: 0 is no value.
    pub at: usize,
}

impl Over {
    /// Where keys mean something while this lies there.
    pub fn mode(&self) -> Mode {
        match self {
            Self::Picker(..) => Mode::Picker,
            Self::Line(..) => Mode::Line,
            Self::Words(_) => Mode::Words,
            Self::Value(_) => Mode::Value,
            Self::Recent => Mode::Recent,
            Self::Listing(_) => Mode::Listing,
        }
    }
}

impl Sheet {
    /// Whether there are words on it that are nowhere else yet.
    pub fn is_changed(&self) -> bool {
        match &self.writing {
            Writing::Memo { before, .. }
            | Writing::Quote { before, .. }
            | Writing::Turn { before, .. }
            | Writing::Summary { before, .. } => {
                self.words.lines().join("\n").trim() != before.trim()
            }
            Writing::Answer(_) => !self.words.is_empty(),
            Writing::Fields(..) => true,
        }
    }
}
