//! Who and what stay apart: users, codes and hidden work of almost one name.

use crate::refi::projects::{empty, put};
use crate::refi::{marked, project_xml, zipped};

#[test]
fn two_users_of_almost_one_name_stay_two_people_however_often_they_come() {
    let place = empty();
    let marks = marked((0, 5), ("Hello", "C1"))
        + &marked((6, 11), ("there", "C1")).replace("\"u1\"", "\"u2\"");
    let xml = project_xml("X", &marks).replace(
        "<User guid=\"U1\" name=\"Jane\"/>",
        "<User guid=\"U1\" name=\"Jose\"/><User guid=\"U2\" name=\"José\"/>",
    );
    put(
        &place,
        "a.qdpx",
        &zipped(&[
            ("project.qde", xml.as_bytes()),
            ("sources/S1.txt", b"Hello there"),
        ]),
    );
    place.ok(&["import", "a.qdpx", "--study", "study"]);
    let again = place.ok(&["import", "a.qdpx", "--study", "study"]);
    assert!(
        again.contains("0 codings, 0 memos, 0 finished documents: added"),
        "{again}"
    );
    assert!(again.contains("user José is Jose."), "{again}");
}

#[test]
fn sibling_codes_of_one_name_come_back_as_two() {
    let place = empty();
    place.write(
        "T1.txt",
        "INT1: How?\nP01: Well enough.\nINT1: Yes?\nP01: Yes.\n",
    );
    place.ok(&["import", "T1.txt", "--study", "study"]);
    for code in ["sup-a", "sup-b"] {
        place.ok(&[
            "codebook", "add", code, "--name", "Support", "--study", "study",
        ]);
        place.ok(&[
            "coding",
            "add",
            "T1",
            "--quote",
            "Well enough.",
            "--code",
            code,
            "--study",
            "study",
        ]);
    }
    place.ok(&["export", "refi", "-o", "out.qdpx", "--study", "study"]);
    place.ok(&["init", "again", "--title", "T", "--coder", "ana", "--lead"]);
    let said = place.ok(&["import", "out.qdpx", "--study", "again"]);
    assert!(said.contains("2 codes, 2 codings"), "{said}");
    let known = place.ok(&["import", "out.qdpx", "--study", "study"]);
    assert!(known.contains("0 codes, 0 codings"), "{known}");
}

#[test]
fn a_guess_at_hidden_work_is_refused_whether_it_is_right_or_not() {
    let place = crate::cli::in_a_blind_round();
    place.ok(&[
        "export", "refi", "-o", "ana.qdpx", "--study", "study", "--as", "ana",
    ]);
    let (code, said) = place.fails(&[
        "import",
        "ana.qdpx",
        "--dry-run",
        "--study",
        "study",
        "--as",
        "ben",
    ]);
    assert_ne!(code, 0, "{said}");
    assert!(!said.contains("there already"), "{said}");
}
