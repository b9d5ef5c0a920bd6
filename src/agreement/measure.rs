//! A measure: the unit, the levels and what is left out, as somebody asked for them.

use serde::Serialize;

use crate::agreement::unit::InterviewerTurns;
use crate::filter::View;
use crate::round::Unit;

/// Codes one by one, or themes with all their descendants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// An assignable code, alone.
    Code,
    /// A code with children, together with all below it.
    Theme,
}

impl Level {
    /// The word for it, for people and in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Theme => "theme",
        }
    }
}

/// Whether process codes have rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ProcessCodes {
    /// They do not: they are housekeeping.
    #[default]
    LeftOut,
    /// They do.
    Included,
}

/// How to measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The unit of analysis.
    pub unit: Unit,
    /// Whether interviewers' turns are units.
    pub interviewers: InterviewerTurns,
    /// The levels to report.
    pub levels: Vec<Level>,
    /// Whether process codes have rows.
    pub process: ProcessCodes,
}

impl Measure {
    /// As a study is set: in a unit, else the study's own, at some levels; process codes left out.
    pub fn of_study(view: &View<'_>, (unit, levels): (Option<Unit>, &[Level])) -> Self {
        let set = || view.setting("unit").and_then(Unit::parse);
        Self {
            unit: unit.or_else(set).unwrap_or_default(),
            interviewers: InterviewerTurns::of_study(view),
            levels: levels.to_vec(),
            process: ProcessCodes::LeftOut,
        }
    }
}
