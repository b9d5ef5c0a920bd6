//! A damaged or hostile database costs a sentence.

use intercoder::foreign::{Files, Program, project, wanted};
use proptest::prelude::*;

use crate::foreign::qualcoder::{database, sample};
use crate::foreign::unpacked;

fn files(database: Vec<u8>) -> Files {
    Files {
        name: "trial".to_owned(),
        database,
        ..Files::default()
    }
}

/// What a refused database is told to be.
fn refused(database: Vec<u8>) -> String {
    project(&files(database)).unwrap_err().what
}

#[test]
fn a_database_of_nobody_is_refused() {
    let nobody = database("CREATE TABLE notes (words TEXT)");
    assert_eq!(Program::of(&nobody), None);
    assert!(refused(nobody).contains("no program that is known here"));
}

#[test]
fn a_database_that_was_cut_is_refused() {
    let mut cut = sample();
    cut.truncate(cut.len() / 2);
    assert_eq!(refused(cut), "is a damaged database");
}

#[test]
fn a_view_in_the_place_of_a_table_is_never_run() {
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS cid, x AS fid FROM n";
    let hostile = database(&format!(
        "CREATE TABLE code_name (cid INTEGER); CREATE VIEW code_text AS {endless}; CREATE VIEW source AS {endless};"
    ));
    assert_eq!(project(&files(hostile)).unwrap().codings.len(), 0);
}

#[test]
fn a_database_that_a_program_has_open_is_read() {
    let mut open = sample();
    (open[18], open[19]) = (2, 2);
    assert_eq!(project(&files(open)).unwrap().codings.len(), 5);
}

#[test]
fn several_projects_in_one_database_are_refused_by_their_names() {
    let several = database(
        "CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE highlight_tags (a); CREATE TABLE project_members (a);
         INSERT INTO projects (name) VALUES ('Recovery'), ('Relapse')",
    );
    let said = refused(several);
    assert!(
        said.contains("2 projects of Taguette: “Recovery”, “Relapse”"),
        "{said}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Bytes anywhere may be anything: nothing panics, hangs or is taken over outside its text.
    #[test]
    fn mutated_databases_cost_a_sentence_at_most(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
    ) {
        let mut bytes = match which {
            0 => sample(),
            1 => unpacked("taguette-server.sqlite3.zip").remove(0).1,
            _ => unpacked("qc.zip").into_iter().find(|(name, _)| name.ends_with("sqlite3")).unwrap().1,
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut files = files(bytes);
        files.others = unpacked("qc.zip").into_iter().collect();
        let _ = wanted(&files);
        if let Ok(project) = project(&files) {
            for coding in &project.codings {
                let text = &project.documents[coding.document.0].text;
                prop_assert!(text.contains(coding.span) && coding.code.0 < project.codes.len());
            }
        }
    }
}
