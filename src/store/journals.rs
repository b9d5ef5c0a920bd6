//! All journals of a study, read as one bag of verified lines.
//!
//! Any `*.jsonl` under `journal/` counts: segments, conflict copies, files somebody renamed. Files, and large files in pieces,
//! are verified side by side, and their bytes are dropped at once. What does not verify is reported and never changed here.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::id::{Digest, StudyId, Writer};
use crate::journal::Line;
use crate::problem::Problem;
use crate::store::atomic::UNFINISHED;
use crate::store::damage::{Damage, End, What, judge, pieces, said};
use crate::store::disk::{self, Disk};
use crate::store::layout::{self, Folder};
use crate::store::{Doing, Refused, half};

/// What all journals of a study hold.
#[derive(Debug, Default)]
pub struct Journals {
    /// Every line that verified, repeats included, in the order of files and lines.
    pub lines: Vec<Arc<Line>>,
    /// What each file holds of them, in the same order.
    pub files: Vec<Holding>,
    /// Everything that is no verified line.
    pub damage: Vec<Damage>,
    /// What is worth saying and loses nothing.
    pub problems: Vec<Problem>,
}

/// How many lines a file holds, and which: two files of one digest hold the same lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// How many.
    pub lines: usize,
    /// The digest of their hashes, in their order.
    pub digest: Digest,
}

impl Holding {
    fn of(lines: &[Arc<Line>]) -> Self {
        let hashes = lines.iter().map(|line| line.hash.0);
        let digest = hashes.fold(Sha256::new(), |digest, hash| digest.chain_update(hash));
        Self {
            lines: lines.len(),
            digest: Digest(digest.finalize().into()),
        }
    }
}

/// How much of a file one thread verifies at a time.
const PORTION: usize = 256 * 1024;

/// Reads and verifies all journals. A file that cannot be read is damage, not a failure; only the journal folder itself must be readable.
pub fn read(folder: &Folder) -> Result<Journals, Refused> {
    let (files, damage) = files(folder)?;
    let sheets = sheets(folder, &files);
    let mut journals = Journals {
        lines: Vec::with_capacity(sheets.iter().map(|sheet| sheet.lines.len()).sum()),
        files: sheets.iter().filter_map(|sheet| sheet.holding).collect(),
        damage,
        problems: Vec::new(),
    };
    let halves = halves(folder, &files, &sheets);
    for (path, mut sheet) in files.iter().zip(sheets) {
        let file = path.strip_prefix(&folder.root).unwrap_or(path);
        if !halves.contains(path.as_path()) {
            journals.damage.extend(sheet.damage(file));
        }
        journals.problems.extend(sheet.converted_problem(file));
        journals.lines.append(&mut sheet.lines);
    }
    for damage in &mut journals.damage {
        if let Ok(file) = damage.file.strip_prefix(&folder.root) {
            damage.file = file.to_owned();
        }
    }
    Ok(journals)
}

/// The copies that end in the middle of a line and tell nothing: nobody needs to wait for the rest of them.
fn halves<'f>(folder: &Folder, files: &'f [PathBuf], sheets: &[Sheet]) -> HashSet<&'f Path> {
    let all = || files.iter().map(PathBuf::as_path).zip(sheets);
    let of_copies = all().filter(|(path, _)| !layout::is_own(folder, path));
    // What else is damaged in a copy can be much, so only the sort of it is looked at.
    let may_be = of_copies.filter(|(_, sheet)| half::is_half(sheet.spots.iter().map(|s| &s.what)));
    let mut halves: Vec<_> = may_be
        .map(|(path, sheet)| (path, sheet, sheet.damage(path)))
        .collect();
    // Hardly ever is there one, and then nothing else is gathered.
    if !halves.is_empty() {
        let own = all().filter(|(path, _)| layout::is_own(folder, path));
        let (own, sheets): (Vec<&Path>, Vec<&Sheet>) = own.unzip();
        let lines = sheets.iter().flat_map(|sheet| &sheet.lines);
        let known = lines.map(|line| line.hash).collect();
        halves.retain(|(path, sheet, damage)| {
            half::adds_nothing(folder, (path, &sheet.lines, damage), (&own, &known))
        });
    }
    halves.into_iter().map(|(path, ..)| path).collect()
}

/// One journal by itself.
pub(crate) struct OneJournal {
    /// The file.
    pub path: PathBuf,
    /// Its verified lines.
    pub lines: Vec<Arc<Line>>,
    /// Whether all of it verified.
    pub is_whole: bool,
    /// What of it did not.
    pub damage: Vec<Damage>,
    /// How many of its lines end with CR LF.
    pub converted: u64,
}

impl OneJournal {
    /// Whether git left marks in it.
    pub fn has_marks(&self) -> bool {
        let mut damage = self.damage.iter();
        damage.any(|damage| damage.what == What::MarkOfGit)
    }
}

