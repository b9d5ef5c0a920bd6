//! Workbooks of LibreOffice and Excel: the same rows from both, and no sheet passed over unseen.

use std::fmt::Write as _;

use intercoder::import::survey::{self, Answers};
use intercoder::import::{Source, codebook, people};
use rust_xlsxwriter::Workbook;

use crate::import::docx::zipped;
use crate::import::{check_refused, imported, problems, told};
use crate::program::Place;

const TURNS: &[u8] = include_bytes!("files/turns.ods");
const PEOPLE: &[u8] = include_bytes!("files/people.ods");

/// A workbook in one flat file, with these tables.
fn flat(tables: &str) -> String {
    let of = "urn:oasis:names:tc:opendocument:xmlns";
    format!(
        "<?xml version='1.0'?>\n<office:document xmlns:office='{of}:office:1.0' xmlns:table='{of}:table:1.0' xmlns:text='{of}:text:1.0' \
         office:mimetype='application/vnd.oasis.opendocument.spreadsheet'><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document>"
    )
}

/// The same, packed as LibreOffice packs it.
pub fn ods(tables: &str) -> Vec<u8> {
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", flat(tables).as_bytes()),
    ])
}

/// A sheet with these rows of words; an empty word is an empty cell.
pub fn table(name: &str, rows: &[&[&str]]) -> String {
    let mut table = format!("<table:table table:name='{name}'>");
    for row in rows {
        table += "<table:table-row>";
        for words in *row {
            match *words {
                "" => table += "<table:table-cell/>",
                words => {
                    write!(table, "<table:table-cell office:value-type='string'><text:p>{words}</text:p></table:table-cell>").unwrap();
                }
            }
        }
        table += "</table:table-row>";
    }
    table + "</table:table>"
}

