//! Units of analysis: the stretches of a document that coders are compared on.
//!
//! Interviewer turns, and turns that stand for nobody, are left out unless asked for; what is left out ends a passage.

use crate::agreement::passage::Before;
use crate::document::Document;
use crate::filter::View;
use crate::round::Unit;
use crate::text::segment;
use crate::text::span::Span;
use crate::texts::Passage;

/// Whether interviewers' turns are compared too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum InterviewerTurns {
    /// They are not: coders mark what participants say.
    #[default]
    LeftOut,
    /// They are.
    Included,
}

impl InterviewerTurns {
    /// As a study is set.
    pub fn of_study(view: &View<'_>) -> Self {
        match view.setting("interviewer_turns") {
            Some("included") => Self::Included,
            _ => Self::LeftOut,
        }
    }
}

/// Programs read it as whether interviewers' turns were counted.
impl serde::Serialize for InterviewerTurns {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self == Self::Included)
    }
}

/// A stretch that is coded or not, as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitSpan {
    /// Where it lies; for a whole document, from its first to its last unit of talk.
    pub span: Span,
    /// The turn it lies in, from 1; 0 for a whole document.
    pub turn: usize,
    /// What comes before it.
    pub before: Before,
}

/// The units of a document, in the order of the text.
pub fn units(
    document: &Document,
    passage: &Passage,
    unit: Unit,
    interviewers: InterviewerTurns,
) -> Vec<UnitSpan> {
    let mut units: Vec<UnitSpan> = Vec::new();
    let mut before = Before::Gap;
    for (at, turn) in passage.turns.iter().enumerate() {
        if interviewers == InterviewerTurns::LeftOut && passage.is_left_out(document, turn) {
            before = Before::Gap;
            continue;
        }
        for span in pieces(passage, turn.body, unit) {
            units.push(UnitSpan {
                span,
                turn: at + 1,
                before,
            });
            before = Before::Nothing;
        }
    }
    if unit == Unit::Document {
        whole(&units)
    } else {
        units
    }
}

fn pieces(passage: &Passage, body: Span, unit: Unit) -> Vec<Span> {
    match unit {
        Unit::Turn | Unit::Document if body.is_empty() => Vec::new(),
        Unit::Turn | Unit::Document => vec![body],
        Unit::Sentence => segment::sentences(&passage.text, body),
        Unit::Paragraph => segment::paragraphs(&passage.text, body),
        Unit::Word => segment::words(&passage.text, body),
        Unit::Character => segment::characters(body),
    }
}

fn whole(turns: &[UnitSpan]) -> Vec<UnitSpan> {
    let (Some(first), Some(last)) = (turns.first(), turns.last()) else {
        return Vec::new();
    };
    vec![UnitSpan {
        span: Span::between(first.span.start(), last.span.end()),
        turn: 0,
        before: Before::Gap,
    }]
}

/// The units a stretch touches, as places in `units`.
pub fn touched(units: &[UnitSpan], span: Span) -> std::ops::Range<usize> {
    let first = units.partition_point(|unit| unit.span.end() <= span.start());
    let last = units.partition_point(|unit| unit.span.start() < span.end());
    first..last.max(first)
}

/// The unit a round takes where nobody chose one: turns, or sentences where turns are long (median above 60 words).
pub fn default_unit<'d>(documents: impl IntoIterator<Item = (&'d Document, &'d Passage)>) -> Unit {
    let mut lengths: Vec<u32> = Vec::new();
    for (document, passage) in documents {
        let turns = units(document, passage, Unit::Turn, InterviewerTurns::LeftOut);
        lengths.extend(
            turns
                .iter()
                .map(|turn| segment::count_words(&passage.text, turn.span)),
        );
    }
    lengths.sort_unstable();
    let middle = |at: usize| lengths.get(at).copied().map_or(0.0, f64::from);
    let median = (middle(lengths.len().saturating_sub(1) / 2) + middle(lengths.len() / 2)) / 2.0;
    if median > 60.0 {
        Unit::Sentence
    } else {
        Unit::Turn
    }
}
