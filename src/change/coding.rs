//! Changes of codings: apply, take off, swap, move an edge, give a value.
//!
//! What a coding carries beside code and place (round, codebook version) is worked out here, for every face alike.

use crate::change::Change;
use crate::coding::{Coding, On};
use crate::event::Event;
use crate::event::coding::{CodingAdd, CodingRemove, CodingRespan, MemoWrite};
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, Ref, RevisionRef, RoundRef};
use crate::problem::Problem;
use crate::progress::{open_round, round_sent_back};
use crate::quotes::{Wording, mark, of_coding, quotes_on, unmark};
use crate::study::CodeNow;
use crate::text::span::Span;

/// A coder at a document: what each of their codings there carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// The coder.
    pub coder: CoderId,
    /// The document.
    pub document: DocumentRef,
    /// The text they have before them.
    pub revision: RevisionRef,
    /// The open round they have the document in, or the closed one that a disagreement was sent back to them from.
    pub round: Option<RoundRef>,
    /// The codebook version they code under, by its freeze.
    pub codebook: Option<Ref>,
}

impl Hand {
    /// A coder at a document as it stands now; nothing where the document is not known.
    pub fn at(view: &View<'_>, coder: &CoderId, document: DocumentRef) -> Option<Self> {
        let document = view.document(document)?;
        let round = open_round(view, coder, document.id)
            .or_else(|| round_sent_back(view, coder, document.id));
        let newest = || view.versions().last().map(|version| version.id);
        Some(Self {
            coder: coder.clone(),
            document: document.id,
            revision: document.current,
            round: round.map(|round| round.id),
            codebook: round.map(|round| round.codebook).or_else(newest),
        })
    }

    /// A code on a stretch.
    pub fn coding(&self, code: CodeRef, span: Span) -> CodingAdd {
        CodingAdd {
            coder: self.coder.clone(),
            code,
            document: self.document,
            revision: self.revision,
            span,
            round: self.round,
            codebook: self.codebook,
            value: None,
            origin: None,
        }
    }

    /// The coder's own coding of a code on exactly this stretch, in the same round.
    pub fn held<'v>(&self, view: &View<'v>, code: CodeRef, span: Span) -> Option<&'v Coding> {
        let own = view.codings().iter().find(|coding| {
            coding.coder == self.coder
                && coding.code == code
                && coding.excerpt.document == self.document
                && coding.excerpt.span == span
                && coding.round == self.round
        });
        own.copied()
    }
}

/// Refuses a code that cannot be applied, and a value that is not on its scale.
pub fn check(code: &CodeNow, value: Option<&str>) -> Result<(), Problem> {
    if !code.code.assignable || code.retired {
        let why = if code.retired {
            "is retired"
        } else {
            "is a container"
        };
        return Err(Problem::new(
            &code.code.id,
            format!("{why} and cannot be applied"),
            "see intercoder codebook tree for the codes below it",
        ));
    }
    let Some(value) = value.filter(|value| !code.code.scale.iter().any(|label| label == value))
    else {
        return Ok(());
    };
    let scale = match code.code.scale.is_empty() {
        true => "no values".to_owned(),
        false => code.code.scale.join(", "),
    };
    Err(Problem::new(
        &code.code.id,
        format!("has no value {value} on its scale: it has {scale}"),
        "",
    ))
}

/// Takes a coding off.
pub fn remove(coding: &Coding) -> Change {
    Change::one(Event::CodingRemove(CodingRemove { coding: coding.id }))
}

/// Moves the edges of a coding, on the text that the coder has before them.
pub fn respan(coding: &Coding, revision: RevisionRef, span: Span) -> Change {
    let coding = coding.id;
    Change::one(Event::CodingRespan(CodingRespan {
        coding,
        revision,
        span,
    }))
}

/// Another code on the same excerpt: place, round, and the coder's own memos and marks of a quote stay.
pub fn swap(view: &View<'_>, old: &Coding, code: CodeRef) -> Change {
    instead(
        view,
        old,
        CodingAdd {
            code,
            value: None,
            ..again(old)
        },
    )
}

/// The same excerpt under a code that is only now being added with the old one's scale; whoever writes it fills the code in.
pub fn to_new_code(view: &View<'_>, old: &Coding) -> Change {
    // No code has the ref of a coding, so that what hangs on the old code is told from what comes.
    let code = CodeRef(old.id.0);
    instead(view, old, CodingAdd { code, ..again(old) })
}

/// Another value of the code's scale, or none.
pub fn value(view: &View<'_>, old: &Coding, value: Option<String>) -> Change {
    instead(
        view,
        old,
        CodingAdd {
            value: value.map(String::into_boxed_str),
            ..again(old)
        },
    )
}

/// The same excerpt under another version of the codebook, with its code or another; what the coder hung on it moves along. A value
/// stays as long as it is on the code's scale.
pub fn under(view: &View<'_>, old: &Coding, (code, version): (CodeRef, Ref)) -> Change {
    let scale = view.code(code).map(|known| known.code.scale.as_slice());
    let value = old.value.clone().filter(|_| code == old.code);
    let value = value
        .filter(|label| scale.is_some_and(|scale| scale.iter().any(|known| **known == **label)));
    instead(
        view,
        old,
        CodingAdd {
            code,
            value,
            codebook: Some(version),
            ..again(old)
        },
    )
}

/// The line that would make a coding once more.
fn again(coding: &Coding) -> CodingAdd {
    CodingAdd {
        coder: coding.coder.clone(),
        code: coding.code,
        document: coding.excerpt.document,
        revision: coding.revision,
        span: coding.made_at,
        round: coding.round,
        codebook: coding.codebook,
        value: coding.value.clone(),
        origin: coding.origin.clone(),
    }
}

fn instead(view: &View<'_>, old: &Coding, new: CodingAdd) -> Change {
    let own = view
        .memos()
        .filter(|memo| memo.on == On::Coding(old.id) && memo.coder == old.coder);
    let memos = own.map(|memo| MemoWrite {
        memo: Some(memo.id),
        on: memo.on.clone(),
        text: memo.text.clone(),
        to: memo.to.clone(),
        reply_to: memo.reply_to,
        state: memo.state,
    });
    let marks = quotes_on(view, &old.coder, of_coding(old));
    let others = match marks.first() {
        Some(quote) if new.code != old.code => {
            let (document, span, _) = of_coding(old);
            let marked = (document, span, Some(new.code));
            let moved = mark(view, &old.coder, (marked, Wording::of(quote)));
            marks.into_iter().map(unmark).chain(moved).collect()
        }
        _ => Vec::new(),
    };
    Change::Instead {
        old: old.id,
        memos: memos.collect(),
        others,
        new: Box::new(new),
    }
}
