//! Surveys: people a row, a document for each open question, and nobody taken for somebody else.

use intercoder::import::survey::{Answers, Handles, Survey, read};
use intercoder::import::{Options, Source};
use intercoder::person::{Role, Value};
use intercoder::problem::Problem;
use proptest::collection::vec;
use proptest::prelude::{any, prop_oneof, proptest};
use proptest::strategy::{Just, Strategy};
use proptest::test_runner::Config;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::import::docx::zipped;
use crate::import::{check_refused, import_with, told};

const ASKED: &str = "id,site,What helped you most?,Anything else?\n\
    Q1,north,They listened to me when nobody did.,no\n\
    I1,north,\"My worker came every week, and called.\",\n\
    P3,south,,I would like to thank the whole team.\n";

fn asked(name: &str, bytes: impl AsRef<[u8]>, answers: &Answers) -> Result<Survey, Problem> {
    let bytes = bytes.as_ref();
    let survey = read(&Source { name, bytes }, (None, answers))?;
    for question in &survey.questions {
        let transcript = &question.transcript;
        assert!(
            transcript.turns.fit(&transcript.text),
            "turns of {name} fit"
        );
        for label in &transcript.labels {
            assert!(question.speakers.contains_key(&label.key), "{label:?}");
        }
    }
    Ok(survey)
}

fn named(columns: &[&str]) -> Answers {
    Answers::Named(columns.iter().map(|name| (*name).to_owned()).collect())
}

