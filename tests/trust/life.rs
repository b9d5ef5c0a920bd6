//! A life: some writers who do whatever the journal has a word for, and sometimes hear of each other, drawn from a seed.
//!
//! They know few names, so that they often mean the same thing and often disagree. What they hear is sometimes only a part of what
//! there is; one of them may be copied and go on in two places. What they do is drawn in `trust/deeds.rs`.

use std::collections::BTreeMap;
use std::sync::Arc;

use intercoder::event::Event;
use intercoder::event::study::{Withdraw, WithdrawMode};
use intercoder::id::{DocumentRef, Ref};
use intercoder::journal::Line;
use intercoder::study::Study;
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use crate::pen::{Pen, code, study_id};
use crate::trust::deeds::Deeds;

/// The coders that writers belong to; one has two machines.
const CODERS: [&str; 5] = ["ana", "ben", "ana", "chi", "dee"];

/// Writers and what they wrote.
pub struct Life {
    pub pens: Vec<Pen>,
    /// What each of them knows, where it was asked since it last heard of something.
    studies: Vec<Option<Study>>,
    /// How often each kind of event was written.
    pub kinds: BTreeMap<&'static str, u64>,
    /// How many installations were copied.
    pub copies: u64,
}

impl Life {
    /// Some writers with a document, a codebook of two codes and a blind round before them.
    pub fn begun(writers: usize) -> Self {
        let coders = CODERS.iter().zip(1..).take(writers);
        let mut pens: Vec<Pen> = coders
            .map(|(coder, machine)| Pen::silent(coder, machine))
            .collect();
        let opening = pens[0].opening();
        pens[0].act(vec![
            opening,
            code("one", "one", None),
            code("two", "two", None),
        ]);
        let document = DocumentRef(pens[0].add_document("I01"));
        pens[0].open_blind_round(document, &["ana", "ben"]);
        let first = pens[0].copied();
        for pen in &mut pens[1..] {
            pen.receive(&first);
            pen.write(pen.opening());
        }
        Self {
            studies: pens.iter().map(|_| None).collect(),
            pens,
            kinds: BTreeMap::new(),
            copies: 0,
        }
    }

    /// The same with some actions, drawn one after another.
    pub fn lived(draw: &mut ChaCha8Rng, (writers, actions): (usize, usize)) -> Self {
        let mut life = Self::begun(writers);
        for _ in 0..actions {
            life.go_on(draw);
        }
        life
    }

    /// Every line that anybody wrote, each once for everybody who has it.
    pub fn lines(&self) -> Vec<Arc<Line>> {
        let mut lines: Vec<Arc<Line>> = self.pens.iter().flat_map(|p| p.lines.clone()).collect();
        lines.sort_by_key(|line| line.order());
        lines.dedup_by_key(|line| line.hash);
        lines
    }

    fn go_on(&mut self, draw: &mut ChaCha8Rng) {
        let who = draw.random_range(0..self.pens.len());
        match draw.random_range(0..20) {
            0..4 => self.hear(draw, who),
            4 if self.pens.len() < 7 && draw.random_range(0..4) == 0 => self.copy(who),
            _ => self.act(draw, who),
        }
    }

    /// Hears of another: all of it, or only some lines, as a sync that is under way brings them.
    fn hear(&mut self, draw: &mut ChaCha8Rng, who: usize) {
        let other = draw.random_range(0..self.pens.len());
        let is_whole = draw.random_range(0..3) > 0;
        let heard = self.pens[other].lines.clone();
        let comes = |_: &Arc<Line>| is_whole || draw.random_range(0..4) > 0;
        let heard: Vec<Arc<Line>> = heard.into_iter().filter(comes).collect();
        let own = &mut self.pens[who].lines;
        let is_new = |line: &Arc<Line>| !own.iter().any(|known| known.hash == line.hash);
        let news: Vec<Arc<Line>> = heard.into_iter().filter(is_new).collect();
        own.extend(news);
        self.studies[who] = None;
    }

    fn copy(&mut self, who: usize) {
        let copied = self.pens[who].copied();
        self.pens.push(copied);
        self.studies.push(None);
        self.copies += 1;
    }

    fn act(&mut self, draw: &mut ChaCha8Rng, who: usize) {
        let pen = &mut self.pens[who];
        let study = self.studies[who].take().unwrap_or_else(|| pen.study());
        let deeds = Deeds {
            study: &study,
            coder: &pen.coder,
        };
        let wanted = [1, 1, 1, 2, 3][draw.random_range(0..5)];
        let events: Vec<Event> = (0..wanted).filter_map(|_| deeds.draw(draw)).collect();
        for event in &events {
            *self.kinds.entry(event.kind()).or_default() += 1;
        }
        let count = pen.lines.len();
        pen.act_in(&study, events);
        self.studies[who] = match count == pen.lines.len() {
            true => Some(study),
            false => study.extended(&pen.lines[count..]),
        };
    }
}

/// What all lines make.
pub fn folded(lines: &[Arc<Line>]) -> Study {
    Study::fold(study_id(), lines.iter().cloned())
}

/// A withdrawal of some lines.
pub fn withdraw(refs: Vec<Ref>) -> Event {
    Event::Withdraw(Box::new(Withdraw {
        documents: Vec::new(),
        people: Vec::new(),
        refs,
        mode: WithdrawMode::Blank,
        revisions: Vec::new(),
        files: Vec::new(),
    }))
}
