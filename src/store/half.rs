//! A copy of a journal that ends in the middle of a line: a sync tool had brought half of it when it stopped.
//!
//! Such a copy tells nothing where the journal beside it has all of its whole lines, and a line that begins as the copy ends. Where it
//! may be all that is left of a line, its end is damage like any other.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::id::Hash;
use crate::journal::Line;
use crate::store::damage::{Damage, What, pieces};
use crate::store::disk;
use crate::store::layout::{Folder, writer_named};

/// Whether only the end of a file is unfinished: what its whole lines are worth is for [`adds_nothing`] to say.
pub(crate) fn is_half<'w>(mut damage: impl Iterator<Item = &'w What>) -> bool {
    let is_end = matches!(damage.next(), Some(What::Torn | What::ZeroFilled));
    is_end && damage.next().is_none()
}

/// Whether a copy with an unfinished end tells nothing that does not stand in its writer's own journals, whose lines are these.
pub(crate) fn adds_nothing(
    folder: &Folder,
    (copy, lines, damage): (&Path, &[Arc<Line>], &[Damage]),
    (own, known): (&[&Path], &HashSet<Hash>),
) -> bool {
    let end = damage.first();
    let end = end.filter(|_| is_half(damage.iter().map(|damage| &damage.what)));
    let read = |path: &Path| disk::read(&*folder.disk, path).ok();
    let Some((end, bytes)) = end.zip(read(copy)) else {
        return false;
    };
    let from = usize::try_from(end.offset).unwrap_or(usize::MAX);
    let end = bytes.get(from..).unwrap_or_default();
    let zeros = end.iter().rev().take_while(|byte| **byte == 0).count();
    let end = end.get(..end.len() - zeros).unwrap_or_default();
    let named = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        writer_named(&name.to_string_lossy())
    };
    let said = lines.first().map(|line| line.head.writer.clone());
    let writer = said.or_else(|| named(copy));
    let mut own = own.iter().filter(|path| named(path) == writer);
    lines.iter().all(|line| known.contains(&line.hash))
        && own.any(|path| read(path).is_some_and(|own| pieces(&own).any(|p| p.starts_with(end))))
}
