//! Similar passages: sentences that speak in the words of some excerpts, without asking anybody outside this machine.
//!
//! The index proposes turns that share the rarest words of the excerpts; what it does not know yet is proposed whole. Their
//! sentences are then ordered by [`Weights`], and the best of each turn is given. What was said by the research team is left out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use serde::Serialize;
use tantivy::collector::TopDocs;
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::IndexRecordOption::Basic;
use tantivy::schema::OwnedValue;
use tantivy::{DocSet as _, Searcher, TERMINATED, Term};

use crate::id::DocumentRef;
use crate::person::Role;
use crate::problem::Problem;
use crate::query::corpus::TurnNumber;
use crate::query::facts::Source;
use crate::query::likeness::{Examples, Weights, stems};
use crate::query::plain::codes_on;
use crate::query::word::Speller;
use crate::search::IndexError;
use crate::search::answer::Base;
use crate::search::hit::speaker;
use crate::search::schema::Fields;
use crate::search::words::Words;
use crate::text::segment::sentences;
use crate::text::span::{Position, Span};

/// How many turns the index proposes.
const PROPOSED: usize = 400;

/// How many words it looks for.
const TERMS: usize = 25;

/// The share of turns above which a word says nothing of what is spoken about.
const COMMON: f64 = 0.1;

/// How many telling words a sentence must have in common with the excerpts: one makes any short sentence look alike.
const LEAST: usize = 2;

/// How similar passages are found, as every list of them says.
pub const HOW: &str = "Turns that share the 25 most telling words of the excerpts are taken from the index; their sentences are \
    ordered by the cosine of their weighted word stems with those of the excerpts (0 no word in common, 1 the same words); \
    words of more than a tenth of all turns count for nothing, and two others must be in common. \
    The best sentence of each turn is given. No meaning is understood, and nothing leaves this machine.";

/// A sentence like the excerpts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alike {
    /// How alike it is, from 0 to 1.
    pub score: f64,
    /// The document.
    #[serde(skip)]
    pub id: DocumentRef,
    /// Its handle.
    pub document: String,
    /// The turn, from 1.
    pub turn: u32,
    /// Where the sentence begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// Who speaks.
    pub speaker: String,
    /// The codes on it that may be seen.
    pub codes: Vec<String>,
    /// The stems it has in common with the excerpts, what counts most first.
    pub common: Vec<String>,
    /// Its words.
    pub quote: String,
}

/// A sentence that may be given.
struct Said {
    turn: TurnNumber,
    span: Span,
    stems: Vec<String>,
    quote: String,
}

