//! Queries: what one line asks for, and where it cannot be read.

mod layers;
mod near;
mod shapes;
mod snippet;
mod values;

use std::sync::LazyLock;

use intercoder::filter::Layer;
use intercoder::id::CoderId;
use intercoder::query::facet::toggled;
use intercoder::query::facts::Facts;
use intercoder::query::parse::parse;
use intercoder::query::plain::{Spoken, holds, marked};
use intercoder::query::word::{Language, Speller, fold};
use intercoder::session::Session;
use intercoder::store::layout::Folder;

use crate::program::Place;
use crate::tui::host;

pub static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    let place = Place::new();
    let folder = Folder::open(&Place::sample().path("sample")).unwrap();
    let session = Session::open(host(&place, "machine"), folder, Some(CoderId::from("ana")));
    Facts::of(&session.unwrap().view(), &Layer::All)
});

/// The sentence with what a query finds in it between square brackets; the sentence is said in the first turn of I12.
pub fn found(line: &str, said: &str) -> String {
    let query = parse(line, &FACTS).unwrap_or_else(|cause| panic!("{line}: {cause}"));
    let source = FACTS
        .documents
        .iter()
        .find(|source| source.handle == "I12")
        .unwrap();
    let text = intercoder::text::Text::new(said.to_owned());
    let mut speller = Speller::of(source.language);
    let role = intercoder::person::Role::Unknown;
    let spoken = Spoken::new((source, &role), (text.whole(), said), &mut speller);
    if !holds(&query, &FACTS, &spoken) {
        return "-".to_owned();
    }
    let mut shown = String::new();
    let mut at = 0;
    for range in marked(&query, &spoken) {
        shown.push_str(&said[at..range.start]);
        shown.push_str(&format!("[{}]", &said[range.clone()]));
        at = range.end;
    }
    shown + &said[at..]
}

#[test]
fn a_word_is_found_in_all_its_forms_and_a_quotation_as_it_is_written() {
    let said = "We planned, and the plan held. Plans do.";
    assert_eq!(
        found("plan", said),
        "We [planned], and the [plan] held. [Plans] do."
    );
    assert_eq!(
        found("\"plan\"", said),
        "We planned, and the [plan] held. Plans do."
    );
    assert_eq!(
        found("\"THE plan\"", said),
        "We planned, and [the plan] held. Plans do."
    );
    assert_eq!(
        found("\u{201c}plan held\u{201d}", said),
        "We planned, and the [plan held]. Plans do."
    );
    assert_eq!(found("\"plan do\"", said), "-");
}

#[test]
fn near_counts_words_in_either_direction_and_side_by_side_is_one() {
    let said = "After the slip we drew a plan.";
    assert_eq!(
        found("slip NEAR/4 plan", said),
        "After the [slip] we drew a [plan]."
    );
    assert_eq!(found("slip NEAR/3 plan", said), "-");
    assert_eq!(
        found("plan NEAR/4 slip", said),
        "After the [slip] we drew a [plan]."
    );
    assert_eq!(
        found("a NEAR/1 plan", said),
        "After the slip we drew [a] [plan]."
    );
    assert_eq!(
        found("(relapse OR slip) NEAR/4 \"a plan\"", said),
        "After the [slip] we drew [a plan]."
    );
    assert_eq!(found("plan NEAR/9 plan", said), "-");
}

#[test]
fn shapes_and_likeness_look_at_words_as_they_are_written() {
    let said = "Methodone, relapsing, woman, women.";
    assert_eq!(
        found("relaps*", said),
        "Methodone, [relapsing], woman, women."
    );
    assert_eq!(
        found("wom?n", said),
        "Methodone, relapsing, [woman], [women]."
    );
    assert_eq!(
        found("methadone~1", said),
        "[Methodone], relapsing, woman, women."
    );
    assert_eq!(found("methadon~1", said), "-");
    assert_eq!(
        found("methadon~2", said),
        "[Methodone], relapsing, woman, women."
    );
}

#[test]
fn an_expression_looks_at_the_words_as_they_stand() {
    let said = "Day 1: 90 days, 90 Nights...";
    assert_eq!(
        found(r"/\d+ nights/i", said),
        "Day 1: 90 days, [90 Nights]..."
    );
    assert_eq!(found(r"/\d+ nights/", said), "-");
    assert_eq!(found(r"/\.\.\.$/", said), "Day 1: 90 days, 90 Nights[...]");
    assert_eq!(found(r"/^Day/", said), "[Day] 1: 90 days, 90 Nights...");
}

#[test]
fn and_binds_closer_than_or_and_a_hyphen_denies() {
    assert_eq!(found("night OR plan held", "The plan."), "-");
    assert_eq!(
        found("night OR plan held", "The plan held."),
        "The [plan] [held]."
    );
    assert_eq!(found("plan -held", "The plan held."), "-");
    assert_eq!(found("NOT NOT plan", "The plan held."), "The [plan] held.");
    assert_eq!(
        found("well-being", "Their well-being."),
        "Their [well-being]."
    );
    assert_eq!(
        found("near and not", "And not near."),
        "[And] [not] [near]."
    );
}

