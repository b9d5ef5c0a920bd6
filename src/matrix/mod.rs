//! Matrices: which codes lie together, which follow each other, and where they lie.
//!
//! Codes are put together only where one coder put both, or the final layer holds both: two coders' codes on one place are
//! agreement, which is measured elsewhere. [`cooccurrence`] asks whether codes share a place, [`proximity`] how many turns lie
//! between them, [`occurrence`] on what they stand, attribute by attribute or document by document, [`mod@line`] what comes after
//! what in one document. [`framework`] charts cases by themes in summaries, [`presence`] says whether a theme is there for a case at
//! all, [`units`] lays units and codes out for statistics packages, [`codes`] counts the codebook, [`tables`] puts
//! what was charted into tables. All are pure functions of what the viewer may see.

pub mod row;
pub mod within;
pub mod scope;
pub mod count;
pub mod cooccurrence;
pub mod proximity;
pub mod occurrence;
pub mod line;
pub mod case;
pub mod codes;
pub mod framework;
pub mod presence;
pub mod units;
pub mod tables;