/// Reads each journal by itself; one that cannot be read has no lines.
pub(crate) fn read_each(folder: &Folder) -> Result<Vec<OneJournal>, Refused> {
    let (files, _) = files(folder)?;
    let sheets = sheets(folder, &files);
    let each = files
        .into_iter()
        .zip(sheets)
        .map(|(path, sheet)| OneJournal {
            damage: sheet.damage(&path),
            path,
            converted: sheet.converted,
            is_whole: sheet.spots.is_empty() && sheet.unreadable.is_none(),
            lines: sheet.lines,
        });
    Ok(each.collect())
}

fn sheets(folder: &Folder, files: &[PathBuf]) -> Vec<Sheet> {
    files
        .par_iter()
        .map(|path| Sheet::read(folder, path))
        .collect()
}

/// The files that are journals, and what cannot be listed.
pub(crate) fn files(folder: &Folder) -> Result<(Vec<PathBuf>, Vec<Damage>), Refused> {
    let (mut files, mut damage) = (Vec::new(), Vec::new());
    match list(&*folder.disk, &folder.journal(), (&mut files, &mut damage)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        other => other.map_err(Doing::List.to(&folder.journal()))?,
    }
    files.sort();
    Ok((files, damage))
}

/// Lists journal files in a folder and those below it; what cannot be listed below it is damage.
fn list(
    disk: &dyn Disk,
    folder: &Path,
    (files, damage): (&mut Vec<PathBuf>, &mut Vec<Damage>),
) -> io::Result<()> {
    for entry in disk.list(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        // A link to a folder is not followed: it may lead back up. A link to a file is read as the file.
        if entry.file_type()?.is_dir() {
            // Folders that begin with a dot are other programs' housekeeping: old versions, caches.
            if !name.starts_with('.')
                && let Err(cause) = list(disk, &path, (files, damage))
            {
                damage.push(unreadable(path, &cause));
            }
        } else if is_journal(&name) && !path.is_dir() {
            match path.metadata() {
                Ok(found) if !found.is_file() => {
                    damage.push(unreadable(path, &io::Error::other(NO_FILE)))
                }
                Ok(found) if found.len() > LARGEST => {
                    damage.push(unreadable(path, &io::Error::other(TOO_LARGE)))
                }
                _ => files.push(path),
            }
        } else if layout::named_by_placeholder(&name).is_some_and(is_journal) {
            damage.push(unreadable(path, &io::Error::other(NOT_DOWNLOADED)));
        }
    }
    Ok(())
}

/// What is said of what would be read for ever.
pub(crate) const NO_FILE: &str =
    "it is no file of lines, but something that a program or a device writes to";

/// A larger file is no journal: a segment of one ends long before.
const LARGEST: u64 = 1 << 30;

/// What is said of it.
pub(crate) const TOO_LARGE: &str = "it is larger than a gigabyte, and no journal is";

/// What is said of a file that a cloud shows and has not brought.
pub(crate) const NOT_DOWNLOADED: &str = "it has not been downloaded yet";

pub(crate) fn is_journal(name: &str) -> bool {
    let ends = name
        .rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("jsonl"));
    // macOS leaves `._name` beside a file on foreign disks; it holds no line.
    ends && !name.starts_with("._") && !name.starts_with(UNFINISHED)
}

fn unreadable(file: PathBuf, cause: &io::Error) -> Damage {
    let writer = file
        .file_name()
        .and_then(|name| layout::writer_named(name.to_string_lossy().trim_start_matches('.')));
    Damage {
        file,
        line: 0,
        offset: 0,
        what: What::Unreadable(cause.to_string()),
        writer,
        seq: None,
    }
}

/// One file, or a portion of one, verified.
#[derive(Default)]
struct Sheet {
    lines: Vec<Arc<Line>>,
    holding: Option<Holding>,
    spots: Vec<Spot>,
    pieces: u64,
    converted: u64,
    unreadable: Option<io::Error>,
}

/// Damage where it lies in its portion.
struct Spot {
    /// How many good lines come before it.
    before: usize,
    piece: u64,
    offset: usize,
    what: What,
    said: (Option<Writer>, Option<u64>),
}

impl Sheet {
    fn read(folder: &Folder, path: &Path) -> Self {
        let bytes = match disk::read(&*folder.disk, path) {
            Ok(bytes) => bytes,
            Err(cause) => {
                return Self {
                    unreadable: Some(cause),
                    ..Self::default()
                };
            }
        };
        let portions = portions(&bytes);
        let sheets: Vec<(usize, Self)> = portions
            .into_par_iter()
            .map(|(offset, portion)| (offset, Self::verify(&folder.study, portion)))
            .collect();
        let mut whole = Self::default();
        for (offset, sheet) in sheets {
            whole.go_on(offset, sheet);
        }
        whole.holding = Some(Holding::of(&whole.lines));
        whole
    }