/// Checks the documents of a survey: the handle and the turns of each.
#[track_caller]
fn check(survey: &Survey, documents: &[(&str, &str)], reported: &[&str]) {
    let questions = survey.questions.iter();
    let found: Vec<(&str, String)> = questions
        .map(|asked| (asked.handle.as_str(), told(&asked.transcript)))
        .collect();
    let wanted: Vec<(&str, String)> = documents
        .iter()
        .map(|(handle, turns)| (*handle, (*turns).to_owned()))
        .collect();
    assert_eq!(found, wanted);
    let said: Vec<String> = survey.problems.iter().map(Problem::to_string).collect();
    let said = said.join("\n");
    for words in reported {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
    assert_eq!(survey.problems.len(), reported.len(), "{said}");
}

#[test]
fn a_question_is_a_document_and_each_answer_a_turn_of_the_person_who_gave_it() {
    let survey = asked("s.csv", ASKED, &Answers::Found).unwrap();
    check(
        &survey,
        &[
            (
                "what-helped-you-most",
                "Question|What helped you most?\nQ1|They listened to me when nobody did.\nI1|My worker came every week, and called.\n",
            ),
            (
                "anything-else",
                "Question|Anything else?\nQ1|no\nP3|I would like to thank the whole team.\n",
            ),
        ],
        &[
            "“What helped you most?”: 2 answers, and 1 blank, which are no turns",
            "“Anything else?”: 2 answers, and 1 blank",
        ],
    );
    let speakers = &survey.questions[0].speakers;
    assert_eq!(speakers["question"], Role::Interviewer);
    assert_eq!(speakers["q1"], Role::Person("Q1".into()));
    assert_eq!(speakers["i1"], Role::Person("I1".into()));
    assert_eq!(survey.handles, Handles::Told);
    let sites = survey.people.iter().map(|row| &row.attributes["site"][0]);
    let sites: Vec<&str> = sites.map(Value::as_str).collect();
    assert_eq!(sites, ["north", "north", "south"]);
    assert_eq!(survey.people[0].attributes.len(), 1);
}

#[test]
fn columns_that_are_named_are_the_open_ones_by_head_or_by_handle() {
    for column in ["Anything else?", "anything else?", "anything-else"] {
        let survey = asked("s.csv", ASKED, &named(&[column])).unwrap();
        assert_eq!(survey.questions.len(), 1);
        assert_eq!(survey.questions[0].title, "Anything else?");
        assert_eq!(survey.people[0].attributes.len(), 2);
    }
    for (column, words) in [
        (
            "nothing",
            "has no column “nothing”; its columns are: id · site",
        ),
        ("id", "the column “id” says who answers"),
        ("", "has no column “”"),
    ] {
        let problem = asked("s.csv", ASKED, &named(&[column])).unwrap_err();
        assert!(problem.to_string().contains(words), "{problem}");
    }
}

#[test]
fn rows_that_do_not_say_who_they_are_have_numbers_and_rows_that_say_it_twice_are_left_out() {
    let text = "age,Why did you stay?\n40,Because of the people who work there.\n41,\n";
    let survey = asked("s.csv", text, &Answers::Found).unwrap();
    assert_eq!(survey.handles, Handles::Numbered);
    let handles: Vec<&str> = survey
        .people
        .iter()
        .map(|row| row.handle.0.as_str())
        .collect();
    assert_eq!(handles, ["R001", "R002"]);
    let twice = "id,Why?\nA,Because of the people who work there.\na,Because I had no other choice.\nQuestion,It was simply the best for me.\nñ,x\n";
    let survey = asked("s.csv", twice, &Answers::Found).unwrap();
    check(
        &survey,
        &[(
            "why",
            "Question|Why?\nA|Because of the people who work there.\n",
        )],
        &[
            "s.csv line 3: a is there twice",
            "s.csv line 4: Question is there twice, or is a word kept here",
            "s.csv line 5: “ñ” is not a handle",
        ],
    );
}

#[test]
fn questions_that_begin_alike_or_in_other_letters_have_handles_of_their_own() {
    let text = "id,¿Qué pasó?,¿Qué pasó?,なぜ残ったのですか\nA,uno dos tres cuatro cinco,seis siete ocho nueve diez,人々が親切だったから\n";
    let columns = ["¿Qué pasó?", "なぜ残ったのですか"];
    let survey = asked("s.csv", text, &Answers::Found).unwrap();
    let handles: Vec<&str> = survey
        .questions
        .iter()
        .map(|one| one.handle.as_str())
        .collect();
    assert_eq!(handles, ["que-paso", "que-paso-3", "question-4"]);
    let survey = asked("s.csv", text, &named(&columns)).unwrap();
    assert_eq!(survey.questions.len(), 2);
}

#[test]
fn qualtrics_has_its_questions_in_the_second_line() {
    let text = "ResponseId,Q1,Q2,IPAddress\nResponse ID,How old are you?,\"What, if anything, helped?\",IP Address\n\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2\"\"}\",\"{\"\"ImportId\"\":\"\"ip\"\"}\"\nR_1,40,They came to see me at home.,1.2.3.4\n";
    for answers in [Answers::Found, named(&["Q2"])] {
        check(
            &asked("q.csv", text, &answers).unwrap(),
            &[(
                "what-if-anything-helped",
                "Question|What, if anything, helped?\nR_1|They came to see me at home.\n",
            )],
            &["the column ipaddress may tell who people are"],
        );
    }
}

#[test]
fn days_and_times_of_a_workbook_are_days_and_times_of_people() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["participant", "met", "lasted", "age", "Why?"]) {
        sheet.write(0, column, head).unwrap();
    }
    sheet.write(1, 0, "P01").unwrap();
    let day = ExcelDateTime::from_ymd(2023, 4, 27).unwrap();
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(1, 1, &day, &format).unwrap();
    let format = Format::new().set_num_format("[h]:mm:ss");
    sheet.write_with_format(1, 2, 0.0299421, &format).unwrap();
    sheet.write(1, 3, 40).unwrap();
    sheet.write(1, 4, "Because it was near my home.").unwrap();
    let survey = asked("s.xlsx", book.save_to_buffer().unwrap(), &Answers::Found).unwrap();
    let of = |name: &str| survey.people[0].attributes[name][0].clone();
    assert_eq!(of("met"), Value::Date("2023-04-27".to_owned()));
    assert_eq!(of("age"), Value::Number("40".to_owned()));
    assert!(
        of("lasted").as_str().starts_with("0:43:0"),
        "{:?}",
        of("lasted")
    );
    assert_eq!(survey.questions[0].handle, "why");
}

#[test]
fn a_survey_that_nobody_says_is_one_is_refused_with_the_word_that_says_it() {
    check_refused("s.csv", ASKED, "say so with --survey");
    check_refused("s.txt", ASKED, "say so with --survey");
    let prose = "Well, I think he came, and went.\nHe said, as ever, that he would.\nYes, no, I do not know about it.\n";
    assert_eq!(crate::import::imported("a.txt", prose).importer, "txt");
    check_refused(
        "s.xlsx",
        workbook(
            "<row><c t='inlineStr'><is><t>id</t></is></c><c t='inlineStr'><is><t>Why?</t></is></c></row><row><c><v>1</v></c><c t='inlineStr'><is><t>Because it was near my home.</t></is></c></row><row><c><v>2</v></c><c t='inlineStr'><is><t>Nobody else would have taken me.</t></is></c></row>",
        ),
        "say so with --survey",
    );
}

