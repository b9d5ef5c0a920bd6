//! What waits for the coder: documents of open rounds, questions, excerpts whose codes changed.

use crate::coding::{Memo, MemoState};
use crate::correction::queue::of_coder;
use crate::decision::How;
use crate::filter::View;
use crate::history;
use crate::id::{CoderId, CodingRef, DocumentRef};
use crate::number::counted;
use crate::progress::{is_done, open_round};
use crate::recode::{Between, Queue};
use crate::reconcile::may_decide;
use crate::texts::Texts;

/// How many questions are shown at once.
const SHOWN: usize = 3;

/// Questions to the coder that they have not answered yet, the oldest first.
pub fn questions<'v>(view: &View<'v>, coder: &CoderId) -> Vec<&'v Memo> {
    let is_answered = |question: &Memo| {
        let mut memos = view.memos();
        memos.any(|memo| memo.reply_to == Some(question.id) && memo.coder == *coder)
    };
    let to_me = view
        .memos()
        .filter(|memo| memo.to.as_ref() == Some(coder) && memo.state == MemoState::Question);
    to_me.filter(|memo| !is_answered(memo)).collect()
}

/// What waits for the coder, a line each.
pub fn yours(view: &View<'_>, texts: &Texts) -> Vec<String> {
    let Some(coder) = view.viewer() else {
        return vec![
            "You read as an outsider: documents, people, codebook and closed rounds.".to_owned(),
        ];
    };
    let mut lines = Vec::new();
    let next: Vec<&str> = view
        .documents()
        .filter(|document| is_next(view, document.id))
        .map(|document| document.handle.as_str())
        .collect();
    match next.as_slice() {
        [] if view.documents().next().is_none() => {}
        [] => lines.push(
            "Nothing is assigned to you in an open round; Enter opens any document.".to_owned(),
        ),
        [one] => lines.push(format!("Yours next: {one}")),
        several => lines.push(format!(
            "Yours next: {} ({} documents)",
            several.join(", "),
            several.len()
        )),
    }
    let questions = questions(view, coder);
    for memo in questions.iter().take(SHOWN) {
        let on = history::on(view, &memo.on);
        let words = memo.text.replace('\n', " ");
        lines.push(format!(
            "{} asks you about {on} (a answers): {words}",
            memo.coder
        ));
    }
    if questions.len() > SHOWN {
        lines.push(format!(
            "and {} more questions (intercoder memo list --mine)",
            questions.len() - SHOWN
        ));
    }
    lines.extend(sent_back(view, coder));
    lines.extend(to_recode(view, texts));
    lines.extend(to_review(view, coder));
    lines
}

/// What the lead sent back to those who coded it.
fn sent_back(view: &View<'_>, coder: &CoderId) -> Option<String> {
    let own = |id: &CodingRef| {
        let mut codings = view.codings().iter();
        codings.any(|coding| coding.id == *id && coding.coder == *coder)
    };
    let back = view
        .decisions()
        .filter(|decision| decision.how == How::SentBack && decision.considered.iter().any(own));
    let mut handles: Vec<&str> = back
        .filter_map(|decision| view.document(decision.excerpt.document))
        .map(|document| document.handle.as_str())
        .collect();
    let count = handles.len();
    handles.dedup();
    (count > 0).then(|| {
        let what = counted(count, "disagreement");
        format!(
            "Sent back to you: {what} in {} (gd in the transcript leads there)",
            handles.join(", ")
        )
    })
}

/// What the newest version of the codebook asks the coder to look at again; a lead who has nothing of their own sees the team's.
fn to_recode(view: &View<'_>, texts: &Texts) -> Option<String> {
    let queue = Queue::of(view, texts, Between::default());
    let own = view.viewer().map(|coder| queue.of_coder(coder).count())?;
    let is_lead = may_decide(view);
    match own {
        0 if queue.waiting.is_empty() || !is_lead => None,
        0 => Some(format!("To recode: {} (c shows them)", queue.spread())),
        own => {
            let excerpts = counted(own, "excerpt");
            Some(format!(
                "To recode: {excerpts} of yours under codes that changed since (c shows them)"
            ))
        }
    }
}

/// What corrections of the text changed of the coder's excerpts.
fn to_review(view: &View<'_>, coder: &CoderId) -> Option<String> {
    let count = of_coder(view, coder).len();
    (count > 0).then(|| {
        let excerpts = counted(count, "excerpt");
        format!("To review: {excerpts} of yours whose words were corrected (r shows them)")
    })
}

/// Whether a document is assigned to the coder in an open round, and not finished there.
pub fn is_next(view: &View<'_>, document: DocumentRef) -> bool {
    let Some(coder) = view.viewer() else {
        return false;
    };
    open_round(view, coder, document)
        .is_some_and(|round| !is_done(view, (document, coder, Some(round.id))))
}
