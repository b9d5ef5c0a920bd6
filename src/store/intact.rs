//! Intact lines in the place of damaged ones: only in one's own journal, and only where this machine kept every line of it.
//!
//! A line that was changed or rotted is never touched by itself: somebody must ask. What is asked for is put right only if the shadow
//! on this machine holds all that the journal holds and an unbroken chain of lines beside, so that no damaged bytes can be all that
//! is left of a line. The file as it was goes to this machine's state, and the segment is written anew as it was saved.

use std::collections::HashSet;
use std::path::Path;

use crate::id::{Hash, StudyId};
use crate::journal::{Line, first_prev};
use crate::store::atomic::{self, Existing};
use crate::store::damage::{What, judge, pieces, said};
use crate::store::disk;
use crate::store::mend::Mend;
use crate::store::own::{OwnLine, Side, set_aside};
use crate::store::{Doing, Refused};

/// A segment in which damaged lines stand, and what was saved there.
pub(crate) struct Replacement {
    segment: u32,
    found: Vec<u8>,
    saved: Vec<u8>,
    damaged: u64,
}

/// The segments of a journal whose damaged lines the shadow has intact. None where the shadow lacks anything.
pub(crate) fn replacements(
    study: &StudyId,
    (journal, shadow): (&Side, &Side),
) -> Result<Vec<Replacement>, Refused> {
    let kept = shadow.lines(study)?;
    let Some(last) = last_of_chain(study, shadow, &kept) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for segment in journal.segments()?.into_keys() {
        let bytes = read(journal, segment)?;
        let saved = match shadow.length(segment)? {
            0 => continue,
            _ => read(shadow, segment)?,
        };
        let of_shadow: HashSet<Hash> = kept
            .iter()
            .filter(|own| own.segment == segment)
            .map(|own| own.line.hash)
            .collect();
        let damaged = damaged((study, journal, last), &bytes, &of_shadow);
        if let Some(damaged) = damaged.filter(|damaged| *damaged > 0 && is_whole(study, &saved)) {
            found.push(Replacement {
                segment,
                found: bytes,
                saved,
                damaged,
            });
        }
    }
    Ok(found)
}

/// Writes a segment anew as it was saved; the file as it was is kept in the folder `aside`.
pub(crate) fn replace(
    journal: &Side,
    replacement: &Replacement,
    aside: &Path,
) -> Result<Mend, Refused> {
    let path = journal.path(replacement.segment);
    let disk = &*journal.disk;
    set_aside(disk, &path, &replacement.found, aside)?;
    atomic::write(disk, &path, &replacement.saved, Existing::Replace)?;
    Ok(Mend::Intact {
        file: path,
        lines: replacement.damaged,
        aside: aside.to_owned(),
    })
}

fn read(side: &Side, segment: u32) -> Result<Vec<u8>, Refused> {
    let path = side.path(segment);
    disk::read(&*side.disk, &path).map_err(Doing::Read.to(&path))
}

/// The number of the last line, if all lines from the first are there and each goes on from the one before.
fn last_of_chain(study: &StudyId, shadow: &Side, kept: &[OwnLine]) -> Option<u64> {
    let mut lines: Vec<&Line> = kept.iter().map(|own| &own.line).collect();
    lines.sort_by_key(|line| line.head.seq);
    lines.dedup_by_key(|line| line.hash);
    let (mut seq, mut hash) = (0, first_prev(study, &shadow.writer));
    for line in lines {
        if line.head.seq != seq + 1 || line.head.prev != hash {
            return None;
        }
        (seq, hash) = (line.head.seq, line.hash);
    }
    Some(seq)
}

/// How many pieces of a segment are damaged lines of this writer that were saved; nothing where one may be more than that, or where
/// a good line stands there that the shadow has not.
fn damaged(
    (study, journal, last): (&StudyId, &Side, u64),
    bytes: &[u8],
    of_shadow: &HashSet<Hash>,
) -> Option<u64> {
    let (mut damaged, mut next) = (0, 1);
    for piece in pieces(bytes) {
        let judged = judge(study, piece);
        match judged.line {
            Some(line) if !of_shadow.contains(&line.hash) => return None,
            Some(line) => next = line.head.seq + 1,
            None if judged.damage == Some(What::MarkOfGit) => {}
            None if judged.damage.is_some() => {
                let (writer, seq) = said(judged.words);
                let seq = seq.unwrap_or(next);
                if writer.is_some_and(|writer| writer != journal.writer) || seq > last {
                    return None;
                }
                (damaged, next) = (damaged + 1, seq.max(next) + 1);
            }
            None => {}
        }
    }
    Some(damaged)
}

fn is_whole(study: &StudyId, bytes: &[u8]) -> bool {
    let is_line = |piece: &[u8]| {
        let judged = judge(study, piece);
        judged.line.is_some() && judged.damage.is_none() && piece.ends_with(b"\n")
    };
    pieces(bytes).all(is_line)
}
