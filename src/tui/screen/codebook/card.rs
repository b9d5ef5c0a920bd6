//! The card: the marked code in full, its fields, where it is used, how it came to be so, what was written on it.
//!
//! What it says is gathered when a code is marked; how it breaks into lines is worked out while drawing.

use std::collections::{BTreeSet, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span as Words};
use unicode_width::UnicodeWidthStr as _;

use crate::codebook::Use;
use crate::coding::{Memo, On};
use crate::filter::View;
use crate::history;
use crate::id::{CodeRef, DocumentRef, PersonId};
use crate::text::visible::sweep;
use crate::tui::model::Model;
use crate::tui::screen::codebook::Codebook;
use crate::tui::screen::codebook::book::Entry;
use crate::tui::screen::codebook::tree::Layout;
use crate::tui::theme::Theme;
use crate::tui::widget::flow::{fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};
use crate::usage::Place;

/// Columns of the names of fields.
const LABEL: u16 = 12;

/// Places that are named, at most this many.
const PLACES: usize = 6;

/// Steps of the past that are told, at most this many.
const STEPS: usize = 4;

/// Codes beside it that are named.
const BESIDE: usize = 3;

/// Memos that are shown, the latest ones.
const MEMOS: usize = 12;

/// Characters of a field that are shown; the sheet shows all.
const LONGEST: usize = 4000;

/// One part of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A field with its name.
    Field(&'static str, String),
    /// The heading of a section, with what stands beside it.
    Heading(&'static str, String),
    /// Words below a heading.
    Words(String),
    /// Words below a heading that may be overlooked.
    Dim(String),
}

/// The marked code in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The code.
    pub code: CodeRef,
    /// Its handle.
    pub handle: String,
    parts: Vec<Part>,
}

/// The card of the marked code, and the documents that must be read to complete it.
pub fn made(codebook: &Codebook, view: &View<'_>) -> (Option<Card>, Vec<DocumentRef>) {
    let Some(entry) = codebook.entry() else {
        return (None, Vec::new());
    };
    let mut parts = fields(codebook, entry);
    parts.extend(conflicts(entry));
    let (used, unread) = used(codebook, view, entry);
    parts.extend(used);
    parts.extend(beside(codebook, view, entry));
    parts.extend(past(codebook, view, entry));
    parts.extend(memos(view, entry));
    let card = Card {
        code: entry.id,
        handle: entry.code.id.clone(),
        parts,
    };
    (Some(card), unread)
}

fn fields(codebook: &Codebook, entry: &Entry) -> Vec<Part> {
    let code = &entry.code;
    let short = |words: &str| words.chars().take(LONGEST).collect::<String>();
    let or_none = |words: &str| match words.trim() {
        "" => "-".to_owned(),
        words => short(words),
    };
    let mut parts = vec![
        Part::Field("handle", code.id.clone()),
        Part::Field("name", or_none(&code.name)),
        Part::Field("parent", above(codebook, entry)),
        Part::Field("origin", or_none(&code.origin)),
    ];
    let state = [
        (
            entry.retired,
            "retired: nothing new can be coded; X takes it up again",
        ),
        (!code.assignable, "a container: it cannot be applied"),
        (
            code.use_ == Use::Process,
            "a process code: in no theme table and no agreement",
        ),
    ];
    let states = state.into_iter().filter(|(is_so, _)| *is_so);
    parts.extend(states.map(|(_, words)| Part::Field("is", words.to_owned())));
    if !code.scale.is_empty() {
        parts.push(Part::Field("scale", code.scale.join(", ")));
    }
    let definition = match code.definition.trim() {
        "" => "- (e writes it)".to_owned(),
        words => short(words),
    };
    parts.push(Part::Field("definition", definition));
    parts.push(Part::Field("use when", or_none(&code.use_when)));
    parts.push(Part::Field("not when", or_none(&code.not_when)));
    parts.push(Part::Field("example", or_none(&code.example)));
    parts
}

/// The codes above, the nearest last.
fn above(codebook: &Codebook, entry: &Entry) -> String {
    let up = |at: &usize| codebook.book.entries.get(*at)?.parent;
    let places = std::iter::successors(entry.parent, up);
    let handles = places.filter_map(|at| codebook.book.entries.get(at));
    let mut handles: Vec<&str> = handles.map(|entry| entry.code.id.as_str()).collect();
    handles.reverse();
    match handles.is_empty() {
        true => "none: it stands at the root".to_owned(),
        false => handles.join(" > "),
    }
}

