//! Reading a query: signs become what is asked, or one sentence that points at the sign which cannot be.

use regex::{Regex, RegexBuilder};

use crate::query::Query;
use crate::query::facts::Facts;
use crate::query::field::{self, Meant};
use crate::query::shape::Shape;
use crate::query::token::{Sign, signs};
use crate::query::unparsed::{At, Unparsed};
use crate::query::word::{fold, lower, words};
use crate::query::wording::{Letters, Matcher, Within, Wording};

/// How many words apart NEAR reaches where it says no number.
const NEAR: u32 = 10;

/// How deep brackets may stand in each other.
const DEEPEST: usize = 40;

/// How many parts a query may have: more is a paste that went wrong.
const MOST: usize = 500;

/// How large a compiled expression may become, in bytes.
const LARGEST: usize = 1 << 20;

/// Reads a line against what a study knows. A line without a word is refused.
pub fn parse(line: &str, facts: &Facts) -> Result<Query, Unparsed> {
    let signs = signs(line)?;
    let end = At(line.chars().count());
    if signs.is_empty() {
        let hint = "type words, or a filter such as code:NAME; ? shows the language";
        return Err(Unparsed::new(end, "nothing is asked for", hint));
    }
    if let Some((at, _)) = signs.get(MOST) {
        let what = format!("a query has at most {MOST} parts");
        return Err(Unparsed::new(*at, what, "ask for fewer things at once"));
    }
    let mut parser = Parser {
        signs,
        at: 0,
        depth: 0,
        end,
        facts,
    };
    let query = parser.any()?.into_query()?;
    match parser.peek() {
        None => Ok(query),
        Some((at, _)) => Err(Unparsed::new(
            at,
            "this bracket closes none",
            "take it away, or open one before",
        )),
    }
}

struct Parser<'f> {
    signs: Vec<(At, Sign)>,
    at: usize,
    depth: usize,
    end: At,
    facts: &'f Facts,
}

/// What was read at one place, before filters beside each other are joined.
enum Read {
    Query(Query),
    Field(Meant),
    NotField(Meant),
}

impl Read {
    fn into_query(self) -> Result<Query, Unparsed> {
        match self {
            Self::Query(query) => Ok(query),
            other => field::together(vec![other.into_part()]),
        }
    }

