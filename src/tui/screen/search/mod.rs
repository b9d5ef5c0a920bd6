//! Search: a line of words and filters, the turns found for it, and the way into the transcript and back to the same hit.
//!
//! The seeker answers beside the keys: until it does, the last answer stays on the screen. This file holds what the screen
//! remembers and where keys lead, [`draw`] shows it.

pub mod review;
pub mod lead;
pub mod proposal;
pub mod draw;

use std::sync::Arc;

use crate::filter::{Layer, View};
use crate::id::DocumentRef;
use crate::query::facet::{Slice, toggled};
use crate::query::facts::Facts;
use crate::query::unparsed::Unparsed;
use crate::round::Unit;
use crate::search::answer::Order;
use crate::search::renewal::Progress;
use crate::search::similar::Alike;
use crate::text::span::Span;
use crate::tui::action::{Action, Along, Screen};
use crate::tui::message::{Effect, Pointer};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::search::lead::Hand;
use crate::tui::screen::search::review::Review;
use crate::tui::seeker::{Asked, News, Number, Page, Request, Shown};
use crate::tui::widget::line::Input;
use crate::tui::widget::list::Marked;

/// How many hits are asked for at first; scrolling asks for more.
const FIRST: usize = 60;

/// How often lines are remembered.
const REMEMBERED: usize = 50;

/// What the keys move through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Focus {
    #[default]
    Hits,
    Facets,
    Alike,
    Review,
}

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The line.
    pub line: String,
    /// In what order hits come.
    pub order: Order,
    /// The last answer.
    pub page: Option<Page>,
    /// Why the line is no query, where it was meant to be one.
    pub refused: Option<Unparsed>,
    /// The marked hit.
    pub marked: Marked,
    /// What the keys move through.
    pub focus: Focus,
    /// The marked slice of the facets.
    pub slice: Marked,
    /// The filter that was last asked for or let go: its slice stays marked.
    chosen: Option<String>,
    /// Passages like a hit, and which is marked.
    pub alike: Option<Vec<Alike>>,
    pub like: Marked,
    /// The review that is going on.
    pub review: Option<Review>,
    proposed: Number,
    /// How far the index is, while words are taken in.
    pub progress: Option<Progress>,
    /// Documents, turns and words that can be searched.
    pub scope: Option<(usize, usize, u64)>,
    /// The lines asked before, the last one last, and which of them is shown.
    pub past: Vec<String>,
    recalled: Option<usize>,
    asked: Number,
    answered: Number,
    liked: Number,
    known: Known,
    /// How many lines the study had when the review was last told.
    reviewed: usize,
}

/// What the seeker was told of the study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Known {
    /// Nothing yet.
    #[default]
    Nothing,
    /// What it knew when texts came that were not here.
    Outdated,
    /// What it knew with so many lines.
    Lines(usize),
}

impl Search {
    /// Whether an answer is waited for.
    pub fn is_waiting(&self) -> bool {
        self.answered < self.asked
    }

    /// The hits here.
    pub fn hits(&self) -> &[Shown] {
        self.page.as_ref().map_or(&[], |page| page.hits.as_slice())
    }

    /// The marked hit.
    pub fn hit(&self) -> Option<&Shown> {
        self.hits().get(self.marked.at)
    }

    /// The slices of all facets, each with its field.
    pub fn slices(&self) -> Vec<(&str, &Slice)> {
        let facets = self.page.iter().flat_map(|page| &page.facets);
        facets
            .flat_map(|facet| {
                facet
                    .slices
                    .iter()
                    .map(|slice| (facet.field.as_str(), slice))
            })
            .collect()
    }

    fn asks(&mut self, most: usize) -> Vec<Effect> {
        if self.line.trim().is_empty() {
            (self.page, self.refused) = (None, None);
            return Vec::new();
        }
        self.asked += 1;
        vec![Effect::Seek(Request::Ask(self.asked, self.question(most)))]
    }

    fn question(&self, most: usize) -> Asked {
        Asked {
            line: self.line.trim().to_owned(),
            order: self.order,
            most,
        }
    }

    /// Asks the line anew, from its first hit.
    fn anew(&mut self) -> Vec<Effect> {
        (self.marked, self.slice) = Default::default();
        self.alike = None;
        self.liked += 1;
        if self.focus == Focus::Alike {
            self.focus = Focus::Hits;
        }
        self.asks(FIRST)
    }
}

/// Comes to the screen; with nothing asked yet the line waits for words.
pub fn enter(model: &mut Model) {
    if model.search.line.is_empty() {
        ask_line(model);
    }
}

/// The line waits for words, those that stand there first.
fn ask_line(model: &mut Model) {
    let mut input = Input::new("search");
    input.words.clone_from(&model.search.line);
    model.search.recalled = None;
    model.over = Some(Over::Line(input, Asking::Query));
}

