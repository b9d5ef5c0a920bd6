//! Direct identifiers: what names a person outright, and how it is taken out.
//!
//! Names come from a map that the team keeps outside the study: what is a name can be known from nowhere else. Everything else is
//! told by its shape. What is put in is never looked at again by itself, and no text that was redacted holds an identifier. What is
//! left may still tell who speaks: this is a screen, not a guarantee.

use std::ops::Range;

use regex::Regex;
use serde::Serialize;

use crate::disclosure::names::Names;
use crate::disclosure::shape::{Kind, shapes};

/// An identifier in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// What kind it is.
    pub kind: Kind,
    /// Where it begins and ends, in bytes of the text.
    #[serde(skip)]
    pub at: Range<usize>,
    /// The words.
    pub words: String,
    /// What stands for them when they are taken out.
    pub instead: String,
}

/// A stretch of a text with what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where it begins and ends, in bytes of the text as it was.
    pub at: Range<usize>,
    /// What stands there instead.
    pub instead: String,
}

/// Why names cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There are too many.
    #[error("the map holds more names than can be looked for at once")]
    TooMany,
    /// What stands for a name is, or holds, an identifier.
    #[error("what stands for name {} of the map holds an identifier itself ({})", .at + 1, .kind.as_str())]
    Pseudonym {
        /// The place of the pair, from 0.
        at: usize,
        /// What it holds.
        kind: Kind,
    },
}

/// What is looked for.
pub struct Screen {
    shapes: Vec<(Kind, Regex)>,
    names: Names,
}

impl Screen {
    /// A screen for some names, each with what stands for it, and for every shape.
    pub fn new(names: &[(String, String)]) -> Result<Self, Unusable> {
        let screen = Self {
            shapes: shapes().map_err(|_| Unusable::TooMany)?,
            names: Names::new(names).map_err(|_| Unusable::TooMany)?,
        };
        for (at, (_, pseudonym)) in names.iter().enumerate() {
            if let Some(held) = screen.find(pseudonym).first() {
                let kind = held.kind;
                return Err(Unusable::Pseudonym { at, kind });
            }
        }
        Ok(screen)
    }

    /// The identifiers in a text, in order; where two overlap, the one that begins first, else the longer. A mark that says what was
    /// taken out (`[phone]`) holds none.
    pub fn find(&self, text: &str) -> Vec<Identifier> {
        let names = self.names.find(text).into_iter();
        let names = names.map(|at| (Kind::Name, at));
        let shapes = self.shapes.iter().flat_map(|(kind, shape)| {
            let hits = shape.find_iter(text);
            hits.map(|hit| (*kind, hit.range()))
        });
        let mut found: Vec<(Kind, Range<usize>)> = names.chain(shapes).collect();
        if found.is_empty() {
            return Vec::new();
        }
        let marks = marks(text);
        let is_marked = |at: &Range<usize>| {
            let mut marks = marks.iter();
            marks.any(|mark| mark.start <= at.start && at.end <= mark.end)
        };
        found.retain(|(_, at)| !is_marked(at));
        found.sort_by_key(|(_, at)| (at.start, std::cmp::Reverse(at.end)));
        let mut end = 0;
        found.retain(|(_, at)| {
            let is_free = at.start >= end;
            end = if is_free { at.end } else { end };
            is_free
        });
        let identifier = |(kind, at): (Kind, Range<usize>)| {
            let words = text.get(at.clone()).unwrap_or_default().to_owned();
            let instead = self.instead(kind, &words);
            Identifier {
                kind,
                at,
                words,
                instead,
            }
        };
        found.into_iter().map(identifier).collect()
    }

    /// What has to be changed in a text so that it holds no identifier, in order; no two overlap. Of two identifiers that overlap one
    /// is taken out first and the rest is looked at again. Where something that was put in becomes part of an identifier (`Rosa` for
    /// `Ann` before ` Luxemburg`), all of that gives way to a mark, so that there is an end.
    pub fn edits(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        loop {
            let now = Edited::of(text, &edits);
            let found = self.find(&now.text);
            if found.is_empty() {
                return edits;
            }
            edits = joined(found.iter().map(|one| now.edit(one)).chain(edits));
        }
    }

    /// A text with what stands for each identifier in its place; nothing where there is none.
    pub fn redacted(&self, text: &str) -> Option<String> {
        let edits = self.edits(text);
        (!edits.is_empty()).then(|| Edited::of(text, &edits).text)
    }

    fn instead(&self, kind: Kind, words: &str) -> String {
        let pseudonym = self.names.instead(words).filter(|_| kind == Kind::Name);
        pseudonym.map_or_else(|| kind.mark(), str::to_owned)
    }
}

/// Where a text says that something was taken out.
fn marks(text: &str) -> Vec<Range<usize>> {
    let of = |kind: Kind| {
        let mark = kind.mark();
        let found = text.match_indices(&mark);
        let found = found.map(|(at, mark)| at..at + mark.len());
        found.collect::<Vec<_>>()
    };
    Kind::ALL.into_iter().flat_map(of).collect()
}

/// Edits in order, each that lies within another left out; of two at one place the first counts.
fn joined(edits: impl Iterator<Item = Edit>) -> Vec<Edit> {
    let mut all: Vec<Edit> = edits.collect();
    all.sort_by_key(|edit| (edit.at.start, std::cmp::Reverse(edit.at.end)));
    let mut joined: Vec<Edit> = Vec::new();
    for edit in all {
        match joined.last_mut().filter(|last| edit.at.start < last.at.end) {
            Some(last) => last.at.end = last.at.end.max(edit.at.end),
            None => joined.push(edit),
        }
    }
    joined
}

/// A text after some edits, and what of it stood where.
struct Edited {
    text: String,
    pieces: Vec<Piece>,
}

struct Piece {
    now: Range<usize>,
    was: Range<usize>,
    is_put: bool,
}

impl Edited {
    fn of(text: &str, edits: &[Edit]) -> Self {
        let mut edited = Self {
            text: String::with_capacity(text.len()),
            pieces: Vec::new(),
        };
        let mut from = 0;
        for edit in edits {
            edited.push(text.get(from..edit.at.start), (from..edit.at.start, false));
            edited.push(Some(&edit.instead), (edit.at.clone(), true));
            from = edit.at.end;
        }
        edited.push(text.get(from..), (from..text.len(), false));
        edited
    }

    fn push(&mut self, words: Option<&str>, (was, is_put): (Range<usize>, bool)) {
        let from = self.text.len();
        self.text.push_str(words.unwrap_or_default());
        self.pieces.push(Piece {
            now: from..self.text.len(),
            was,
            is_put,
        });
    }

    /// The edit of the text as it was that takes an identifier out of the text as it is.
    fn edit(&self, found: &Identifier) -> Edit {
        let (from, to) = (found.at.start, found.at.end);
        let touched = self.pieces.iter();
        let touched = touched.filter(|piece| piece.now.start < to && piece.now.end > from);
        let (mut start, mut end, mut instead) = (usize::MAX, 0, found.instead.clone());
        for piece in touched {
            if piece.is_put {
                instead = found.kind.mark();
                (start, end) = (start.min(piece.was.start), end.max(piece.was.end));
                continue;
            }
            let at = |now: usize| piece.was.start + (now - piece.now.start);
            start = start.min(at(from.max(piece.now.start)));
            end = end.max(at(to.min(piece.now.end)));
        }
        Edit {
            at: start.min(end)..end,
            instead,
        }
    }
}
