//! Fields: what stands before a colon, and how the filters of one group narrow each other.
//!
//! `coder:` and `round:` say whose codings the code filters beside them look at, so that `code:plan coder:ana` is what Ana coded
//! so, and not a turn that somebody coded so and Ana touched.

use std::collections::BTreeSet;

use crate::document::Kind;
use crate::id::{CoderId, PersonId};
use crate::person::Role;
use crate::query::Query;
use crate::query::facts::Facts;
use crate::query::filter::{Bound, Codings, Edge, Filter, Test, one_spelling};
use crate::query::parse::{At, Unparsed, shape};

/// The fields that are not attributes.
const FIELDS: [&str; 6] = ["code", "coder", "round", "person", "document", "kind"];

/// What a field says.
#[derive(Clone, Debug)]
pub enum Meant {
    /// Codings with one of some codes, or with any.
    Codes(Codings),
    /// Codings of these coders are looked at.
    Coders(BTreeSet<CoderId>),
    /// Codings of these rounds are looked at, in the documents of these rounds.
    Rounds(Codings, Filter),
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

/// Joins what is asked for together, so that `coder:` and `round:` narrow the code filters beside them.
pub fn together(parts: Vec<Part>) -> Query {
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
            Part::IsNot(Meant::Rounds(_, documents)) => all.push(not(Query::Filter(documents))),
            Part::Is(Meant::Other(query)) | Part::Other(query) => all.push(query),
            Part::IsNot(Meant::Other(query)) => all.push(not(query)),
        }
    }
    if codes.is_empty() && !coders.is_empty() {
        codes.push((Codings::default(), true));
    }
    for (codings, is_asked) in codes {
        let narrowed = narrowed(&codings, (&coders, &rounds));
        let queries = narrowed.into_iter().map(coded);
        all.extend(queries.map(|query| if is_asked { query } else { not(query) }));
    }
    match all.len() {
        1 => all.remove(0),
        _ => Query::All(all),
    }
}

type Rounds = Option<BTreeSet<crate::id::RoundRef>>;

