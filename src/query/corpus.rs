//! The corpus: every turn of the documents a search goes over, with who speaks, in the order of import and of the talk.
//!
//! Turns are numbered through all documents. An answer is then a set of numbers, whether it comes from the index, from the words
//! themselves or from what the study knows, and asking for several things at once is putting sets together.

use std::collections::HashMap;
use std::ops::Range;

use crate::id::{DocumentRef, RefMap};
use crate::person::Role;
use crate::query::Query;
use crate::query::facts::{Coded, Facts, Source};
use crate::query::filter::{Codings, Filter, spots};
use crate::text::span::Span;

/// The number of a turn among all turns of a corpus, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TurnNumber(pub u32);

/// A turn, as far as its words are not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What was said.
    pub body: Span,
    /// How many words of a search its body has.
    pub words: u32,
    /// Who speaks: a place among the corpus's speakers.
    speaker: u32,
}

/// One document in a corpus.
#[derive(Clone, Debug)]
struct Part {
    document: DocumentRef,
    first: u32,
    turns: u32,
}

/// Every turn of some documents.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    parts: Vec<Part>,
    places: RefMap<DocumentRef, usize>,
    turns: Vec<Placed>,
    speakers: Vec<Role>,
    known: HashMap<Role, u32>,
    words: u64,
}

