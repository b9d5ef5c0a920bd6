//! A change: what a coder does in one go, as the lines it will be.
//!
//! Commands and screens make changes here and nowhere else, so that both write the same history. Making one reads the view and
//! writes nothing; the session records it, and what the disk refused can be recorded again later.

pub mod coding;
pub mod code;
pub mod turn;
pub mod quote;
pub mod summary;
pub mod decision;
pub mod recode;
pub mod autocode;
pub mod correction;
pub mod withdrawal;

use crate::change::correction::Correction;
use crate::coding::{On, QuoteState};
use crate::event::Event;
use crate::event::autocode::AutocodeJudge;
use crate::event::codebook::{CodeAdd, CodeSet};
use crate::event::coding::{CodingAdd, CodingRemove, MemoWrite};
use crate::event::decision::DecisionMake;
use crate::event::study::Switch;
use crate::id::{ActionRef, CodeRef, CodingRef, Ref};
use crate::progress::{Finished, say_done};
use crate::study::draft::{Draft, TooLong};

/// What one action writes.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Lines that stand by themselves.
    Events(Vec<Event>),
    /// A new code, and the codings that use it already; their code is filled in.
    NewCode(Box<CodeAdd>, Vec<CodingAdd>),
    /// A coding gives way to another; the memos on it move along.
    Instead {
        /// The coding that goes.
        old: CodingRef,
        /// The coding that comes.
        new: Box<CodingAdd>,
        /// The memos on the old one; what they hang on is filled in.
        memos: Vec<MemoWrite>,
        /// What else goes along: the marks of a quote.
        others: Vec<Event>,
    },
    /// A code gives way to several, and codings move to them.
    Split {
        /// The new codes.
        into: Vec<CodeAdd>,
        /// What becomes of the old one.
        old: Box<CodeSet>,
        /// Codings that give way, each with the place of its new code, which is filled in.
        moves: Vec<(usize, Change)>,
    },
    /// A document is finished.
    Done(Finished),
    /// A disagreement is decided, with what its writer had before them; further lines go along.
    Decision(Box<DecisionMake>, Vec<Event>),
    /// Documents get new words, which are files that must be there first.
    Corrected(Vec<Correction>),
    /// A proposal is judged.
    Judged {
        /// The coding that an earlier verdict made, where this one makes none of it.
        off: Option<CodingRef>,
        /// The coding that comes of it, new or with another value.
        coding: Option<Box<Change>>,
        /// The verdict; the coding that comes of it is filled in.
        said: Box<AutocodeJudge>,
    },
}

impl Change {
    /// One line.
    pub fn one(event: Event) -> Self {
        Self::Events(vec![event])
    }

    /// Actions are undone, together.
    pub fn undo(actions: &[ActionRef]) -> Self {
        let off = |&action: &ActionRef| Event::Switch(Switch { action, on: false });
        Self::Events(actions.iter().map(off).collect())
    }

    /// Actions are redone, together.
    pub fn redo(actions: &[ActionRef]) -> Self {
        let on = |&action: &ActionRef| Event::Switch(Switch { action, on: true });
        Self::Events(actions.iter().map(on).collect())
    }

    /// A coding that gives way, with the code of the one that comes, and of the marks of a quote that come with it.
    fn with_code(mut self, code: CodeRef) -> Self {
        if let Self::Instead { new, others, .. } = &mut self {
            new.code = code;
            for event in others {
                if let Event::QuoteChoose(mark) = event
                    && mark.state != QuoteState::Dropped
                {
                    mark.theme = Some(code);
                }
            }
        }
        self
    }

    /// The documents whose new words must be there before it is written.
    pub fn words(&self) -> &[Correction] {
        match self {
            Self::Corrected(corrections) => corrections,
            _ => &[],
        }
    }

    /// Writes it, and gives the refs of its lines.
    pub fn write(&self, draft: &mut Draft<'_>) -> Result<Vec<Ref>, TooLong> {
        let mut refs = Vec::new();
        match self {
            Self::Events(events) => {
                for event in events {
                    refs.push(draft.add(event.clone())?);
                }
            }
            Self::NewCode(code, codings) => {
                let id = draft.add(Event::CodeAdd(code.clone()))?;
                refs.push(id);
                for coding in codings {
                    let code = CodeRef(id);
                    let coding = CodingAdd {
                        code,
                        ..coding.clone()
                    };
                    refs.push(draft.add(Event::CodingAdd(coding))?);
                }
            }
            Self::Instead {
                old,
                new,
                memos,
                others,
            } => {
                refs.push(draft.add(Event::CodingRemove(CodingRemove { coding: *old }))?);
                let id = draft.add(Event::CodingAdd(new.as_ref().clone()))?;
                refs.push(id);
                for memo in memos {
                    let on = On::Coding(CodingRef(id));
                    let memo = MemoWrite { on, ..memo.clone() };
                    refs.push(draft.add(Event::MemoWrite(Box::new(memo)))?);
                }
                for event in others {
                    refs.push(draft.add(event.clone())?);
                }
            }
            Self::Decision(made, others) => {
                let made = DecisionMake {
                    seen: draft.runs(),
                    ..made.as_ref().clone()
                };
                refs.push(draft.add(Event::DecisionMake(Box::new(made)))?);
                for event in others {
                    refs.push(draft.add(event.clone())?);
                }
            }
            Self::Judged { off, coding, said } => {
                let mut said = said.clone();
                if let Some(coding) = *off {
                    refs.push(draft.add(Event::CodingRemove(CodingRemove { coding }))?);
                }
                if let Some(coding) = coding {
                    let made = coding.write(draft)?;
                    // A coding that gives way is taken off before the one that comes.
                    let place = usize::from(matches!(**coding, Self::Instead { .. }));
                    said.coding = made.get(place).copied().map(CodingRef);
                    refs.extend(made);
                }
                refs.push(draft.add(Event::AutocodeJudge(said))?);
            }
            Self::Split { into, old, moves } => {
                for code in into {
                    refs.push(draft.add(Event::CodeAdd(Box::new(code.clone())))?);
                }
                let new = refs.clone();
                refs.push(draft.add(Event::CodeSet(old.as_ref().clone()))?);
                for (place, change) in moves {
                    if let Some(id) = new.get(*place) {
                        let change = change.clone().with_code(CodeRef(*id));
                        refs.extend(change.write(draft)?);
                    }
                }
            }
            Self::Corrected(corrections) => {
                for correction in corrections {
                    let revise = Box::new(correction.revise.clone());
                    refs.push(draft.add(Event::DocumentRevise(revise))?);
                    for event in &correction.others {
                        refs.push(draft.add(event.clone())?);
                    }
                }
            }
            Self::Done(finished) => say_done(draft, finished.clone(), None)?,
        }
        Ok(refs)
    }
}
