//! A choice: what one of the ways to settle a disagreement puts in the final layer.
//!
//! Stretches are counted in characters, not in units: a majority is asked for at every character, so that it needs no unit to be
//! right. Where as many coders put a code as did not, there is no majority, and the choice is refused rather than decided by chance.

use std::collections::BTreeSet;

use crate::decision::{How, Marked};
use crate::disagreement::Group;
use crate::id::CodeRef;
use crate::problem::Problem;
use crate::text::span::{Position, Span};

/// How many coders put a code on each piece between two edges, in the order of the text.
struct Pieces {
    pieces: Vec<(Span, usize)>,
}

impl Pieces {
    fn of(group: &Group, code: CodeRef) -> Self {
        let stretches = |marks: &[Marked]| -> Vec<Span> {
            let of_code = marks.iter().filter(|mark| mark.code == code);
            of_code.map(|mark| mark.span).collect()
        };
        let sides: Vec<Vec<Span>> = group.sides.values().map(|marks| stretches(marks)).collect();
        let edges: BTreeSet<Position> = sides
            .iter()
            .flatten()
            .flat_map(|span| [span.start(), span.end()])
            .collect();
        let edges: Vec<Position> = edges.into_iter().collect();
        let pieces = edges.windows(2).map(|ends| {
            let piece = Span::between(ends[0], ends[1]);
            let has = |side: &&Vec<Span>| side.iter().any(|span| span.contains(piece));
            (piece, sides.iter().filter(has).count())
        });
        Self {
            pieces: pieces.collect(),
        }
    }

    /// The stretches of pieces that enough coders have, joined where they meet.
    fn where_coders(&self, enough: impl Fn(usize) -> bool) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        for (piece, _) in self.pieces.iter().filter(|(_, coders)| enough(*coders)) {
            match found.last_mut() {
                Some(last) if last.end() == piece.start() => {
                    *last = Span::between(last.start(), piece.end());
                }
                _ => found.push(*piece),
            }
        }
        found
    }
}

/// What a way to settle a group puts in the final layer. Edited results are stated by whoever edits them, and what is kept, sent
/// back or reopened puts nothing there.
pub fn result(group: &Group, how: &How) -> Result<Vec<Marked>, Problem> {
    let coders = group.sides.len();
    match how {
        How::Coder(coder) => {
            let side = group.sides.get(coder).ok_or_else(|| {
                let known: Vec<&str> = group.sides.keys().map(|coder| coder.0.as_str()).collect();
                Problem::new(
                    coder.to_string(),
                    "did not judge these words",
                    format!("take one of {}", known.join(", ")),
                )
            })?;
            Ok(side.clone())
        }
        How::Majority => majority(group),
        How::Union => Ok(each_code(group, |pieces| pieces.where_coders(|n| n > 0))),
        How::Intersection => Ok(each_code(group, |pieces| {
            pieces.where_coders(|n| n == coders)
        })),
        How::Both => Ok(each_code(group, |_| vec![group.span])),
        How::Edited | How::None | How::Kept | How::SentBack | How::Reopened => Ok(Vec::new()),
    }
}

fn majority(group: &Group) -> Result<Vec<Marked>, Problem> {
    let coders = group.sides.len();
    let is_even = |code: CodeRef| {
        let pieces = Pieces::of(group, code).pieces;
        pieces.iter().any(|(_, with)| with * 2 == coders)
    };
    if group.codes().into_iter().any(is_even) {
        let who: Vec<&str> = group.sides.keys().map(|coder| coder.0.as_str()).collect();
        return Err(Problem::new(
            who.join(" and "),
            "are even here, so there is no majority",
            "take one coder's, the union, the intersection or both codes",
        ));
    }
    Ok(each_code(group, |pieces| {
        pieces.where_coders(|with| with * 2 > coders)
    }))
}

/// The stretches of every code of the group, in the order of the text.
fn each_code(group: &Group, stretches: impl Fn(&Pieces) -> Vec<Span>) -> Vec<Marked> {
    let mut found = Vec::new();
    for code in group.codes() {
        let value = value_of(group, code);
        let spans = stretches(&Pieces::of(group, code));
        found.extend(spans.into_iter().map(|span| Marked {
            code,
            span,
            value: value.clone(),
        }));
    }
    found.sort_by_key(|mark| (mark.span, mark.code));
    found
}

/// The label that everybody gave who put the code; none where they differ.
fn value_of(group: &Group, code: CodeRef) -> Option<String> {
    let marks = group
        .sides
        .values()
        .flatten()
        .filter(|mark| mark.code == code);
    let values: BTreeSet<&Option<String>> = marks.map(|mark| &mark.value).collect();
    match values.into_iter().collect::<Vec<_>>().as_slice() {
        [only] => (*only).clone(),
        _ => None,
    }
}