fn conflicts(entry: &Entry) -> Vec<Part> {
    if entry.conflicts.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![Part::Heading(
        "! TO DECIDE",
        "(e writes what shall stand)".to_owned(),
    )];
    parts.extend(entry.conflicts.iter().cloned().map(Part::Words));
    parts
}

/// How often, by how many and where a code is used, with the codes below it; and the documents not read yet.
fn used(codebook: &Codebook, view: &View<'_>, entry: &Entry) -> (Vec<Part>, Vec<DocumentRef>) {
    let places = &entry.excerpts;
    let has_below = codebook.has_below(entry);
    if places.is_empty() {
        let none = match has_below {
            true => "neither it nor a code below it is used yet",
            false => "no excerpts yet; in a transcript, Enter on a selection puts it on",
        };
        return (
            vec![
                Part::Heading("USED", "never".to_owned()),
                Part::Dim(none.to_owned()),
            ],
            Vec::new(),
        );
    }
    let documents: BTreeSet<DocumentRef> = places.iter().map(|(document, _)| *document).collect();
    let mut people: HashSet<&PersonId> = HashSet::new();
    let mut unread: BTreeSet<DocumentRef> = BTreeSet::new();
    for (document, span) in places {
        let Some(revision) = view.document(*document).map(|document| document.current) else {
            continue;
        };
        match codebook.glimpse(revision, *span) {
            Some(glimpse) => people.extend(&glimpse.people),
            None => {
                unread.insert(*document);
            }
        }
    }
    let spoken = match unread.is_empty() {
        true => counted(people.len(), ("person", "people")),
        false => "… people".to_owned(),
    };
    let said = format!(
        "{}, {spoken}, {}",
        counted(places.len(), ("excerpt", "excerpts")),
        counted(documents.len(), ("document", "documents")),
    );
    let mut parts = vec![Part::Heading("USED", said)];
    let own = codebook.book.usage.own(entry.id).len();
    if has_below {
        parts.push(Part::Dim(format!(
            "with the codes below it; {own} of its own"
        )));
    }
    // Several excerpts of one turn are one place to people; a place is not broken at the end of a line.
    let mut named: Vec<String> = Vec::new();
    for place in places {
        let name = place_name(codebook, view, *place).replace(' ', "\u{a0}");
        if named.last() != Some(&name) {
            named.push(name);
        }
        if named.len() > PLACES {
            named.pop();
            named.push("…\u{a0}(Enter\u{a0}lists\u{a0}all)".to_owned());
            break;
        }
    }
    parts.push(Part::Words(named.join("   ")));
    (parts, unread.into_iter().collect())
}

fn counted(count: usize, (one, more): (&str, &str)) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// A place as people name it: `I12 t19`; without its turn where the text is not here.
pub fn place_name(codebook: &Codebook, view: &View<'_>, (id, span): Place) -> String {
    let Some(document) = view.document(id) else {
        return id.to_string();
    };
    let turn = codebook
        .glimpse(document.current, span)
        .and_then(|glimpse| glimpse.turn);
    match turn {
        Some(turn) => format!("{} t{turn}", document.handle),
        None => document.handle.clone(),
    }
}

fn beside(codebook: &Codebook, view: &View<'_>, entry: &Entry) -> Vec<Part> {
    let found = codebook.book.usage.beside(entry.id);
    if found.is_empty() {
        return Vec::new();
    }
    let named: Vec<String> = found
        .iter()
        .take(BESIDE)
        .map(|(code, count)| format!("{} {count}", history::code(view, *code)))
        .collect();
    let own = codebook.book.usage.own(entry.id).len();
    let of = format!("on its own {}", counted(own, ("excerpt", "excerpts")));
    vec![
        Part::Heading("CO-OCCURS WITH", of),
        Part::Words(named.join("   ")),
    ]
}

