//! What a withdrawal finds in a memo that was written again: it stays or goes with all its versions.

use std::collections::HashSet;
use std::sync::Arc;

use intercoder::coding::{MemoState, On};
use intercoder::document::Turns;
use intercoder::event::Event;
use intercoder::event::coding::MemoWrite;
use intercoder::event::study::WithdrawMode;
use intercoder::filter::View;
use intercoder::id::{CodeRef, MemoRef, Ref, RevisionRef};
use intercoder::text::Text;
use intercoder::texts::{Passage, Texts};
use intercoder::withdrawal::{Asked, plan};

use crate::pen::Pen;

const SAID: &str = "she locked the cellar twice that winter";

fn memo(code: Ref, memo: Option<Ref>, text: &str) -> Event {
    Event::MemoWrite(Box::new(MemoWrite {
        memo: memo.map(MemoRef),
        on: On::Code(CodeRef(code)),
        text: text.to_owned(),
        to: None,
        reply_to: None,
        state: MemoState::Note,
    }))
}

/// The lines that go when the document is withdrawn and a line of the memo is to stay, or none is.
fn gone(stay: Option<usize>) -> (Vec<Ref>, Vec<Ref>) {
    let mut pen = Pen::new("ana", 1);
    let document = pen.add_document("I01");
    let code = pen.add_code("one", None);
    let first = pen.write(memo(code, None, "no quotation yet"));
    let second = pen.write(memo(code, Some(first), &format!("see: {SAID}")));
    let memos = vec![first, second];
    let study = pen.study();
    let view = View::new(&study, &pen.coder);
    let mut texts = Texts::default();
    let passage = Passage::new(Text::new(SAID.to_owned()), Turns::default()).unwrap();
    texts.insert(RevisionRef(document), Arc::new(passage));
    let asked = Asked {
        documents: vec![view.document_called("I01").unwrap()],
        person: None,
        mode: WithdrawMode::Delete,
        stay: stay
            .map(|at| memos[at])
            .into_iter()
            .collect::<HashSet<Ref>>(),
        also: HashSet::new(),
        undone: Vec::new(),
    };
    let plan = plan(&view, &texts, &asked).unwrap();
    (plan.taken.refs, memos)
}

#[test]
fn a_memo_that_quoted_in_one_version_goes_in_all_of_them() {
    let (refs, memos) = gone(None);
    assert!(memos.iter().all(|memo| refs.contains(memo)));
}

#[test]
fn a_memo_of_which_one_version_is_to_stay_stays_in_all_of_them() {
    for at in [0, 1] {
        let (refs, memos) = gone(Some(at));
        assert!(!memos.iter().any(|memo| refs.contains(memo)), "{at}");
    }
}