/// What the seeker must be told: what the study knows by now, and then once more the question.
pub fn wanted(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let now = view.extent();
    if let (Focus::Review, Known::Lines(before)) = (model.search.focus, model.search.known) {
        // A verdict of one's own changes what is proposed; hits and facets follow when the review is left, so that no key waits for
        // all that the study knows.
        let is_new = before != now && model.search.reviewed != now;
        model.search.reviewed = now;
        return match is_new {
            true => review::wanted(model, view),
            false => Vec::new(),
        };
    }
    let known = std::mem::replace(&mut model.search.known, Known::Lines(now));
    if known == Known::Lines(now) {
        return Vec::new();
    }
    let facts = Arc::new(Facts::of(view, &Layer::All));
    let mut effects = vec![Effect::Seek(Request::Know(facts))];
    if known != Known::Nothing {
        let most = model.search.hits().len().max(FIRST);
        effects.extend(model.search.asks(most));
        effects.extend(review::wanted(model, view));
    }
    effects
}

/// Texts may be here that were not: the seeker looks again.
pub fn outdate(model: &mut Model) {
    if model.search.known != Known::Nothing {
        model.search.known = Known::Outdated;
    }
}

/// The seeker has news.
pub fn hear(model: &mut Model, news: News) {
    let search = &mut model.search;
    match news {
        News::Indexing(progress) => search.progress = Some(progress),
        News::Ready(documents, turns, words) => {
            (search.progress, search.scope) = (None, Some((documents, turns, words)));
        }
        News::Found(number, page) if number == search.asked => {
            search.answered = number;
            search.refused = None;
            let count = page.hits.len();
            let trouble = page.trouble.clone();
            search.page = Some(*page);
            if let Some(chosen) = search.chosen.take() {
                let slices = search.slices();
                let at = slices.iter().position(|(_, slice)| slice.filter == chosen);
                let count = slices.len();
                let rows = draw::side_rows(model);
                model.search.slice.to(at.unwrap_or_default(), (count, rows));
            }
            let rows = draw::rows_shown(model);
            model
                .search
                .marked
                .to(model.search.marked.at, (count, rows));
            if let Some(trouble) = trouble {
                model.warn(trouble);
            }
        }
        News::Unread(number, cause) if number == search.asked => {
            search.answered = number;
            search.refused = Some(cause);
        }
        News::Alike(number, alike, trouble) if number == search.liked => {
            (search.alike, search.like) = (Some(alike), Marked::default());
            trouble.into_iter().for_each(|trouble| model.warn(trouble));
        }
        News::Proposed(number, offers) if number == search.proposed => {
            let trouble = offers.trouble.clone();
            if let Some(review) = &mut search.review {
                review::take(review, offers);
            }
            trouble.into_iter().for_each(|trouble| model.warn(trouble));
        }
        // An answer to what is not asked any more.
        News::Found(..) | News::Unread(..) | News::Alike(..) | News::Proposed(..) => {}
        News::Said(words) | News::Wrote(_, words) => {
            search.answered = search.asked;
            model.say(words);
        }
    }
}

/// The line was typed on.
pub fn typed(model: &mut Model, words: &str) -> Vec<Effect> {
    words.clone_into(&mut model.search.line);
    model.search.anew()
}

/// The line before or after the one shown, of those asked.
pub fn recall(model: &mut Model, along: Along) -> Vec<Effect> {
    let search = &mut model.search;
    let last = search.past.len();
    let at = search.recalled.unwrap_or(last);
    let to = match along {
        Along::Before => at.saturating_sub(1),
        Along::Next => (at + 1).min(last),
    };
    search.recalled = Some(to);
    let words = search.past.get(to).cloned().unwrap_or_default();
    if let Some(Over::Line(input, _)) = &mut model.over {
        input.words.clone_from(&words);
    }
    typed(model, &words)
}

/// The line is as it should be.
pub fn answer(model: &mut Model, words: &str) -> Vec<Effect> {
    let search = &mut model.search;
    search.line = words.to_owned();
    if !words.is_empty() {
        search.past.retain(|past| past != words);
        search.past.push(words.to_owned());
        let over = search.past.len().saturating_sub(REMEMBERED);
        search.past.drain(..over);
    }
    match search
        .page
        .as_ref()
        .is_some_and(|page| page.asked.line == words)
        && !search.is_waiting()
    {
        true => Vec::new(),
        false => search.anew(),
    }
}

/// Lets facets and passages go; whether there was anything to let go of.
pub fn let_go(model: &mut Model) -> bool {
    let search = &mut model.search;
    let had = search.focus != Focus::Hits || search.alike.is_some() || search.review.is_some();
    (search.focus, search.alike, search.review) = (Focus::Hits, None, None);
    had
}

/// Where what is sought stands in a document that was come to from here.
pub fn found_in(model: &Model, document: DocumentRef) -> Vec<Span> {
    if model.behind.last() != Some(&Screen::Search) {
        return Vec::new();
    }
    let hits = model.search.hits().iter().map(|shown| &shown.hit);
    let mut found: Vec<Span> = hits
        .filter(|hit| hit.id == document)
        .flat_map(|hit| hit.marks.iter().copied())
        .collect();
    found.sort();
    found
}

