//! The u-alpha family: agreement on a continuum that each coder parts into stretches with a value and gaps between them
//! (Krippendorff, Mathet, Bouvry and Widlöcher 2016; Krippendorff 2019, 12.6).
//!
//! A coder's own stretches must not overlap; where they do, nothing is dropped in silence but the caller is told which.
//! Several documents are several continua whose sums add up. A stretch's own pairable length with three coders or more
//! is the mean overlap with the other coders' stretches, the one reading that gives the published figures.

use std::collections::BTreeMap;

use crate::agreement::figure::{Figure, Undefined};
use crate::text::span::Span;

/// A stretch with its value, numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where.
    pub span: Span,
    /// What the coder said it is.
    pub value: u32,
}

/// Two stretches of one coder that overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The coder's place.
    pub coder: usize,
    /// The one that starts first.
    pub first: Stretch,
    /// The one that starts before it has ended.
    pub second: Stretch,
}

/// What the figures are made of, summed over continua.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unitized {
    raters: usize,
    /// Length times coders: l...
    length: f64,
    /// Gaps of all coders: l_phi.
    gaps: f64,
    /// Gaps that two coders share: l_phi,phi.
    shared_gaps: f64,
    values: BTreeMap<u32, Sums>,
}

/// The sums of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    /// All of its stretches: l_c.
    length: f64,
    /// What two coders gave it together: l_cc.
    agreed: f64,
    /// Squared lengths of its stretches: K_c.
    squares: f64,
    /// What another coder gave any value: l*_c.
    paired: f64,
    /// Squared pairable lengths of its stretches: K*_c.
    paired_squares: f64,
}

/// Sorts each coder's stretches and finds those that overlap.
pub fn overlaps(coders: &mut [Vec<Stretch>]) -> Vec<Overlap> {
    let mut found = Vec::new();
    for (coder, stretches) in coders.iter_mut().enumerate() {
        stretches.retain(|stretch| !stretch.span.is_empty());
        stretches.sort_unstable_by_key(|stretch| (stretch.span, stretch.value));
        let mut furthest: Option<Stretch> = None;
        for &second in stretches.iter() {
            let over = furthest.filter(|first| second.span.start() < first.span.end());
            found.extend(over.map(|first| Overlap {
                coder,
                first,
                second,
            }));
            if furthest.is_none_or(|first| first.span.end() < second.span.end()) {
                furthest = Some(second);
            }
        }
    }
    found
}

impl Unitized {
    /// Adds a continuum of so many characters, parted by each of its coders; refused where a coder's stretches overlap.
    pub fn add(&mut self, length: u32, coders: &mut [Vec<Stretch>]) -> Result<(), Vec<Overlap>> {
        let found = overlaps(coders);
        if !found.is_empty() {
            return Err(found);
        }
        self.raters = self.raters.max(coders.len());
        if coders.len() < 2 {
            return Ok(());
        }
        let others = (coders.len() - 1) as f64;
        let valued: Vec<u64> = coders.iter().map(|stretches| lengths(stretches)).collect();
        self.length += f64::from(length) * coders.len() as f64;
        for (at, own) in coders.iter().enumerate() {
            self.gaps += f64::from(length) - valued[at] as f64;
            let mut pairable = vec![0u64; own.len()];
            for (other, theirs) in coders.iter().enumerate().filter(|(other, _)| *other != at) {
                let before: u64 = pairable.iter().sum();
                let agreed = meet(own, theirs, &mut pairable);
                let met = pairable.iter().sum::<u64>() - before;
                let in_neither =
                    i64::from(length) + met as i64 - (valued[at] + valued[other]) as i64;
                self.shared_gaps += in_neither as f64 / others;
                for (value, agreed) in agreed {
                    self.values.entry(value).or_default().agreed += agreed as f64 / others;
                }
            }
            // Values come in runs, so most additions need no second look-up of the sums.
            for (stretch, pairable) in own.iter().zip(pairable) {
                let sums = self.values.entry(stretch.value).or_default();
                let (length, pairable) = (f64::from(stretch.span.len()), pairable as f64 / others);
                sums.length += length;
                sums.squares += length * length;
                sums.paired += pairable;
                sums.paired_squares += pairable * pairable;
            }
        }
        Ok(())
    }

    /// u-alpha: agreement on where stretches lie and what they are.
    pub fn u_alpha(&self) -> Figure {
        self.comparable()?;
        let squares = self.squares();
        let agreed: f64 = self.values.values().map(|sums| sums.agreed).sum();
        let same: f64 = (self.values.values())
            .map(|sums| sums.length * sums.length - sums.squares)
            .sum();
        let gaps = self.gaps * self.gaps - self.gaps;
        // e.. is l.. itself, and both are divided by l.. − K / l...
        let expected = (self.length * self.length - squares - same - gaps)
            / (self.length - squares / self.length);
        ratio(self.length - agreed - self.shared_gaps, expected)
    }

