//! What a withdrawal is easily blind to: what was undone before, names beside the words, and people who are gone already.

use std::collections::HashSet;

use intercoder::coding::{MemoState, On};
use intercoder::event::Event;
use intercoder::event::coding::MemoWrite;
use intercoder::event::seal::Sealed;
use intercoder::event::study::WithdrawMode;
use intercoder::filter::View;
use intercoder::id::{CoderId, PersonId};
use intercoder::session::Session;
use intercoder::store::layout::Folder;
use intercoder::texts::Texts;
use intercoder::withdrawal::{Asked, plan};

use crate::pen::Pen;
use crate::program::{Place, bring_journals, copy};
use crate::trust::planted::holding;
use crate::tui::host;

/// Words that Maria Lopez said, whom the study calls P07.
const HER_WORDS: &str = "copper heron under the ninth floor";

/// Words of hers that were in the text only for a while.
const CORRECTED: &str = "velvet lantern behind the fourth wall";

/// A focus group in which Maria Lopez and Jo speak.
fn group() -> String {
    format!(
        "INT: Who begins?\n\nMaria Lopez: I saw the {HER_WORDS}.\n\nJo: That is mine to say, and I say it.\n"
    )
}

fn run(place: &Place, args: &[&str]) -> String {
    place.ok(&[args, &["--study", "s", "--as", "lee"]].concat())
}

/// A study without documents.
fn begun() -> Place {
    let place = Place::new();
    place.ok(&["init", "s", "--title", "T", "--coder", "lee", "--lead"]);
    place.write("codes.csv", "handle,name\nrain,Rain\n");
    place.write("people.csv", "person\nP07\nP08\n");
    run(&place, &["codebook", "import", "codes.csv"]);
    place
}

fn import(place: &Place, file: &str, handle: &str) {
    let speakers = ["--alias", "Maria Lopez=P07", "--alias", "Jo=P08"];
    let interviewer = ["--alias", "INT=interviewer", "--people", "people.csv"];
    let args = [
        &["import", file, "--id", handle][..],
        &speakers,
        &interviewer,
    ]
    .concat();
    run(place, &args);
}

/// A study with the group, whose file has a name in its own name.
fn with_group() -> Place {
    let place = begun();
    place.write("in/FG Maria Lopez.txt", group());
    import(&place, "in/FG Maria Lopez.txt", "FG");
    place
}

/// Where words stand in the study and in what the machine keeps.
fn left(place: &Place, words: &str) -> Vec<String> {
    let mut left = holding(&place.path("s"), words);
    left.extend(holding(&place.path(".state-machine"), words));
    left
}

#[test]
fn words_that_were_imported_or_corrected_and_undone_go_too() {
    let place = begun();
    place.write("in/FG0.txt", format!("{}\nJo: And so on.\n", group()));
    import(&place, "in/FG0.txt", "FG0");
    run(&place, &["undo"]);
    place.write("in/FG.txt", group());
    import(&place, "in/FG.txt", "FG");
    let replace = ["document", "replace", "FG", "--find", "I saw the", "--with"];
    run(
        &place,
        &[&replace[..], &[&format!("I saw the {CORRECTED} and the")]].concat(),
    );
    run(&place, &["undo"]);
    for words in [HER_WORDS, CORRECTED] {
        assert!(
            !left(&place, words).is_empty(),
            "{words}: is there to begin with"
        );
    }
    let told = run(&place, &["people", "withdraw", "P07", "--yes"]);
    assert!(told.contains("FG0"), "what was undone is named: {told}");
    for words in [HER_WORDS, CORRECTED, "Maria"] {
        assert_eq!(left(&place, words), Vec::<String>::new(), "{words}");
    }
    let status = run(&place, &["status"]);
    assert!(status.contains("\n  complete\n"), "{status}");
    let text = run(&place, &["document", "print", "FG"]);
    assert!(text.contains("That is mine to say"), "{text}");
}