    fn into_part(self) -> field::Part {
        match self {
            Self::Query(query) => field::Part::Other(query),
            Self::Field(meant) => field::Part::Is(meant),
            Self::NotField(meant) => field::Part::IsNot(meant),
        }
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<(At, &Sign)> {
        self.signs.get(self.at).map(|(at, sign)| (*at, sign))
    }

    fn is_next(&self, sign: &Sign) -> bool {
        self.peek().is_some_and(|(_, next)| next == sign)
    }

    fn here(&self) -> At {
        self.peek().map_or(self.end, |(at, _)| at)
    }

    fn any(&mut self) -> Result<Read, Unparsed> {
        let mut parts = vec![self.all()?];
        while self.is_next(&Sign::Or) {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(match parts.len() {
            1 => parts.remove(0),
            _ => {
                let parts = parts.into_iter().map(Read::into_query);
                Read::Query(Query::Any(parts.collect::<Result<_, _>>()?))
            }
        })
    }

    fn all(&mut self) -> Result<Read, Unparsed> {
        let mut parts = vec![self.denied()?];
        loop {
            match self.peek() {
                None | Some((_, Sign::Or | Sign::Close)) => break,
                Some((_, Sign::And)) => self.at += 1,
                Some(_) => {}
            }
            parts.push(self.denied()?);
        }
        Ok(match parts.len() {
            1 => parts.remove(0),
            _ => {
                let parts = parts.into_iter().map(Read::into_part);
                Read::Query(field::together(parts.collect())?)
            }
        })
    }

    fn denied(&mut self) -> Result<Read, Unparsed> {
        if !self.is_next(&Sign::Not) {
            return self.near();
        }
        self.at += 1;
        self.deeper()?;
        let denied = self.denied()?;
        self.depth -= 1;
        Ok(match denied {
            Read::Field(meant) => Read::NotField(meant),
            Read::NotField(meant) => Read::Field(meant),
            Read::Query(Query::Not(inner)) => Read::Query(*inner),
            Read::Query(query) => Read::Query(Query::Not(Box::new(query))),
        })
    }

    fn deeper(&mut self) -> Result<(), Unparsed> {
        self.depth += 1;
        match self.depth > DEEPEST {
            true => Err(Unparsed::new(
                self.here(),
                "brackets and denials stand too deep in each other",
                "ask for it in two queries",
            )),
            false => Ok(()),
        }
    }

    fn near(&mut self) -> Result<Read, Unparsed> {
        let from = self.here();
        let mut left = self.one()?;
        while let Some((_, &Sign::Near(apart))) = self.peek() {
            self.at += 1;
            let place = self.here();
            let right = self.one()?;
            let (left_words, right_words) = (wording(left, from)?, wording(right, place)?);
            let within = Within(apart.unwrap_or(NEAR));
            let near = Wording::Near(Box::new(left_words), Box::new(right_words), within);
            left = Read::Query(Query::Says(near));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Read, Unparsed> {
        let Some((at, sign)) = self.peek().map(|(at, sign)| (at, sign.clone())) else {
            let before = self.signs.last().map_or(self.end, |(at, _)| *at);
            return Err(missing(before));
        };
        if matches!(sign, Sign::And | Sign::Or | Sign::Near(_)) {
            let what = "nothing stands before this";
            let hint = "put words on both sides; to search for the word itself, write it small or in quotation marks";
            return Err(Unparsed::new(at, what, hint));
        }
        self.at += 1;
        match sign {
            Sign::Open => self.bracket(at),
            Sign::Quote(quoted) => {
                without_shapes(at, &quoted)?;
                said(at, &quoted, |word| Ok(Matcher::Written(fold(word))))
            }
            Sign::Expression(inside, letters) => {
                expression(at, &inside, &letters).map(|found| Read::Query(Query::Text(found)))
            }
            Sign::Field(name, values) => {
                field::meant(self.facts, (at, &name), &values).map(Read::Field)
            }
            Sign::Bare(word) => self.bare(at, &word),
            // Denials are read before, so that this one stands behind NEAR.
            Sign::Not => Err(not_near(at)),
            Sign::Close | Sign::And | Sign::Or | Sign::Near(_) => Err(Unparsed::new(
                at,
                "there is nothing between the brackets",
                "put words there, or take the brackets away",
            )),
        }
    }

    fn bracket(&mut self, at: At) -> Result<Read, Unparsed> {
        self.deeper()?;
        let inside = self.any()?;
        self.depth -= 1;
        if !self.is_next(&Sign::Close) {
            return Err(Unparsed::new(
                at,
                "this bracket is not closed",
                "put ) at the end of what belongs together",
            ));
        }
        self.at += 1;
        // What stands in brackets keeps to itself: it narrows nothing outside.
        inside.into_query().map(Read::Query)
    }

    fn bare(&self, at: At, word: &str) -> Result<Read, Unparsed> {
        match word {
            "coded" => return Ok(Read::Field(Meant::anything_coded())),
            "uncoded" => return Ok(Read::NotField(Meant::anything_coded())),
            _ => {}
        }
        if let Some((start, letters)) = word.rsplit_once('~').filter(|(start, _)| !start.is_empty())
        {
            return like(at, start, letters);
        }
        if word.contains(['*', '?']) {
            let shape = Shape::read(at, one_word(at, word)?)?;
            return Ok(Read::Query(Query::Says(Wording::Row(vec![
                Matcher::Shape(shape),
            ]))));
        }
        said(at, word, |word| {
            Ok(Matcher::Stemmed(lower(word).into_owned()))
        })
    }
}

fn missing(at: At) -> Unparsed {
    Unparsed::new(
        at,
        "nothing stands behind this",
        "put words there, or take it away",
    )
}

/// What NEAR may stand between: words, and several of which one is meant.
fn wording(read: Read, at: At) -> Result<Wording, Unparsed> {
    match read {
        Read::Query(Query::Says(wording)) => Ok(wording),
        Read::Query(Query::Any(several)) => {
            let several = several.into_iter().map(|one| wording(Read::Query(one), at));
            Ok(Wording::Any(several.collect::<Result<_, _>>()?))
        }
        _ => Err(not_near(at)),
    }
}

fn not_near(at: At) -> Unparsed {
    Unparsed::new(
        at,
        "NEAR stands between words, words in quotation marks, and (one OR other) of them",
        "put filters, AND, NOT and expressions beside it",
    )
}

fn said(
    at: At,
    text: &str,
    matcher: impl Fn(&str) -> Result<Matcher, Unparsed>,
) -> Result<Read, Unparsed> {
    let row: Vec<Matcher> = words(text)
        .map(|(_, word)| matcher(word))
        .collect::<Result<_, _>>()?;
    match row.is_empty() {
        true => Err(Unparsed::new(
            at,
            "there is no word here",
            "look for signs between slashes: /\\.\\.\\./",
        )),
        false => Ok(Read::Query(Query::Says(Wording::Row(row)))),
    }
}

fn like(at: At, start: &str, letters: &str) -> Result<Read, Unparsed> {
    let letters = match letters {
        "" | "1" => 1,
        "2" => 2,
        _ => {
            return Err(Unparsed::new(
                at,
                "~ takes 1 or 2, the letters that may differ",
                "write methadon~1",
            ));
        }
    };
    let mut parts = words(start);
    match (parts.next(), parts.next()) {
        (Some((_, word)), None) => Ok(Read::Query(Query::Says(Wording::Row(vec![Matcher::Like(
            fold(word),
            Letters(letters),
        )])))),
        _ => Err(Unparsed::new(
            at,
            "~ stands behind one word",
            "write methadon~1",
        )),
    }
}

/// A shape without the signs around it, where it can be one word: whichever letters its signs stand for, two words never are.
fn one_word(at: At, shape: &str) -> Result<&str, Unparsed> {
    let shape = shape.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '?'));
    let own = shape.chars().find(|c| c.is_alphanumeric());
    let Some(own) = own else { return Ok(shape) };
    let is_one = |letter: char| {
        let filled = shape.replace(['*', '?'], &letter.to_string());
        words(&filled).next() == Some((0, filled.as_str()))
    };
    match ['a', '0', own].into_iter().any(is_one) {
        true => Ok(shape),
        false => Err(Unparsed::new(
            at,
            "* and ? stand in one word, and this is more than one",
            "write them beside each other: well NEAR/1 bei*",
        )),
    }
}

/// Refuses a shape between quotation marks, where `*` and `?` are signs like others; a sentence may end in `?`.
fn without_shapes(at: At, quoted: &str) -> Result<(), Unparsed> {
    let letters: Vec<char> = quoted.chars().collect();
    let is_letter = |at: Option<usize>| {
        let letter = at.and_then(|at| letters.get(at));
        letter.is_some_and(|c| c.is_alphanumeric())
    };
    let is_shape = |&at: &usize| match letters[at] {
        '*' => is_letter(at.checked_sub(1)) || is_letter(Some(at + 1)),
        '?' => is_letter(Some(at + 1)),
        _ => false,
    };
    match (0..letters.len()).find(is_shape) {
        None => Ok(()),
        Some(place) => Err(Unparsed::new(
            At(at.0 + 1 + place),
            "between quotation marks words stand as they are written, and * and ? stand for no letters",
            "write peer NEAR/1 wor*, or look for the sign itself between slashes: /\\*/",
        )),
    }
}

fn expression(at: At, inside: &str, letters: &str) -> Result<Regex, Unparsed> {
    let case = match letters {
        "" => Case::AsWritten,
        "i" => Case::Either,
        _ => {
            return Err(Unparsed::new(
                at,
                "behind an expression only i may stand",
                "i finds capitals and small letters alike",
            ));
        }
    };
    if inside.is_empty() {
        return Err(Unparsed::new(
            at,
            "this expression is empty",
            "write /\\d+ days/",
        ));
    }
    compiled(at, inside, case)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    AsWritten,
    Either,
}

fn compiled(at: At, pattern: &str, case: Case) -> Result<Regex, Unparsed> {
    let built = RegexBuilder::new(pattern)
        .case_insensitive(case == Case::Either)
        .size_limit(LARGEST)
        .build();
    built.map_err(|cause| Unparsed::expression(at, &cause))
}
