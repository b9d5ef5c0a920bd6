//! Quotes: what a coder would print, each coder's own mark beside the others'.

use intercoder::coding::QuoteState;
use intercoder::document::kept::{self, Fate};
use intercoder::event::Event;
use intercoder::event::codebook::{CodePoint, Pointer};
use intercoder::event::document::DocumentRevise;
use intercoder::filter::View;
use intercoder::history::describe;
use intercoder::id::{CodeRef, Digest, DocumentRef, Ref, RevisionRef};
use intercoder::quotes::{mark, quotes_on, unmark};
use intercoder::study::Study;
use intercoder::study::conflict::Kind;
use intercoder::text::Text;

use crate::cli::{in_a_blind_round, small_study};
use crate::pen::{Pen, quote, span};

/// Who marked what as what, in order.
fn check(study: &Study, expected: &[(&str, QuoteState, Option<Ref>)]) {
    let marks = study.quotes.iter().map(|quote| {
        let theme = quote.theme.map(|theme| theme.0);
        (quote.coder.0.as_str(), quote.state, theme)
    });
    assert_eq!(marks.collect::<Vec<_>>(), expected);
}

fn merge(code: Ref, into: Ref) -> Event {
    Event::CodePoint(CodePoint {
        code: CodeRef(code),
        to: Pointer::Merged(CodeRef(into)),
    })
}

#[test]
fn two_coders_marks_on_one_excerpt_stand_side_by_side() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let (document, voice) = (ana.add_document("I01"), ana.add_code("voice", None));
    ben.receive(&ana);
    let of = |pen: &Pen, state| quote(&pen.coder, document, (0, 5), (Some(voice), state));
    ana.write(of(&ana, QuoteState::Quotable));
    ben.write(of(&ben, QuoteState::Chosen));
    ana.receive(&ben);
    let study = ana.study();
    assert_eq!(study.quotes.len(), 2);
    assert!(study.conflicts.is_empty());
}

#[test]
fn a_later_mark_replaces_the_earlier_and_undo_brings_it_back() {
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    let of = |state| quote(&"ana".into(), document, (0, 5), (None, state));
    ana.write(of(QuoteState::Quotable));
    ana.write(of(QuoteState::Chosen));
    check(&ana.study(), &[("ana", QuoteState::Chosen, None)]);
    let dropped = ana.write(unmark(&ana.study().quotes[0]));
    check(&ana.study(), &[]);
    ana.switch(dropped, false);
    check(&ana.study(), &[("ana", QuoteState::Chosen, None)]);
}

#[test]
fn a_mark_counts_for_the_code_that_its_own_was_merged_into_and_is_still_taken_off() {
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    let (voice, support) = (ana.add_code("voice", None), ana.add_code("support", None));
    let of = quote(
        &ana.coder,
        document,
        (0, 5),
        (Some(voice), QuoteState::Quotable),
    );
    ana.write(of);
    let merged = ana.write(merge(voice, support));
    check(
        &ana.study(),
        &[("ana", QuoteState::Quotable, Some(support))],
    );
    ana.switch(merged, false);
    check(&ana.study(), &[("ana", QuoteState::Quotable, Some(voice))]);
    ana.switch(merged, true);
    let study = ana.study();
    let view = View::new(&study, &ana.coder);
    let marked = (DocumentRef(document), span(0, 5), Some(CodeRef(support)));
    let known = quotes_on(&view, &ana.coder, marked);
    let events = known.into_iter().map(unmark).collect();
    ana.act(events);
    check(&ana.study(), &[]);
}

#[test]
fn another_coder_may_bring_a_mark_for_me_but_neither_changes_nor_drops_mine() {
    let (mut ana, mut ben) = (Pen::new("ana", 1), Pen::new("ben", 2));
    let document = ana.add_document("I01");
    let of = |state| quote(&"ana".into(), document, (0, 5), (None, state));
    ben.receive(&ana);
    ben.write(of(QuoteState::Quotable));
    check(&ben.study(), &[("ana", QuoteState::Quotable, None)]);
    ana.receive(&ben);
    ana.write(of(QuoteState::Chosen));
    ben.receive(&ana);
    ben.write(of(QuoteState::Quotable));
    ben.write(of(QuoteState::Dropped));
    let study = ben.study();
    check(&study, &[("ana", QuoteState::Chosen, None)]);
    let kinds = study.conflicts.iter().map(|conflict| conflict.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [Kind::NotTheirs; 2]);
    // Not even where they do not know of it, so that nothing of hers is replaced.
    let mut chi = Pen::new("chi", 3);
    for name in ["a", "b", "c", "d", "e", "f"] {
        chi.add_code(name, None);
    }
    chi.write(of(QuoteState::Dropped));
    ana.receive(&chi);
    check(&ana.study(), &[("ana", QuoteState::Chosen, None)]);
}

#[test]
fn one_coders_marks_made_apart_and_different_are_a_conflict_in_plain_words() {
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    let mut laptop = Pen::new("ana", 2);
    laptop.receive(&ana);
    let of = |state| quote(&"ana".into(), document, (0, 5), (None, state));
    ana.write(of(QuoteState::Quotable));
    laptop.write(of(QuoteState::Chosen));
    ana.receive(&laptop);
    let what = ana.study().conflicts[0].what.clone();
    assert!(
        what.starts_with("a quote of ana's from I01 has 2 values: "),
        "{what}"
    );
    assert!(
        what.contains("quotable (ana)") && what.contains("chosen (ana)"),
        "{what}"
    );
    ana.write(of(QuoteState::Chosen));
    assert!(ana.study().conflicts.is_empty());
}

