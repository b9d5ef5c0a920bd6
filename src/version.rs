//! Version: how the codebook as it stands differs from a frozen one.
//!
//! A frozen version is its content file and never changes; whatever is written afterwards is a draft of the next.

use std::collections::HashMap;

use crate::codebook::{Code, Frozen, FrozenCode};
use crate::filter::View;
use crate::id::CodeRef;
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

/// The codebook as a freeze would hold it now: codes neither merged nor retired, in tree order.
pub fn draft(view: &View<'_>) -> Frozen {
    let codebook = view.codebook();
    let codes = codebook.codes().iter().filter_map(|code| {
        let id = view
            .codes()
            .find(|known| known.code.id == code.id && known.merged_into.is_none())?
            .id;
        Some(FrozenCode {
            id,
            code: code.clone(),
        })
    });
    Frozen {
        codes: codes.collect(),
    }
}