impl Corpus {
    /// Adds the turns of a document behind all others: the folded label, the body and the number of words of each.
    pub fn add<'l>(&mut self, source: &Source, turns: impl Iterator<Item = (&'l str, Span, u32)>) {
        let first = self.turns.len() as u32;
        // Few people speak in a document, and each has one label.
        let mut heard: Vec<(&str, u32)> = Vec::new();
        for (label, body, words) in turns {
            let known = heard.iter().find(|(one, _)| *one == label);
            let speaker = match (source.assigned(body), known) {
                (Some(role), _) => self.speaker_number(role),
                (None, Some((_, speaker))) => *speaker,
                (None, None) => {
                    let speaker = self.speaker_number(source.of_label(label));
                    heard.push((label, speaker));
                    speaker
                }
            };
            self.words += u64::from(words);
            self.turns.push(Placed {
                body,
                words,
                speaker,
            });
        }
        self.places.insert(source.id, self.parts.len());
        self.parts.push(Part {
            document: source.id,
            first,
            turns: self.turns.len() as u32 - first,
        });
    }

    fn speaker_number(&mut self, role: &Role) -> u32 {
        if let Some(&number) = self.known.get(role) {
            return number;
        }
        let number = self.speakers.len() as u32;
        self.speakers.push(role.clone());
        self.known.insert(role.clone(), number);
        number
    }

    /// How many turns there are.
    pub fn len(&self) -> usize {
        self.turns.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    /// How many words all bodies have together.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// A turn.
    pub fn turn(&self, number: TurnNumber) -> &Placed {
        &self.turns[number.0 as usize]
    }

    /// The documents in which turns of a set lie, each with how many.
    pub fn documents_of(&self, turns: &Turns) -> impl Iterator<Item = (DocumentRef, usize)> {
        self.documents().filter_map(|(document, numbers)| {
            let count = turns.count_within(numbers);
            (count > 0).then_some((document, count))
        })
    }

    /// Who speaks in a turn.
    pub fn speaker(&self, number: TurnNumber) -> &Role {
        &self.speakers[self.turn(number).speaker as usize]
    }

    /// Who speaks in some turns, each with in how many. Few people speak in a document, and turns are many.
    pub fn speakers_of(&self, turns: impl Iterator<Item = TurnNumber>) -> Vec<(&Role, usize)> {
        let mut counts: Vec<(u32, usize)> = Vec::new();
        for number in turns {
            let speaker = self.turn(number).speaker;
            match counts.iter_mut().find(|(one, _)| *one == speaker) {
                Some((_, count)) => *count += 1,
                None => counts.push((speaker, 1)),
            }
        }
        let named = counts.into_iter();
        named
            .map(|(speaker, count)| (&self.speakers[speaker as usize], count))
            .collect()
    }

    /// The documents, in order, each with the numbers of its turns.
    pub fn documents(&self) -> impl Iterator<Item = (DocumentRef, Range<u32>)> + '_ {
        let numbers = |part: &Part| part.first..part.first + part.turns;
        self.parts
            .iter()
            .map(move |part| (part.document, numbers(part)))
    }

    /// The numbers of a document's turns.
    pub fn numbers(&self, document: DocumentRef) -> Range<u32> {
        let part = self.places.get(&document).map(|&place| &self.parts[place]);
        part.map_or(0..0, |part| part.first..part.first + part.turns)
    }

    /// The document of a turn, and its number there, from 1.
    pub fn place(&self, number: TurnNumber) -> (DocumentRef, u32) {
        let behind = self.parts.partition_point(|part| part.first <= number.0);
        let part = &self.parts[behind - 1];
        (part.document, number.0 - part.first + 1)
    }

    /// The turns that the codings of one document touch, each with the coding. Codings come as the words go on, so that one walk
    /// through the turns finds them all.
    pub fn touched<'f>(
        &self,
        codings: &'f [Coded],
    ) -> impl Iterator<Item = (TurnNumber, &'f Coded)> + use<'_, 'f> {
        let numbers = codings
            .first()
            .map_or(0..0, |coded| self.numbers(coded.document));
        let turns = &self.turns[numbers.start as usize..numbers.end as usize];
        let mut behind = 0;
        codings.iter().flat_map(move |coded| {
            let span = coded.span;
            let over = turns[behind..].iter();
            behind += over
                .take_while(|turn| turn.body.end() <= span.start())
                .count();
            let first = numbers.start + behind as u32;
            let here = turns[behind..]
                .iter()
                .take_while(move |turn| turn.body.start() < span.end());
            // Bodies lie one behind the other, so only an empty one in between is not touched.
            (first..)
                .zip(here)
                .filter(move |(_, turn)| turn.body.touches(span))
                .map(move |(number, _)| (TurnNumber(number), coded))
        })
    }

    /// The turns that a filter lets through.
    pub fn filtered(&self, filter: &Filter, facts: &Facts) -> Turns {
        match filter {
            Filter::Coded(codings) => self.coded(codings, facts),
            Filter::Turns(_) | Filter::Questions(_) => self.standing(filter),
            filter => self.spoken(filter, facts),
        }
    }

    fn coded(&self, codings: &Codings, facts: &Facts) -> Turns {
        let mut found = Turns::none(self.len());
        for coded in facts.by_document() {
            let touched = self.touched(coded);
            let meant = touched.filter(|(_, coded)| codings.take(coded));
            meant.for_each(|(number, _)| found.add(number));
        }
        found
    }

    fn standing(&self, filter: &Filter) -> Turns {
        let mut found = Turns::none(self.len());
        for (_, numbers) in self.documents() {
            let numbers = numbers.map(TurnNumber);
            let roles = numbers.clone().map(|number| self.speaker(number));
            let placed = numbers.zip(spots(roles));
            placed
                .filter(|(_, spot)| filter.takes_spot(*spot).unwrap_or(false))
                .for_each(|(number, _)| found.add(number));
        }
        found
    }

    fn spoken(&self, filter: &Filter, facts: &Facts) -> Turns {
        let mut found = Turns::none(self.len());
        for (source, part) in facts.documents.iter().filter_map(|source| {
            let place = *self.places.get(&source.id)?;
            Some((source, &self.parts[place]))
        }) {
            // Few people speak in a document, so that each is asked about once.
            let mut answers: Vec<(u32, bool)> = Vec::new();
            for number in part.first..part.first + part.turns {
                let speaker = self.turns[number as usize].speaker;
                let known = answers
                    .iter()
                    .find(|(of, _)| *of == speaker)
                    .map(|(_, is)| *is);
                let is_meant = known.unwrap_or_else(|| {
                    let role = &self.speakers[speaker as usize];
                    let is = filter.takes_speaker(facts, source, role).unwrap_or(false);
                    answers.push((speaker, is));
                    is
                });
                if is_meant {
                    found.add(TurnNumber(number));
                }
            }
        }
        found
    }

    /// Puts the answers to a query's parts together. `words` answers what is asked of words; it is told which turns still
    /// matter, and what it says of others counts for nothing.
    pub fn answer<E>(
        &self,
        (query, facts): (&Query, &Facts),
        among: &Turns,
        words: &mut Words<'_, E>,
    ) -> Result<Turns, E> {
        Ok(match query {
            Query::All(parts) => {
                let mut found = among.clone();
                // Expressions are looked for in the words themselves, so that they are asked last, of few.
                let (last, first): (Vec<_>, Vec<_>) =
                    parts.iter().partition(|part| part.reads_text());
                for part in first.into_iter().chain(last) {
                    let own = self.answer((part, facts), &found, words)?;
                    found.keep(&own);
                }
                found
            }
            Query::Any(parts) => {
                let mut found = Turns::none(self.len());
                for part in parts {
                    found.join(&self.answer((part, facts), among, words)?);
                }
                found
            }
            Query::Not(part) => {
                let mut found = self.answer((part, facts), among, words)?;
                found.turn_over();
                found
            }
            Query::Filter(filter) => self.filtered(filter, facts),
            Query::Says(_) | Query::Text(_) => words(query, among)?,
        })
    }
}