#[test]
fn a_document_whose_import_was_undone_can_be_withdrawn_by_its_handle() {
    let place = with_group();
    run(&place, &["undo"]);
    assert!(!left(&place, HER_WORDS).is_empty());
    let told = run(&place, &["document", "withdraw", "FG", "--yes"]);
    assert!(told.contains("FG"), "{told}");
    assert_eq!(left(&place, HER_WORDS), Vec::<String>::new());
    assert_eq!(left(&place, "Maria"), Vec::<String>::new());
}

#[test]
fn the_words_of_others_in_an_undone_import_stay_on_disk_for_a_redo() {
    let place = with_group();
    place.write(
        "in/I09.txt",
        "INT: And you?\n\nP09: Nothing of the sort, only rain.\n",
    );
    let alias = ["--alias", "Maria Lopez=P07"];
    run(&place, &[&["import", "in/I09.txt"][..], &alias].concat());
    run(&place, &["undo"]);
    let told = run(&place, &["people", "withdraw", "P07", "--yes"]);
    assert!(!left(&place, "only rain").is_empty());
    assert!(
        told.contains("entries that quote them and stay: 1") && told.contains("Maria Lopez=P07"),
        "what stays is told: {told}"
    );
}

#[test]
fn no_name_of_theirs_stays_in_what_is_noted_of_a_document_that_goes_on() {
    let place = with_group();
    run(
        &place,
        &[
            "coding",
            "add",
            "FG",
            "--quote",
            "That is mine to say",
            "--code",
            "rain",
        ],
    );
    run(
        &place,
        &["memo", "add", "--document", "FG", "--text", "they laugh"],
    );
    let documents = |place: &Place| run(place, &["document", "list"]);
    assert!(
        !left(&place, "Maria").is_empty(),
        "the name is there to begin with"
    );
    run(&place, &["people", "withdraw", "P07", "--yes"]);
    assert_eq!(left(&place, "Maria"), Vec::<String>::new());
    assert!(
        !left(&place, "Jo=P08").is_empty(),
        "other names are nobody's to take"
    );
    let codings = run(&place, &["coding", "list"]);
    assert!(codings.contains("That is mine to say"), "{codings}");
    let memos = run(&place, &["memo", "list"]);
    assert!(
        memos.contains("they laugh") && memos.contains("FG"),
        "{memos}"
    );
    assert!(documents(&place).contains("FG"));
    let status = run(&place, &["status"]);
    assert!(status.contains("\n  complete\n"), "{status}");
    let conflicts = run(&place, &["conflicts"]);
    assert!(!conflicts.contains("FG"), "{conflicts}");
}