    fn verify(study: &StudyId, portion: &[u8]) -> Self {
        let mut sheet = Self::default();
        let mut offset = 0;
        for piece in pieces(portion) {
            let judged = judge(study, piece);
            let before = sheet.lines.len();
            sheet.converted += u64::from(judged.end == End::CrLf && judged.line.is_some());
            if let Some(what) = judged.damage {
                // Where a whole line has zeros after it, the damage begins behind the line.
                let intact = judged.line.as_ref().map_or(0, |_| judged.words.len());
                sheet.spots.push(Spot {
                    before: before + usize::from(intact > 0),
                    piece: sheet.pieces,
                    offset: offset + intact,
                    what,
                    said: said(judged.words.get(intact..).unwrap_or_default()),
                });
            }
            sheet.lines.extend(judged.line.map(Arc::new));
            sheet.pieces += 1;
            offset += piece.len();
        }
        sheet
    }

    fn go_on(&mut self, offset: usize, next: Self) {
        let (before, pieces) = (self.lines.len(), self.pieces);
        self.spots.extend(next.spots.into_iter().map(|spot| Spot {
            before: spot.before + before,
            piece: spot.piece + pieces,
            offset: spot.offset + offset,
            ..spot
        }));
        self.lines.extend(next.lines);
        self.pieces += next.pieces;
        self.converted += next.converted;
    }

    fn damage(&self, file: &Path) -> Vec<Damage> {
        if let Some(cause) = &self.unreadable {
            return vec![unreadable(file.to_owned(), cause)];
        }
        // Damaged lines before it in the same gap took a seq each.
        let (mut gap, mut skipped) = (None, 0);
        let of_spot = |spot: &Spot| {
            if gap.replace(spot.before) != Some(spot.before) {
                skipped = 0;
            }
            let (writer, seq) = self.whose(spot, skipped, file);
            skipped += u64::from(spot.what != What::MarkOfGit);
            Damage {
                file: file.to_owned(),
                line: spot.piece + 1,
                offset: spot.offset as u64,
                what: spot.what.clone(),
                writer,
                seq,
            }
        };
        self.spots.iter().map(of_spot).collect()
    }

    /// The lines around it know best where exactly one line fits between them; then what it says itself; then where it stands.
    fn whose(&self, spot: &Spot, skipped: u64, file: &Path) -> (Option<Writer>, Option<u64>) {
        let name = file.file_name().map(|name| name.to_string_lossy());
        let named = name.as_deref().and_then(layout::writer_named);
        if spot.what == What::MarkOfGit {
            return (named, None);
        }
        let neighbour = |at: Option<usize>| at.and_then(|at| self.lines.get(at)).map(|l| &l.head);
        let (before, after) = (
            neighbour(spot.before.checked_sub(1)),
            neighbour(Some(spot.before)),
        );
        if let (Some(before), Some(after)) = (before, after)
            && before.writer == after.writer
            && before.seq + 2 == after.seq
        {
            return (Some(before.writer.clone()), Some(before.seq + 1));
        }
        let stands = match (before, &named) {
            (Some(before), _) => Some((&before.writer, before.seq + 1 + skipped)),
            (None, Some(named)) if name.as_deref() == Some(&layout::segment_name(named, 1)) => {
                Some((named, 1 + skipped))
            }
            (None, _) => None,
        };
        let (writer, seq) = spot.said.clone();
        let writer = writer
            .or_else(|| stands.map(|(writer, _)| writer.clone()))
            .or_else(|| named.clone());
        let seq = seq.or_else(|| {
            stands
                .filter(|(standing, _)| Some(*standing) == writer.as_ref())
                .map(|(_, seq)| seq)
        });
        (writer, seq)
    }

    fn converted_problem(&self, file: &Path) -> Option<Problem> {
        let what = match self.converted {
            0 => return None,
            1 => "one line ends with CR LF instead of LF; it was read all the same".to_owned(),
            n => format!("{n} lines end with CR LF instead of LF; they were read all the same"),
        };
        let advice = "something converts line ends: intercoder doctor --fix gives them back as they were written, and `* -text` in the \
                      study's .gitattributes keeps git from it";
        Some(Problem::new(file.display().to_string(), what, advice))
    }
}

/// Cuts a file at line ends into portions, each with the offset it begins at.
fn portions(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut portions = Vec::new();
    let (mut offset, mut rest) = (0, bytes);
    while !rest.is_empty() {
        let further = rest.get(PORTION..).unwrap_or_default();
        let end = further
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(rest.len(), |lf| PORTION + lf + 1);
        let (portion, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        portions.push((offset, portion));
        offset += portion.len();
        rest = after;
    }
    portions
}