/// What answers a part of a query that asks for words, for the turns that still matter.
pub type Words<'w, E> = dyn FnMut(&Query, &Turns) -> Result<Turns, E> + 'w;

/// A set of turns of one corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    blocks: Vec<u64>,
    len: usize,
}

impl Turns {
    /// None of so many.
    pub fn none(len: usize) -> Self {
        let blocks = vec![0; len.div_ceil(64)];
        Self { blocks, len }
    }

    /// All of so many.
    pub fn all(len: usize) -> Self {
        let mut all = Self::none(len);
        all.turn_over();
        all
    }

    /// Adds a turn.
    pub fn add(&mut self, TurnNumber(number): TurnNumber) {
        self.blocks[number as usize / 64] |= 1 << (number % 64);
    }

    /// Whether a turn is in it.
    pub fn has(&self, TurnNumber(number): TurnNumber) -> bool {
        self.blocks[number as usize / 64] & (1 << (number % 64)) != 0
    }

    /// Keeps what is in another as well.
    pub fn keep(&mut self, other: &Self) {
        let both = self.blocks.iter_mut().zip(&other.blocks);
        both.for_each(|(own, other)| *own &= other);
    }

    /// Adds what is in another.
    pub fn join(&mut self, other: &Self) {
        let both = self.blocks.iter_mut().zip(&other.blocks);
        both.for_each(|(own, other)| *own |= other);
    }

    /// What was in it is out of it, and the other way round.
    pub fn turn_over(&mut self) {
        self.blocks.iter_mut().for_each(|block| *block = !*block);
        let over = self.blocks.len() * 64 - self.len;
        if let Some(last) = self.blocks.last_mut().filter(|_| over > 0) {
            *last &= u64::MAX >> over;
        }
    }

    /// How many turns are in it.
    pub fn count(&self) -> usize {
        self.blocks
            .iter()
            .map(|block| block.count_ones() as usize)
            .sum()
    }

    /// The blocks over some turns one after the other, each with its first turn, cut to these turns.
    fn blocks(&self, numbers: Range<u32>) -> impl Iterator<Item = (u32, u64)> + '_ {
        let places = numbers.start as usize / 64..(numbers.end as usize).div_ceil(64);
        let blocks = places.clone().zip(&self.blocks[places]);
        blocks.map(move |(place, &block)| {
            let first = place as u32 * 64;
            let mut cut = block;
            if first < numbers.start {
                cut &= u64::MAX << (numbers.start - first);
            }
            if numbers.end - first < 64 {
                cut &= !(u64::MAX << (numbers.end - first));
            }
            (first, cut)
        })
    }

    /// How many of some turns one after the other are in it.
    pub fn count_within(&self, numbers: Range<u32>) -> usize {
        let blocks = self.blocks(numbers);
        blocks.map(|(_, block)| block.count_ones() as usize).sum()
    }

    /// Which of some turns one after the other are in it.
    pub fn within(&self, numbers: Range<u32>) -> impl Iterator<Item = TurnNumber> + '_ {
        self.blocks(numbers).flat_map(|(first, block)| {
            let mut left = block;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    TurnNumber(first + bit)
                })
            })
        })
    }

    /// The turns, in order.
    pub fn iter(&self) -> impl Iterator<Item = TurnNumber> + '_ {
        self.within(0..self.len as u32)
    }
}
