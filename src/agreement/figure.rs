//! A figure of agreement: a number, or the reason why the ratings give none.
//!
//! Where ratings do not vary or do not meet, programs elsewhere print 0, 1 or NaN. Here the reason is the result, so
//! that every table can say it and no mean can swallow it.

use std::fmt;

/// A coefficient on its own scale (1 = full agreement), or why it is undefined.
pub type Figure = Result<f64, Undefined>;

/// Why a figure or an interval has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undefined {
    /// Fewer than two coders rated anything.
    FewerThanTwoCoders,
    /// Two coders or more rated something, but never the same unit.
    NoPairableUnits,
    /// Neither of the coders ever gave the category asked about.
    NeverUsed,
    /// All ratings that can be compared are the same, so chance alone explains everything.
    NoVariation,
    /// The ratio metric compares numbers from 0 up.
    NegativeValues,
    /// Nobody marked a stretch that another coder marked too.
    NoSharedStretch,
    /// A coder's own stretches overlap, so they do not part the text.
    OverlappingStretches,
    /// The figure is one of two coders, and there are more.
    MoreThanTwoCoders,
    /// There are too many values or coders to compare them two by two.
    TooManyCategories,
    /// No resampling of the documents gave a value.
    NoReplicateDefined,
    /// An interval over documents needs four of them.
    FewerThanFourDocuments,
    /// An interval over blocks of turns needs four of them, and units smaller than documents.
    FewerThanFourBlocks,
    /// The coefficient loses its value when one of the documents is left out.
    UndefinedWithoutADocument,
    /// No coder marked anything.
    NothingMarked,
    /// A marked stretch has no characters, so distances in multiples of its length mean nothing.
    EmptyStretch,
    /// Stretches lie so densely that the exact best alignment is out of reach.
    AlignmentTooLarge,
    /// No two coders marked anything that belongs together.
    NothingAligned,
    /// Random continua would have to be drawn without end for the precision asked for.
    PrecisionOutOfReach,
    /// A weight is negative or no number, or an empty side costs nothing.
    UnusableWeights,
    /// Neither of two codes lies anywhere in the scope.
    NeitherOccurs,
    /// No proposal was judged yet.
    NothingJudged,
}

impl Undefined {
    /// The reason as it stands in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FewerThanTwoCoders => "fewer_than_two_coders",
            Self::NoPairableUnits => "no_pairable_units",
            Self::NeverUsed => "never_used",
            Self::NoVariation => "no_variation",
            Self::NegativeValues => "negative_values",
            Self::NoSharedStretch => "no_shared_stretch",
            Self::OverlappingStretches => "overlapping_stretches",
            Self::MoreThanTwoCoders => "more_than_two_coders",
            Self::TooManyCategories => "too_many_categories",
            Self::NoReplicateDefined => "no_replicate_defined",
            Self::FewerThanFourDocuments => "fewer_than_four_documents",
            Self::FewerThanFourBlocks => "fewer_than_four_blocks",
            Self::UndefinedWithoutADocument => "undefined_without_a_document",
            Self::NothingMarked => "nothing_marked",
            Self::EmptyStretch => "empty_stretch",
            Self::AlignmentTooLarge => "alignment_too_large",
            Self::NothingAligned => "nothing_aligned",
            Self::PrecisionOutOfReach => "precision_out_of_reach",
            Self::UnusableWeights => "unusable_weights",
            Self::NeitherOccurs => "neither_occurs",
            Self::NothingJudged => "nothing_judged",
        }
    }

    /// The reason as a sentence for a reader, without its full stop.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::FewerThanTwoCoders => "fewer than two coders judged anything here",
            Self::NoPairableUnits => "no unit was rated by two coders",
            Self::NeverUsed => "neither coder ever used it here",
            Self::NoVariation => "all ratings are the same, so there is nothing to tell apart",
            Self::NegativeValues => {
                "the ratio metric takes numbers from 0 up, and some are negative"
            }
            Self::NoSharedStretch => "nobody marked a stretch that another coder marked too",
            Self::OverlappingStretches => {
                "a coder's own stretches overlap, so they do not part the text"
            }
            Self::MoreThanTwoCoders => "it is a figure of two coders, and there are more",
            Self::TooManyCategories => {
                "there are too many different values or coders to compare them two by two"
            }
            Self::NoReplicateDefined => "no resampling of the documents gave a value",
            Self::FewerThanFourDocuments => {
                "an interval needs at least four documents that two coders finished"
            }
            Self::FewerThanFourBlocks => {
                "an interval over blocks needs at least four blocks of ten turns that two coders judged"
            }
            Self::UndefinedWithoutADocument => {
                "all variation lies in one document, so there is no interval over documents"
            }
            Self::NothingMarked => "no coder marked anything here",
            Self::EmptyStretch => "a marked stretch has no characters",
            Self::AlignmentTooLarge => {
                "what coders marked lies too densely for the exact best alignment; take one document or theme at a time"
            }
            Self::NothingAligned => "no two coders marked anything that belongs together",
            Self::PrecisionOutOfReach => {
                "the precision asked for needs more random samples than can be drawn; ask for a larger number"
            }
            Self::UnusableWeights => {
                "weights must be numbers of 0 or more, and an empty side must cost more than 0"
            }
            Self::NeitherOccurs => "neither code lies anywhere here",
            Self::NothingJudged => "no proposal was judged yes, no or other",
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

/// The arithmetic mean, the same to the last bit in whatever order the values come; none of no values.
///
/// Deviations from the smallest value are summed in ascending order, so equal values have exactly that value as mean.
pub fn mean(values: &[f64]) -> Option<f64> {
    let ascending = ascending(values);
    let least = *ascending.first()?;
    let above: f64 = ascending.iter().map(|value| value - least).sum();
    Some(least + above / ascending.len() as f64)
}

/// The median (mean of the middle two where their number is even); none of no values.
pub fn median(values: &[f64]) -> Option<f64> {
    let ascending = ascending(values);
    let upper = ascending.len() / 2;
    let lower = ascending.len().checked_sub(1)? / 2;
    mean(&ascending[lower..=upper])
}

/// The values from the smallest to the largest.
pub fn ascending(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}
