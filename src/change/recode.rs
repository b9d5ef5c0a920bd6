//! Recoding: an excerpt is looked at again under a newer version of the codebook, and kept, dropped or given another code.
//!
//! One's own coding gives way to another under the newer version. Somebody else's stays as it is: a lead says what it counts as in
//! the final layer, with a reason.

use crate::change::Change;
use crate::change::coding::{check, under};
use crate::coding::Coding;
use crate::decision::Recoded;
use crate::event::Event;
use crate::event::coding::CodingRemove;
use crate::event::decision::CodingRecode;
use crate::filter::View;
use crate::id::{CodeRef, CodingRef, Ref};
use crate::problem::Problem;
use crate::recode::{Queue, Touch, Waiting};

/// What somebody makes of an excerpt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its code still applies.
    Keep,
    /// It does not, and no other does.
    Drop,
    /// Another does.
    To(CodeRef),
}

/// Why a lead recodes somebody's excerpt, where nothing else is said: what changed about the code.
pub fn reason(queue: &Queue, touch: &Touch) -> String {
    let version = queue.target.map_or(0, |(_, number)| number);
    format!("codebook version {version}: {}", touch.words())
}

/// An excerpt is judged under the queue's version; `reason` is for somebody else's. A code that cannot be applied is refused.
pub fn judge(
    view: &View<'_>,
    (waiting, version): (&Waiting, Ref),
    (verdict, reason): (Verdict, &str),
) -> Result<Change, Problem> {
    let coding = &waiting.coding;
    let code = match verdict {
        Verdict::Drop => None,
        Verdict::Keep => Some(coding.code),
        Verdict::To(code) => Some(code),
    };
    if let Some(known) = code.and_then(|code| view.code(code)) {
        check(known, None)?;
    }
    if view.viewer() == Some(&coding.coder) {
        return Ok(own(view, (waiting, version), code));
    }
    let to = match (verdict, code) {
        (Verdict::Keep, _) => standing(view, coding),
        (_, Some(code)) => Recoded::Code(code),
        (_, None) => Recoded::Nothing,
    };
    let recoded = |coding: CodingRef| {
        Event::CodingRecode(Box::new(CodingRecode {
            coding,
            to: to.clone(),
            reason: reason.trim().to_owned(),
        }))
    };
    let all = std::iter::once(coding.id).chain(waiting.earlier.iter().copied());
    Ok(Change::Events(all.map(recoded).collect()))
}

fn own(view: &View<'_>, (waiting, version): (&Waiting, Ref), code: Option<CodeRef>) -> Change {
    let coding = &waiting.coding;
    let removed = |coding: CodingRef| Event::CodingRemove(CodingRemove { coding });
    let earlier = waiting.earlier.iter().copied().map(removed);
    let Some(code) = code else {
        let latest = std::iter::once(removed(coding.id));
        return Change::Events(latest.chain(earlier).collect());
    };
    let mut change = under(view, coding, (code, version));
    if let Change::Instead { others, .. } = &mut change
        && code != coding.code
    {
        others.extend(earlier);
    }
    change
}

/// What a coding counts as in the final layer already.
fn standing(view: &View<'_>, coding: &Coding) -> Recoded {
    let mut said = view.recodings();
    let known = said.find(|recoding| recoding.coding == coding.id);
    known.map_or(Recoded::Code(coding.code), |recoding| recoding.to.clone())
}
