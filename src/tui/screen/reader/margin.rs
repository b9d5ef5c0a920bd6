//! The margin: stripes beside the rows, one for each code, code above or coder in sight.
//!
//! A stripe begins with the shape of its class and ends with a foot, so that colour is never needed. Columns are packed anew for
//! what is on the screen: at most six, then a count of what found no column.

use std::collections::BTreeMap;

use crate::coding::Coding;
use crate::filter::View;
use crate::id::{CodeRef, CoderId};
use crate::text::span::Span;
use crate::tui::screen::reader::{Reader, Stripes};

/// How many stripes stand side by side.
pub const COLUMNS: usize = 6;

/// What a stripe stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A code, or the code above several.
    Code(CodeRef),
    /// A coder.
    Coder(CoderId),
}

/// One stripe on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripe {
    /// What it stands for.
    pub of: Standing,
    /// Its colour and shape, from 0.
    pub class: usize,
    /// Where it lies.
    pub span: Span,
    /// Its column, or none where there was no room.
    pub column: Option<usize>,
}

/// The stripes of what is on the screen, in the order of the text.
pub fn stripes(view: &View<'_>, reader: &Reader) -> Vec<Stripe> {
    let shown = shown(reader);
    let mut found: Vec<Stripe> = Vec::new();
    for coding in counted(reader) {
        let span = coding.excerpt.span;
        if !span.touches(shown) {
            continue;
        }
        let of = standing(view, reader.stripes, coding);
        let mut same = found.iter().filter(|stripe| stripe.span == span);
        if same.all(|stripe| stripe.of != of) {
            found.push(Stripe {
                class: class(view, &of),
                of,
                span,
                column: None,
            });
        }
    }
    if reader.stripes != Stripes::Density {
        pack(&mut found);
    }
    found
}

/// The codings that stripes stand for: one's own, or everybody's that may be seen.
fn counted(reader: &Reader) -> Vec<&Coding> {
    match (reader.stripes, &reader.hand) {
        (Stripes::Code | Stripes::Parent, Some(_)) => reader.own(),
        _ => reader.codings(),
    }
}

/// The stretch of the text that is on the screen.
fn shown(reader: &Reader) -> Span {
    let rows = reader
        .layout
        .rows(reader.top, usize::from(reader.geometry.rows));
    let spans: Vec<Span> = rows
        .filter_map(|(row, _)| reader.layout.stretch(row))
        .map(|stretch| stretch.span)
        .collect();
    match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => Span::between(first.start(), last.end()),
        _ => Span::between(reader.head, reader.head),
    }
}

fn standing(view: &View<'_>, stripes: Stripes, coding: &Coding) -> Standing {
    match stripes {
        Stripes::Coder => Standing::Coder(coding.coder.clone()),
        Stripes::Parent => {
            let parent = view.code(coding.code).and_then(|code| code.parent);
            Standing::Code(parent.unwrap_or(coding.code))
        }
        Stripes::Code | Stripes::Density => Standing::Code(coding.code),
    }
}

/// The class of a code goes by its place in the codebook, that of a coder by when they joined: both stay as the study grows.
pub fn class(view: &View<'_>, of: &Standing) -> usize {
    match of {
        Standing::Code(id) => view.codes().position(|code| code.id == *id).unwrap_or(0),
        Standing::Coder(coder) => view
            .coders()
            .iter()
            .position(|known| known.handle == *coder)
            .unwrap_or(0),
    }
}

/// Gives each stripe the first column that is free where it begins.
fn pack(stripes: &mut [Stripe]) {
    let mut ends: BTreeMap<usize, Span> = BTreeMap::new();
    for stripe in stripes {
        let is_free = |column: &usize| {
            ends.get(column)
                .is_none_or(|last| !last.touches(stripe.span) && last.end() <= stripe.span.start())
        };
        let free = (0..COLUMNS).find(is_free);
        if let Some(column) = free {
            ends.insert(column, stripe.span);
        }
        stripe.column = free;
    }
}

/// What a stripe shows in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its first row: the shape of its class.
    Head,
    /// A row between.
    Body,
    /// Its last row.
    Foot,
}

/// The part of a stripe that a row shows, if any.
pub fn part(stripe: Span, row: Span) -> Option<Part> {
    let is_here = stripe.touches(row);
    is_here.then_some(
        match (stripe.start() >= row.start(), stripe.end() <= row.end()) {
            (true, _) => Part::Head,
            (false, true) => Part::Foot,
            (false, false) => Part::Body,
        },
    )
}
