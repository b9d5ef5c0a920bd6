//! Office programs: what is exported opens in one, shows text only, and needs no repair.
//!
//! They run where LibreOffice is installed, which the gate sees to; elsewhere they say that nothing was opened.

use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Reader as _, open_workbook_auto};
use intercoder::export::format::Format;
use tempfile::TempDir;

use crate::export::{HOSTILE, saying};

/// Opens files in LibreOffice and saves them in another format; nothing where it is not installed.
fn opened(folder: &Path, (files, filter): (&[PathBuf], &[&str])) -> Option<PathBuf> {
    let out = folder.join("opened");
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.join("profile").display()
    );
    let office = Command::new("soffice")
        .args([profile.as_str(), "--headless"])
        .args(filter)
        .arg("--outdir")
        .arg(&out)
        .args(files)
        .output();
    match office {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}");
            Some(out)
        }
        Err(_) => {
            eprintln!("LibreOffice is not installed: nothing was opened");
            None
        }
    }
}

/// Writes every hostile text in a format, a file each.
fn written(folder: &Path, format: Format) -> Vec<PathBuf> {
    let each = HOSTILE.iter().enumerate();
    each.map(|(at, words)| {
        let path = folder.join(format!("{at}.{}", format.ending()));
        std::fs::write(&path, format.write(&[saying(words)]).unwrap()).unwrap();
        path
    })
    .collect()
}

/// No cell of a workbook is a formula, and there are cells.
fn check(path: &Path) {
    let mut book = open_workbook_auto(path).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        let found: Vec<_> = formulas.used_cells().collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
        assert!(
            book.worksheet_range(&name).unwrap().used_cells().count() > 3,
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_spreadsheet_shows_hostile_text_as_text() {
    let folder = TempDir::new().unwrap();
    // The last sign but some tells the reader to evaluate formulas, as a careless hand would.
    let evaluated = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1";
    for (format, filter) in [
        (Format::Xlsx, &["--convert-to", "xlsx"][..]),
        (Format::Csv, &["--convert-to", "xlsx", evaluated]),
    ] {
        let folder = folder.path().join(format.ending());
        std::fs::create_dir(&folder).unwrap();
        let files = written(&folder, format);
        let Some(out) = opened(&folder, (&files, filter)) else {
            return;
        };
        for at in 0..HOSTILE.len() {
            check(&out.join(format!("{at}.xlsx")));
        }
    }
}

#[test]
fn a_word_document_opens_with_all_its_words() {
    let folder = TempDir::new().unwrap();
    let files = written(folder.path(), Format::Docx);
    let Some(out) = opened(folder.path(), (&files, &["--convert-to", "txt:Text"])) else {
        return;
    };
    for at in 0..HOSTILE.len() {
        let words = std::fs::read_to_string(out.join(format!("{at}.txt"))).unwrap();
        assert!(
            words.contains("share") && words.contains("0.50"),
            "{at}: {words}"
        );
    }
}
