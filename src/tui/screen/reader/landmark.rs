//! Landmarks: places of a transcript worth jumping to.

use std::sync::Arc;

use crate::disagreement::differing_in;
use crate::filter::View;
use crate::id::RoundRef;
use crate::progress;
use crate::text::span::{Position, Span};
use crate::texts::Texts;
use crate::tui::action::{Along, Landmark};
use crate::tui::screen::reader::{Reader, Search};

/// Participants' turns that wait for the coder in the round they are in, or outside any, from 0; none for an outsider. The same
/// that [`progress::uncoded_turns`] tells, from what the reader has gathered; but nothing waits in a document that is finished.
pub fn uncoded(view: &View<'_>, reader: &Reader) -> Vec<usize> {
    let Some(hand) = &reader.hand else {
        return Vec::new();
    };
    let counts = |round: Option<RoundRef>| hand.round.is_none() || round == hand.round;
    let coded = reader
        .own()
        .into_iter()
        .filter(|coding| counts(coding.round));
    let passed = view.passes().filter(|pass| {
        pass.coder == hand.coder && pass.excerpt.document == hand.document && counts(pass.round)
    });
    let judged = coded
        .map(|coding| coding.excerpt.span)
        .chain(passed.map(|pass| pass.excerpt.span));
    let spoken = reader.participants().map(|turn| (turn, reader.body(turn)));
    let (turns, bodies): (Vec<usize>, Vec<Span>) =
        spoken.filter(|(_, body)| !body.is_empty()).unzip();
    let waiting = progress::untouched(&bodies, judged);
    waiting
        .into_iter()
        .filter_map(|at| turns.get(at).copied())
        .collect()
}

/// Whether the coder read a turn and found nothing to code in it.
pub fn is_passed(view: &View<'_>, reader: &Reader, body: Span) -> bool {
    let (Some(hand), Some(document)) = (&reader.hand, view.document(reader.document)) else {
        return false;
    };
    let whose = (&hand.coder, hand.round);
    !progress::passes_of_turn(view, (document, body), whose).is_empty()
}

impl Reader {
    /// The places of a landmark, in the order of the text.
    fn landmarks(&self, view: &View<'_>, landmark: Landmark) -> Vec<Position> {
        let mut places: Vec<Position> = match landmark {
            Landmark::Uncoded => self
                .waiting
                .iter()
                .map(|turn| self.body(*turn).start())
                .collect(),
            Landmark::Coded => self
                .own()
                .iter()
                .map(|coding| coding.excerpt.span.start())
                .collect(),
            Landmark::Disagreement => {
                let mut texts = Texts::default();
                texts.insert(self.revision, Arc::clone(&self.passage));
                let all = differing_in(view, &texts, self.document);
                all.iter()
                    .map(|disagreement| disagreement.group.span.start())
                    .collect()
            }
            Landmark::Found => {
                let hits = self.search.iter().flat_map(|search| &search.hits);
                hits.map(|hit| hit.start()).collect()
            }
        };
        places.dedup();
        places
    }

    /// Jumps to the next landmark, around the end; says what it did.
    pub fn jump(&mut self, view: &View<'_>, landmark: Landmark, along: Along) -> String {
        let places = self.landmarks(view, landmark);
        let shown: Vec<Position> = places
            .into_iter()
            .filter(|at| self.layout.shows(self.turn_at(*at)))
            .collect();
        let next = match along {
            Along::Next => shown.iter().find(|at| **at > self.head).or(shown.first()),
            Along::Before => shown.iter().rfind(|at| **at < self.head).or(shown.last()),
        };
        let Some(&to) = next else {
            return match landmark {
                Landmark::Uncoded => {
                    "no uncoded turns left here; D says that the document is finished".to_owned()
                }
                Landmark::Coded => "nothing of yours is coded here yet".to_owned(),
                Landmark::Disagreement => {
                    "no disagreement to see here: it takes two finished coders, and no blind round"
                        .to_owned()
                }
                Landmark::Found if self.search.is_none() => {
                    "nothing searched for yet; / asks for words".to_owned()
                }
                Landmark::Found => "no hits here".to_owned(),
            };
        };
        let number = shown.iter().position(|at| *at == to).map_or(0, |at| at + 1);
        self.leap(to);
        let what = match landmark {
            Landmark::Uncoded => "uncoded turn",
            Landmark::Coded => "excerpt",
            Landmark::Disagreement => "disagreement",
            Landmark::Found => "hit",
        };
        format!("{what} {number} of {}", shown.len())
    }

    /// Takes places that were found elsewhere for `n` and `N`; none leaves what was searched for before.
    pub fn find(&mut self, hits: Vec<Span>) {
        if !hits.is_empty() {
            let words = String::new();
            self.search = Some(Search { words, hits });
        }
    }

    /// Looks for words in the bodies of turns, capitals or not, and goes to the first at or after the cursor.
    pub fn search(&mut self, words: &str) -> String {
        let pattern = regex::RegexBuilder::new(&regex::escape(words))
            .case_insensitive(true)
            .build();
        let Ok(pattern) = pattern else {
            return "these words are too long to search for".to_owned();
        };
        let text = &self.passage.text;
        let mut hits = Vec::new();
        for turn in self.layout.turns() {
            let body = self.body(turn);
            let spoken = text.slice(body);
            let (mut byte, mut at) = (0, body.start().0);
            for hit in pattern.find_iter(spoken) {
                let scalars = |from: usize, to: usize| {
                    spoken
                        .get(from..to)
                        .map_or(0, |part| part.chars().count() as u32)
                };
                let start = at + scalars(byte, hit.start());
                let end = start + scalars(hit.start(), hit.end());
                hits.push(Span::between(Position(start), Position(end)));
                (byte, at) = (hit.end(), end);
            }
        }
        let count = hits.len();
        let first = hits
            .iter()
            .position(|hit| hit.start() >= self.head)
            .unwrap_or(0);
        let to = hits.get(first).map(|hit| hit.start());
        self.search = Some(Search {
            words: words.to_owned(),
            hits,
        });
        match to {
            Some(to) => {
                self.leap(to);
                format!("hit {} of {count} for “{words}”; n goes on", first + 1)
            }
            None => format!("“{words}” does not stand in this document"),
        }
    }

    /// Back to where a jump came from, or forward again.
    pub fn retrace(&mut self, along: Along) -> Option<String> {
        let (from, onto) = match along {
            Along::Before => (&mut self.back, &mut self.forward),
            Along::Next => (&mut self.forward, &mut self.back),
        };
        let Some(to) = from.pop() else {
            return Some("no jump to go back along".to_owned());
        };
        onto.push(self.head);
        self.land(to);
        None
    }
}
