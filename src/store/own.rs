//! The lines of one writer in one place: its journal in the study's folder, or the shadow of it on this machine.
//!
//! Both lie in segments of the same names and are read alike. Only files of the writer's very own names are looked at here;
//! conflict copies are lines like any other and belong to reading.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::id::{Digest, Hash, StudyId, Writer};
use crate::journal::{LONGEST, Line};
use crate::store::atomic::{self, Existing};
use crate::store::damage::{What, judge, pieces};
use crate::store::disk::{self, Disk, Drive, Readers};
use crate::store::layout::{segment_name, segment_number};
use crate::store::mend::Mend;
use crate::store::{Doing, Refused};

/// Where the lines of one writer lie.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// The folder of its segments.
    pub folder: PathBuf,
    /// Whose they are.
    pub writer: Writer,
    /// The disk they lie on.
    pub disk: Drive,
}

/// One verified line with the bytes it is made of.
#[derive(Debug)]
pub(crate) struct OwnLine {
    /// The segment it lies in.
    pub segment: u32,
    /// Its bytes, with the LF.
    pub bytes: Vec<u8>,
    /// What they say.
    pub line: Line,
}

impl Side {
    /// The file of a segment.
    pub fn path(&self, segment: u32) -> PathBuf {
        self.folder.join(segment_name(&self.writer, segment))
    }

    /// The segments that are there, with their lengths.
    pub fn segments(&self) -> Result<BTreeMap<u32, u64>, Refused> {
        let entries = match self.disk.list(&self.folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            other => other.map_err(Doing::List.to(&self.folder))?,
        };
        let mut segments = BTreeMap::new();
        for entry in entries {
            let name = entry.map_err(Doing::List.to(&self.folder))?.file_name();
            let number = segment_number(&self.writer, &name.to_string_lossy());
            if let Some(number) = number {
                segments.insert(number, self.length(number)?);
            }
        }
        Ok(segments)
    }

    /// The length of a segment; none is 0 bytes long.
    pub fn length(&self, segment: u32) -> Result<u64, Refused> {
        let path = self.path(segment);
        match fs::metadata(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(0),
            other => Ok(other.map_err(Doing::Read.to(&path))?.len()),
        }
    }

