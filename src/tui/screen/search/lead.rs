//! Where a hit leads: into its transcript, to passages like it, into a file.

use std::path::PathBuf;

use crate::filter::View;
use crate::id::DocumentRef;
use crate::text::span::Span;
use crate::tui::message::{Effect, Landing};
use crate::tui::model::Model;
use crate::tui::screen::search::Focus;
use crate::tui::screen::search::review::first;
use crate::tui::seeker::{Like, Request};
use crate::tui::widget::list::Marked;

/// With what a hit is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// To read.
    Empty,
    /// To code it.
    Coding,
}

/// Opens what has the keys: a hit, a passage, or the stretch that waits for a verdict.
pub fn open(model: &mut Model, hand: Hand) -> Vec<Effect> {
    let Some((document, span)) = stretch(model) else {
        model.say("nothing is found yet: / asks");
        return Vec::new();
    };
    let landing = match (hand, model.search.focus, model.search.hit()) {
        (Hand::Coding, ..) => Landing::Coding(span),
        (Hand::Empty, Focus::Hits | Focus::Facets, Some(shown)) => {
            let first = shown.hit.marks.first();
            Landing::At(first.map_or(span.start(), |mark| mark.start()))
        }
        (Hand::Empty, ..) => Landing::At(span.start()),
    };
    vec![Effect::Open(document, landing)]
}

/// The stretch that has the keys.
fn stretch(model: &Model) -> Option<(DocumentRef, Span)> {
    let search = &model.search;
    match search.focus {
        Focus::Alike => {
            let alike = search.alike.as_ref()?.get(search.like.at)?;
            Some((alike.id, Span::between(alike.start, alike.end)))
        }
        Focus::Review => first(search.review.as_ref()?)
            .map(|offered| (offered.proposal.document, offered.proposal.span)),
        Focus::Hits | Focus::Facets => {
            let hit = &search.hit()?.hit;
            Some((hit.id, hit.span()))
        }
    }
}

/// Asks for passages like what has the keys: a hit, a passage, or on the facet of a code all its excerpts.
pub fn similar(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let search = &model.search;
    let of_code = search
        .slices()
        .get(search.slice.at)
        .and_then(|(field, slice)| {
            let is_meant = search.focus == Focus::Facets && *field == "code";
            let code = is_meant.then(|| view.code_called(&slice.value))?;
            Some((Like::Code(code?.id), slice.value.clone()))
        });
    let of_stretch = || {
        let (document, span) = stretch(model)?;
        Some((Like::Excerpt(document, span), String::new()))
    };
    let Some((like, code)) = of_code.or_else(of_stretch) else {
        model.say("nothing is found yet: / asks");
        return Vec::new();
    };
    let search = &mut model.search;
    search.liked += 1;
    search.focus = Focus::Alike;
    (search.alike, search.like) = (None, Marked::default());
    let request = Request::Like(search.liked, like);
    model.say(match like {
        Like::Excerpt(..) => {
            "passages in the same words; no meaning is understood, nothing leaves this machine"
                .to_owned()
        }
        Like::Code(_) => {
            format!("passages in the words of {code}'s excerpts; what has {code} is left out")
        }
    });
    vec![Effect::Seek(request)]
}

/// All hits go into the file named.
pub fn export(model: &mut Model, words: &str) -> Vec<Effect> {
    let asked = model.search.question(usize::MAX);
    vec![Effect::Seek(Request::Export(asked, PathBuf::from(words)))]
}