impl Base<'_> {
    /// The sentences most like some excerpts, as many as asked for; texts that could not be read.
    pub fn similar(
        &self,
        examples: &Examples,
        most: usize,
    ) -> Result<(Vec<Alike>, Vec<Problem>), IndexError> {
        let examples_words = self.words(examples.excerpts.iter().map(|(document, _)| *document));
        let mut words: Vec<(&Source, Vec<String>)> = Vec::new();
        for &(document, span) in &examples.excerpts {
            if let Some((source, passage)) = self.source(document).zip(examples_words.of(document))
            {
                let mut speller = Speller::of(source.language);
                let stems = stems(&mut speller, source.language, passage.text.slice(span));
                words.push((source, stems));
            }
        }
        let proposed = self.proposed(&words, examples)?;
        let read = self.words_around(&proposed);
        let sentences = proposed.par_iter();
        let sentences =
            sentences.flat_map_iter(|&number| self.sentences_of((number, &read), examples));
        let sentences: Vec<Said> = sentences.collect();
        let all = words.iter().map(|(_, stems)| stems);
        let rarity = self.rarity(all.chain(sentences.iter().map(|said| &said.stems)))?;
        let weigh = |stems: &[String]| {
            Weights::of(stems, |stem| rarity.get(stem).copied().unwrap_or_default())
        };
        let wanted = Weights::together(words.iter().map(|(_, stems)| weigh(stems)));
        let scored = sentences.iter().map(|said| {
            let own = weigh(&said.stems);
            (wanted.likeness(&own), own, said)
        });
        let mut best: BTreeMap<TurnNumber, (f64, Weights, &Said)> = BTreeMap::new();
        let is_alike = |own: &Weights| wanted.common(own).len() >= LEAST;
        for (score, own, said) in scored.filter(|(_, own, _)| is_alike(own)) {
            let is_better = best.get(&said.turn).is_none_or(|(best, ..)| score > *best);
            if is_better {
                best.insert(said.turn, (score, own, said));
            }
        }
        let mut found: Vec<Alike> = best
            .into_values()
            .filter_map(|(score, own, said)| self.alike(said, score, wanted.common(&own)))
            .collect();
        // Turns stand in order, so that what is equally alike comes as it was imported and spoken.
        found.sort_by(|one, other| other.score.total_cmp(&one.score));
        found.truncate(most);
        let problems =
            BTreeSet::from_iter(examples_words.problems.into_iter().chain(read.problems));
        Ok((found, problems.into_iter().collect()))
    }

    /// How telling each of some stems is.
    fn rarity<'w>(
        &self,
        words: impl Iterator<Item = &'w Vec<String>>,
    ) -> Result<HashMap<&'w str, f64>, IndexError> {
        let turns = self.ground.corpus.len() as f64;
        let mut having: HashMap<&str, u64> =
            words.flatten().map(|stem| (stem.as_str(), 0)).collect();
        self.count_unknown_stems(&mut having);
        let mut rarity = HashMap::new();
        for (stem, unknown) in having {
            let known = self.known_turns(stem)?;
            let share = (known + unknown).max(1) as f64 / turns.max(1.0);
            let weight = match share > COMMON {
                true => 0.0,
                false => (1.0 / share).ln(),
            };
            rarity.insert(stem, weight);
        }
        Ok(rarity)
    }

    /// In how many turns that the index knows a stem is; entries that were taken out still stand in its lists.
    fn known_turns(&self, stem: &str) -> Result<u64, IndexError> {
        let Some((searcher, fields)) = &self.ground.searcher else {
            return Ok(0);
        };
        let term = Term::from_field_text(fields.stem, stem);
        let mut turns = 0;
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(fields.stem)?;
            let Some(info) = index.get_term_info(&term)? else {
                continue;
            };
            let Some(alive) = segment.alive_bitset() else {
                turns += u64::from(info.doc_freq);
                continue;
            };
            let mut entries = index.read_postings_from_terminfo(&info, Basic)?;
            while entries.doc() != TERMINATED {
                turns += u64::from(alive.is_alive(entries.doc()));
                entries.advance();
            }
        }
        Ok(turns)
    }

    /// Counts the turns that the index does not know in which each of some stems is.
    fn count_unknown_stems(&self, having: &mut HashMap<&str, u64>) {
        for (document, passage) in &self.ground.unknown {
            let Some(source) = self.source(*document) else {
                continue;
            };
            let mut speller = Speller::of(source.language);
            for turn in &passage.turns {
                let text = passage.text.slice(turn.body);
                let stems: BTreeSet<String> = stems(&mut speller, source.language, text)
                    .into_iter()
                    .collect();
                for stem in &stems {
                    if let Some(count) = having.get_mut(stem.as_str()) {
                        *count += 1;
                    }
                }
            }
        }
    }

    /// The turns whose sentences are looked at.
    fn proposed(
        &self,
        words: &[(&Source, Vec<String>)],
        examples: &Examples,
    ) -> Result<Vec<TurnNumber>, IndexError> {
        let mut turns: BTreeSet<TurnNumber> = BTreeSet::new();
        let unknown = |source: &&Source| self.ground.unknown.contains_key(&source.id);
        for source in self.facts.documents.iter().filter(unknown) {
            turns.extend(self.ground.corpus.numbers(source.id).map(TurnNumber));
        }
        if let Some((searcher, fields)) = &self.ground.searcher {
            turns.extend(self.indexed((searcher, fields), (words, examples))?);
        }
        Ok(turns.into_iter().collect())
    }

    /// The turns that the index proposes: as many as are looked at, beside those that are left out.
    fn indexed(
        &self,
        (searcher, fields): (&Searcher, &Fields),
        (words, examples): (&[(&Source, Vec<String>)], &Examples),
    ) -> Result<Vec<TurnNumber>, IndexError> {
        let stems = words.iter().flat_map(|(_, stems)| stems).cloned();
        let stems: Vec<String> = stems.collect();
        if stems.is_empty() {
            return Ok(Vec::new());
        }
        let said = OwnedValue::Str(stems.join(" "));
        let common = (searcher.num_docs() as f64 * COMMON) as u64;
        let query = MoreLikeThisQuery::builder()
            .with_min_doc_frequency(1)
            .with_max_doc_frequency(common.max(1))
            .with_min_term_frequency(1)
            .with_max_query_terms(TERMS)
            .with_document_fields(vec![(fields.stem, vec![said])]);
        let mut most = PROPOSED;
        loop {
            let top = searcher.search(&query, &TopDocs::with_limit(most).order_by_score())?;
            let is_all = top.len() < most;
            let turns = top.into_iter().filter_map(|(_, address)| {
                self.ground
                    .turn(address.segment_ord as usize, address.doc_id)
            });
            let turns: Vec<TurnNumber> = turns
                .filter(|turn| self.may_be_given(*turn, examples))
                .collect();
            if is_all || turns.len() >= PROPOSED {
                return Ok(turns);
            }
            most *= 4;
        }
    }

    /// Whether a turn may have a sentence that is given.
    fn may_be_given(&self, turn: TurnNumber, examples: &Examples) -> bool {
        let corpus = &self.ground.corpus;
        let (document, _) = corpus.place(turn);
        let mut left_out = examples.excerpts.iter().copied().chain(
            self.facts
                .coded_in(document)
                .iter()
                .filter(|coded| examples.codes.contains(&coded.code))
                .map(|coded| (document, coded.span)),
        );
        let body = corpus.turn(turn).body;
        let is_whole = |(of, span): (DocumentRef, Span)| of == document && span.contains(body);
        speaks(corpus.speaker(turn)) && !left_out.any(is_whole)
    }

    /// The sentences of a turn that may be given; none of the research team's.
    fn sentences_of(&self, (turn, words): (TurnNumber, &Words), examples: &Examples) -> Vec<Said> {
        let corpus = &self.ground.corpus;
        let (document, _) = corpus.place(turn);
        let speaks = speaks(corpus.speaker(turn));
        let source = self.source(document).filter(|_| speaks);
        let Some((source, passage)) = source.zip(words.of(document)) else {
            return Vec::new();
        };
        let mut speller = Speller::of(source.language);
        let spans = sentences(&passage.text, corpus.turn(turn).body).into_iter();
        let meant = spans.filter(|span| !self.is_left_out(examples, (document, *span)));
        let said = meant.map(|span| {
            let quote = passage.text.slice(span).to_owned();
            Said {
                turn,
                span,
                stems: stems(&mut speller, source.language, &quote),
                quote,
            }
        });
        said.collect()
    }

    fn alike(&self, said: &Said, score: f64, common: Vec<&str>) -> Option<Alike> {
        let corpus = &self.ground.corpus;
        let (document, turn) = corpus.place(said.turn);
        let role = corpus.speaker(said.turn);
        let source = self.source(document)?;
        let codes = codes_on(self.facts, (document, said.span)).into_iter();
        let plain = |stem: &str| {
            stem.split_once(':')
                .map_or(stem, |(_, stem)| stem)
                .to_owned()
        };
        Some(Alike {
            score,
            id: document,
            document: source.handle.clone(),
            turn,
            start: said.span.start(),
            end: said.span.end(),
            speaker: speaker(role),
            codes: codes.map(|code| self.facts.handle(code)).collect(),
            common: common.into_iter().map(plain).collect(),
            quote: said.quote.clone(),
        })
    }

    fn is_left_out(&self, examples: &Examples, (document, span): (DocumentRef, Span)) -> bool {
        let mut excerpts = examples.excerpts.iter();
        let mut coded = self.facts.coded_in(document).iter();
        excerpts.any(|&(of, excerpt)| of == document && excerpt.touches(span))
            || coded.any(|coded| examples.codes.contains(&coded.code) && coded.span.touches(span))
    }
}

/// Whether somebody speaks whose words are coded.
pub fn speaks(role: &Role) -> bool {
    !matches!(role, Role::Interviewer | Role::Ignore)
}
