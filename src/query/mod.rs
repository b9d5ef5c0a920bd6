//! Queries: one line that says which turns are looked for, by their words and by what the study knows of them.
//!
//! A query is read against the [`facts::Facts`] of a study, so that a name nobody has is an error at its place and not an empty
//! answer. Two things answer it: [`plain`], turn by turn over the words themselves, and the index. They must say the same.

pub mod word;
pub mod unparsed;
pub mod shape;
pub mod wording;
mod traits;
pub mod facts;
pub mod filter;
mod token;
mod value;
mod field;
pub mod parse;
pub mod slip;
pub mod corpus;
pub mod facet;
pub mod plain;
pub mod snippet;
pub mod relevance;
pub mod likeness;

use regex::Regex;

use crate::query::filter::Filter;
use crate::query::wording::Wording;

/// The language, as help prints it.
pub const LANGUAGE: &str = include_str!("language.txt");

/// What is asked of a turn.
#[derive(Clone, Debug)]
pub enum Query {
    /// All of these.
    All(Vec<Query>),
    /// At least one of these.
    Any(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// Its body says this.
    Says(Wording),
    /// This is found in its body as it is written.
    Text(Regex),
    /// Its speaker, document or codings are so.
    Filter(Filter),
}

impl Query {
    /// The parts that are looked for in words, and count for relevance: whatever is not denied.
    pub fn sought(&self) -> Vec<&Query> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Query::sought).collect(),
            Self::Not(_) | Self::Filter(_) => Vec::new(),
            Self::Says(_) | Self::Text(_) => vec![self],
        }
    }

    /// Whether the words themselves must be read to answer it.
    pub fn reads_text(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Query::reads_text),
            Self::Not(part) => part.reads_text(),
            Self::Text(_) => true,
            Self::Says(_) | Self::Filter(_) => false,
        }
    }
}