/// A filter of codes, once for each coder and each round that is asked for beside it.
fn narrowed(
    codings: &Codings,
    (coders, rounds): (&[BTreeSet<CoderId>], &[Rounds]),
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
pub fn meant(
    facts: &Facts,
    (at, name): (At, &str),
    values: &[(At, String)],
) -> Result<Meant, Unparsed> {
    if let Some((at, _)) = values.iter().find(|(_, value)| value.is_empty()) {
        let what = format!("{name}: takes a value");
        return Err(Unparsed::new(
            *at,
            what,
            format!("write {name}:VALUE, without a blank between"),
        ));
    }
    let other = |filter| Ok(Meant::Other(Query::Filter(filter)));
    match name.to_lowercase().as_str() {
        "code" => codes(facts, values).map(Meant::Codes),
        "coder" => coders(facts, values).map(Meant::Coders),
        "round" => rounds(facts, values),
        "person" => other(people(facts, values)?),
        "document" => other(documents(facts, values)?),
        "kind" => other(kinds(values)?),
        _ => attribute(facts, (at, name), values),
    }
}

/// Refuses a name, with the one most like it.
fn unknown(at: At, what: String, name: &str, known: &[&str]) -> Unparsed {
    let nearest = known
        .iter()
        .map(|known| {
            (
                strsim::levenshtein(&one_spelling(name), &one_spelling(known)),
                known,
            )
        })
        .min();
    let hint = match nearest {
        Some((apart, known)) if apart <= (name.chars().count() / 3).max(1) => {
            format!("did you mean {known}?")
        }
        _ if known.is_empty() => "there is none yet".to_owned(),
        _ => {
            let first: Vec<&str> = known.iter().take(12).copied().collect();
            let more = if known.len() > first.len() {
                ", …"
            } else {
                ""
            };
            format!("there are {}{more}", first.join(", "))
        }
    };
    Unparsed::new(at, what, hint)
}

/// The things whose handle is one of some values, or has its shape.
fn named<T>(
    (what, things): (&str, &[(&str, T)]),
    values: &[(At, String)],
) -> Result<Vec<T>, Unparsed>
where
    T: Clone,
{
    let mut found = Vec::new();
    for (at, value) in values {
        let wanted = one_spelling(value);
        let shape = match value.contains(['*', '?']) {
            true => Some(shape(*at, &wanted)?),
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
            return Err(unknown(
                *at,
                format!("there is no {what} {value}"),
                value,
                &known,
            ));
        }
    }
    Ok(found)
}

fn codes(facts: &Facts, values: &[(At, String)]) -> Result<Codings, Unparsed> {
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

fn coders(facts: &Facts, values: &[(At, String)]) -> Result<BTreeSet<CoderId>, Unparsed> {
    let known: Vec<_> = facts
        .coders
        .iter()
        .map(|coder| (coder.0.as_str(), coder.clone()))
        .collect();
    Ok(named(("coder", &known), values)?.into_iter().collect())
}

fn rounds(facts: &Facts, values: &[(At, String)]) -> Result<Meant, Unparsed> {
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

fn people(facts: &Facts, values: &[(At, String)]) -> Result<Filter, Unparsed> {
    let known: Vec<(&str, PersonId)> = facts
        .people
        .keys()
        .map(|person| (person.0.as_str(), person.clone()))
        .collect();
    Ok(Filter::People(
        named(("person", &known), values)?.into_iter().collect(),
    ))
}

fn documents(facts: &Facts, values: &[(At, String)]) -> Result<Filter, Unparsed> {
    let known: Vec<_> = facts
        .documents
        .iter()
        .map(|document| (document.handle.as_str(), document.id))
        .collect();
    Ok(Filter::Documents(
        named(("document", &known), values)?.into_iter().collect(),
    ))
}

fn kinds(values: &[(At, String)]) -> Result<Filter, Unparsed> {
    let kinds = [Kind::Interview, Kind::FocusGroup, Kind::Document];
    let known: Vec<(&str, Kind)> = kinds.iter().map(|kind| (kind.as_str(), *kind)).collect();
    Ok(Filter::Kinds(named(("kind of document", &known), values)?))
}

/// A filter of an attribute; of the research team's and nobody's turns where `role:` says so.
fn attribute(
    facts: &Facts,
    (at, name): (At, &str),
    values: &[(At, String)],
) -> Result<Meant, Unparsed> {
    let attributes = facts.attributes();
    let wanted = one_spelling(name);
    let is_role = wanted == "role";
    let known = attributes
        .iter()
        .find(|known| one_spelling(known) == wanted);
    let roles: Vec<Role> = values
        .iter()
        .filter_map(|(_, value)| speaker(value))
        .collect();
    let mut either = Vec::new();
    if is_role && !roles.is_empty() {
        either.push(Query::Filter(Filter::Speakers(roles.clone())));
    }
    let meant = values
        .iter()
        .filter(|(_, value)| !is_role || speaker(value).is_none());
    let meant: Vec<&(At, String)> = meant.collect();
    match known {
        Some(known) if !meant.is_empty() => {
            let tests = meant.into_iter().map(|(at, value)| test(*at, value));
            let tests = tests.collect::<Result<_, _>>()?;
            either.push(Query::Filter(Filter::Attribute((*known).to_owned(), tests)));
        }
        Some(_) => {}
        None if is_role && meant.is_empty() => {}
        None => {
            let mut names: Vec<&str> = FIELDS.to_vec();
            names.extend(attributes);
            let what = format!("there is no field {name}, and no attribute of that name");
            let mut refused = unknown(at, what, name, &names);
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
fn speaker(value: &str) -> Option<Role> {
    match one_spelling(value).as_str() {
        "interviewer" => Some(Role::Interviewer),
        "unknown" => Some(Role::Unknown),
        "ignore" => Some(Role::Ignore),
        _ => None,
    }
}

fn test(at: At, value: &str) -> Result<Test, Unparsed> {
    for (sign, edge, is_from) in [
        (">=", Edge::Included, true),
        ("<=", Edge::Included, false),
        (">", Edge::Left, true),
        ("<", Edge::Left, false),
    ] {
        if let Some(written) = value.strip_prefix(sign) {
            let bound = Some(bound(at, written, edge)?);
            return Ok(match is_from {
                true => Test::Between(bound, None),
                false => Test::Between(None, bound),
            });
        }
    }
    if let Some((from, to)) = value.split_once("..") {
        let end = |written: &str| match written {
            "" => Ok(None),
            written => bound(at, written, Edge::Included).map(Some),
        };
        return match (end(from)?, end(to)?) {
            (None, None) => Err(Unparsed::new(
                at,
                "this range has no end",
                "write 30..45, 30.. or ..45",
            )),
            (from, to) => Ok(Test::Between(from, to)),
        };
    }
    let wanted = one_spelling(value);
    if wanted == "blank" {
        return Ok(Test::Blank);
    }
    match value.contains(['*', '?']) {
        true => shape(at, &wanted).map(Test::Shape),
        false => Ok(Test::Is(wanted)),
    }
}

fn bound(at: At, written: &str, edge: Edge) -> Result<Bound, Unparsed> {
    let number = written
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite());
    let is_day = written.starts_with(|c: char| c.is_ascii_digit())
        && written.chars().all(|c| c.is_ascii_digit() || c == '-');
    match number.is_some() || is_day {
        true => Ok(Bound {
            written: written.to_owned(),
            number,
            edge,
        }),
        false => Err(Unparsed::new(
            at,
            format!("{written} is neither a number nor a day"),
            "write 30..45, or a day as 2026-01-31, 2026-01 or 2026",
        )),
    }
}
