//! Version: how the codebook as it stands differs from a frozen one.
//!
//! A frozen version is its content file and never changes; whatever is written afterwards is a draft of the next.

use std::collections::HashMap;

use crate::codebook::{Code, FrozenCode};
use crate::coding::Coding;
use crate::document::kept::Fate;
use crate::event::Event;
use crate::filter::View;
use crate::id::{CodeRef, CoderId};
use crate::study::CodeNow;

/// How many codes are new, gone or other than they were when a version was frozen.
pub fn changed_since(view: &View<'_>, frozen: &[FrozenCode]) -> usize {
    let by_handle: HashMap<&str, CodeRef> = frozen
        .iter()
        .map(|old| (old.code.id.as_str(), view.canonical_code(old.id)))
        .collect();
    let mut before: HashMap<CodeRef, &Code> = frozen
        .iter()
        .map(|old| (view.canonical_code(old.id), &old.code))
        .collect();
    let current = view
        .codes()
        .filter(|code| code.merged_into.is_none() && !code.retired);
    let mut changed = 0;
    for code in current {
        let is_same = before.remove(&code.id).is_some_and(|old| {
            let above = old.parent.as_deref();
            let parent = above.and_then(|handle| by_handle.get(handle)).copied();
            says_the_same(code, old) && parent == code.parent
        });
        changed += usize::from(!is_same);
    }
    changed + before.len()
}

/// Whether everything but the place in the tree is as it was; a parent that was renamed changes nothing below it.
fn says_the_same(code: &CodeNow, old: &Code) -> bool {
    let now = Code {
        parent: old.parent.clone(),
        ..code.code.clone()
    };
    now == *old
}

/// A coder's codings under codes that changed after the version they were coded under, and no later than the newest version.
pub fn outdated<'v>(view: &View<'v>, coder: &CoderId) -> Vec<&'v Coding> {
    let Some(newest) = view.versions().last() else {
        return Vec::new();
    };
    let mut changes: HashMap<CodeRef, u64> = HashMap::new();
    let earlier = view
        .lines()
        .filter(|line| line.head.clock < newest.clock && view.is_in_force(line));
    for line in earlier {
        if let Some(Event::CodeSet(set)) = line.event() {
            // Lines come in fold order: the last change counts.
            changes.insert(view.canonical_code(set.code), line.head.clock);
        }
    }
    let is_outdated = |coding: &&&Coding| {
        let version = coding.codebook.and_then(|freeze| view.version(freeze));
        let changed = changes.get(&coding.code).copied();
        coding.coder == *coder
            && coding.excerpt.fate != Fate::Orphaned
            && version
                .zip(changed)
                .is_some_and(|(version, changed)| changed > version.clock)
    };
    view.codings().iter().filter(is_outdated).copied().collect()
}
