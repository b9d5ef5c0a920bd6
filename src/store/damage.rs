//! Damage: what in a journal is not a verified line, where it is, and whose line it probably was.
//!
//! A damaged line is kept on disk, skipped, counted and named. Its writer and seq are guessed from what can still be read of
//! it and from the lines around it; a guess names the line to people and never decides what folds.

use std::fmt;
use std::io::BufRead;
use std::path::PathBuf;

use crate::id::{StudyId, Writer};
use crate::journal::{self, Line, Unverified};
use crate::problem::Problem;
use crate::store::journals::{NO_FILE, NOT_DOWNLOADED, TOO_LARGE};
use crate::store::layout::segment_number;

/// Something in a journal that is no verified line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file, from the study's folder.
    pub file: PathBuf,
    /// The line in the file, from 1; 0 where it is the whole file.
    pub line: u64,
    /// Where the damage begins, in bytes from the start of the file.
    pub offset: u64,
    /// What it is.
    pub what: What,
    /// Whose line it probably was.
    pub writer: Option<Writer>,
    /// Which of the writer's lines it probably was.
    pub seq: Option<u64>,
}

/// What sort of damage it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The end of the file is an unfinished line: a crash, or a copy that has not finished.
    Torn,
    /// Zero bytes stand where words were: a crash of the machine.
    ZeroFilled,
    /// A whole line that is not UTF-8.
    NotText,
    /// A whole line that does not verify.
    Unverified(Unverified),
    /// No line, but a mark with which git keeps two sides apart that it could not merge.
    MarkOfGit,
    /// The disk did not give the file; what it said.
    Unreadable(String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Torn => f.write_str("the last line was not finished"),
            Self::ZeroFilled => f.write_str("zero bytes stand where words were"),
            Self::NotText => f.write_str("a line is not text"),
            Self::Unverified(reason) => write!(f, "a line does not verify: {reason}"),
            Self::MarkOfGit => f.write_str("a merge of git left its mark here"),
            Self::Unreadable(cause) if cause == NOT_DOWNLOADED => f.write_str(cause),
            Self::Unreadable(cause) => write!(f, "the file cannot be read: {cause}"),
        }
    }
}

impl Damage {
    /// The damaged line as people name lines, with a question mark for what nobody can tell.
    pub fn name(&self) -> String {
        if self.what == What::MarkOfGit {
            return self.file.display().to_string();
        }
        let writer = self.writer.as_ref().map_or("?", |writer| &writer.0);
        match self.seq {
            Some(seq) => format!("{writer}:{seq}"),
            None => format!("{writer}:?"),
        }
    }

    /// Says it to a person.
    pub fn problem(&self) -> Problem {
        let file = self.file.display();
        let advice = match &self.what {
            What::Torn | What::ZeroFilled => {
                "if it is another machine's, let the folder finish syncing; if it is yours, it is set aside at your next change".to_owned()
            }
            What::Unreadable(cause) => unreadable(cause).to_owned(),
            What::NotText | What::Unverified(_) => {
                format!("the line is kept and left out; {}", self.whole_elsewhere())
            }
            What::MarkOfGit => {
                "the lines between the marks count; intercoder doctor says how the marks go".to_owned()
            }
        };
        let place = match self.line {
            0 => file.to_string(),
            line => format!("{file}, line {line} ({})", self.name()),
        };
        Problem::new(place, self.what.to_string(), advice)
    }

    /// Who has the file whole, and what to do for it.
    pub fn whole_elsewhere(&self) -> String {
        let file = self.file.display();
        let name = self.file.file_name().unwrap_or_default();
        let Some(writer) = &self.writer else {
            return format!(
                "copy {file} again from the computer that writes it, which has it whole"
            );
        };
        let coder = writer
            .0
            .rsplit_once('-')
            .map_or(&*writer.0, |(coder, _)| coder);
        match segment_number(writer, &name.to_string_lossy()) {
            Some(_) => format!(
                "copy {file} again from the computer on which {coder} writes as {writer}, which has it whole"
            ),
            None => format!(
                "this file is a copy that a sync tool or a person made: copy journal/{writer}.*.jsonl from the computer on which {coder} writes, and move this one elsewhere"
            ),
        }
    }
}

/// What to do about a file that the disk does not give.
fn unreadable(cause: &str) -> &'static str {
    match cause {
        NOT_DOWNLOADED => {
            "let the folder finish syncing, or have the sync program keep the folder on this computer"
        }
        NO_FILE | TOO_LARGE => "move it out of the study's folder",
        _ => "look whether you may read the file, and whether it has been downloaded",
    }
}

/// More damaged lines of one file than these are told in one sentence.
const MANY: usize = 8;

/// Says all of it to a person. A file of which many lines do not verify is one thing to look after.
pub fn problems(damage: &[Damage]) -> Vec<Problem> {
    let of_file = damage.chunk_by(|one, next| one.file == next.file);
    of_file.flat_map(of_one_file).collect()
}

fn of_one_file(damage: &[Damage]) -> Vec<Problem> {
    let (marks, rest): (Vec<&Damage>, Vec<&Damage>) = damage
        .iter()
        .partition(|damage| damage.what == What::MarkOfGit);
    let mut told = match &rest[..] {
        [first, ..] if rest.len() > MANY => vec![together(first, rest.len())],
        _ => rest.iter().map(|damage| damage.problem()).collect(),
    };
    told.extend(of_marks(&marks));
    told
}

