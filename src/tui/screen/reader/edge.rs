//! An edge of an excerpt on the move: nothing changes until it is kept.

use crate::change::coding;
use crate::change::decision::Recast;
use crate::coding::Coding;
use crate::filter::View;
use crate::text::span::Span;
use crate::tui::action::{Motion, Way};
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::screen::reader::detail::named;
use crate::tui::screen::reader::{End, Layer, Moving, Reader, settled};

/// The last edge of a coding begins to move.
pub fn begin(model: &mut Model, coding: &Coding) {
    let Some(reader) = &mut model.reader else {
        return;
    };
    let span = coding.excerpt.span;
    reader.release();
    reader.head = span.end();
    reader.moving = Some(Moving {
        coding: coding.id,
        end: End::Last,
        span,
    });
    reader.follow();
    model.say("the last edge moves; o takes the first");
}

impl Reader {
    /// Moves the edge that was picked; an excerpt never becomes empty.
    pub fn move_edge(&mut self, motion: Motion) {
        let Some(Moving { end, span, .. }) = self.moving.clone() else {
            return;
        };
        let at = match end {
            End::First => span.start(),
            End::Last => span.end(),
        };
        let to = match end {
            End::First => self.after(motion, at),
            End::Last => self.end_after(motion, at),
        };
        let moved = match end {
            End::First => Span::new(to, span.end()),
            End::Last => Span::new(span.start(), to),
        };
        let moved = moved
            .filter(|span| !span.is_empty())
            .map(|span| self.passage.text.snap(span));
        if let (Some(span), Some(moving)) = (moved, &mut self.moving) {
            moving.span = span;
            self.head = if end == End::First {
                span.start()
            } else {
                span.end()
            };
            self.follow();
        }
    }

    /// The other edge moves from now on.
    pub fn other_edge(&mut self) {
        if let Some(moving) = &mut self.moving {
            moving.end = if moving.end == End::First {
                End::Last
            } else {
                End::First
            };
            self.head = if moving.end == End::First {
                moving.span.start()
            } else {
                moving.span.end()
            };
        }
        self.follow();
    }
}

/// Keeps the edges as they were moved.
pub fn keep(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(reader) = &mut model.reader else {
        return Vec::new();
    };
    let Some(moving) = reader.moving.take() else {
        return Vec::new();
    };
    let revision = reader.hand.as_ref().map(|hand| hand.revision);
    let span = reader.trimmed(moving.span).unwrap_or(moving.span);
    let old = reader.coding(moving.coding).cloned();
    let (Some(old), Some(revision)) = (old, revision) else {
        return Vec::new();
    };
    if old.excerpt.span == span {
        model.say("the edges are where they were");
        return Vec::new();
    }
    let said = format!(
        "{} lies on {} now",
        named(view, old.code).0,
        reader.measure(span)
    );
    let then = Then::Settled(span, old.code);
    if reader.layer == Layer::Final {
        let recast = Recast::Move(old.code, old.excerpt.span, span);
        return settled::change(model, view, (recast, said, then));
    }
    model.want(Wanted {
        change: coding::respan(&old, revision, span),
        said,
        then,
    })
}

/// A shifted motion while an edge moves is the motion itself.
pub fn steps(reader: &mut Reader, (motion, way): (Motion, Way)) {
    match reader.moving {
        Some(_) => reader.move_edge(motion),
        None => reader.step(motion, way),
    }
}
