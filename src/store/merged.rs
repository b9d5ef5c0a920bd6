//! A journal that git could not merge: its marks are nobody's words, and what stands between them are lines like any other.
//!
//! Each line carries its number and its hash, so that it can be proved that a journal is whole without the marks. Where that cannot
//! be proved nothing is taken out.

use std::collections::HashSet;

use crate::id::Hash;
use crate::journal::first_prev;
use crate::store::damage::{What, judge, pieces};
use crate::store::layout::Folder;

/// What a journal holds without the marks: each line once, in the order of their numbers. Nothing where anything else stands in it
/// that is no line, where its lines are of several writers, or where one of them goes on from a line that is not among the `known`.
pub(crate) fn without_marks(
    (folder, known): (&Folder, &HashSet<Hash>),
    bytes: &[u8],
) -> Option<Vec<u8>> {
    let (mut lines, mut marks) = (Vec::new(), 0_u64);
    for piece in pieces(bytes) {
        let judged = judge(&folder.study, piece);
        match (judged.line, judged.damage) {
            (Some(line), None) => lines.push((line.head, judged.words)),
            (None, Some(What::MarkOfGit)) => marks += 1,
            (None, None) => {}
            (_, Some(_)) => return None,
        }
    }
    let of_one = lines.windows(2).all(|two| match two {
        [(one, _), (other, _)] => one.writer == other.writer,
        _ => true,
    });
    let mut heads = lines.iter().map(|(head, _)| head);
    let goes_on = heads.all(|head| match head.seq {
        1 => head.prev == first_prev(&folder.study, &head.writer),
        _ => known.contains(&head.prev),
    });
    if marks == 0 || lines.is_empty() || !of_one || !goes_on {
        return None;
    }
    // A line and its blank are two forms of one, and both stay.
    let mut taken = HashSet::new();
    lines.retain(|(_, words)| taken.insert(*words));
    lines.sort_by_key(|(head, _)| head.seq);
    let words = lines.iter().flat_map(|(_, words)| [*words, b"\n"]);
    Some(words.collect::<Vec<_>>().concat())
}
