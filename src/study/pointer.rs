//! Step 7 of the fold, first half: where codes point.
//!
//! A code points to the code it is merged into, else to its parent. The unreplaced pointers of all codes are replayed in fold
//! order; a step that would close a ring is skipped and listed, and counts again once the ring is gone.

use std::collections::HashSet;

use crate::event::codebook::Pointer;
use crate::id::{CodeRef, Ref, RefMap, RefSet};
use crate::study::register::{Key, Registers, Value};
use crate::study::set::Set;

/// Where every code points, and which steps were skipped.
#[derive(Debug, Default)]
pub struct Pointers {
    at: RefMap<CodeRef, Pointer>,
    /// Steps that would have closed a ring: the code and the line.
    pub skipped: Vec<(CodeRef, Ref)>,
}

impl Pointers {
    /// Replays the pointers of all codes.
    pub fn of(set: &Set, registers: &Registers) -> Self {
        let mut steps: Vec<(usize, CodeRef, Pointer)> = values(registers)
            .filter_map(|(code, line, to)| Some((set.place(line)?, code, to)))
            .collect();
        steps.sort();
        let mut pointers = Self::default();
        for (place, code, to) in steps {
            if pointers.would_ring(code, to) {
                pointers.skipped.push((code, set.lines[place].id()));
            } else {
                pointers.at.insert(code, to);
            }
        }
        pointers
    }

    /// The code that a code's codings count as.
    pub fn merged(&self, code: CodeRef) -> CodeRef {
        let mut at = code;
        while let Some(Pointer::Merged(into)) = self.at.get(&at) {
            at = *into;
        }
        at
    }

    /// The parent of a code, after merges.
    pub fn parent(&self, code: CodeRef) -> Option<CodeRef> {
        match self.at.get(&code) {
            Some(Pointer::Parent(Some(parent))) => {
                Some(self.merged(*parent)).filter(|parent| *parent != code)
            }
            _ => None,
        }
    }

    /// Whether a code counts as another.
    pub fn is_merged(&self, code: CodeRef) -> bool {
        matches!(self.at.get(&code), Some(Pointer::Merged(_)))
    }

    fn would_ring(&self, code: CodeRef, to: Pointer) -> bool {
        let mut seen = HashSet::from([code]);
        let mut next = to.target();
        while let Some(at) = next {
            if !seen.insert(at) {
                return true;
            }
            next = self.at.get(&at).and_then(|pointer| pointer.target());
        }
        false
    }
}

/// The codes that any other was told to count as, whether or not the step was skipped.
pub fn merge_targets(registers: &Registers) -> RefSet<CodeRef> {
    let targets = values(registers).filter_map(|(_, _, to)| match to {
        Pointer::Merged(into) => Some(into),
        Pointer::Parent(_) => None,
    });
    targets.collect()
}

/// The unreplaced pointers: the code, the line that says so, and where it points.
fn values(registers: &Registers) -> impl Iterator<Item = (CodeRef, Ref, Pointer)> {
    let (first, last) = (CodeRef(Ref::new(0)), CodeRef(Ref::new(u64::MAX)));
    let codes = registers.range(Key::Pointer(first)..=Key::Pointer(last));
    codes
        .flat_map(|(key, register)| register.values.iter().map(move |value| (key, value)))
        .filter_map(|(key, (line, value))| match (key, value) {
            (Key::Pointer(code), Value::Pointer(to)) => Some((*code, *line, *to)),
            _ => None,
        })
}
