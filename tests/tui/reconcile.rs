//! Reconciling on the screen: a choice decides and moves on, a movement never does, and nothing a coder did is touched.

use intercoder::decision::{Cause, Decision, How};

use super::Seat;

/// At the disagreements of round 1, in the order of the documents.
fn seat() -> Seat {
    let mut seat = Seat::in_sample("lee");
    seat.press("<space>r<tab>ooo");
    seat
}

/// The decisions that were made here, after those the sample brings.
fn made(seat: &Seat) -> Vec<Decision> {
    let view = seat.desk.view();
    let mut made: Vec<Decision> = view.decisions().cloned().collect();
    made.retain(|decision| decision.at == "2026-11-22T12:04:31Z");
    made
}

/// What the screen shows.
fn shows(seat: &Seat, words: &str) {
    let frame = seat.frame();
    assert!(frame.contains(words), "{frame}");
}

/// Keys on the first disagreement that waits lead to one decision like this.
fn check(keys: &str, expected: How) -> Decision {
    let mut seat = seat();
    let before: Vec<_> = seat
        .desk
        .view()
        .codings()
        .iter()
        .map(|c| (*c).clone())
        .collect();
    seat.press(keys);
    let made = made(&seat);
    let [decision] = made.as_slice() else {
        panic!("{keys}: {} decisions: {}", made.len(), seat.said());
    };
    assert_eq!(decision.how, expected, "{keys}");
    let after: Vec<_> = seat
        .desk
        .view()
        .codings()
        .iter()
        .map(|c| (*c).clone())
        .collect();
    assert_eq!(before, after, "{keys}");
    decision.clone()
}

#[test]
fn each_choice_decides_once_it_is_known_who_is_present() {
    check("1<enter>", How::Coder("ana".into()));
    check("2<enter>", How::Coder("ben".into()));
    check("3<enter>", How::Coder("chi".into()));
    check("a<enter>", How::Majority);
    check("+<enter>", How::Union);
    check("-<enter>", How::Intersection);
    check("b<enter>", How::Both);
    check("0<enter>", How::None);
    check("K<enter>", How::Kept);
    let sent_back = check("S<enter>", How::SentBack);
    let present: Vec<&str> = sent_back.present.iter().map(|c| c.0.as_str()).collect();
    assert_eq!(present, ["ana", "ben", "chi", "lee"]);
}

#[test]
fn a_reason_and_a_cause_go_along_and_can_be_repeated() {
    let mut seat = seat();
    seat.press("rThe call ends first.<enter>cca<enter>gd.a");
    let made = made(&seat);
    assert_eq!(made.len(), 2);
    for decision in made {
        assert_eq!(decision.reason, "The call ends first.");
        assert_eq!(decision.cause, Some(Cause::Boundary));
    }
}

#[test]
fn who_is_present_is_asked_once_a_sitting() {
    let mut seat = seat();
    seat.press("a");
    shows(&seat, "who is present");
    seat.press("<enter>a");
    assert_eq!(made(&seat).len(), 2);
}

#[test]
fn movements_decide_nothing() {
    let mut seat = seat();
    seat.press("jkjjgdgD]d[d<down><up>ggge<home><end><tab>oop");
    assert!(made(&seat).is_empty());
}

#[test]
fn an_edited_result_is_written_by_sentences() {
    let mut seat = seat();
    seat.press("e<c-u>pd-voice s1<enter><enter>");
    let made = made(&seat);
    assert_eq!(made[0].how, How::Edited);
    assert_eq!(made[0].result.len(), 1);
}

#[test]
fn codes_that_are_none_and_sentences_that_are_not_there_decide_nothing_and_say_so() {
    let mut seat = seat();
    seat.press("a<enter>e<c-u>nothing-like-it s1<enter>");
    assert!(seat.said().contains("no code"), "{}", seat.said());
    seat.press("e<c-u>pd-voice s99<enter>");
    assert!(seat.said().contains("s99"), "{}", seat.said());
    assert_eq!(made(&seat).len(), 1);
}

#[test]
fn undo_takes_a_decision_back_and_d_opens_it_again() {
    let mut seat = seat();
    seat.press("a<enter>u");
    assert!(made(&seat).is_empty());
    seat.press("agDd");
    assert_eq!(made(&seat).len(), 1, "{}", seat.said());
    seat.press("a<c-z>");
    let settled = |seat: &Seat| made(seat).iter().filter(|d| d.how.is_settled()).count();
    assert_eq!(settled(&seat), 1);
}

