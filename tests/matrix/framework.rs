//! The framework matrix: a summary is stale exactly when its theme has other stretches for its case, and nothing hidden is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use intercoder::change::summary::{Cell, clear, write};
use intercoder::codebook::Depth;
use intercoder::coding::Case;
use intercoder::document::{Turn, Turns};
use intercoder::event::Event;
use intercoder::event::codebook::{CodePoint, Pointer};
use intercoder::event::document::DocumentRevise;
use intercoder::filter::{Layer, View};
use intercoder::id::{
    CodeRef, CoderId, CodingRef, Digest, DocumentRef, PersonId, Ref, RevisionRef,
};
use intercoder::matrix::case::{Kind, Which, columns};
use intercoder::matrix::framework::{Chart, Request, framework};
use intercoder::study::conflict::Kind as ConflictKind;
use intercoder::text::Text;
use intercoder::texts::{Passage, Texts};
use proptest::prelude::{ProptestConfig, Strategy, prop};
use proptest::{prop_assert_eq, proptest};

use crate::cli::{code, in_a_blind_round, small_study};
use crate::pen::{Pen, coding, span, summary};
use crate::program::Place;

/// One document of twenty letters and its one code, coded at some places by ana.
struct Charting {
    ana: Pen,
    document: Ref,
    voice: Ref,
    texts: Texts,
}

impl Charting {
    fn new(places: &[(u32, u32)]) -> Self {
        let mut ana = Pen::new("ana", 1);
        let (document, voice) = (ana.add_document("I01"), ana.add_code("voice", None));
        let mut texts = Texts::default();
        texts.insert(RevisionRef(document), Arc::new(passage(20)));
        let mut charting = Self {
            ana,
            document,
            voice,
            texts,
        };
        for place in places {
            charting.code(*place);
        }
        charting
    }

    fn code(&mut self, place: (u32, u32)) -> CodingRef {
        self.ana.add_coding(self.document, self.voice, place)
    }

    fn case(&self) -> Case {
        Case::Document(DocumentRef(self.document))
    }

    /// Writes the cell of the document as the command does, on what is there now.
    fn write(&mut self, text: &str) {
        let study = self.ana.study();
        let view = View::new(&study, &CoderId::from("ana"));
        let request = request(&view);
        let chart = Chart::of((&view, &self.texts), &request);
        let (on, theme) = (self.case(), CodeRef(self.voice));
        let excerpts = chart.excerpts(&on, theme);
        let cell = Cell {
            on: &on,
            theme,
            layer: &request.layer,
            excerpts: &excerpts,
            known: chart.summaries(&on, theme),
        };
        let change = match text {
            "" => clear(&cell),
            text => write(&view, &cell, text),
        };
        if let Some(intercoder::change::Change::Events(events)) = change {
            self.ana.act(events);
        }
    }

    /// A correction puts two letters before the letter at a place.
    fn correct(&mut self, at: u32) {
        let revised = self
            .ana
            .write(Event::DocumentRevise(Box::new(DocumentRevise {
                document: DocumentRef(self.document),
                parent: RevisionRef(self.document),
                text: Digest::of(b"two letters more"),
                turns: Digest::of(b"turns"),
                kept: vec![(span(0, at), span(0, at)), (span(at, 20), span(at + 2, 22))],
            })));
        let revised = RevisionRef(revised);
        self.texts.insert(revised, Arc::new(passage(22)));
    }
}

/// So many letters, all one turn.
fn passage(letters: u32) -> Passage {
    let text = Text::new("a".repeat(letters as usize));
    let turn = Turn {
        label: None,
        body: span(0, letters),
        ms: None,
    };
    Passage::new(text, Turns { turns: vec![turn] }).unwrap()
}

fn request(view: &View<'_>) -> Request {
    Request {
        layer: Layer::All,
        kind: Kind::Documents,
        columns: columns(view, &Which::At(Depth::Codes)).0,
    }
}

/// What the one cell says, and whether it is stale.
fn check(charting: &Charting, expected: (Option<&str>, bool)) {
    let study = charting.ana.study();
    let view = View::new(&study, &CoderId::from("ana"));
    let found = framework((&view, &charting.texts), &request(&view));
    let cell = &found.cases[0].cells[0];
    assert_eq!((cell.summary.as_deref(), cell.stale), expected);
    assert_eq!(found.filled, usize::from(expected.0.is_some()));
    assert_eq!(found.stale, usize::from(expected.1));
}

