//! Agreement of two coders in characters, as NVivo's Coding Comparison counts it: from spans, never from the text.
//!
//! Each coder's spans of a code are joined first, so that a character coded twice by one coder is coded by one. The
//! tables of several documents roll up in four ways that differ, and each is named. Uncoded text counts as agreement
//! here and inflates percent; characters are not independent of each other, so there is no interval.

use crate::agreement::figure::{Figure, Undefined, mean};
use crate::agreement::pair::{self, Contingency};
use crate::text::span::Span;

/// A stretch that a coder marked with a code, both numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The code.
    pub code: u32,
    /// The coder.
    pub coder: u32,
    /// Where.
    pub span: Span,
}

/// One code and two coders in one document, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTable {
    /// The code.
    pub code: u32,
    /// The two coders.
    pub coders: (u32, u32),
    /// Characters by what each of the two did with them.
    pub table: Contingency,
}

/// The tables of one document of so many characters: for each code that somebody used and each two of the coders.
///
/// Marks are sorted in place; each pair then walks its two lists of joined spans once.
pub fn tables(marks: &mut [Mark], coders: &[u32], length: u32) -> Vec<CodeTable> {
    marks.sort_unstable();
    let mut found = Vec::new();
    for of_code in marks.chunk_by(|one, other| one.code == other.code) {
        let joined: Vec<Vec<Span>> = coders
            .iter()
            .map(|coder| {
                let from = of_code.partition_point(|mark| mark.coder < *coder);
                let to = of_code.partition_point(|mark| mark.coder <= *coder);
                join(of_code[from..to].iter().map(|mark| mark.span))
            })
            .collect();
        for (at, first) in coders.iter().enumerate() {
            for (later, second) in coders.iter().enumerate().skip(at + 1) {
                let cells = cells(&joined[at], &joined[later], length);
                found.push(CodeTable {
                    code: of_code[0].code,
                    coders: (*first, *second),
                    table: Contingency::yes_no(cells),
                });
            }
        }
    }
    found
}

/// Spans in the order of their starts, joined where they overlap or meet, without those of no characters.
pub fn join(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans.into_iter().filter(|span| !span.is_empty()) {
        match joined.last_mut() {
            Some(last) if span.start() <= last.end() => {
                *last = Span::between(last.start(), last.end().max(span.end()));
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// The characters that two ascending lists of disjoint spans have in common.
pub fn common(first: &[Span], second: &[Span]) -> u64 {
    let (mut common, mut at, mut other) = (0, 0, 0);
    while let (Some(one), Some(two)) = (first.get(at), second.get(other)) {
        common += one.overlap(*two).map_or(0, |span| u64::from(span.len()));
        if one.end() <= two.end() {
            at += 1;
        } else {
            other += 1;
        }
    }
    common
}

fn cells(first: &[Span], second: &[Span], length: u32) -> [u64; 4] {
    let of = |spans: &[Span]| spans.iter().map(|span| u64::from(span.len())).sum::<u64>();
    let (ours, theirs, both) = (of(first), of(second), common(first, second));
    let either = ours + theirs - both;
    let neither = u64::from(length).saturating_sub(either);
    [both, ours - both, theirs - both, neither]
}

/// The ways in which tables of several documents become one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RollUp {
    /// Kappa of the summed tables: the right figure of a code over several documents.
    pub corpus: Figure,
    /// The unweighted mean over documents where kappa is defined, as NVivo's help asks its readers to take.
    pub mean: Figure,
    /// The mean over documents weighted by their lengths.
    pub weighted: Figure,
    /// The unweighted mean of percent agreement.
    pub percent: Figure,
}

/// Rolls up tables, each of one document (its characters are the table's units).
pub fn roll_up<'t>(tables: impl IntoIterator<Item = &'t Contingency>) -> RollUp {
    let tables: Vec<&Contingency> = tables.into_iter().collect();
    let mut sum = Contingency::yes_no([0; 4]);
    tables.iter().for_each(|table| sum.add(table));
    let defined: Vec<(f64, f64)> = (tables.iter())
        .filter_map(|table| Some((pair::cohen(table).ok()?, table.units() as f64)))
        .collect();
    let lengths: f64 = defined.iter().map(|(_, length)| length).sum();
    let kappas: Vec<f64> = defined.iter().map(|(kappa, _)| *kappa).collect();
    let reason = if sum.units() == 0 {
        Undefined::NoPairableUnits
    } else {
        Undefined::NoVariation
    };
    let weighted: f64 = (defined.iter())
        .map(|(kappa, length)| kappa * length / lengths)
        .sum();
    let percents: Vec<f64> = (tables.iter())
        .filter_map(|table| pair::percent(table).ok())
        .collect();
    RollUp {
        corpus: pair::cohen(&sum),
        mean: mean(&kappas).ok_or(reason),
        weighted: if defined.is_empty() {
            Err(reason)
        } else {
            Ok(weighted)
        },
        percent: mean(&percents).ok_or(Undefined::NoPairableUnits),
    }
}
