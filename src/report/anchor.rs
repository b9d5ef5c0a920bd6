//! The anchor: what a report prints of the journals it was made of, so that the study can be compared with it years later.
//!
//! It is a few lines of plain text, the same in a page, in what `verify` prints for programs, and on paper: the state, and the newest
//! line of each writer with its hash. Each hash proves all lines before it, so that nobody who keeps a report can be told that the
//! study always was as it is now.

use crate::filter::View;
use crate::id::{Digest, Hash, Writer};
use crate::number::counted;
use crate::problem::Problem;

/// What begins the lines.
const TITLE: &str = "intercoder anchor 1";

/// What was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The hash of everything the study said.
    pub state: Option<Digest>,
    /// The newest line of each writer, its number and its hash.
    pub newest: Vec<(Writer, u64, Hash)>,
}

/// What became of what was printed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Compared {
    /// How many of the printed lines still stand.
    pub standing: usize,
    /// What does not stand any more, each with what to do.
    pub broken: Vec<Problem>,
    /// How many lines came after those that were printed.
    pub added: u64,
    /// What else is to be said, as sentences.
    pub said: Vec<String>,
}

impl Anchor {
    /// What is here now.
    pub fn of(view: &View<'_>) -> Self {
        let newest = view.newest().into_iter();
        Self {
            state: Some(view.state()),
            newest: newest.map(|n| (n.writer, n.seq, n.hash)).collect(),
        }
    }

    /// The lines to print.
    pub fn text(&self) -> String {
        let state = self.state.map(|state| format!("state {state}\n"));
        let newest = self.newest.iter();
        let newest: String = newest
            .map(|(writer, seq, hash)| format!("{writer}:{seq} {hash}\n"))
            .collect();
        format!("{TITLE}\n{}{newest}", state.unwrap_or_default())
    }

    /// Finds the lines in a page, in a text, or in what `verify --json` printed; nothing where there are none.
    pub fn read(text: &str) -> Option<Self> {
        // Programs read one string, in which every line end is written out.
        let text = text.replace("\\n", "\n");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        // Somebody's words may hold such lines too; the report's own come after them.
        let title = lines.iter().rposition(|line| is_title(line))?;
        let lines = lines.get(title + 1..)?;
        let mut anchor = Self {
            state: None,
            newest: Vec::new(),
        };
        for line in lines {
            if let Some(state) = line.strip_prefix("state ") {
                anchor.state = state.parse().ok();
            } else if let Some(newest) = newest(line) {
                anchor.newest.push(newest);
            } else {
                break;
            }
        }
        (!anchor.newest.is_empty()).then_some(anchor)
    }

    /// Whether every line that was printed still stands, and what came after.
    pub fn compare(&self, view: &View<'_>) -> Compared {
        let here = view.newest();
        let mut compared = Compared {
            standing: 0,
            broken: Vec::new(),
            added: 0,
            said: Vec::new(),
        };
        for (writer, seq, hash) in &self.newest {
            let hashes = view.hashes_at(writer, *seq);
            if hashes.contains(hash) {
                compared.standing += 1;
            } else {
                compared.broken.push(broken((writer, *seq), *hash, &hashes));
            }
        }
        for newest in &here {
            let printed = self.newest.iter().filter(|(of, ..)| *of == newest.writer);
            let last = printed.map(|(_, seq, _)| *seq).max().unwrap_or(0);
            compared.added += newest.seq.saturating_sub(last);
        }
        if compared.broken.is_empty() {
            compared.said = self.said(view, compared.added);
        }
        compared
    }

    fn said(&self, view: &View<'_>, added: u64) -> Vec<String> {
        let mut said = vec![match added {
            0 => "nothing was added since".to_owned(),
            added => format!(
                "{} added since, and nothing else",
                counted(added as usize, "line")
            ),
        }];
        if let Some(state) = self.state {
            let is_same = view.state_at(&self.newest) == state;
            said.push(match (is_same, view.has_withdrawals()) {
                (true, _) => "those lines say what they said then".to_owned(),
                (false, true) => {
                    "those lines say less than they said then: words were withdrawn".to_owned()
                }
                (false, false) => {
                    "those lines are read otherwise than they were then, or the report lacked some: compare its figures".to_owned()
                }
            });
        }
        said
    }
}

/// Whether a line begins an anchor; programs have its name and a quotation mark before it.
fn is_title(line: &str) -> bool {
    let before = line.strip_suffix(TITLE);
    before.is_some_and(|before| before.is_empty() || before.ends_with('"'))
}

fn newest(line: &str) -> Option<(Writer, u64, Hash)> {
    let (name, hash) = line.split_once(' ')?;
    let (writer, seq) = name.rsplit_once(':')?;
    let hash = hash.get(..32)?;
    Some((Writer::from(writer), seq.parse().ok()?, hash.parse().ok()?))
}

fn broken((writer, seq): (&Writer, u64), printed: Hash, here: &[Hash]) -> Problem {
    let place = format!("{writer}:{seq}");
    match here.first() {
        Some(hash) => Problem::new(
            place,
            format!("the report has it as {printed}, and here it is {hash}"),
            format!(
                "its history was written again since: compare with the machine of {writer}, or with another coder's copy"
            ),
        ),
        None => Problem::new(
            place,
            format!("the report has it as {printed}, and it is not here"),
            format!(
                "let the folder finish syncing; if it has, get the journals of {writer} again from another copy"
            ),
        ),
    }
}