/// Git writes three marks or four at once, so all that stand in a file are told in one sentence.
fn of_marks(marks: &[&Damage]) -> Option<Problem> {
    let mut problem = marks.first()?.problem();
    let lines: Vec<String> = marks.iter().map(|mark| mark.line.to_string()).collect();
    problem.place = marks.first()?.file.display().to_string();
    problem.what = match &lines[..] {
        [line] => format!("a merge of git left its mark in this journal, in line {line}"),
        _ => format!(
            "a merge of git left its marks in this journal, in lines {}",
            lines.join(", ")
        ),
    };
    Some(problem)
}

fn together(first: &Damage, count: usize) -> Problem {
    let what = format!(
        "{count} lines do not verify, the first of them line {}",
        first.line
    );
    let advice = format!(
        "they are kept and left out; where none verifies, the file came from another study, or another program saved it: {}",
        first.whole_elsewhere()
    );
    Problem::new(first.file.display().to_string(), what, advice)
}

/// The pieces of a journal, each up to and with its LF.
pub(crate) fn pieces(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        // The standard library searches a reader for a byte many times as fast as a slice; a slice is a reader that never fails.
        let all = rest;
        let length = rest.skip_until(b'\n').unwrap_or(all.len());
        all.get(..length).filter(|piece| !piece.is_empty())
    })
}

/// What one piece of a journal, up to and with its LF, turned out to be.
pub(crate) struct Judged<'b> {
    /// The words, without line ends and without zeros at the end of the file.
    pub words: &'b [u8],
    /// The verified line.
    pub line: Option<Line>,
    /// What is wrong; a line may be whole and yet have zeros after it.
    pub damage: Option<What>,
    /// How the piece ended.
    pub end: End,
}

/// How a piece of a journal ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With LF, as it was written.
    Lf,
    /// With CR LF: something on the way converted line ends.
    CrLf,
    /// With the end of the file.
    Open,
}

/// Verifies one piece of a journal. An empty line is neither a line nor damage.
pub(crate) fn judge<'b>(study: &StudyId, piece: &'b [u8]) -> Judged<'b> {
    let (words, end) = match piece.strip_suffix(b"\n") {
        Some(words) => match words.strip_suffix(b"\r") {
            Some(words) => (words, End::CrLf),
            None => (words, End::Lf),
        },
        None => (without_zeros(piece), End::Open),
    };
    let zeros_follow = end == End::Open && words.len() < piece.len();
    let words = match end {
        End::Open => words.strip_suffix(b"\r").unwrap_or(words),
        End::Lf | End::CrLf => words,
    };
    if is_mark_of_git(words) {
        return Judged {
            words,
            line: None,
            damage: Some(What::MarkOfGit),
            end,
        };
    }
    let (line, damage) = match verified(study, words) {
        Ok(line) => (line, zeros_follow.then_some(What::ZeroFilled)),
        Err(_) if zeros_follow || without_zeros(words).is_empty() => (None, Some(What::ZeroFilled)),
        Err(_) if end == End::Open => (None, Some(What::Torn)),
        Err(what) => (None, Some(what)),
    };
    Judged {
        words,
        line,
        damage,
        end,
    }
}

fn verified(study: &StudyId, words: &[u8]) -> Result<Option<Line>, What> {
    if words.is_empty() {
        return Ok(None);
    }
    let words = std::str::from_utf8(words).map_err(|_| What::NotText)?;
    journal::verify(study, words)
        .map(Some)
        .map_err(What::Unverified)
}

/// Where git could not merge, seven signs at the start of a line keep the two sides apart, and what both come from. A mark names no
/// more than a branch or a commit: what could hold a line, or words of one, is damage.
fn is_mark_of_git(words: &[u8]) -> bool {
    const LONGEST: usize = 200;
    let named: [&[u8]; 3] = [b"<<<<<<<", b"|||||||", b">>>>>>>"];
    let rest = named.iter().find_map(|mark| words.strip_prefix(*mark));
    let is_name = |rest: &[u8]| {
        let is_short = rest.len() <= LONGEST && (rest.is_empty() || rest.starts_with(b" "));
        is_short && !rest.iter().any(|byte| matches!(byte, b'{' | b'"'))
    };
    words == b"=======" || rest.is_some_and(is_name)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |p| p + 1);
    bytes.get(..end).unwrap_or_default()
}

/// Whose line it says it is, as far as its head can still be read.
pub(crate) fn said(words: &[u8]) -> (Option<Writer>, Option<u64>) {
    // A head begins at byte 50 and says writer and seq first; what looks like them further on may be words of a memo.
    const HEAD: usize = 200;
    let head = words.get(..HEAD).unwrap_or(words);
    // A name or number that nothing follows may have been longer.
    let until = |mark: &[u8], ends: fn(&u8) -> bool| {
        let rest = after(head, mark)?;
        let end = rest.iter().position(ends)?;
        std::str::from_utf8(rest.get(..end)?).ok()
    };
    let writer = until(b"\"writer\":\"", |byte| *byte == b'"')
        .filter(|name| (8..=31).contains(&name.len()) && name.bytes().all(is_of_a_writer))
        .map(Writer::from);
    let seq = until(b"\"seq\":", |byte| !byte.is_ascii_digit());
    let seq = seq.and_then(|digits| digits.parse().ok());
    (writer, seq)
}

fn after<'b>(bytes: &'b [u8], mark: &[u8]) -> Option<&'b [u8]> {
    let at = bytes.windows(mark.len()).position(|part| part == mark)?;
    bytes.get(at + mark.len()..)
}

fn is_of_a_writer(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