    /// |u-alpha: agreement on which stretches matter at all, whatever they are.
    pub fn bar_u_alpha(&self) -> Figure {
        self.comparable()?;
        let expected =
            self.gaps * (self.length - self.gaps) / (self.length - self.squares() / self.length);
        ratio(self.gaps - self.shared_gaps, expected)
    }

    /// cu-alpha: agreement on what the stretches are that two coders marked; always with its coverage.
    pub fn cu_alpha(&self) -> Figure {
        self.comparable()?;
        let (paired, squares) = self.paired()?;
        let agreed: f64 = self.values.values().map(|sums| sums.agreed).sum();
        let same: f64 = (self.values.values())
            .map(|sums| sums.paired * sums.paired - sums.paired_squares)
            .sum();
        let expected = (paired * paired - squares - same) / (paired - squares / paired);
        ratio(paired - agreed, expected)
    }

    /// The share of the coders' text that cu-alpha stands on, 0–1: l*.. / l...
    pub fn cu_coverage(&self) -> Figure {
        self.comparable()?;
        let paired: f64 = self.values.values().map(|sums| sums.paired).sum();
        Ok(paired / self.length)
    }

    /// (k)u-alpha: agreement on one value among the stretches that two coders marked.
    pub fn k_u_alpha(&self, value: u32) -> Figure {
        self.comparable()?;
        let (paired, squares) = self.paired()?;
        let sums = self.values.get(&value).ok_or(Undefined::NeverUsed)?;
        if sums.paired <= 0.0 {
            return Err(Undefined::NoSharedStretch);
        }
        let whole = paired - squares / paired;
        let row = (sums.paired * paired - sums.paired_squares) / whole;
        let apart = sums.paired * (paired - sums.paired) / whole;
        if apart <= 0.0 || whole <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        Ok(1.0 - row / sums.paired * (sums.paired - sums.agreed) / apart)
    }

    /// The share of a value's stretches that another coder marked at all, 0–1: l*_k. / l_k.
    pub fn k_coverage(&self, value: u32) -> Figure {
        self.comparable()?;
        let sums = self.values.get(&value).ok_or(Undefined::NeverUsed)?;
        Ok(sums.paired / sums.length)
    }

    fn comparable(&self) -> Result<(), Undefined> {
        if self.raters < 2 {
            Err(Undefined::FewerThanTwoCoders)
        } else if self.length <= 0.0 {
            Err(Undefined::NoPairableUnits)
        } else {
            Ok(())
        }
    }

    /// K: squared stretches, and gaps at their plain length.
    fn squares(&self) -> f64 {
        self.gaps + self.values.values().map(|sums| sums.squares).sum::<f64>()
    }

    /// l*.. and K*.
    fn paired(&self) -> Result<(f64, f64), Undefined> {
        let paired: f64 = self.values.values().map(|sums| sums.paired).sum();
        let squares = self.values.values().map(|sums| sums.paired_squares).sum();
        if paired <= 0.0 {
            return Err(Undefined::NoSharedStretch);
        }
        Ok((paired, squares))
    }
}

/// 1 − observed / expected; undefined where chance would disagree on nothing.
fn ratio(observed: f64, expected: f64) -> Figure {
    // Sums of products of lengths: what remains of a difference of equal ones is rounding.
    if expected.is_nan() || expected <= 1e-9 {
        return Err(Undefined::NoVariation);
    }
    Ok(1.0 - observed / expected)
}

fn lengths(stretches: &[Stretch]) -> u64 {
    let lengths = stretches.iter();
    lengths.map(|stretch| u64::from(stretch.span.len())).sum()
}

/// Walks two coders' stretches: adds to each of the first's what the second marked of it, and sums by value what both
/// gave the same.
fn meet(own: &[Stretch], theirs: &[Stretch], pairable: &mut [u64]) -> Vec<(u32, u64)> {
    let mut agreed: BTreeMap<u32, u64> = BTreeMap::new();
    let (mut at, mut other) = (0, 0);
    while let (Some(one), Some(two)) = (own.get(at), theirs.get(other)) {
        if let Some(common) = one.span.overlap(two.span) {
            pairable[at] += u64::from(common.len());
            if one.value == two.value {
                *agreed.entry(one.value).or_default() += u64::from(common.len());
            }
        }
        if one.span.end() <= two.span.end() {
            at += 1;
        } else {
            other += 1;
        }
    }
    agreed.into_iter().collect()
}