#[test]
fn a_table_without_answers_in_own_words_is_no_survey() {
    let people = "id,site\nP1,north\nP2,south\n";
    let problem = asked("s.csv", people, &Answers::Found).unwrap_err();
    assert!(problem.advice.contains("--answers"), "{problem}");
    let none = asked("s.csv", "id,Why?\nP1,\nP2,\n", &named(&["Why?"])).unwrap_err();
    assert!(none.what.contains("nobody answered"), "{none}");
}

#[test]
fn a_far_off_cell_and_a_text_shown_by_many_cells_are_refused_and_not_unpacked() {
    for cell in ["A1048577", "XFE1", "ZZZZ1", "A4000000000"] {
        let row = format!("<row><c r='{cell}'><v>1</v></c></row>");
        check_refused("s.xlsx", workbook(&row), "has a cell far away");
    }
    let wide = (1..=600).map(|row| format!("<row><c r='XFD{row}'><v>1</v></c></row>"));
    check_refused(
        "s.xlsx",
        workbook(&wide.collect::<String>()),
        "has a cell far away",
    );
}

/// A workbook of one sheet with these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1' Type='{kinds}/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let book = format!(
        "<workbook xmlns='{main}' xmlns:r='{kinds}'><sheets><sheet name='a' sheetId='1' r:id='rId1'/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        (
            "_rels/.rels",
            relation("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Reads bytes as whatever they may be, and as a survey; what cannot be read is refused in a sentence.
fn check_read(name: &str, bytes: &[u8]) {
    let read = import_with(name, bytes, &Options::default()).map(|_| ());
    let found = asked(name, bytes, &Answers::Found).map(|_| ());
    let told = asked(name, bytes, &named(&["text"])).map(|_| ());
    for problem in [read, found, told].into_iter().filter_map(Result::err) {
        assert!(problem.what.chars().count() > 10, "{problem}");
    }
}

/// Bits of tables, of what machines write and of sheets of a workbook, whole and broken.
fn piece() -> impl Strategy<Value = &'static str> {
    let cells = prop_oneof![
        Just("id,speaker,start,text\n"),
        Just("Timespan\tContent\tSpeaker\n"),
        Just("start\tend\ttext\n"),
        Just("id;age;text\n"),
        Just(","),
        Just(";"),
        Just("\t"),
        Just("\n"),
        Just("\r"),
        Just("\""),
        Just("Ana:"),
        Just("P1"),
        Just("one two three four five six"),
        Just("0:00.0 - 0:03,5"),
        Just("99999999999999999999"),
        Just("[00:01:02] then"),
        Just("1e308"),
        Just("&#8212;&#0;"),
        Just("\u{feff}"),
        Just("\0"),
        Just("{\"ImportId\":\"x\"}"),
    ];
    let machines = prop_oneof![
        Just("{\"segments\":["),
        Just("{\"start\":1.5,\"end\":-2,\"text\":\" x\"}"),
        Just("\"speaker\":\"SPEAKER_00\""),
        Just("]}"),
        Just("[43.810 --> 47.850]  x\n"),
        Just("[SPEAKER_01]: y\n"),
        Just("[00:01.00] x\n"),
        Just("[ti:x]\n"),
        Just("[99:99.999]"),
    ];
    let sheets = prop_oneof![
        Just("<row>"),
        Just("</row>"),
        Just("<row r='3'>"),
        Just("<c><v>1</v></c>"),
        Just("<c r='B2' t='s'><v>7</v></c>"),
        Just("<c t='inlineStr'><is><t>text</t></is></c>"),
        Just("<c t='b'><v>x</v></c>"),
        Just("<c r='?'/>"),
        Just("<c"),
        Just("<c t='d'><v>2020-01-01</v></c>"),
        Just("<f>"),
        Just("</f>"),
        Just("<c s='9'><v>NaN</v></c>"),
    ];
    prop_oneof![3 => cells, 1 => machines, 1 => sheets]
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(96) })]

    #[test]
    fn no_table_and_nothing_of_a_machine_panics(
        pieces in vec(piece(), 0..40), ending in "(csv|tsv|txt|json|lrc|xlsx)",
    ) {
        check_read(&format!("a.{ending}"), pieces.concat().as_bytes());
        check_read("a.xlsx", &workbook(&pieces.concat()));
    }

    #[test]
    fn no_changed_byte_of_a_survey_panics(
        changes in vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8), cut in any::<proptest::sample::Index>(),
    ) {
        let packed = workbook("<row><c t='inlineStr'><is><t>text</t></is></c></row>");
        for (name, bytes) in [("s.csv", ASKED.as_bytes().to_vec()), ("s.xlsx", packed)] {
            let mut bytes = bytes;
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            check_read(name, &bytes);
            check_read(name, &bytes[..cut.index(bytes.len())]);
        }
    }
}
