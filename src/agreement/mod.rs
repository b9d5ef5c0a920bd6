//! Agreement: how far coders who read the same units said the same of them.
//!
//! Everything here is arithmetic on ratings and knows nothing of studies, documents on disk or screens. One question
//! (a code, a theme) is rated for many units by several coders; `rating` boils each document down to integer counts,
//! and every coefficient is a function of a sum of such counts. That is why leaving one document out costs nothing
//! and why no figure depends on the order of coders, units or documents.
//!
//! A figure is a number or the reason why there is none, never NaN and never an invented 0 or 1.

pub mod figure;
pub mod rating;
pub mod share;
pub mod alpha;
pub mod metric;
pub mod chance;
pub mod weight;
pub mod weighted;
pub mod pair;
pub mod set;
pub mod character;
pub mod unitize;
pub mod size;
pub mod interval;
pub mod bootstrap;
pub mod target;
pub mod passage;
pub mod overall;
pub mod unit;
pub mod measure;
pub mod scope;
pub mod passes;
pub mod question;
pub mod sheet;
pub mod continuum;
pub mod together;
pub mod report;
pub mod trend;
pub mod gamma;
pub mod marking;
pub mod resampled;
pub mod plan;
pub mod occurrence;
pub mod nvivo;
pub mod ratings;
pub mod left_out;