/// What a key does.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    match action {
        Action::Autocode => review::ask(model, view),
        Action::Judge(judging) => return review::say(model, view, judging),
        Action::Query => ask_line(model),
        Action::Step(_) | Action::Page(_) | Action::Edge(_) => return go(model, action),
        Action::Cycle => next_focus(model),
        Action::Sort if model.search.focus == Focus::Review => return review::sort(model, view),
        Action::Sort => return sort(model),
        Action::Grow => return review::unit(model, view, Unit::Turn),
        Action::Shrink => return review::unit(model, view, Unit::Sentence),
        Action::Open if model.search.focus == Focus::Facets => return narrow(model),
        Action::Open => return lead::open(model, Hand::Empty),
        Action::Code => return lead::open(model, Hand::Coding),
        Action::Similar => return lead::similar(model, view),
        Action::Export if model.search.hits().is_empty() => {
            model.say("nothing is found yet: / asks");
        }
        Action::Export => {
            let mut input = Input::new("write all hits to which file (CSV)");
            input.words = "search-hits.csv".to_owned();
            model.over = Some(Over::Line(input, Asking::HitsFile));
        }
        _ => {}
    }
    Vec::new()
}

fn go(model: &mut Model, action: Action) -> Vec<Effect> {
    let rows = match model.search.focus {
        Focus::Hits => draw::rows_shown(model),
        Focus::Facets | Focus::Alike | Focus::Review => draw::side_rows(model),
    };
    let search = &mut model.search;
    let count = match search.focus {
        Focus::Hits => search.hits().len(),
        Focus::Facets => search.slices().len(),
        Focus::Alike => search.alike.as_ref().map_or(0, Vec::len),
        // The stretch before the coder goes when it is judged, not before.
        Focus::Review => return Vec::new(),
    };
    let marked = match search.focus {
        Focus::Hits => &mut search.marked,
        Focus::Facets => &mut search.slice,
        Focus::Alike | Focus::Review => &mut search.like,
    };
    match action {
        Action::Step(along) => marked.step(along, (count, rows)),
        Action::Page(along) => marked.page(along, (count, rows)),
        Action::Edge(along) => marked.edge(along, (count, rows)),
        _ => {}
    }
    more(model)
}

/// Asks for more hits where the mark comes near the end of those that are here.
fn more(model: &mut Model) -> Vec<Effect> {
    let search = &mut model.search;
    let here = search.hits().len();
    let all = search.page.as_ref().map_or(0, |page| page.turns);
    let is_near = search.focus == Focus::Hits && search.marked.at + FIRST / 3 >= here;
    match is_near && here < all && !search.is_waiting() {
        true => search.asks(here.max(FIRST) * 4),
        false => Vec::new(),
    }
}

fn next_focus(model: &mut Model) {
    let search = &mut model.search;
    search.focus = match search.focus {
        Focus::Hits if !search.slices().is_empty() => Focus::Facets,
        Focus::Hits | Focus::Facets if search.review.is_some() => Focus::Review,
        Focus::Hits | Focus::Facets if search.alike.is_some() => Focus::Alike,
        Focus::Hits | Focus::Facets | Focus::Alike | Focus::Review => Focus::Hits,
    };
}

fn sort(model: &mut Model) -> Vec<Effect> {
    let (next, words) = match model.search.order {
        Order::Relevance => (Order::Document, "as imported and spoken"),
        Order::Document => (Order::Time, "by the documents' dates"),
        Order::Time => (Order::Relevance, "what says most of it first"),
    };
    model.search.order = next;
    model.say(words);
    model.search.anew()
}

/// Adds the marked slice to the line, or takes it out again.
fn narrow(model: &mut Model) -> Vec<Effect> {
    let search = &mut model.search;
    let slices = search.slices();
    let slice = slices.get(search.slice.at);
    let Some(filter) = slice.map(|(_, slice)| slice.filter.clone()) else {
        return Vec::new();
    };
    search.line = toggled(&search.line, &filter);
    let line = search.line.clone();
    let effects = search.anew();
    search.chosen = Some(filter);
    model.say(format!("asked for: {line}"));
    effects
}

/// What the mouse does: a click marks a hit, a click on the marked one opens it.
pub fn point(model: &mut Model, (pointer, at): (Pointer, (u16, u16))) -> Vec<Effect> {
    match pointer {
        Pointer::Wheel(by) => {
            let along = if by > 0 { Along::Next } else { Along::Before };
            let mut effects = Vec::new();
            for _ in 0..by.unsigned_abs() {
                effects.extend(go(model, Action::Step(along)));
            }
            effects
        }
        Pointer::Down => {
            let Some(hit) = draw::hit_at(model, at) else {
                return Vec::new();
            };
            model.search.focus = Focus::Hits;
            if model.search.marked.at == hit {
                return lead::open(model, Hand::Empty);
            }
            let size = (model.search.hits().len(), draw::rows_shown(model));
            model.search.marked.to(hit, size);
            Vec::new()
        }
        Pointer::Drag => Vec::new(),
    }
}
