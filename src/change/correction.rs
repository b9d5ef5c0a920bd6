//! Corrections: a text gives way to another, a turn to whom it belongs, and coders say what holds of their excerpts.
//!
//! A correction is one action, whatever it touches; its words are files that have to be there before the lines that name them.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::Change;
use crate::change::coding;
use crate::coding::Coding;
use crate::correction::edit::{Edit, Revised, TurnsAre};
use crate::document::kept::Fate;
use crate::document::{Document, Turn, Turns, fold_label};
use crate::event::Event;
use crate::event::document::DocumentRevise;
use crate::event::person::{SpeakerAssign, TurnAssign};
use crate::filter::View;
use crate::id::Digest;
use crate::person::Role;
use crate::problem::Problem;
use crate::text::span::Span;
use crate::texts::Passage;

/// One document with its new words.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The document's handle, for the names of its files.
    pub handle: String,
    /// The new text.
    pub text: String,
    /// Its turns, as they are written.
    pub turns: String,
    /// The line that names both.
    pub revise: DocumentRevise,
    /// What else has to be said with it: whom labels stand for that were renamed.
    pub others: Vec<Event>,
}

impl Correction {
    /// A document gets new words; labels that are called otherwise stand for whom they stood.
    pub fn of(
        document: &Document,
        (passage, revised): (&Passage, &Revised),
    ) -> Result<Self, Problem> {
        let turns = serde_json::to_string(&revised.turns).unwrap_or_default() + "\n";
        let text = revised.text.as_str().to_owned();
        Ok(Self {
            handle: document.handle.clone(),
            revise: DocumentRevise {
                document: document.id,
                parent: document.current,
                text: Digest::of(text.as_bytes()),
                turns: Digest::of(turns.as_bytes()),
                kept: revised.kept.clone(),
            },
            others: rebound(document, (passage, revised))?,
            text,
            turns,
        })
    }
}

/// Documents get new words, in one action.
pub fn correct(corrections: Vec<Correction>) -> Change {
    Change::Corrected(corrections)
}

/// Labels that an edit called otherwise, with whom they stood for; nothing where the turns are not the same ones.
fn rebound(
    document: &Document,
    (passage, revised): (&Passage, &Revised),
) -> Result<Vec<Event>, Problem> {
    if revised.turns_are == TurnsAre::ReadAnew {
        return Ok(Vec::new());
    }
    // By new label: whom its turns stood for before, and whether any was called otherwise.
    let mut stood: BTreeMap<String, (BTreeSet<Option<Role>>, bool)> = BTreeMap::new();
    let label = |text, turn: &Turn| fold_label(Turns::label(text, turn));
    for (old, new) in passage.turns.iter().zip(&revised.turns.turns) {
        let (was, is) = (label(&passage.text, old), label(&revised.text, new));
        let (roles, is_renamed) = stood.entry(is.clone()).or_default();
        roles.insert(document.speakers.get(&was).cloned());
        *is_renamed |= was != is;
    }
    let mut to: BTreeMap<String, Role> = BTreeMap::new();
    for (is, (roles, _)) in stood.into_iter().filter(|(_, (_, is_renamed))| *is_renamed) {
        if roles.len() > 1 {
            return Err(Problem::new(
                &document.handle,
                "would have one label for two different speakers",
                "give them different names; intercoder document speakers says whom labels stand for",
            ));
        }
        to.extend(roles.into_iter().flatten().map(|role| (is.clone(), role)));
    }
    let said = to
        .into_iter()
        .filter(|(label, role)| document.speakers.get(label) != Some(role));
    let event = |(label, to): (String, Role)| {
        let document = document.id;
        Event::SpeakerAssign(SpeakerAssign {
            document,
            label,
            to,
        })
    };
    Ok(said.map(event).collect())
}

/// The edits by which a label is called otherwise, in every turn that it opens.
pub fn renamed(passage: &Passage, (label, name): (&str, &str)) -> Result<Vec<Edit>, Problem> {
    let refused = |what: &str, advice: String| Err(Problem::new(name, what, advice));
    if name.trim().is_empty() || name.contains(['\n', ':', '\t']) || name.chars().count() > 63 {
        let advice = "a label has 1 to 63 characters, none of them a colon".to_owned();
        return refused("is no label", advice);
    }
    let is_it = |turn: &&Turn| fold_label(Turns::label(&passage.text, turn)) == fold_label(label);
    let edit = |span: Span| Edit {
        at: span,
        words: name.trim().to_owned(),
    };
    let turns = passage.turns.iter().filter(is_it);
    let edits: Vec<Edit> = turns.filter_map(|turn| turn.label).map(edit).collect();
    match edits.is_empty() {
        true => Err(Problem::new(
            label,
            "opens no turn here",
            format!("its labels: {}", passage.labels().join(", ")),
        )),
        false => Ok(edits),
    }
}

/// A turn belongs to somebody, whatever its label says.
pub fn assign(document: &Document, body: Span, to: Role) -> Change {
    Change::one(Event::TurnAssign(TurnAssign {
        revision: document.current,
        span: body,
        to,
    }))
}

/// A coding whose words are other holds where it lies now. One whose words are gone lies nowhere, and somebody else's is theirs.
pub fn accept(view: &View<'_>, waiting: &Coding) -> Result<Change, Problem> {
    let refused = |what: &str, advice: &str| Err(Problem::new("the excerpt", what, advice));
    if waiting.excerpt.fate == Fate::Orphaned {
        return refused(
            "has no words left",
            "attach it where they stand now, or take it off",
        );
    }
    attach(view, waiting, waiting.excerpt.span)
}

/// A coding lies on this stretch of the text as it is.
pub fn attach(view: &View<'_>, waiting: &Coding, span: Span) -> Result<Change, Problem> {
    own(view, waiting)?;
    let document = view.document(waiting.excerpt.document);
    match document.filter(|_| !span.is_empty()) {
        Some(document) => Ok(coding::respan(waiting, document.current, span)),
        None => Err(Problem::new("the excerpt", "has no words there", "")),
    }
}

/// A coding whose words are other or gone is taken off.
pub fn take_off(view: &View<'_>, waiting: &Coding) -> Result<Change, Problem> {
    own(view, waiting)?;
    Ok(coding::remove(waiting))
}

fn own(view: &View<'_>, coding: &Coding) -> Result<(), Problem> {
    match view.viewer() == Some(&coding.coder) {
        true => Ok(()),
        false => Err(Problem::new(
            "the excerpt",
            format!("is {}'s; only they say what holds of it", coding.coder),
            "a lead decides in the final layer, which leaves it as it is",
        )),
    }
}