#[test]
fn a_cell_is_stale_when_a_coding_comes_or_goes_and_holds_again_when_it_is_written_again() {
    let mut charting = Charting::new(&[(0, 4)]);
    check(&charting, (None, false));
    charting.write("Quiet.");
    check(&charting, (Some("Quiet."), false));
    let second = charting.code((6, 9));
    check(&charting, (Some("Quiet."), true));
    charting.ana.switch(second.0, false);
    check(&charting, (Some("Quiet."), false));
    charting.ana.switch(second.0, true);
    charting.write("Quiet.");
    check(&charting, (Some("Quiet."), false));
    let lines = charting.ana.lines.len();
    charting.write("Quiet.");
    assert_eq!(
        charting.ana.lines.len(),
        lines,
        "nothing new was to be said"
    );
    charting.write("");
    check(&charting, (None, false));
}

#[test]
fn a_corrected_text_that_keeps_the_words_makes_nothing_stale() {
    let mut charting = Charting::new(&[(8, 12)]);
    charting.write("Quiet.");
    charting.correct(3);
    check(&charting, (Some("Quiet."), false));
}

#[test]
fn a_colleague_who_codes_the_same_stretch_makes_nothing_stale() {
    let mut charting = Charting::new(&[(8, 12)]);
    charting.write("Quiet.");
    let (document, voice) = (charting.document, charting.voice);
    charting
        .ana
        .write(coding(&"ben".into(), document, voice, (8, 12)));
    check(&charting, (Some("Quiet."), false));
}

#[test]
fn two_who_write_apart_are_a_conflict_and_a_further_summary_settles_it() {
    let mut charting = Charting::new(&[(0, 4)]);
    let mut ben = Pen::new("ben", 2);
    ben.receive(&charting.ana);
    charting.write("Quiet.");
    let (case, document, voice) = (charting.case(), charting.document, charting.voice);
    ben.write(summary(case, (voice, "Loud."), (document, &[(0, 4)])));
    charting.ana.receive(&ben);
    let study = charting.ana.study();
    let disputed = study.summaries.iter().filter(|summary| summary.is_disputed);
    assert_eq!(disputed.count(), 1);
    let conflicts = study.conflicts.iter();
    assert_eq!(
        conflicts
            .filter(|of| of.kind == ConflictKind::Values)
            .count(),
        1
    );
    charting.write("Both.");
    check(&charting, (Some("Both."), false));
    assert!(charting.ana.study().conflicts.is_empty());
}

#[test]
fn summaries_of_codes_that_were_merged_stand_in_one_cell_until_it_is_written_again() {
    let mut charting = Charting::new(&[(0, 4)]);
    charting.write("Quiet.");
    let (case, document) = (charting.case(), charting.document);
    let tone = charting.ana.add_code("tone", None);
    charting
        .ana
        .write(summary(case, (tone, "Low."), (document, &[])));
    charting.ana.write(Event::CodePoint(CodePoint {
        code: CodeRef(tone),
        to: Pointer::Merged(CodeRef(charting.voice)),
    }));
    let study = charting.ana.study();
    let view = View::new(&study, &CoderId::from("ana"));
    let found = framework((&view, &charting.texts), &request(&view));
    assert!(found.cases[0].cells[0].disputed);
    charting.write("Quiet and low.");
    assert_eq!(charting.ana.study().summaries.len(), 1);
    check(&charting, (Some("Quiet and low."), false));
}

#[test]
fn a_summary_of_somebody_who_is_not_here_is_in_no_list() {
    let mut charting = Charting::new(&[]);
    let (document, voice) = (charting.document, charting.voice);
    let nobody = Case::Person(PersonId::from("P99"));
    charting
        .ana
        .write(summary(nobody, (voice, "Gone."), (document, &[])));
    assert!(charting.ana.study().summaries.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn stale_is_exactly_another_set_of_stretches(
        before in places(),
        after in places(),
        corrected in prop::option::of(0..20_u32),
    ) {
        let mut charting = Charting::new(&[]);
        let mut refs: BTreeMap<(u32, u32), CodingRef> = BTreeMap::new();
        for place in &before {
            refs.insert(*place, charting.code(*place));
        }
        charting.write("Quiet.");
        for place in &after {
            if !before.contains(place) {
                charting.code(*place);
            }
        }
        for (place, id) in &refs {
            if !after.contains(place) {
                charting.ana.switch(id.0, false);
            }
        }
        if let Some(at) = corrected {
            charting.correct(at);
        }
        let study = charting.ana.study();
        let view = View::new(&study, &CoderId::from("ana"));
        let found = framework((&view, &charting.texts), &request(&view));
        let sets: (BTreeSet<_>, BTreeSet<_>) = (before, after);
        prop_assert_eq!(found.cases[0].cells[0].stale, sets.0 != sets.1);
        prop_assert_eq!(found.cases[0].cells[0].n_excerpts, sets.1.len());
    }
}

/// A few places, none touching another.
fn places() -> impl Strategy<Value = BTreeSet<(u32, u32)>> {
    let place = (0..4_u32).prop_map(|at| (at * 5, at * 5 + 4));
    prop::collection::btree_set(place, 0..4)
}

#[test]
fn the_cells_of_the_sample_hold_the_excerpts_of_the_theme_table() {
    let place = Place::sample();
    let chart = |kind: &str| {
        let args = [
            "matrix",
            "framework",
            "--cases",
            kind,
            "--themes",
            "all",
            "--study",
            "sample",
        ];
        place.json(&args)
    };
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("../../transcripts-sample/expected.json")).unwrap();
    let themes = expected["themes_layer_all"].as_object().unwrap();
    let (people, documents) = (chart("people"), chart("documents"));
    for (key, counts) in themes {
        let cells = |chart: &serde_json::Value| -> Vec<u64> {
            let rows = chart["cases"].as_array().unwrap().iter();
            let cells = rows.flat_map(|row| row["cells"].as_array().unwrap());
            let own = cells.filter(|cell| cell["theme"] == key.as_str());
            let counts = own.map(|cell| cell["n_excerpts"].as_u64().unwrap());
            counts.filter(|count| *count > 0).collect()
        };
        let (of_people, of_documents) = (cells(&people), cells(&documents));
        assert_eq!(
            of_people.len() as u64,
            counts["people"].as_u64().unwrap(),
            "{key}"
        );
        assert_eq!(
            of_documents.len() as u64,
            counts["documents"].as_u64().unwrap(),
            "{key}"
        );
        let excerpts: u64 = of_documents.iter().sum();
        assert_eq!(excerpts, counts["excerpts"].as_u64().unwrap(), "{key}");
    }
    let lowest = place.json(&["matrix", "framework", "--study", "sample"]);
    let size = (
        lowest["cases"].as_array().unwrap().len(),
        lowest["themes"].as_array().unwrap().len(),
    );
    assert_eq!(size, (19, 11));
}

