//! Exemplars: the quotes that are to be printed, with the themes they stand for and who is said to have said them.
//!
//! An exemplar is an excerpt that somebody chose, once, however many coders chose it; a theme's exemplars are those chosen for it
//! or for a code below it. Words are bodies of turns alone: labels and time marks are no part of them. Whoever keeps their words
//! in ([`crate::disclosure::may_quote`]) has no exemplar.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::codebook::Codebook;
use crate::coding::{Quote, QuoteState};
use crate::disclosure::kept_in;
use crate::disclosure::naming::Names;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, PersonId, Ref};
use crate::text::span::Span;
use crate::texts::{Passage, Texts};
use crate::themes::speakers_at;

/// A quote that is to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exemplar {
    /// The line that chose it.
    #[serde(rename = "ref")]
    pub id: Ref,
    /// Where it stands: for the team alone.
    pub document: String,
    /// The number of its first turn.
    pub turn: usize,
    /// The code it was chosen for; none where it was chosen for no code.
    #[serde(rename = "chosen_for")]
    pub theme: Option<String>,
    /// The words, shortened where somebody did.
    pub words: String,
    /// Whether they are shortened.
    pub is_shortened: bool,
    /// Who speaks.
    pub people: BTreeSet<PersonId>,
    /// Who is said to have said it, where somebody wrote that.
    pub attribution: Option<String>,
    #[serde(skip)]
    pub place: (DocumentRef, Span),
}

/// All exemplars, in the order of documents and text, and how many were kept in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exemplars {
    /// What may be printed.
    pub all: Vec<Exemplar>,
    /// Chosen ones whose speakers keep their words in.
    pub kept_in: usize,
    /// Attributions that name a person or a document, and are not printed.
    pub naming: usize,
}

impl Exemplars {
    /// The quotes that anybody chose. Where two chose one excerpt for one code, the viewer's own wording counts, else the first.
    pub fn of(view: &View<'_>, texts: &Texts) -> Self {
        let mut chosen: BTreeMap<(usize, Span, Option<CodeRef>), &Quote> = BTreeMap::new();
        let places: BTreeMap<DocumentRef, usize> = view
            .documents()
            .enumerate()
            .map(|(at, document)| (document.id, at))
            .collect();
        for quote in view.quotes() {
            let is_meant =
                quote.state == QuoteState::Chosen && quote.excerpt.fate != Fate::Orphaned;
            let Some(at) = places.get(&quote.excerpt.document).filter(|_| is_meant) else {
                continue;
            };
            let own = view.viewer() == Some(&quote.coder);
            let key = (*at, quote.excerpt.span, quote.theme);
            if own || !chosen.contains_key(&key) {
                chosen.insert(key, quote);
            }
        }
        let mut found = Self::default();
        for quote in chosen.into_values() {
            let place = (quote.excerpt.document, quote.excerpt.span);
            if !kept_in(view, texts, place).is_empty() {
                found.kept_in += 1;
                continue;
            }
            found.all.extend(exemplar(view, texts, quote));
        }
        let names = Names::of(view);
        for exemplar in &mut found.all {
            let naming = exemplar.attribution.take_if(|words| names.are_in(words));
            found.naming += usize::from(naming.is_some());
        }
        found
    }

    /// The exemplars of a theme: those chosen for it or for a code below it.
    pub fn of_theme<'e>(
        &'e self,
        codebook: &'e Codebook,
        theme: &str,
    ) -> impl Iterator<Item = &'e Exemplar> {
        let below: BTreeSet<&str> = codebook
            .with_descendants(theme)
            .into_iter()
            .map(|code| code.id.as_str())
            .collect();
        let stands = move |of: &&Exemplar| of.theme.as_deref().is_some_and(|id| below.contains(id));
        self.all.iter().filter(stands)
    }
}

fn exemplar(view: &View<'_>, texts: &Texts, quote: &Quote) -> Option<Exemplar> {
    let (id, span) = (quote.excerpt.document, quote.excerpt.span);
    let document = view.document(id)?;
    let passage = texts.current(document)?;
    let theme = quote.theme.and_then(|theme| view.code(theme));
    Some(Exemplar {
        id: quote.id,
        document: document.handle.clone(),
        turn: passage
            .turns_at(span)
            .next()
            .map_or(0, |(number, _)| number),
        theme: theme.map(|code| code.code.id.clone()),
        is_shortened: quote.edited.is_some(),
        words: quote.edited.clone().unwrap_or_else(|| said(passage, span)),
        people: speakers_at(view, texts, (id, span)),
        attribution: quote.attribution.clone(),
        place: (id, span),
    })
}

