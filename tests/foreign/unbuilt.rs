//! Without the reader for databases, each is recognised and refused with what works instead.

use crate::foreign::{empty, unpacked};

#[test]
fn a_database_is_refused_with_how_to_build_it_in_and_what_works_without() {
    let place = empty();
    let (name, bytes) = unpacked("taguette-project.sqlite3.zip").remove(0);
    place.write(&name, bytes);
    for (path, bytes) in unpacked("qc.zip") {
        place.write(&format!("project/{path}"), bytes);
    }
    for (path, words) in [
        (name.as_str(), "highlights as CSV"),
        ("project", "qc export"),
    ] {
        let (code, said) = place.fails(&["import", path, "--study", "study"]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("--features sqlite"), "{said}");
        assert!(said.contains(words), "{said}");
    }
    let documents = place.json(&["document", "list", "--study", "study"]);
    assert_eq!(documents["documents"].as_array().unwrap().len(), 0);
}
