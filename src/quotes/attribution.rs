//! Attribution: who is said to have said a quote, in as few words as keep people unknown.
//!
//! By attributes ("parent, site 2"), whose groups are screened over everybody who is quoted; or by the study's own handle for a
//! person, which is a pseudonym as long as nobody outside knows whose it is; or by nothing. What a coder wrote by hand stands as
//! it is, and is counted, since it was not screened.

use std::collections::BTreeSet;

use crate::disclosure::group::{Groups, Split, everybody, fewer, split};
use crate::filter::View;
use crate::id::PersonId;
use crate::person::Value;
use crate::quotes::exemplar::Exemplar;

/// How quotes are attributed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// By the values of attributes.
    By(Vec<String>),
    /// By the handle of the person.
    Pseudonym,
    /// Not at all.
    None,
}

impl Attribution {
    /// Reads the words of an option: `pseudonym`, `none`, or names of attributes.
    pub fn parse(words: &[String]) -> Self {
        match words {
            [] => Self::None,
            [word] if word == "none" => Self::None,
            [word] if word == "pseudonym" => Self::Pseudonym,
            names => Self::By(names.to_vec()),
        }
    }

    /// The attributes it names.
    pub fn attributes(&self) -> &[String] {
        match self {
            Self::By(names) => names,
            Self::Pseudonym | Self::None => &[],
        }
    }

    /// By as many of its attributes as leave no quoted person in a group of fewer than k, with the sentence on what gave way.
    /// Groups of people none of whom is quoted single nobody out.
    pub fn screened(
        &self,
        view: &View<'_>,
        (quoted, k): (&BTreeSet<PersonId>, usize),
    ) -> (Self, Split) {
        let Self::By(asked) = self else {
            return (self.clone(), Split::default());
        };
        let all = everybody(view);
        let shown = |by: &[String]| {
            let of_quoted = Groups::of(view, quoted, by);
            let values: BTreeSet<Vec<String>> = of_quoted
                .sizes()
                .map(|(values, _)| values.to_vec())
                .collect();
            let groups = Groups::of(view, &all, by);
            groups.sizes().all(|(of, n)| n >= k || !values.contains(of))
        };
        if shown(asked) {
            return (self.clone(), Split::whole(asked));
        }
        let mut narrower = split(view, &all, (asked, k));
        if let Some(by) = fewer(asked).find(|by| shown(by)) {
            let why = narrower.why.take().unwrap_or_default();
            let small = why.split(": ").next().unwrap_or_default();
            narrower.why = Some(format!(
                "{small}: attributed by {} only (k = {k})",
                by.join(" × ")
            ));
            narrower.by = by;
        }
        (Self::By(narrower.by.clone()), narrower)
    }

    /// The words for who said a quote.
    pub fn words(&self, view: &View<'_>, quote: &Exemplar) -> String {
        if let Some(written) = &quote.attribution {
            return written.clone();
        }
        let each = quote.people.iter().map(|person| match self {
            Self::None => String::new(),
            Self::Pseudonym => person.0.clone(),
            Self::By(names) => {
                let parts = names.iter().map(|name| of_person(view, (person, name)));
                let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
                parts.join(", ")
            }
        });
        let each: BTreeSet<String> = each.filter(|words| !words.is_empty()).collect();
        let each: Vec<String> = each.into_iter().collect();
        each.join(" and ")
    }
}

/// What an attribute says of a person, as it is printed: "peer recovery specialist", "site 2".
fn of_person(view: &View<'_>, (id, name): (&PersonId, &str)) -> String {
    let values = view
        .person(id)
        .map_or(&[][..], |person| person.values(name));
    let words = values.iter().map(|value| match value {
        Value::Text(word) => word.replace('_', " "),
        other => format!(
            "{} {}",
            name.replace('_', " "),
            other.as_str().replace('_', " ")
        ),
    });
    let words: Vec<String> = words.collect();
    words.join(" and ")
}
