//! Messages: what happens to the model; effects: what it asks to be done outside.

use std::path::PathBuf;
use std::sync::Arc;

use crate::change::Change;
use crate::change::autocode::Said;
use crate::id::{CodeRef, DocumentRef, Ref, RevisionRef};
use crate::round::Unit;
use crate::session::measured::Measured;
use crate::text::span::{Position, Span};
use crate::texts::{Passage, Texts};
use crate::tui::keys::Key;
use crate::tui::screen::codebook::glimpse::Reading;
use crate::tui::screen::documents::counts::Counts;
use crate::tui::seeker::{News, Request};

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    Down,
    Drag,
    /// The wheel, by rows: down is positive.
    Wheel(isize),
}

/// Something happened.
#[derive(Clone, Debug)]
pub enum Message {
    Key(Key),
    Pointer(Pointer, (u16, u16)),
    /// Words from the clipboard.
    Paste(String),
    Resize(u16, u16),
    /// A document's words are here, or why not.
    Opened(DocumentRef, Result<Arc<Passage>, String>, Landing),
    /// Documents were counted.
    Counted(Vec<(RevisionRef, Counts)>),
    /// Excerpts and frozen codebooks were read.
    Read(Reading),
    /// The first of what was to be saved is on disk: the refs of its lines, and the time.
    Saved(Vec<Ref>, String),
    /// It is not, and why.
    NotSaved(String),
    /// It never can be, and why.
    Impossible(String),
    /// Something else was done, in words.
    Said(String),
    /// Others' work arrived.
    Arrived,
    /// Closed rounds were measured, the oldest first.
    Measured(Vec<Measured>),
    /// Words of documents are here.
    Gathered(Texts),
    /// The seeker has news.
    Sought(News),
}

/// Where the cursor goes in a document that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// The first turn that is not coded.
    Uncoded,
    /// A place.
    At(Position),
    /// A stretch that is to be coded.
    Coding(Span),
    /// The same document, whose text was corrected meanwhile: where the cursor was is here now.
    Corrected(Position),
    /// The same document, whose text the coder corrected, or brought back.
    Rewritten(Position),
}

/// Something to be done outside the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Save the first of the model's unsaved changes.
    Save,
    /// Load a document's words.
    Open(DocumentRef, Landing),
    /// Count the words, minutes and turns of documents.
    Count(Vec<DocumentRef>),
    /// Read the excerpts of documents, and the frozen codebooks.
    Read(Vec<DocumentRef>),
    /// Measure the closed rounds, in their own units or in another.
    Measure(Option<Unit>),
    /// Gather the words of documents, to be kept.
    Gather(Vec<DocumentRef>),
    /// Gather earlier texts of documents, to be kept.
    Recall(Vec<(DocumentRef, RevisionRef)>),
    /// Ask the seeker.
    Seek(Request),
    /// Write a file that is not there yet, and say beside it what else must be said.
    Write(PathBuf, Vec<u8>, Option<String>),
    /// Put words on the clipboard.
    Copy(String),
    Suspend,
    Quit,
}

/// A change on its way to the disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// What is written.
    pub change: Change,
    /// What is said once it is saved.
    pub said: String,
    /// What the model does then.
    pub then: Then,
}

/// What the model does once a change is saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    Nothing,
    /// The excerpt with these codes becomes the current one.
    Applied(Span, Vec<CodeRef>),
    /// The same, without asking for a value.
    Settled(Span, CodeRef),
    /// The same, with one code in the place of another.
    Swapped(Span, CodeRef, CodeRef),
    /// The same, with the code that was just made.
    Coined(Span),
    /// The code that was just made is marked in the codebook.
    Marked,
    /// A run has begun: this is the first verdict in it.
    Judges((DocumentRef, Span), Said),
    /// This code is marked in the codebook.
    Reveals(CodeRef),
}