    /// At most the last `most` bytes of a segment.
    pub fn tail(&self, segment: u32, most: u64) -> Result<Vec<u8>, Refused> {
        let path = self.path(segment);
        let mut file = match self.disk.look(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Doing::Read.to(&path))?,
        };
        let mut tail = Vec::new();
        file.metadata()
            .and_then(|about| file.seek(SeekFrom::Start(about.len().saturating_sub(most))))
            .and_then(|_| file.read_to_end(&mut tail))
            .map_err(Doing::Read.to(&path))?;
        Ok(tail)
    }

    /// The last line, if the last segment ends with a whole one of this writer.
    pub fn last_line(&self, study: &StudyId) -> Result<Option<Line>, Refused> {
        let segments = self.segments()?;
        let Some((&segment, _)) = segments.iter().rev().find(|(_, length)| **length > 0) else {
            return Ok(None);
        };
        let tail = self.tail(segment, LONGEST as u64 + 1)?;
        let piece = pieces(&tail).last();
        let line = piece
            .filter(|piece| piece.ends_with(b"\n"))
            .and_then(|piece| judge(study, piece).line);
        Ok(line.filter(|line| line.head.writer == self.writer))
    }

    /// All verified lines of the writer, in the order of segments and lines.
    pub fn lines(&self, study: &StudyId) -> Result<Vec<OwnLine>, Refused> {
        let mut lines = Vec::new();
        for segment in self.segments()?.into_keys() {
            let path = self.path(segment);
            let bytes = disk::read(&*self.disk, &path).map_err(Doing::Read.to(&path))?;
            for piece in pieces(&bytes) {
                let judged = judge(study, piece);
                let own = judged.line.filter(|line| line.head.writer == self.writer);
                if let Some(line) = own {
                    let mut bytes = judged.words.to_owned();
                    bytes.push(b'\n');
                    lines.push(OwnLine {
                        segment,
                        bytes,
                        line,
                    });
                }
            }
        }
        Ok(lines)
    }

    /// Moves unfinished ends of segments to the folder `aside` and gives whole last lines their LF. Where it is known what was `saved`,
    /// an end is also unfinished if a crash left a hole in what was being added and good lines behind it.
    pub fn settle(
        &self,
        study: &StudyId,
        (aside, saved): (&Path, Option<&HashSet<Hash>>),
    ) -> Result<Vec<Mend>, Refused> {
        let mut mends = Vec::new();
        let hole = saved.map(|saved| self.hole(study, saved)).transpose()?;
        for segment in self.segments()?.into_keys() {
            let path = self.path(segment);
            let mut bytes = disk::read(&*self.disk, &path).map_err(Doing::Read.to(&path))?;
            if let Some((_, end)) = hole.flatten().filter(|(of, _)| *of == segment) {
                let broken = bytes.get(end..).unwrap_or_default();
                mends.push(set_aside(&*self.disk, &path, broken, aside)?);
                disk::shorten(&*self.disk, &path, end as u64)?;
                bytes.truncate(end);
            }
            let last = pieces(&bytes).last();
            let Some(piece) = last.filter(|piece| !piece.ends_with(b"\n")) else {
                continue;
            };
            let judged = judge(study, piece);
            let whole = judged.line.as_ref().map_or(0, |_| judged.words.len());
            let end = bytes.len() - piece.len() + whole;
            let torn = bytes.get(end..).unwrap_or_default();
            if !torn.is_empty() {
                mends.push(set_aside(&*self.disk, &path, torn, aside)?);
                disk::shorten(&*self.disk, &path, end as u64)?;
            }
            if judged.line.is_some() {
                disk::add(&*self.disk, &path, b"\n").map_err(|failed| failed.refused)?;
                mends.push(Mend::LineEnd { file: path });
            }
        }
        Ok(mends)
    }

    /// Where a crash left a hole in what was being added last and never said to be saved: the segment, and the place in it.
    pub fn hole(
        &self,
        study: &StudyId,
        saved: &HashSet<Hash>,
    ) -> Result<Option<(u32, usize)>, Refused> {
        let (mut hole, mut next) = (None, 1);
        for (segment, length) in self.segments()? {
            let path = self.path(segment);
            let bytes = disk::read(&*self.disk, &path).map_err(Doing::Read.to(&path))?;
            let end = self.find_hole(study, (&bytes, saved), &mut next);
            if length > 0 {
                hole = end.map(|end| (segment, end));
            }
        }
        Ok(hole)
    }

    /// Where a segment stops being whole, if nothing behind that place was ever said to be saved: no line of it is among the saved, and
    /// each belongs to the very action in which the hole lies. An action is saved as a whole or not at all, so this one was not; a
    /// later one would show that it had been. `next` is the number that the next good line has.
    fn find_hole(
        &self,
        study: &StudyId,
        (bytes, saved): (&[u8], &HashSet<Hash>),
        next: &mut u64,
    ) -> Option<usize> {
        let (mut hole, mut offset) = (None, 0);
        for piece in pieces(bytes) {
            let judged = judge(study, piece);
            match judged.line {
                Some(line) if saved.contains(&line.hash) || line.head.writer != self.writer => {
                    (hole, *next) = (None, line.head.seq + 1);
                }
                Some(line) if hole.is_none() => *next = line.head.seq + 1,
                Some(line) if line.batch() > *next => return None,
                Some(_) => {}
                // A mark of git is nothing that a crash wrote, and whole lines of another installation may stand behind it.
                None if judged.damage == Some(What::MarkOfGit) => {}
                None if judged.damage.is_some() && piece.ends_with(b"\n") => {
                    hole.get_or_insert(offset);
                }
                None => {}
            }
            offset += piece.len();
        }
        hole
    }
}

/// Keeps bytes that leave a journal, named by what they are, so that the same ones twice are one file and none is ever overwritten.
pub(crate) fn set_aside(
    disk: &dyn Disk,
    path: &Path,
    torn: &[u8],
    aside: &Path,
) -> Result<Mend, Refused> {
    atomic::create_folder(disk, aside, Readers::Everyone)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kept = aside.join(format!("{name}.{}.torn", Digest::of(torn).short()));
    atomic::write(disk, &kept, torn, Existing::Replace)?;
    Ok(Mend::SetAside {
        file: path.to_owned(),
        bytes: torn.len() as u64,
        aside: kept,
    })
}