#[test]
fn a_note_goes_to_the_codebook_with_the_decision() {
    let mut seat = seat();
    seat.press("m<c-u>rel-crisis: not when a relapse was planned for<enter>a<enter>");
    let view = seat.desk.view();
    let mut texts = view.memos().map(|memo| memo.text.as_str());
    assert!(texts.any(|text| text == "not when a relapse was planned for"));
}

#[test]
fn coders_may_look_and_leads_decide() {
    let mut seat = Seat::in_sample("ben");
    seat.press("<space>ra");
    assert!(seat.said().contains("leads decide"), "{}", seat.said());
    assert!(made(&seat).is_empty());
}

#[test]
fn the_transcript_opens_there_and_esc_comes_back_to_the_same_disagreement() {
    let mut seat = seat();
    seat.press("jj");
    let name = |seat: &Seat| seat.desk.model.reconcile.matter().unwrap().name.clone();
    let before = name(&seat);
    seat.press("<enter>");
    shows(&seat, "AT CURSOR");
    seat.press("<esc>");
    shows(&seat, "by sentence");
    assert_eq!(name(&seat), before);
}

#[test]
fn a_filter_shows_only_disagreements_with_these_words() {
    let mut seat = seat();
    let all = seat.desk.model.reconcile.count();
    seat.press("/rel-crisis<enter>");
    let some = seat.desk.model.reconcile.count();
    assert!(some > 0 && some < all, "{some} of {all}");
    seat.press("<esc>");
    assert_eq!(seat.desk.model.reconcile.count(), all);
}

/// A lead in the final layer of I01, which ana alone coded, at a turn where it holds nothing.
fn in_final_layer() -> Seat {
    let mut seat = Seat::in_sample("lee").at("I01");
    seat.press("Fgu");
    seat
}

/// What the final layer holds in a document: code and words.
fn held(seat: &Seat, document: &str) -> Vec<String> {
    let args = [
        "coding", "list", document, "--layer", "final", "--study", "study", "--as", "lee",
    ];
    let listed = seat.place.json(&args);
    let codings = listed["codings"].as_array().unwrap().iter();
    codings
        .map(|mark| {
            format!(
                "{}: {}",
                mark["code"].as_str().unwrap(),
                mark["quote"].as_str().unwrap()
            )
        })
        .collect()
}

/// What one list has that another lacks.
fn beyond(after: &[String], before: &[String]) -> Vec<String> {
    after
        .iter()
        .filter(|mark| !before.contains(mark))
        .cloned()
        .collect()
}

#[test]
fn in_the_final_layer_the_coding_keys_make_decisions_and_touch_no_coding() {
    let mut seat = in_final_layer();
    let codings = seat.desk.view().codings().len();
    let before = held(&seat, "I01");
    seat.press("x<enter>goal-staff<enter>");
    let after = held(&seat, "I01");
    let new = beyond(&after, &before);
    assert!(
        new.len() == 1 && new[0].starts_with("goal-staff: "),
        "{new:?}"
    );
    assert!(beyond(&before, &after).is_empty());
    assert_eq!(seat.desk.view().codings().len(), codings);
    seat.press("d");
    assert_eq!(held(&seat, "I01"), before);
    seat.press("uu");
    assert_eq!(held(&seat, "I01"), before);
    assert!(made(&seat).is_empty());
}

#[test]
fn a_code_is_swapped_and_its_edge_moved_in_the_final_layer() {
    let mut seat = in_final_layer();
    let before = held(&seat, "I01");
    seat.press("x<enter>goal-staff<enter>s<c-u>independence<enter>");
    let swapped = beyond(&held(&seat, "I01"), &before);
    assert!(
        swapped.len() == 1 && swapped[0].starts_with("independence: "),
        "{swapped:?}"
    );
    seat.press("oww<enter>");
    let moved = beyond(&held(&seat, "I01"), &before);
    assert!(
        moved.len() == 1 && moved[0].starts_with("independence: "),
        "{moved:?}"
    );
    assert_ne!(moved, swapped);
}

#[test]
fn a_disagreement_that_waits_is_not_settled_by_the_way() {
    let mut seat = Seat::in_sample("lee")
        .at("I12")
        .on("There was a night in March");
    seat.press("Fx<enter>goal-staff<enter>");
    assert!(seat.said().contains("not settled"), "{}", seat.said());
    assert!(made(&seat).is_empty());
}

#[test]
fn a_coder_who_is_no_lead_stays_in_their_own_layer() {
    let mut seat = Seat::in_sample("ben").at("I12");
    seat.press("F");
    assert!(seat.said().contains("leads"), "{}", seat.said());
}