fn excel(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, words) in (0..).zip(*cells) {
                sheet.write(row, column, *words).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

const ROWS: &[&[&str]] = &[&["Speaker", "Text"], &["Ana", "How?"], &["Ben", "Well."]];

#[test]
fn a_workbook_of_libreoffice_is_turns_with_their_times() {
    let talk = imported("turns.ods", TURNS);
    assert_eq!(talk.importer, "sheet");
    assert_eq!(
        told(&talk),
        "Ana|How was it?⏎Tell me   all.\nBen|Hard. R&D was new.\nAna|Why?\n"
    );
    let times: Vec<_> = talk.turns.turns.iter().map(|turn| turn.ms).collect();
    assert_eq!(
        times,
        [
            Some((2_000, 2_000)),
            Some((9_500, 9_500)),
            Some((9_500, 9_500))
        ]
    );
    assert_eq!(
        problems(&talk),
        "turns.ods: further sheets of the workbook were not read: “Codes”, “Plan B”; what was read is the first, “Turns”; \
         if they matter, save each as a file of its own, such as CSV, and import that\n"
    );
}

#[test]
fn further_sheets_that_say_something_are_named_whatever_program_saved_them() {
    let blank: &[&[&str]] = &[];
    let sheets = [
        ("Empty", blank),
        ("Talk", ROWS),
        ("Gone", blank),
        ("More", ROWS),
    ];
    let tables: String = sheets
        .iter()
        .map(|(name, rows)| table(name, rows))
        .collect();
    for (name, bytes) in [
        ("a.xlsx", excel(&sheets)),
        ("a.ods", ods(&tables)),
        ("a.fods", flat(&tables).into_bytes()),
    ] {
        let talk = imported(name, bytes);
        assert_eq!(told(&talk), "Ana|How?\nBen|Well.\n", "{name}");
        let said = problems(&talk);
        assert!(
            said.contains("were not read: “More”; what was read is the first, “Talk”"),
            "{said}"
        );
        assert_eq!(talk.problems.len(), 1, "{said}");
    }
    assert_eq!(problems(&imported("a.ods", ods(&table("Talk", ROWS)))), "");
}

#[test]
fn a_first_sheet_that_is_no_table_is_refused_with_the_names_of_the_others() {
    let cover = table("Read me", &[&["Interview 7, typed by Lee"]]);
    let bytes = ods(&(cover + &table("Talk", ROWS)));
    check_refused("a.ods", &bytes, "were not read: “Talk”");
    let book = codebook::read_file("a.ods", &bytes);
    assert!(
        book.problems[0].what.contains("were not read: “Talk”"),
        "{book:?}"
    );
}

#[test]
fn people_codebooks_and_surveys_come_from_workbooks_too() {
    let (rows, said) = people::read_people_file("people.ods", PEOPLE).unwrap();
    assert_eq!(said, []);
    let value = |row: usize, key: &str| {
        let values = rows[row].attributes.get(key);
        values.map_or(String::new(), |values| values[0].as_str().to_owned())
    };
    let keys = ["since", "share", "age", "site", "site_2"];
    let of = |row: usize| keys.map(|key| value(row, key));
    assert_eq!(of(0), ["2023-04-27", "0.25", "44.5", "north", "north"]);
    assert_eq!(of(1), ["2023-04-27 10:36:00", "", "30", "south", ""]);

    let book = table("Codes", &[&["handle", "name"], &["plan", "A plan"]]);
    let read = codebook::read_file("book.ods", &ods(&(book + &table("Notes", ROWS))));
    assert_eq!(read.codes[0].name, "A plan");
    assert!(
        read.problems[0].what.contains("“Notes”"),
        "{:?}",
        read.problems
    );

    let asked = table(
        "Answers",
        &[
            &["id", "Why?"],
            &["P01", "Because it was near my home."],
            &["P02", "Nobody else would have taken me."],
        ],
    );
    let bytes = ods(&(asked.clone() + &table("Notes", ROWS)));
    let source = Source {
        name: "s.ods",
        bytes: &bytes,
    };
    let survey = survey::read(&source, (None, &Answers::Found)).unwrap();
    assert_eq!(survey.people.len(), 2);
    assert!(
        survey
            .problems
            .iter()
            .any(|problem| problem.what.contains("“Notes”"))
    );
    check_refused("s.ods", ods(&asked), "say so with --survey");
}

#[test]
fn people_of_a_file_that_is_no_table_are_refused() {
    let refused = people::read_people_file("a.csv", b"id,caf\xe9\n").unwrap_err();
    assert!(refused.advice.contains("CSV in UTF-8"), "{refused}");
    let sessions = ods(&table("S", &[&["id", "type"], &["I1", "interview"]]));
    let (rows, _) = people::read_sessions_file("s.ods", &sessions).unwrap();
    assert_eq!(rows[0].handle, "I1");
}

#[test]
fn what_was_deleted_drawn_or_copied_from_elsewhere_is_no_cell() {
    let talk = table("Talk", ROWS);
    let inner = table("Inner", &[&["Speaker", "Text"], &["Eve", "Hidden."]]);
    let around = format!(
        "<table:tracked-changes><table:deletion>{inner}</table:deletion></table:tracked-changes>{}<office:dde-links><office:dde-link>{inner}</office:dde-link></office:dde-links>",
        talk.replace("How?</text:p>", &format!("How?</text:p>{inner}"))
            .replacen(
                "<table:table-row>",
                &format!("<table:shapes>{inner}</table:shapes><table:table-row>"),
                1
            ),
    );
    let read = imported("a.ods", ods(&around));
    assert_eq!(told(&read), "Ana|How?\nBen|Well.\n");
    assert_eq!(problems(&read), "");
}

#[test]
fn cells_that_say_they_stand_there_a_million_times_cost_nothing_or_are_refused() {
    let cell = |times: &str, words: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated='{times}'>{words}</table:table-cell>"
        )
    };
    let empty = format!(
        "<table:table-row table:number-rows-repeated='1048000'>{}</table:table-row>",
        cell("16384", "")
    );
    let talk = table("Talk", ROWS).replace("</table:table>", &format!("{empty}</table:table>"));
    assert_eq!(
        told(&imported("a.ods", ods(&talk))),
        "Ana|How?\nBen|Well.\n"
    );
    for (rows, columns) in [
        ("1048576", "16384"),
        ("1", "99999999999"),
        ("9999999999999", "1"),
    ] {
        let words = cell(columns, "<text:p>x</text:p>");
        let row = format!(
            "<table:table table:name='a'><table:table-row table:number-rows-repeated='{rows}'>{words}</table:table-row></table:table>"
        );
        check_refused("a.ods", ods(&row), "has a cell far away");
    }
}

