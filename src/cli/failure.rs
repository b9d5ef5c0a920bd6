//! A failure as people read it: one sentence, what to do next, and the exit code.

use std::fmt;

use crate::problem::Problem;

/// How a command can end badly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It failed, and said why.
    Failed = 1,
    /// The command's words are off.
    WrongUse = 2,
    /// It was refused: an incomplete study, a blind round, small cells.
    Refused = 3,
    /// Something on disk is damaged.
    Damaged = 4,
}

/// Why a command did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened, as a sentence without its full stop.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The exit code.
    pub exit: Exit,
}

impl Failure {
    /// A plain failure.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: plain(message.into()),
            hint: None,
            exit: Exit::Failed,
        }
    }

    /// The command's words are off.
    pub fn wrong_use(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::WrongUse,
            ..Self::new(message)
        }
    }

    /// Refused, for the reader's own good.
    pub fn refused(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Refused,
            ..Self::new(message)
        }
    }

    /// Something on disk is damaged.
    pub fn damaged(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Damaged,
            ..Self::new(message)
        }
    }

    /// With what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Says that a text is no table spec, and why; `name` says where it stands.
pub fn not_a_spec(name: &str, cause: &str) -> Failure {
    Failure::new(format!("{name} is no table spec: {cause}"))
        .hint("see intercoder table --help for its shape")
}

/// Takes the number that systems give their errors out of a sentence: it tells a researcher nothing.
fn plain(message: String) -> String {
    match message.split_once(" (os error ") {
        Some((before, after)) => {
            let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{before}{}", rest.strip_prefix(')').unwrap_or(rest))
        }
        None => message,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// How sentences begin that stand by themselves; others go on from the place they are about: “cut.xlsx is no workbook”.
const BY_ITSELF: [&str; 8] = ["the", "this", "these", "there", "no", "a", "an", "all"];

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let first = problem.what.split(' ').next().unwrap_or_default();
        let colon = if BY_ITSELF.contains(&first) { ":" } else { "" };
        let failure = Self::new(format!("{}{colon} {}", problem.place, problem.what));
        match problem.advice.is_empty() {
            true => failure,
            false => failure.hint(problem.advice),
        }
    }
}