/// What is said in a stretch: the bodies of its turns, a line each.
pub fn said(passage: &Passage, span: Span) -> String {
    let parts = passage
        .turns_at(span)
        .filter_map(|(_, turn)| turn.body.overlap(span))
        .map(|part| passage.text.slice(part).trim());
    let parts: Vec<&str> = parts.filter(|words| !words.is_empty()).collect();
    parts.join("\n")
}

/// Words between quotation marks; marks inside become single ones, so that the outer ones are found again.
pub fn quoted(words: &str) -> String {
    let mut inside = String::with_capacity(words.len());
    let mut is_open = false;
    for c in words.chars() {
        match c {
            '“' => inside.push('‘'),
            '”' => inside.push('’'),
            '"' => {
                inside.push(if is_open { '’' } else { '‘' });
                is_open = !is_open;
            }
            other => inside.push(other),
        }
    }
    format!("“{inside}”")
}

/// The quotes of each theme, spread over people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread<'e> {
    /// Each theme by handle with its quotes, in codebook order.
    pub themes: Vec<(String, Vec<&'e Exemplar>)>,
}

impl<'e> Spread<'e> {
    /// Takes so many quotes for each of some themes: each time one of whoever has been quoted least so far, the first in the text
    /// where several have. Themes with the fewest to choose from take theirs first, so that they leave the others a choice. A quote
    /// stands once, for the first theme that takes it, unless a theme has no other.
    pub fn over(
        exemplars: &'e Exemplars,
        codebook: &'e Codebook,
        (themes, per_theme): (&[String], usize),
    ) -> Self {
        let mut quoted: BTreeMap<&PersonId, usize> = BTreeMap::new();
        let mut printed: BTreeSet<(DocumentRef, Span)> = BTreeSet::new();
        let mut found: Vec<(String, Vec<&Exemplar>)> = themes
            .iter()
            .map(|theme| (theme.clone(), Vec::new()))
            .collect();
        let choices = themes.iter().map(|theme| {
            let mut places = BTreeSet::new();
            let all = exemplars.of_theme(codebook, theme);
            all.filter(|of| places.insert(of.place)).collect()
        });
        let mut choices: Vec<(usize, Vec<&Exemplar>)> = choices.enumerate().collect();
        choices.sort_by_key(|(at, choice)| (choice.len(), *at));
        for (at, mut left) in choices {
            let taken = &mut found[at].1;
            while taken.len() < per_theme && !left.is_empty() {
                let worth = |of: &Exemplar| {
                    let times = of.people.iter().map(|person| quoted.get(person));
                    let most = times.map(|n| n.copied().unwrap_or(0)).max();
                    (printed.contains(&of.place), most.unwrap_or(0))
                };
                let best = (0..left.len()).min_by_key(|at| (worth(left[*at]), *at));
                let next = left.remove(best.unwrap_or(0));
                if printed.contains(&next.place) && !taken.is_empty() {
                    break;
                }
                for person in &next.people {
                    *quoted.entry(person).or_default() += 1;
                }
                printed.insert(next.place);
                taken.push(next);
            }
        }
        Self { themes: found }
    }

    /// The themes that have none.
    pub fn without(&self) -> impl Iterator<Item = &str> {
        let empty = self.themes.iter().filter(|(_, quotes)| quotes.is_empty());
        empty.map(|(theme, _)| theme.as_str())
    }

    /// The quotes that are printed, each once.
    pub fn quotes(&self) -> Vec<&'e Exemplar> {
        let mut places = BTreeSet::new();
        let all = self.themes.iter().flat_map(|(_, quotes)| quotes);
        all.copied()
            .filter(|quote| places.insert(quote.place))
            .collect()
    }

    /// Everybody who is quoted.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let quotes = self.themes.iter().flat_map(|(_, quotes)| quotes);
        quotes
            .flat_map(|quote| quote.people.iter().cloned())
            .collect()
    }
}