#[test]
fn two_who_are_withdrawn_apart_leave_one_document_that_names_neither() {
    let place = with_group();
    run(
        &place,
        &["memo", "add", "--document", "FG", "--text", "they laugh"],
    );
    copy(&place.path("s"), &place.path("away/s"));
    run(&place, &["people", "withdraw", "P07", "--yes"]);
    let args = ["people", "withdraw", "P08", "--yes", "--study", "away/s"];
    place.ok_on("away", &[&args[..], &["--as", "lee"]].concat());
    for (from, to) in [("away/s", "s"), ("s", "away/s")] {
        bring_journals(&place.path(from), &place.path(to));
        copy(
            &place.path(from).join("texts"),
            &place.path(to).join("texts"),
        );
    }
    for person in ["P07", "P08"] {
        let args = ["people", "withdraw", person, "--everywhere", "--yes"];
        run(&place, &args);
    }
    let documents = run(&place, &["document", "list"]);
    assert_eq!(documents.matches("FG").count(), 1, "{documents}");
    let memos = run(&place, &["memo", "list"]);
    assert!(
        memos.contains("they laugh") && memos.contains("FG"),
        "{memos}"
    );
    for name in ["Maria", "Jo="] {
        assert_eq!(
            holding(&place.path("s"), name),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn what_is_noted_of_others_loses_the_words_and_nobody_is_lost_with_them() {
    let place = begun();
    place.write("in/FG.txt", group());
    place.write("in/I09.txt", "INT: And you?\n\nP09: Only rain.\n");
    place.write(
        "people.csv",
        format!("person,note\nP07,\nP08,she saw the {HER_WORDS}\n"),
    );
    place.write(
        "sessions.csv",
        format!("document,about,place\nI09,I saw the {HER_WORDS},home\n"),
    );
    let tables = ["--people", "people.csv", "--documents", "sessions.csv"];
    let aliases = ["--alias", "Maria Lopez=P07", "--alias", "P09=P09"];
    run(&place, &[&["import", "in"][..], &tables, &aliases].concat());
    assert!(!left(&place, HER_WORDS).is_empty());
    run(&place, &["people", "withdraw", "P07", "--yes"]);
    for words in [HER_WORDS, "Maria"] {
        assert_eq!(left(&place, words), Vec::<String>::new(), "{words}");
    }
    let documents = run(&place, &["document", "list"]);
    assert!(documents.contains("I09"), "{documents}");
    let shown = run(&place, &["document", "show", "I09"]);
    assert!(shown.contains("home"), "{shown}");
    let people = run(&place, &["people", "list"]);
    assert!(people.contains("P08"), "{people}");
}

#[test]
fn another_window_of_this_computer_is_called_so() {
    let place = with_group();
    run(&place, &["coder", "add", "ana"]);
    let folder = Folder::open(&place.path("s")).unwrap();
    let ana = CoderId::from("ana");
    let mut window = Session::open(host(&place, "machine"), folder, Some(ana)).unwrap();
    let memo = MemoWrite {
        memo: None,
        on: On::Person(PersonId::from("P08")),
        text: format!("not like “{HER_WORDS}”"),
        to: None,
        reply_to: None,
        state: MemoState::Note,
    };
    window
        .record(|draft| draft.add(Event::MemoWrite(Box::new(memo))))
        .unwrap();
    let told = run(&place, &["people", "withdraw", "P07", "--yes"]);
    assert!(told.contains("open in another window here"), "{told}");
    assert!(!told.contains("other computers"), "{told}");
    drop(window);
    run(&place, &["status"]);
    assert_eq!(left(&place, HER_WORDS), Vec::<String>::new());
}

#[test]
fn entries_that_are_locked_are_counted() {
    let mut pen = Pen::new("ana", 1);
    pen.add_document("I01");
    let seal = pen.add_code("one", None);
    let locked = "bG9ja2Vk".to_owned();
    pen.write(Event::Sealed(Sealed { seal, locked }));
    let study = pen.study();
    let view = View::new(&study, &pen.coder);
    let asked = Asked {
        documents: vec![view.document_called("I01").unwrap()],
        person: None,
        mode: WithdrawMode::Delete,
        stay: HashSet::new(),
        also: HashSet::new(),
        undone: Vec::new(),
    };
    let plan = plan(&view, &Texts::default(), &asked).unwrap();
    assert_eq!(plan.sealed, 1);
    assert_eq!(plan.unread, ["I01"]);
}

#[test]
fn an_entry_that_comes_to_light_later_can_be_taken_back_by_itself() {
    let place = with_group();
    run(&place, &["people", "withdraw", "P07", "--yes"]);
    run(
        &place,
        &[
            "memo",
            "add",
            "--code",
            "rain",
            "--text",
            &format!("as she said, {HER_WORDS}"),
        ],
    );
    let memos = run(&place, &["memo", "list", "--json"]);
    let memos: serde_json::Value = serde_json::from_str(&memos).unwrap();
    let memo = memos["memos"][0]["ref"].as_str().unwrap().to_owned();
    run(
        &place,
        &["people", "withdraw", "P07", "--also", &memo, "--yes"],
    );
    assert_eq!(left(&place, HER_WORDS), Vec::<String>::new());
}

#[test]
fn somebody_who_is_gone_is_taken_out_of_journals_of_computers_that_are_gone() {
    for withdraw in [
        ["people", "withdraw", "P07"],
        ["document", "withdraw", "FG"],
    ] {
        let place = begun();
        run(&place, &["coder", "add", "ana"]);
        place.write("in/FG.txt", group());
        import(&place, "in/FG.txt", "FG");
        let words = format!("she means {HER_WORDS}");
        let memo = ["memo", "add", "--code", "rain", "--text", &words];
        place.ok_on(
            "lost",
            &[&memo[..], &["--study", "s", "--as", "ana"]].concat(),
        );
        let told = run(&place, &[&withdraw[..], &["--yes"]].concat());
        assert!(told.contains("--everywhere"), "{told}");
        assert!(!holding(&place.path("s"), HER_WORDS).is_empty());
        let again = [&withdraw[..], &["--everywhere"]].concat();
        let (code, said) = place.fails(&[&again[..], &["--study", "s", "--as", "lee"]].concat());
        assert_eq!(
            (code, said.contains("nobody said yes")),
            (2, true),
            "{said}"
        );
        run(&place, &[&again[..], &["--yes"]].concat());
        assert_eq!(holding(&place.path("s"), HER_WORDS), Vec::<String>::new());
    }
}

#[test]
fn nobody_can_keep_what_is_about_them() {
    let place = with_group();
    let args = ["people", "withdraw", "P07", "--study", "s", "--as", "lee"];
    let plan = place.json(&[&args[..], &["--dry-run"]].concat());
    let entries = plan["entries"].as_array().unwrap().iter();
    let mut about = entries.filter(|entry| entry["kind"] == "person.add");
    let about = about.next().unwrap()["name"].as_str().unwrap().to_owned();
    let (_, said) = place.fails(&[&args[..], &["--yes", "--keep", &about]].concat());
    assert!(
        said.contains(&format!("{about} is about them and cannot stay")),
        "{said}"
    );
    assert!(!left(&place, HER_WORDS).is_empty(), "nothing was changed");
}

#[test]
fn a_plan_that_nobody_said_yes_to_fails_alike_for_people_and_for_programs() {
    let place = with_group();
    let args = ["people", "withdraw", "P07", "--study", "s", "--as", "lee"];
    for more in [&[][..], &["--json"]] {
        let (code, said) = place.fails(&[&args[..], more].concat());
        assert_eq!(
            (code, said.contains("nobody said yes")),
            (2, true),
            "{said}"
        );
    }
    let plan = place.json(&[&args[..], &["--dry-run", "--yes"]].concat());
    assert_eq!(plan["withdrawn"], false, "{plan}");
}

#[test]
fn a_document_whose_text_is_not_here_is_never_passed_over_in_silence() {
    let place = with_group();
    place.write(
        "in/I09.txt",
        "INT: And you?\n\nP09: Nothing of the sort, only rain.\n",
    );
    run(&place, &["import", "in/I09.txt"]);
    let away = |place: &Place| {
        for entry in std::fs::read_dir(place.path("s/texts")).unwrap() {
            let path = entry.unwrap().path();
            if path
                .file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("I09")
            {
                std::fs::remove_file(path).unwrap();
            }
        }
    };
    let turn = ["document", "speakers", "I09", "--turn", "2", "--is", "P07"];
    let args = ["people", "withdraw", "P07", "--study", "s", "--as", "lee"];
    let bound = place.run(&[&turn[..], &["--study", "s", "--as", "lee"]].concat());
    assert!(
        bound.status.success(),
        "{}",
        String::from_utf8_lossy(&bound.stderr)
    );
    away(&place);
    let (_, said) = place.fails(&[&args[..], &["--yes"]].concat());
    assert!(
        said.contains("I09") && said.contains("its text is not here"),
        "{said}"
    );
    run(&place, &["undo"]);
    let plan = place.json(&[&args[..], &["--dry-run"]].concat());
    assert_eq!(plan["unread"], serde_json::json!(["I09"]), "{plan}");
}