#[test]
fn a_damaged_or_locked_workbook_is_refused_in_a_sentence() {
    let whole = flat(&table("Talk", ROWS));
    let cut = &whole.as_bytes()[..whole.len() - 60];
    check_refused("a.fods", cut, "is damaged at byte");
    let locked = zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", b"\x01\x02"),
    ]);
    check_refused("a.ods", locked, "locked with a password");
    check_refused(
        "a.ods",
        ods("<table:table table:name='a'/>"),
        "no column of words",
    );
}

#[test]
fn a_codebook_comes_from_a_workbook_in_one_flat_file() {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    let book = table("Codes", &[&["handle", "name"], &["plan", "A plan"]]);
    place.write("book.fods", flat(&book));
    let said = place.ok(&["codebook", "import", "book.fods", "--study", "study"]);
    assert!(said.contains("1 code added"), "{said}");
}

/// A sheet of three turns whose times a spreadsheet keeps as parts of a day.
fn timed(format: &str, minutes: [f64; 3], words: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let format = rust_xlsxwriter::Format::new().set_num_format(format);
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["Time", "Speaker", "Text"]) {
        sheet.write(0, column, head).unwrap();
    }
    for (row, minute) in (1..).zip(minutes) {
        sheet
            .write_number_with_format(row, 0, minute / 1440.0, &format)
            .unwrap();
        sheet.write(row, 1, "Ana").unwrap();
        sheet.write(row, 2, words).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn minutes_that_were_taken_for_hours_are_told_and_stay() {
    let words = "Then I called and nobody answered.";
    let talk = imported("times.xlsx", timed("h:mm", [0.0, 7.0, 63.0], words));
    let said = problems(&talk);
    assert!(
        said.contains("all times of the column “Time” are whole minutes, such as 0:07:00"),
        "{said}"
    );
    assert!(said.contains("h:mm:ss"), "{said}");
    assert_eq!(talk.turns.turns[1].ms.unwrap().0, 420_000);
    let slow = timed("h:mm:ss", [0.0, 7.5, 63.0], words);
    assert_eq!(problems(&imported("times.xlsx", slow)), "");
    let long = "We talked on and on about it. ".repeat(40);
    let talk = timed("h:mm", [0.0, 1.0, 2.0], &long);
    assert_eq!(problems(&imported("times.xlsx", talk)), "");
}

#[test]
fn minutes_of_libreoffice_are_told_too() {
    let cell = |time: &str| {
        format!(
            "<table:table-cell office:value-type='time' office:time-value='{time}'><text:p>x</text:p></table:table-cell>"
        )
    };
    let row = |first: &str, words: &str| {
        format!(
            "<table:table-row>{first}<table:table-cell office:value-type='string'><text:p>{words}</text:p></table:table-cell></table:table-row>"
        )
    };
    let head =
        "<table:table-cell office:value-type='string'><text:p>Time</text:p></table:table-cell>";
    let rows = row(head, "Text")
        + &row(&cell("PT00H03M00S"), "How?")
        + &row(&cell("PT00H12M00S"), "Well.");
    let table = format!("<table:table table:name='A'>{rows}</table:table>");
    let said = problems(&imported("times.ods", ods(&table)));
    assert!(
        said.contains("are whole minutes, such as 0:03:00"),
        "{said}"
    );
}
