//! Who is who, what is whose, and what a hostile project may cost.

use serde_json::Value;

use crate::cli::{code, in_a_blind_round, small_study};
use crate::program::Place;
use crate::refi::projects::{empty, put};
use crate::refi::{marked, project_xml, read, zipped};

fn project(change: impl Fn(String) -> String) -> Vec<u8> {
    let xml = change(project_xml("X", &marked((0, 5), ("Hello", "C1"))));
    zipped(&[
        ("project.qde", xml.as_bytes()),
        ("sources/S1.txt", b"Hello there"),
    ])
}

/// Cases of these names, each with a value of the only variable.
fn cases(people: &[(&str, &str)]) -> Vec<u8> {
    let case = |(name, value): &(&str, &str)| {
        format!(
            "<Case guid=\"P{name}\" name=\"{name}\"><VariableValue><VariableRef targetGUID=\"V\"/><TextValue>{value}</TextValue></VariableValue></Case>"
        )
    };
    let cases: String = people.iter().map(case).collect();
    let variable = "<Variable guid=\"V\" name=\"role\" typeOfVariable=\"Text\"/>";
    project(|xml| {
        let parts = format!("<Variables>{variable}</Variables><Cases>{cases}</Cases><Sources>");
        xml.replace("<Sources>", &parts)
    })
}

fn roles(place: &Place) -> Vec<(String, String)> {
    let list = place.json(&["people", "list", "--study", "study"]);
    let people = list["rows"].as_array().unwrap().iter();
    let said = |person: &Value| {
        let label = person["label"].as_str().unwrap().to_owned();
        (label, person["values"].to_string())
    };
    let mut roles: Vec<(String, String)> = people.map(said).collect();
    roles.sort();
    roles
}

#[test]
fn people_whose_names_no_handle_can_hold_stay_apart_in_whatever_order_they_come() {
    let place = empty();
    put(
        &place,
        "one.qdpx",
        &cases(&[("李明", "parent"), ("王芳", "nurse")]),
    );
    put(
        &place,
        "two.qdpx",
        &cases(&[("王芳", "nurse"), ("李明", "parent")]),
    );
    put(&place, "three.qdpx", &cases(&[("陈静", "lead")]));
    place.ok(&["import", "one.qdpx", "--study", "study"]);
    let first = roles(&place);
    assert_eq!(first.len(), 2, "{first:?}");
    place.ok(&["import", "two.qdpx", "--study", "study"]);
    assert_eq!(roles(&place), first);
    place.ok(&["import", "three.qdpx", "--study", "study"]);
    assert_eq!(roles(&place).len(), 3);
}

#[test]
fn a_person_is_known_whatever_the_case_of_the_handle() {
    let place = empty();
    put(&place, "one.qdpx", &cases(&[("P01", "parent")]));
    put(&place, "two.qdpx", &cases(&[("p01", "nurse")]));
    place.ok(&["import", "one.qdpx", "--study", "study"]);
    place.ok(&["import", "two.qdpx", "--study", "study"]);
    assert_eq!(roles(&place).len(), 1);
}

#[test]
fn sibling_codes_that_differ_in_case_stay_two_however_often_they_come() {
    let place = empty();
    let two = project(|xml| {
        let second = "<Code guid=\"C3\" name=\"HOPE\" isCodable=\"true\"/></Codes>";
        xml.replace("</Codes>", second)
    });
    put(&place, "a.qdpx", &two);
    let said = place.ok(&["import", "a.qdpx", "--study", "study"]);
    assert!(said.contains("3 codes"), "{said}");
    let again = place.ok(&["import", "a.qdpx", "--study", "study"]);
    assert!(again.contains("0 codes, 0 codings"), "{again}");
}

#[test]
fn whoever_a_user_is_said_to_be_they_are_also_in_a_project_of_this_program() {
    let place = small_study();
    let mark = [("T1", "Then she came.", "support")];
    code(&place, "machine", ("study", "ana"), &mark);
    code(
        &place,
        "machine",
        ("study", "ben"),
        &[("T1", "She came every week.", "voice")],
    );
    place.ok(&[
        "export", "refi", "-o", "out.qdpx", "--study", "study", "--as", "ana",
    ]);
    place.ok(&["init", "new", "--title", "T", "--coder", "zoe", "--lead"]);
    let said = place.ok(&[
        "import", "out.qdpx", "--user", "ana=zoe", "--user", "ben=zoe", "--study", "new",
    ]);
    assert!(!said.contains("new coder"), "{said}");
    let list = place.json(&["coding", "list", "--study", "new"]);
    let codings = list["codings"].as_array().unwrap();
    assert_eq!(codings.len(), 2);
    assert!(
        codings.iter().all(|coding| coding["coder"] == "zoe"),
        "{list}"
    );
}

#[test]
fn full_names_of_coders_stay_at_home_and_it_is_told() {
    let place = small_study();
    place.ok(&[
        "coder",
        "add",
        "cy",
        "--name",
        "Cyril Realname",
        "--study",
        "study",
    ]);
    let said = place.ok(&["export", "refi", "-o", "out.qdpx", "--study", "study"]);
    assert!(said.contains("1 coder's full name: left out"), "{said}");
    let bytes = std::fs::read(place.path("out.qdpx")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut words = String::new();
        std::io::Read::read_to_string(&mut archive.by_index(at).unwrap(), &mut words).unwrap();
        assert!(!words.contains("Realname"));
    }
}