fn past(codebook: &Codebook, view: &View<'_>, entry: &Entry) -> Vec<Part> {
    let mut parts = vec![Part::Heading("HISTORY", "(H shows all)".to_owned())];
    let has_it = |freeze| {
        let frozen = codebook.frozen(freeze)?;
        let mut codes = frozen.iter();
        codes.find(|old| view.canonical_code(old.id) == entry.id)
    };
    let versions = view.versions().iter();
    let frozen: Vec<String> = versions
        .filter(|version| has_it(version.id).is_some())
        .map(|version| format!("v{}", version.number))
        .collect();
    let steps = codebook.book.past(entry.id);
    let told = steps.iter().take(STEPS);
    parts.extend(told.map(|step| {
        let day: String = step.at.chars().take(10).collect();
        Part::Words(format!("{day}  {:<6} {}", step.coder.0, step.what))
    }));
    if steps.len() > STEPS {
        parts.push(Part::Dim(format!(
            "{} earlier",
            counted(steps.len() - STEPS, ("step", "steps"))
        )));
    }
    parts.push(Part::Dim(match frozen.is_empty() {
        true => "in no frozen version".to_owned(),
        false => format!("frozen in {}", frozen.join(", ")),
    }));
    parts
}

fn memos(view: &View<'_>, entry: &Entry) -> Vec<Part> {
    let is_here = |on: &On| matches!(on, On::Code(code) if view.canonical_code(*code) == entry.id);
    let here = view.memos().filter(|memo| is_here(&memo.on));
    let mut here: Vec<&Memo> = here.collect();
    let earlier = here.len().saturating_sub(MEMOS);
    let mut said: Vec<Part> = here
        .drain(..)
        .skip(earlier)
        .map(|memo| {
            let words: String = memo.text.chars().take(LONGEST).collect();
            Part::Words(format!("{}: “{words}”", memo.coder))
        })
        .collect();
    if said.is_empty() {
        return Vec::new();
    }
    if earlier > 0 {
        said.push(Part::Dim(format!(
            "{earlier} earlier (intercoder memo list)"
        )));
    }
    let heading = Part::Heading("MEMOS", "(m writes yours)".to_owned());
    std::iter::once(heading).chain(said).collect()
}

/// The parts as lines of a width.
fn lines(card: &Card, (theme, width): (Theme, u16)) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for part in &card.parts {
        match part {
            Part::Field(name, words) => {
                let flowed = flow(&sweep(words), width.saturating_sub(LABEL));
                for (at, words) in flowed.into_iter().enumerate() {
                    let label = if at == 0 { name } else { "" };
                    lines.push(Line::from(vec![
                        Words::styled(fit(label, usize::from(LABEL)), theme.dim()),
                        Words::raw(words),
                    ]));
                }
            }
            Part::Heading(name, words) => {
                let words = one_line(words);
                let fits = name.width() + 2 + words.width() <= usize::from(width);
                let mut heading = vec![Words::styled((*name).to_owned(), theme.strong())];
                heading.extend(fits.then(|| Words::raw(format!("  {words}"))));
                lines.extend([Line::default(), Line::from(heading)]);
                if !fits {
                    lines.extend(indented(&words, width).map(Line::raw));
                }
            }
            Part::Words(words) => {
                lines.extend(indented(words, width).map(Line::raw));
            }
            Part::Dim(words) => {
                lines.extend(indented(words, width).map(|words| Line::styled(words, theme.dim())));
            }
        }
    }
    lines
}

fn indented(words: &str, width: u16) -> impl Iterator<Item = String> {
    let flowed = flow(&sweep(words), width.saturating_sub(2));
    flowed.into_iter().map(|words| format!("  {words}"))
}

/// How far the card can be scrolled.
pub fn lowest(model: &Model) -> usize {
    let (Some(card), Some(area)) = (&model.codebook.card, Layout::of(model).card) else {
        return 0;
    };
    let width = area.width.saturating_sub(2);
    let rows = usize::from(area.height.saturating_sub(2));
    lines(card, (model.theme, width)).len().saturating_sub(rows)
}

/// Draws the card.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let Some(card) = &model.codebook.card else {
        let inner = pane(area, ("code", ""), model.theme, buffer);
        return row(inner, 0, Line::raw("Nothing is marked."), buffer);
    };
    let (top, lowest) = (model.codebook.card_top, lowest(model));
    let foot = match lowest.saturating_sub(top) {
        0 if lowest == 0 => String::new(),
        0 => "K scrolls back".to_owned(),
        1 => "J: 1 more line".to_owned(),
        more => format!("J: {more} more lines"),
    };
    let title = fit(&card.handle, 40);
    let inner = pane(area, (title.trim_end(), &foot), model.theme, buffer);
    let lines = lines(card, (model.theme, inner.width));
    let shown = lines.into_iter().skip(top).take(usize::from(inner.height));
    for (at, line) in shown.enumerate() {
        row(inner, at, line, buffer);
    }
}