#[test]
fn a_quote_whose_words_were_corrected_or_are_gone_is_listed_for_people_to_look_at() {
    let (old, new) = ("one two three four five", "one two three for");
    let (old, new) = (Text::new(old.to_owned()), Text::new(new.to_owned()));
    let mut ana = Pen::new("ana", 1);
    let document = ana.add_document("I01");
    for words in ["one two", "three four", "five"] {
        let start = old.as_str().find(words).unwrap() as u32;
        let ends = (start, start + words.len() as u32);
        ana.write(quote(
            &"ana".into(),
            document,
            ends,
            (None, QuoteState::Chosen),
        ));
    }
    ana.write(Event::DocumentRevise(Box::new(DocumentRevise {
        document: DocumentRef(document),
        parent: RevisionRef(document),
        text: Digest::of(new.as_str().as_bytes()),
        turns: Digest::of(b"turns"),
        kept: kept::compare(&old, &new),
    })));
    let study = ana.study();
    let fates = study.quotes.iter().map(|quote| quote.excerpt.fate);
    let expected = [Fate::Exact, Fate::Changed, Fate::Orphaned];
    assert_eq!(fates.collect::<Vec<_>>(), expected);
    let what: Vec<&str> = study.conflicts.iter().map(|c| c.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "an excerpt of I01 that ana marked as chosen has no words left and is not counted",
            "an excerpt of I01 that ana marked as chosen has other words than when marked",
        ]
    );
}

#[test]
fn a_mark_is_made_on_the_text_as_it_is_now_and_told_without_its_words() {
    let mut ana = Pen::new("ana", 1);
    let document = DocumentRef(ana.add_document("I01"));
    let study = ana.study();
    let view = View::new(&study, &ana.coder);
    let event = mark(
        &view,
        &ana.coder,
        ((document, span(2, 9), None), QuoteState::Quotable.into()),
    )
    .unwrap();
    let told = describe(&view, &event);
    assert_eq!(told, "marked an excerpt of I01 as quotable");
    ana.write(event);
    let study = ana.study();
    assert_eq!(study.quotes[0].excerpt.span, span(2, 9));
    let view = View::new(&study, &ana.coder);
    let told = describe(&view, &unmark(&study.quotes[0]));
    assert_eq!(told, "took an excerpt of I01 off the quotes");
}

/// The name by which a coder's first coding can be called.
fn first_coding(place: &crate::program::Place, coder: &str) -> String {
    let listed = place.json(&["coding", "list", "--study", "study", "--as", coder]);
    let mut codings = listed["codings"].as_array().unwrap().iter();
    let own = codings.find(|coding| coding["coder"] == coder).unwrap();
    own["ref"].as_str().unwrap().to_owned()
}

#[test]
fn a_blind_round_hides_marks_from_the_others_and_outsiders_never_see_them() {
    let place = in_a_blind_round();
    let (mine, theirs) = (first_coding(&place, "ana"), first_coding(&place, "ben"));
    let quotable = |coding: &str, coder: &str| {
        [
            "coding", "quotable", coding, "--study", "study", "--as", coder,
        ]
        .map(str::to_owned)
    };
    let run = |args: [String; 7]| {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        place.run_on("laptop", &args)
    };
    assert!(run(quotable(&theirs, "ben")).status.success());
    let refused = run(quotable(&mine, "ben"));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("there is no coding"), "{said}");
    let log = |coder: &str| place.ok(&["log", "--study", "study", "--as", coder]);
    let words = "marked an excerpt of T1 as quotable";
    assert!(log("ben").contains(words));
    for other in ["ana", "zoe"] {
        assert!(!log(other).contains("excerpt"), "{}", log(other));
    }
}

#[test]
fn a_view_hides_marks_as_it_hides_memos_on_an_excerpt() {
    let mut ana = Pen::new("ana", 1);
    ana.receive(&Pen::new("ben", 2));
    let document = ana.add_document("I01");
    let of = quote(&ana.coder, document, (0, 5), (None, QuoteState::Quotable));
    ana.write(of);
    let seen = |study: &Study| {
        ["ana", "ben", "nobody"].map(|coder| View::new(study, &coder.into()).quotes().count())
    };
    assert_eq!(seen(&ana.study()), [1, 1, 0]);
    ana.open_blind_round(DocumentRef(document), &["ana", "ben"]);
    assert_eq!(seen(&ana.study()), [1, 0, 0]);
}

#[test]
fn a_coding_is_marked_once_by_each_and_the_mark_is_taken_off_again() {
    let place = small_study();
    let marks = [("T1", "My worker.", "support")];
    crate::cli::code(&place, "machine", ("study", "ana"), &marks);
    let coding = first_coding(&place, "ana");
    let quotable = |coder: &str, more: &[&str]| {
        let args = [
            "coding", "quotable", &coding, "--study", "study", "--as", coder,
        ];
        place.ok(&[&args[..], more].concat())
    };
    let check = |(coder, more): (&str, &[&str]), expected: &str| {
        let said = quotable(coder, more);
        assert!(said.ends_with(&format!(": {expected} support\n")), "{said}");
    };
    check(("ana", &[]), "marked as quotable for");
    check(("ana", &[]), "marked already for");
    check(("ben", &[]), "marked as quotable for");
    check(("ana", &["--off"]), "no longer quotable for");
    check(("ana", &["--off"]), "was not marked for");
    check(("ben", &["--off"]), "no longer quotable for");
    let answer: serde_json::Value = serde_json::from_str(&quotable("ana", &["--json"])).unwrap();
    assert_eq!(
        (&answer["state"], &answer["theme"]),
        (&"quotable".into(), &"support".into())
    );
    assert_eq!(answer["refs"].as_array().unwrap().len(), 1);
}
