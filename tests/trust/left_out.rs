//! What a closed round loses by a withdrawal is said beside its figures, and nobody is counted as having finished what is gone.

use crate::program::Place;

const LEE: [&str; 4] = ["--study", "sample", "--as", "lee"];

/// The sample study after the interview of its closed second round was withdrawn.
fn place() -> Place {
    let place = Place::with_sample();
    place.ok(&[&["document", "withdraw", "I12", "--yes"][..], &LEE].concat());
    place
}

#[test]
fn figures_of_a_closed_round_name_the_documents_that_were_withdrawn_since() {
    let place = place();
    let agree = |more: &[&str]| {
        let agree = ["agree", "--round", "2"];
        place.ok(&[&agree[..], more, &LEE].concat())
    };
    let said = "after the round was closed, and is left out";
    for more in [
        &[][..],
        &["--json"],
        &["--csv"],
        &["--measure", "frequency"],
        &["--measure", "gamma"],
        &["--plan"],
        &["--by", "pair"],
    ] {
        assert_eq!(agree(more).matches(said).count().min(1), 1, "{more:?}");
    }
    let told = agree(&[]);
    assert!(told.contains("  I12 was withdrawn on 20"), "{told}");
    let first = place.ok(&[&["agree", "--round", "1"][..], &LEE].concat());
    assert!(!first.contains("withdrawn"), "{first}");
}

#[test]
fn nobody_has_finished_a_document_that_is_gone() {
    let place = place();
    for args in [&["status"][..], &["round", "status"]] {
        let told = place.ok(&[args, &LEE].concat());
        assert!(told.contains("round 2: FG2 I03 I09"), "{told}");
        assert!(
            told.contains("finished: ana 3/3   ben 3/3   chi 3/3"),
            "{told}"
        );
    }
}