#[test]
fn a_lead_who_codes_blind_asks_nothing_by_importing() {
    let place = in_a_blind_round();
    let guess = project(|xml| xml.replace("Jane", "ben"));
    put(&place, "guess.qdpx", &guess);
    let (code, said) = place.fails(&[
        "import",
        "guess.qdpx",
        "--dry-run",
        "--study",
        "study",
        "--as",
        "ana",
    ]);
    assert_ne!(code, 0);
    assert!(said.contains("hides the others' work from you"), "{said}");
}

#[test]
fn a_coder_called_final_stops_no_export() {
    let place = small_study();
    place.ok(&["coder", "add", "final", "--study", "study"]);
    code(
        &place,
        "machine",
        ("study", "final"),
        &[("T1", "Then she came.", "support")],
    );
    for layer in ["all", "final"] {
        let file = format!("{layer}.qdpx");
        place.ok(&[
            "export", "refi", "-o", &file, "--layer", layer, "--study", "study", "--as", "ana",
        ]);
    }
}

#[test]
fn a_moment_that_is_no_midnight_keeps_its_time() {
    let moments = |written: &str| {
        let people = cases(&[("P01", written)]);
        let xml = crate::refi::project_of(&people);
        let xml = xml.replace("TextValue", "DateTimeValue");
        read(&zipped(&[
            ("project.qde", xml.as_bytes()),
            ("sources/S1.txt", b"Hello there"),
        ]))
        .unwrap()
        .people[0]
            .attributes["role"][0]
            .as_str()
            .to_owned()
    };
    assert_eq!(moments("2020-01-02T00:00:00Z"), "2020-01-02");
    assert_eq!(moments("2020-01-02T14:30:00Z"), "2020-01-02T14:30:00Z");
}

#[test]
fn one_word_that_happens_to_stand_there_overrules_nothing() {
    let line = "P01: It was 😀 hard then and she came.\r\n";
    let raw = line.repeat(60);
    let marks: String = (0..60)
        .map(|at| {
            let before = line.repeat(at).encode_utf16().count() as u64;
            let start = before + "P01: It was 😀 ".encode_utf16().count() as u64;
            marked((start, start + 4), ("", "C1"))
        })
        .collect();
    let by_chance =
        line.repeat(3).chars().count() as u64 + "P01: It was 😀 hard ".chars().count() as u64;
    let marks = marks + &marked((by_chance, by_chance + 4), ("then", "C1"));
    let xml = project_xml("NVivo 12", &marks);
    let project = read(&zipped(&[
        ("project.qde", xml.as_bytes()),
        ("sources/S1.txt", raw.as_bytes()),
    ]))
    .unwrap();
    let text = &project.documents[0].text;
    let right = project
        .codings
        .iter()
        .filter(|coding| text.slice(coding.span) == "hard");
    assert_eq!(right.count(), 60);
}

#[test]
fn element_names_are_known_in_any_case() {
    let bytes = project(|xml| {
        xml.replace("TextSource", "textsource")
            .replace("PlainTextSelection", "plaintextselection")
            .replace("isCodable=\"true\"", "isCodable=\"False\"")
    });
    let project = read(&bytes).unwrap();
    assert_eq!(project.codings.len(), 1);
    assert!(project.codes.iter().all(|code| !code.assignable));
}

#[test]
fn a_few_words_put_on_very_many_things_cost_no_more_than_memos_may() {
    let members = "<MemberCode memberGUID=\"C1\" targetGUID=\"C1\"/>".repeat(5_000);
    let words = "w".repeat(100_000);
    let set = format!(
        "<Sets><Set guid=\"S\" name=\"s\"><Description>{words}</Description>{members}</Set></Sets></Project>"
    );
    let project = read(&project(|xml| xml.replace("</Project>", &set))).unwrap();
    let kept: usize = project.memos.iter().map(|memo| memo.text.len()).sum();
    assert!(kept <= 32 << 20, "{kept}");
    let told = project
        .left_out
        .iter()
        .any(|told| told.what.contains("memos beyond all"));
    assert!(told, "{:?}", project.left_out);
}

#[test]
fn a_text_that_comes_in_beside_its_other_version_is_told() {
    let place = small_study();
    place.ok(&["export", "refi", "-o", "out.qdpx", "--study", "study"]);
    place.ok(&["init", "new", "--title", "T", "--coder", "ana", "--lead"]);
    place.write(
        "T1.txt",
        "INT1: How?\nP01: Otherwise.\nINT1: Yes?\nP01: Yes.\n",
    );
    place.ok(&["import", "T1.txt", "--study", "new"]);
    let output = place.run(&["import", "out.qdpx", "--study", "new"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains(
            "there is a document T1 with other words; this one comes in beside it as T1."
        ),
        "{said}"
    );
}

#[test]
fn a_qdc_of_ours_knows_its_codes_when_they_were_renamed_here() {
    let place = small_study();
    place.ok(&[
        "codebook", "export", "--format", "qdc", "-o", "book.qdc", "--study", "study",
    ]);
    place.ok(&[
        "codebook", "edit", "support", "--name", "Help", "--study", "study",
    ]);
    let said = place.ok(&["codebook", "import", "book.qdc", "--study", "study"]);
    assert!(said.contains("0 codes added"), "{said}");
}

#[test]
fn what_our_note_carries_is_checked_before_it_is_believed() {
    let place = small_study();
    place.ok(&["export", "refi", "-o", "out.qdpx", "--study", "study"]);
    crate::refi::again::edit(&place, |words| {
        words.replace("{\"person\":\"P01\"}", "{\"person\":\"../../evil\"}")
    });
    let list = |study: &str| {
        place
            .json(&["people", "list", "--study", study])
            .to_string()
    };
    place.ok(&["init", "new", "--title", "T", "--coder", "ana", "--lead"]);
    place.ok(&["import", "edited.qdpx", "--study", "new"]);
    assert!(!list("new").contains("evil"));
}
