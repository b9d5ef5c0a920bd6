//! A study of wide blanks, accents, two languages and turns without a word, asked at random.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use intercoder::query::parse::parse;
use intercoder::query::word::Language;
use proptest::prelude::*;

use crate::program::Place;
use crate::search::{Archive, archive_of};

static WIDE: LazyLock<Archive> = LazyLock::new(|| {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Wide", "--coder", "ana", "--lead",
    ]);
    let said = [
        "Wir waren\u{a0}in den H\u{e4}usern , am Flu\u{df}\u{a0}?",
        "\u{2026}",
        "Das Haus\u{a0}; caf\u{e9} und cafe\u{301}s \u{2014} r\u{e9}sum\u{e9}!",
        "\u{ab}\u{a0}Le caf\u{e9}\u{a0}\u{bb} was said\u{2003}twice: caf\u{e9}, cafes.",
        "Houses house housing; don\u{2019}t I'm H\u{c4}USER",
        "?!",
    ];
    for document in 0..6 {
        let turns = (0..24).map(|turn| {
            let who = ["INT", "P01", "P02", "P01"][(turn + document) % 4];
            format!(
                "{who}: {}\n",
                said[(turn * 5 + document * turn / 2) % said.len()]
            )
        });
        place.write(&format!("D{document}.txt"), turns.collect::<String>());
    }
    place.write(
        "people.csv",
        "id,role,band\nP01,m\u{e8}re,<30\nP02,p\u{e8}re,30..45\n",
    );
    place.ok(&[
        "import",
        "D0.txt",
        "D1.txt",
        "D2.txt",
        "D3.txt",
        "D4.txt",
        "D5.txt",
        "--people",
        "people.csv",
        "--study",
        "study",
    ]);
    let mut archive = archive_of(place, "ana");
    for source in archive.facts.documents.iter_mut().step_by(2) {
        source.language = Language::of(Some("de"));
    }
    let renewed = archive
        .search
        .renew(&archive.facts, &archive.shelf, &mut |_| {
            ControlFlow::Continue(())
        });
    renewed.unwrap();
    archive
});

fn line() -> impl Strategy<Value = String> {
    let leaves = [
        "Haus",
        "H\u{e4}user",
        "haus*",
        "hauser~1",
        "houses",
        "cafe",
        "caf\u{e9}s",
        "\"le caf\u{e9}\"",
        "\"in den\"",
        "resum\u{e9}",
        "fluss",
        "Flu\u{df}",
        "don't",
        "cafe NEAR/2 cafe",
        "caf* NEAR/3 (was OR und)",
        "/\u{a0}/",
        "/^.$/",
        "role:mere",
        "role:\"P\u{c8}RE\"",
        "band:\"<30\"",
        "band:\"30..45\"",
        "role:interviewer",
        "role:blank",
        "turn:3..9",
        "question:2",
        "question:4..",
        "document:D2",
        "uncoded",
    ];
    let leaf = prop::sample::select(leaves.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| parts.join("\u{a0}")),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            1 => inner.prop_map(|part| format!("-({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_wide_text_is_answered_as_it_is_read(line in line()) {
        let query = parse(&line, &WIDE.facts);
        let query = query.map_err(|cause| TestCaseError::fail(format!("{line}: {cause}")))?;
        prop_assert_eq!(WIDE.searched(&query), WIDE.read(&WIDE.talk(), &query), "{}", line);
    }
}

#[test]
fn the_wide_study_has_what_is_asked() {
    let found = |line: &str| WIDE.searched(&parse(line, &WIDE.facts).unwrap()).len();
    for line in [
        "Haus",
        "\"le caf\u{e9}\"",
        "band:\"<30\"",
        "role:interviewer",
        "question:2",
        "/^.$/",
        "cafe NEAR/2 cafe",
    ] {
        assert!(found(line) > 0, "{line}");
    }
}
