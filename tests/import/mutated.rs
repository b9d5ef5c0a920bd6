//! Files that are no transcripts - codebooks, tables, ratings, maps - are read or refused whatever bytes are in them.

use std::collections::HashMap;

use std::sync::LazyLock;

use intercoder::import::{codebook, comments, people, pseudonyms, ratings};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::import::workbooks;
use crate::program::Place;

/// The sample's codebook in every shape that comes back in.
static CODEBOOKS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let place = Place::sample();
    let ods = workbooks::table("a", &[&["handle", "name"], &["plan", "A plan"]]);
    let made = |name: &str, args: &[&str]| {
        let name = format!("mutated-{name}");
        let mut words = args.to_vec();
        words.extend(["-o", &name, "--study", "sample", "--as", "lee"]);
        place.ok(&words);
        std::fs::read(place.path(&name)).unwrap()
    };
    vec![
        made("a.json", &["codebook", "export", "--format", "json"]),
        made("a.csv", &["codebook", "export", "--format", "csv"]),
        made("a.qdc", &["codebook", "export", "--format", "qdc"]),
        made("a.xlsx", &["codebook", "table"]),
        made("a.docx", &["codebook", "table"]),
        workbooks::ods(&ods),
    ]
});

const TABLES: [&str; 4] = [
    "id,role,age\nP01,parent,44\nP02,\"staff; lead\",\n",
    "id;type;participants;facilitators\nI01;interview;P01;INT1\n",
    "document,comment,code\nI01,\"Is this so?\",rel-crisis\n",
    "name,pseudonym\nAnna Berg,P01\nLeeds,[town]\n",
];

const RATINGS: &str = r#"{"level":"nominal","units":[{"ana":"a","ben":"b"},{"ana":"a"}]}"#;

fn mutated(
    sound: &[u8],
    (changes, keep): (&[(prop::sample::Index, u8)], prop::sample::Index),
) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for (place, byte) in changes {
        let place = place.index(bytes.len());
        bytes[place] = *byte;
    }
    if bytes.first().is_some_and(|byte| byte % 2 == 0) {
        bytes.truncate(keep.index(bytes.len()));
    }
    bytes
}

#[test]
fn a_codebook_of_heads_alone_is_refused_in_a_sentence() {
    for bytes in ["id,name\n", "[]", "", "id"] {
        let read = codebook::read_file("a", bytes.as_bytes());
        assert!(
            read.codes.is_empty() && !read.problems.is_empty(),
            "{bytes:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_codebook_is_read_or_refused(
        which in 0..CODEBOOKS.len(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        keep in any::<prop::sample::Index>(),
    ) {
        let bytes = mutated(&CODEBOOKS[which], (&changes, keep));
        let read = codebook::read_file("a", &bytes);
        prop_assert!(!read.codes.is_empty() || !read.problems.is_empty() || bytes.is_empty());
        let mut handles: Vec<String> = read.codes.iter().map(|code| code.id.to_lowercase()).collect();
        handles.sort();
        handles.dedup();
        prop_assert_eq!(handles.len(), read.codes.len(), "a handle stands twice");
        if let Err(problem) = intercoder::refi::read::codebook(&bytes, ("a.qdc", &HashMap::new())) {
            prop_assert!(!problem.what.is_empty());
        }
    }

    #[test]
    fn a_table_is_read_or_refused(
        which in 0..TABLES.len(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
    ) {
        let bytes = mutated(TABLES[which].as_bytes(), (&changes, keep));
        let text = String::from_utf8_lossy(&bytes);
        let (rows, _) = people::read_people("a.csv", &text);
        for row in &rows {
            prop_assert!(intercoder::id::check_handle(&row.handle.0).is_ok());
        }
        let _sessions = people::read_sessions("a.csv", &text);
        let _people = people::read_people_file("a.csv", &bytes).is_ok();
        let _comments = comments::read("a.csv", &text).is_ok();
        let _map = pseudonyms::read("a.csv", &text).is_ok();
        let _ratings = ratings::read("a.csv", &text).is_ok();
    }

    #[test]
    fn a_workbook_of_people_is_read_or_refused(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
    ) {
        let bytes = mutated(include_bytes!("files/people.ods"), (&changes, keep));
        if let Err(problem) = people::read_people_file("a.ods", &bytes) {
            prop_assert!(!problem.advice.is_empty(), "{}", problem);
        }
    }

    #[test]
    fn ratings_are_read_or_refused(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
    ) {
        let bytes = mutated(RATINGS.as_bytes(), (&changes, keep));
        let _ratings = ratings::read("a.json", &String::from_utf8_lossy(&bytes)).is_ok();
    }
}