#[test]
fn accents_and_apostrophes_make_no_difference() {
    assert_eq!(found("cafe", "The café."), "The [café].");
    assert_eq!(found("café", "The cafe."), "The [cafe].");
    assert_eq!(found("cafe\u{301}", "The café."), "The [café].");
    assert_eq!(found("don't", "I don\u{2019}t."), "I [don\u{2019}t].");
    assert_eq!(fold("Мой Ὀδός Straße"), "мой οδος straße");
}

#[test]
fn a_document_s_language_says_what_a_form_is() {
    let forms = |language: &str, word: &str| {
        Speller::of(Language::of(Some(language)))
            .forms(word)
            .stem
            .clone()
    };
    assert_eq!(forms("de", "Häusern"), forms("German", "Haus"));
    assert_eq!(forms("es-MX", "recaídas"), forms("spa", "recaída"));
    assert_ne!(forms("en", "Häusern"), forms("en", "Haus"));
    assert_eq!(Language::of(None).code(), "en");
    assert_eq!(Language::of(Some("tlh")).code(), "--");
}

#[test]
fn a_filter_is_added_to_a_line_and_taken_out_of_it() {
    assert_eq!(toggled("plan", "site:2"), "plan site:2");
    assert_eq!(toggled("plan site:2", "site:2"), "plan");
    assert_eq!(toggled("site:2 plan", "site:2"), "plan");
    assert_eq!(toggled("plan uncoded", "coded"), "plan uncoded coded");
    assert_eq!(toggled("plan OR list", "coded"), "(plan OR list) coded");
    assert_eq!(toggled("(plan OR list) coded", "coded"), "(plan OR list)");
    assert_eq!(toggled("", "coded"), "coded");
    assert_eq!(
        toggled("(slip OR relapse) plan OR list", "role:parent"),
        "((slip OR relapse) plan OR list) role:parent"
    );
    assert_eq!(
        toggled("(slip OR relapse) (plan)", "coded"),
        "(slip OR relapse) (plan) coded"
    );
    assert_eq!(toggled("coder:ana", "code:x"), "(coder:ana) code:x");
    assert_eq!(toggled("a OR role:x", "role:x"), "a");
    assert_eq!(toggled("role:x OR a", "role:x"), "a");
    assert_eq!(toggled("a OR role:x AND  b", "role:x"), "a OR b");
    assert_eq!(toggled("a (role:x)", "role:x"), "a");
    assert_eq!(toggled("a OR NOT (role:x)", "role:x"), "a");
    assert_eq!(toggled("(a OR role:x) b", "role:x"), "(a) b");
    assert_eq!(
        toggled("\"as coded here\"", "coded"),
        "\"as coded here\" coded"
    );
    assert_eq!(toggled("a -coded", "coded"), "a -coded coded");
}

/// What is said of a line that is no query: the line with the place marked, the reason, the advice.
pub fn refused(line: &str) -> String {
    let cause = parse(line, &FACTS).expect_err(line);
    format!("{}\n{}; {}", cause.pointer(line), cause.what, cause.hint)
}

#[test]
fn an_error_points_at_its_character() {
    let lines = [
        "plan code:rel-crisys",
        "plan (relapse OR",
        "plan \"night",
        "(plan))",
        "plan NEAR/0 slip",
        "plan NEAR code:rel-crisis",
        "plan NEAR",
        "()",
        "a /(/",
        "age:30..forty",
        "enrolment:30..forty",
        "*",
        "…",
        "code:",
        "",
        "OR plan",
    ];
    let said: Vec<String> = lines.iter().map(|line| refused(line)).collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn coder_and_round_narrow_the_codes_beside_them() {
    let shape = |line: &str| format!("{:?}", parse(line, &FACTS).unwrap());
    // Ana's own rel-crisis, not anybody's on a turn that Ana touched.
    let together = shape("code:rel-crisis coder:ana");
    assert_eq!(together.matches("Coded").count(), 1, "{together}");
    assert_eq!(shape("coder:ana code:rel-crisis"), together);
    // Brackets keep to themselves.
    assert_eq!(
        shape("(coder:ana) code:rel-crisis")
            .matches("Coded")
            .count(),
        2
    );
    assert_eq!(shape("uncoded coder:ana"), shape("NOT coder:ana"));
}

proptest::proptest! {
    #[test]
    fn no_line_makes_it_fall_over(line in "\\PC{0,40}") {
        let read = parse(&line, &FACTS);
        if let Err(cause) = read {
            proptest::prop_assert!(cause.at.0 <= line.chars().count());
            proptest::prop_assert!(!cause.what.is_empty() && !cause.hint.is_empty());
        }
    }

    #[test]
    fn no_line_of_signs_makes_it_fall_over(line in "[()\"/~*?:,. anORNEAT/0-9code-]{0,30}") {
        parse(&line, &FACTS).ok();
    }

    #[test]
    fn a_query_stays_one_where_a_filter_comes_or_goes(
        line in "((a|b|OR|AND|NOT|-|coded|site:2|\\(|\\)) ?){1,9}",
    ) {
        if parse(&line, &FACTS).is_ok() {
            for filter in ["coded", "site:2", "role:parent"] {
                let other = toggled(&line, filter);
                let is_query = other.is_empty() || parse(&other, &FACTS).is_ok();
                proptest::prop_assert!(is_query, "{line}: {other}");
            }
        }
    }
}
