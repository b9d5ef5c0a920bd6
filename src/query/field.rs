//! Fields: what stands before a colon, and how the filters of one group narrow each other.
//!
//! `coder:` and `round:` say whose codings the code filters beside them look at, so that `code:plan coder:ana` is what Ana coded
//! so, and not a turn that somebody coded so and Ana touched.

use std::collections::BTreeSet;

use crate::document::Kind;
use crate::id::PersonId;
use crate::person::Role;
use crate::query::Query;
use crate::query::facts::{CoderNumber, Facts};
use crate::query::filter::{Codings, Filter};
use crate::query::shape::Shape;
use crate::query::token::{Given, is_field};
use crate::query::unparsed::{At, Unparsed};
use crate::query::value::{Values, numbers};
use crate::query::word::one_spelling;

/// The fields that are not attributes.
const FIELDS: [&str; 8] = [
    "code", "coder", "round", "person", "document", "kind", "turn", "question",
];

/// What a field says.
#[derive(Clone, Debug)]
pub enum Meant {
    /// Codings with one of some codes, or with any.
    Codes(Codings),
    /// Codings of these coders are looked at.
    Coders(BTreeSet<CoderNumber>),
    /// Codings of these rounds are looked at, in the documents of these rounds.
    Rounds(Codings, Filter),
    /// The documents of some rounds, where codings belong to no round; the refusal where codes are asked for beside it.
    RoundsOnly(Filter, Unparsed),
    /// Anything else.
    Other(Query),
}

impl Meant {
    /// Any coding at all.
    pub fn anything_coded() -> Self {
        Self::Codes(Codings::default())
    }
}

/// One of several things asked for together.
pub enum Part {
    /// A field.
    Is(Meant),
    /// A field that is denied.
    IsNot(Meant),
    /// Anything else.
    Other(Query),
}

/// Joins what is asked for together, so that `coder:` and `round:` narrow the code filters beside them; refused where the codings
/// have no rounds to be narrowed by.
pub fn together(parts: Vec<Part>) -> Result<Query, Unparsed> {
    let mut refused = None;
    let (mut coders, mut rounds) = (Vec::new(), Vec::new());
    let mut codes: Vec<(Codings, bool)> = Vec::new();
    let mut all = Vec::new();
    for part in parts {
        match part {
            Part::Is(Meant::Codes(codings)) => codes.push((codings, true)),
            Part::IsNot(Meant::Codes(codings)) => codes.push((codings, false)),
            Part::Is(Meant::Coders(names)) => coders.push(names),
            Part::IsNot(Meant::Coders(names)) => {
                let coders = Some(names);
                all.push(not(coded(Codings {
                    coders,
                    ..Codings::default()
                })));
            }
            Part::Is(Meant::Rounds(codings, documents)) => {
                rounds.push(codings.rounds);
                all.push(Query::Filter(documents));
            }
            Part::Is(Meant::RoundsOnly(documents, refusal)) => {
                refused = Some(refusal);
                all.push(Query::Filter(documents));
            }
            Part::IsNot(Meant::Rounds(_, documents) | Meant::RoundsOnly(documents, _)) => {
                all.push(not(Query::Filter(documents)))
            }
            Part::Is(Meant::Other(query)) | Part::Other(query) => all.push(query),
            Part::IsNot(Meant::Other(query)) => all.push(not(query)),
        }
    }
    if let Some(refused) = refused.filter(|_| !codes.is_empty()) {
        return Err(refused);
    }
    if codes.is_empty() && !coders.is_empty() {
        codes.push((Codings::default(), true));
    }
    for (codings, is_asked) in codes {
        let narrowed = narrowed(&codings, (&coders, &rounds));
        let queries = narrowed.into_iter().map(coded);
        all.extend(queries.map(|query| if is_asked { query } else { not(query) }));
    }
    Ok(match all.len() {
        1 => all.remove(0),
        _ => Query::All(all),
    })
}

type Rounds = Option<BTreeSet<crate::id::RoundRef>>;