#[test]
fn a_cell_is_written_shown_stale_and_cleared_by_command() {
    let place = small_study();
    let on = ["--study", "study"];
    let ok = |args: &[&str]| place.ok(&[args, &on].concat());
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    let chart = || ok(&["matrix", "framework", "--themes", "all"]);
    assert!(chart().contains("1 excerpt, no summary"), "{}", chart());
    let cell = ["--person", "P01", "--theme", "support"];
    let wrote = ok(&[
        &["matrix", "framework", "write", "--text", "She came."],
        &cell[..],
    ]
    .concat());
    assert!(
        wrote.contains("P01 under support: written  (1 excerpt)"),
        "{wrote}"
    );
    assert!(
        chart().contains("2 x 3, 1 cell filled, 0 stale"),
        "{}",
        chart()
    );
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "She came every week.", "support")],
    );
    assert!(chart().contains("(stale) She came."), "{}", chart());
    let shown = ok(&[&["matrix", "framework", "show"], &cell[..]].concat());
    assert!(
        shown.contains("(new since): She came every week."),
        "{shown}"
    );
    ok(&[&["matrix", "framework", "write", "--clear"], &cell[..]].concat());
    assert!(chart().contains("2 excerpts, no summary"), "{}", chart());
    let (exit, said) = place.fails(
        &[
            &["matrix", "framework", "write", "--text", " "],
            &cell[..],
            &on,
        ]
        .concat(),
    );
    assert!(
        exit == 2 && said.contains("a summary needs words"),
        "{said}"
    );
    let nobody = ["--person", "P77", "--theme", "support", "--text", "x"];
    let (_, said) = place.fails(&[&["matrix", "framework", "write"], &nobody[..], &on].concat());
    assert!(said.contains("there is no person P77"), "{said}");
    let log = ok(&["log", "--about", "summary of P01"]);
    assert!(
        log.contains("wrote the summary of P01 under support") && log.contains("cleared"),
        "{log}"
    );
}

#[test]
fn a_blind_round_hides_what_the_others_wrote_of_its_documents() {
    let place = in_a_blind_round();
    let cell = [
        "--document",
        "T1",
        "--theme",
        "change",
        "--text",
        "hush hush",
        "--study",
        "study",
    ];
    place.ok_on(
        "laptop",
        &[&["matrix", "framework", "write", "--as", "ben"], &cell[..]].concat(),
    );
    let of_person = [
        "--person",
        "P01",
        "--theme",
        "change",
        "--text",
        "hush hush",
        "--study",
        "study",
    ];
    place.ok_on(
        "laptop",
        &[
            &["matrix", "framework", "write", "--as", "ben"],
            &of_person[..],
        ]
        .concat(),
    );
    for kind in ["people", "documents"] {
        let args = [
            "matrix",
            "framework",
            "--cases",
            kind,
            "--themes",
            "all",
            "--study",
            "study",
        ];
        assert!(!place.ok(&args).contains("hush"), "{kind}");
        let own = place.ok_on("laptop", &[&args[..], &["--as", "ben"]].concat());
        assert!(own.contains("hush hush"), "{kind}: {own}");
    }
    assert!(!place.ok(&["log", "--study", "study"]).contains("hush"));
}
