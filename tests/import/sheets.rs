//! Sheets: people, codebooks and verdicts are read however a spreadsheet of some country wrote them.

use intercoder::codebook::Code;
use intercoder::import::sheet::{Row, Sheet};
use intercoder::import::{codebook, people};
use proptest::prelude::*;

fn sheet(text: &str) -> Sheet {
    Sheet::read("sheet.csv", text).unwrap()
}

/// Rows written with a separator, every cell in quotation marks.
fn written(rows: &[Vec<String>], separator: char) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(quoted).collect();
        cells.join(&separator.to_string())
    };
    rows.iter().map(|row| line(row) + "\r\n").collect()
}

proptest! {
    #[test]
    fn cells_come_back_whatever_separates_them(
        cells in prop::collection::vec(prop::collection::vec("[a-z,;\t\"\n]{0,6}x", 3), 1..6),
        separator in prop::sample::select(vec![',', ';', '\t']),
    ) {
        let mut rows = vec![vec!["one".to_owned(), "two".to_owned(), "three".to_owned()]];
        rows.extend(cells);
        let trimmed = |row: &Vec<String>| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let read = sheet(&written(&rows, separator));
        prop_assert_eq!(&read.heads.cells, &rows[0]);
        let found: Vec<Vec<String>> = read.rows.into_iter().map(|row| row.cells).collect();
        let meant: Vec<Vec<String>> = rows[1..].iter().map(trimmed).collect();
        prop_assert_eq!(found, meant);
    }
}

#[test]
fn a_row_has_the_number_of_the_line_it_starts_on() {
    let read = sheet("\u{feff}\r\nid,said\r\n\r\nP01,\"two\r\nlines\"\r\n,,\r\nP02,one\r\n");
    let numbers = |row: &Row| (row.number, row.cells[0].clone());
    let numbers: Vec<_> = read.rows.iter().map(numbers).collect();
    assert_eq!(read.heads.number, 2);
    assert_eq!(numbers, [(4, "P01".to_owned()), (7, "P02".to_owned())]);
}

#[test]
fn a_codebook_and_people_may_be_separated_by_semicolons() {
    let codebook::Read {
        codes, problems, ..
    } = codebook::read(
        "book.csv",
        "Handle;Name;Use when\nplan;A plan, made early;\"first; second\"\n",
    );
    assert_eq!(problems, []);
    let of = |code: &Code| (code.id.clone(), code.name.clone(), code.use_when.clone());
    assert_eq!(
        of(&codes[0]),
        (
            "plan".to_owned(),
            "A plan, made early".to_owned(),
            "first; second".to_owned()
        )
    );
    let (people, problems) = people::read_people("people.csv", "id;age\nP01;40\n P 2 ;1\n");
    assert_eq!(people.len(), 1);
    assert_eq!(problems[0].place, "people.csv line 3");
}

#[test]
fn a_row_with_more_cells_than_heads_is_left_out_and_named() {
    let book = "handle,name,definition\nplan,A plan,made early, and written\nslip,A slip,,\n";
    let codebook::Read {
        codes, problems, ..
    } = codebook::read("book.csv", book);
    let kept: Vec<&str> = codes.iter().map(|code| code.id.as_str()).collect();
    assert_eq!(kept, ["slip"]);
    assert_eq!(
        problems[0].to_string(),
        "book.csv line 2: has 4 cells where the first line has 3; the row is left out; put a cell that holds a separator in \
         quotation marks"
    );
    let (people, problems) = people::read_people("people.csv", "id,site\nP01,north,2\nP02,south\n");
    assert_eq!((people.len(), problems.len()), (1, 1));
}

#[test]
fn lines_that_end_as_on_an_old_macintosh_are_lines() {
    let read = sheet("id;said\rP01;a, b, c\rP02;d\r");
    assert_eq!(read.rows[1].number, 3);
    assert_eq!(read.rows[0].cells, ["P01", "a, b, c"]);
}