/// A filter of codes, once for each coder and each round that is asked for beside it.
fn narrowed(
    codings: &Codings,
    (coders, rounds): (&[BTreeSet<CoderNumber>], &[Rounds]),
) -> Vec<Codings> {
    let mut all = vec![codings.clone()];
    if !coders.is_empty() {
        let each = coders.iter().map(|names| Codings {
            coders: Some(names.clone()),
            ..codings.clone()
        });
        all = each.collect();
    }
    if !rounds.is_empty() {
        let each = rounds.iter().flat_map(|rounds| {
            all.iter().map(|codings| Codings {
                rounds: rounds.clone(),
                ..codings.clone()
            })
        });
        all = each.collect();
    }
    all
}

fn coded(codings: Codings) -> Query {
    Query::Filter(Filter::Coded(codings))
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

/// What a field and its values say in a study.
pub fn meant(facts: &Facts, (at, name): (At, &str), values: &[Given]) -> Result<Meant, Unparsed> {
    if let Some(empty) = values.iter().find(|given| given.text.is_empty()) {
        let what = format!("{name}: takes a value");
        return Err(Unparsed::new(
            empty.at,
            what,
            format!("write {name}:VALUE, without a blank between"),
        ));
    }
    let other = |filter| Ok(Meant::Other(Query::Filter(filter)));
    match name.to_lowercase().as_str() {
        "code" => codes(facts, values).map(Meant::Codes),
        "coder" if facts.is_final => Err(not_in_final(at, "coder")),
        "coder" => coders(facts, values).map(Meant::Coders),
        "round" if facts.is_final => match rounds(facts, values)? {
            Meant::Rounds(_, documents) => {
                Ok(Meant::RoundsOnly(documents, not_in_final(at, "round")))
            }
            other => Ok(other),
        },
        "round" => rounds(facts, values),
        "person" => other(people(facts, values)?),
        "document" => other(documents(facts, values)?),
        "kind" => other(kinds(values)?),
        "turn" => other(Filter::Turns(numbers(values)?)),
        "question" => other(Filter::Questions(numbers(values)?)),
        _ => attribute(facts, (at, name), values),
    }
}

/// Refuses to narrow the codes of the final layer, which is the team's and of all rounds.
fn not_in_final(at: At, name: &str) -> Unparsed {
    Unparsed::new(
        at,
        format!("a code in the final layer has no {name} of its own"),
        format!("take {name}: away, or ask in the layer all"),
    )
}

/// The things whose handle is one of some values, or has its shape.
fn named<T>((what, things): (&str, &[(&str, T)]), values: &[Given]) -> Result<Vec<T>, Unparsed>
where
    T: Clone,
{
    let mut found = Vec::new();
    for given in values {
        let (at, value) = (given.at, &given.text);
        let wanted = one_spelling(value);
        let shape = match given.is_shape() {
            true => Some(Shape::read(at, &wanted)?),
            false => None,
        };
        let is_meant = |handle: &str| match &shape {
            Some(shape) => shape.takes(&one_spelling(handle)),
            None => one_spelling(handle) == wanted,
        };
        let before = found.len();
        let meant = things.iter().filter(|(handle, _)| is_meant(handle));
        found.extend(meant.map(|(_, thing)| thing.clone()));
        if found.len() == before {
            let known: Vec<&str> = things.iter().map(|(handle, _)| *handle).collect();
            let what = format!("there is no {what} {value}");
            return Err(Unparsed::unknown(at, what, (value, &known)));
        }
    }
    Ok(found)
}

fn codes(facts: &Facts, values: &[Given]) -> Result<Codings, Unparsed> {
    let known: Vec<_> = facts
        .codes
        .iter()
        .map(|code| (code.handle.as_str(), code.id))
        .collect();
    let named = named(("code", &known), values)?;
    let codes = named
        .into_iter()
        .flat_map(|code| facts.with_descendants(code));
    Ok(Codings {
        codes: Some(codes.collect()),
        ..Codings::default()
    })
}

fn coders(facts: &Facts, values: &[Given]) -> Result<BTreeSet<CoderNumber>, Unparsed> {
    let known: Vec<_> = facts
        .coders
        .iter()
        .zip((0..).map(CoderNumber))
        .map(|(coder, number)| (coder.0.as_str(), number))
        .collect();
    Ok(named(("coder", &known), values)?.into_iter().collect())
}

fn rounds(facts: &Facts, values: &[Given]) -> Result<Meant, Unparsed> {
    let known: Vec<_> = facts
        .rounds
        .iter()
        .map(|round| (round.name.as_str(), round))
        .collect();
    let named = named(("round", &known), values)?;
    let documents = named
        .iter()
        .flat_map(|round| round.documents.iter().copied());
    let documents = Filter::Documents(documents.collect());
    let rounds = Some(named.iter().map(|round| round.id).collect());
    Ok(Meant::Rounds(
        Codings {
            rounds,
            ..Codings::default()
        },
        documents,
    ))
}

fn people(facts: &Facts, values: &[Given]) -> Result<Filter, Unparsed> {
    let known: Vec<(&str, PersonId)> = facts
        .people
        .keys()
        .map(|person| (person.0.as_str(), person.clone()))
        .collect();
    Ok(Filter::People(
        named(("person", &known), values)?.into_iter().collect(),
    ))
}

fn documents(facts: &Facts, values: &[Given]) -> Result<Filter, Unparsed> {
    let known: Vec<_> = facts
        .documents
        .iter()
        .map(|document| (document.handle.as_str(), document.id))
        .collect();
    Ok(Filter::Documents(
        named(("document", &known), values)?.into_iter().collect(),
    ))
}

fn kinds(values: &[Given]) -> Result<Filter, Unparsed> {
    let kinds = [Kind::Interview, Kind::FocusGroup, Kind::Document];
    let known: Vec<(&str, Kind)> = kinds.iter().map(|kind| (kind.as_str(), *kind)).collect();
    Ok(Filter::Kinds(named(("kind of document", &known), values)?))
}

/// Whether a query can ask for an attribute of such a name.
pub fn is_attribute(name: &str) -> bool {
    let name = name.replace(' ', "_");
    is_field(&name) && !FIELDS.contains(&name.to_lowercase().as_str())
}

/// A filter of an attribute; of the research team's and nobody's turns where `role:` says so.
fn attribute(facts: &Facts, (at, name): (At, &str), values: &[Given]) -> Result<Meant, Unparsed> {
    let attributes = facts.attributes();
    let wanted = one_spelling(name);
    let is_role = wanted == "role";
    let known = attributes
        .iter()
        .find(|known| one_spelling(known) == wanted);
    let is_speaker = |given: &&Given| is_role && speaker(given).is_some();
    let (speakers, meant): (Vec<&Given>, Vec<&Given>) = values.iter().partition(is_speaker);
    let mut either = Vec::new();
    if !speakers.is_empty() {
        let roles = speakers.into_iter().filter_map(speaker).collect();
        either.push(Query::Filter(Filter::Speakers(roles)));
    }
    match known {
        Some(known) if !meant.is_empty() => {
            let own = Values::of(facts, known);
            let tests = meant.into_iter().map(|given| own.test(given));
            let tests = tests.collect::<Result<_, _>>()?;
            either.push(Query::Filter(Filter::Attribute((*known).to_owned(), tests)));
        }
        Some(_) => {}
        None if is_role && meant.is_empty() => {}
        None => {
            let mut names: Vec<&str> = FIELDS.to_vec();
            names.extend(attributes);
            let what = format!("there is no field {name}, and no attribute of that name");
            let mut refused = Unparsed::unknown(at, what, (name, &names));
            refused
                .hint
                .push_str("; put words with a colon in quotation marks");
            return Err(refused);
        }
    }
    Ok(Meant::Other(match either.len() {
        1 => either.remove(0),
        _ => Query::Any(either),
    }))
}

/// The roles of a speaker who is no person of the study.
fn speaker(given: &Given) -> Option<Role> {
    if given.is_quoted {
        return None;
    }
    match one_spelling(&given.text).as_str() {
        "interviewer" => Some(Role::Interviewer),
        "unknown" => Some(Role::Unknown),
        "ignore" => Some(Role::Ignore),
        _ => None,
    }
}
