//! What to do with a file that is not read: how to get its text, in words; no other program is ever run.
//!
//! The commands are those of pandoc, poppler and LibreOffice, for whoever has them; nobody needs them.

/// On a PDF: it holds letters on pages, and neither paragraphs nor turns.
pub fn on_pdf(name: &str) -> String {
    format!(
        "save the transcript as docx or plain text in the program that made the PDF; or, where poppler is installed, run \
         `pdftotext -layout {}`, take page headers and line numbers out, and import the .txt; or copy its text by hand",
        quoted(name)
    )
}

/// On documents that LibreOffice reads and pandoc does not.
pub fn on_old_word(name: &str) -> String {
    format!(
        "open it in Word or LibreOffice, save it as docx without a password, and import that; where LibreOffice is \
         installed, `soffice --headless --convert-to docx {}` does it",
        quoted(name)
    )
}

/// On documents and workbooks of the old office programs, and on locked ones.
pub fn on_old_office(name: &str) -> String {
    let small = name.to_lowercase();
    match small.ends_with(".xls") || small.ends_with(".xlsx") {
        true => "open it in Excel or LibreOffice, save it as .xlsx or .ods without a password, and import that".to_owned(),
        false => on_old_word(name),
    }
}

/// On a file that holds a text token by token.
pub fn on_tokens(_name: &str) -> String {
    "export the document there as plain text, import that, and bring the codings in with: intercoder coding import FILE, which \
     says what to export for them"
        .to_owned()
}

/// On an e-book, which pandoc reads.
pub fn on_ebook(name: &str) -> String {
    format!(
        "save the transcript as docx or plain text in the program that made it; where pandoc is installed, {} does it",
        pandoc(name)
    )
}

/// On XML that is neither a web page nor OpenDocument.
pub fn on_xml(name: &str) -> String {
    if name.to_lowercase().ends_with(".qdc") {
        return format!(
            "a codebook of another program comes in with: intercoder codebook import {}",
            quoted(name)
        );
    }
    format!(
        "save the transcript as docx or plain text in the program that made it; where pandoc is installed and knows this \
         kind of XML (say so with `-f docbook`, `-f jats` or `-f fb2`), {} does it",
        pandoc(name)
    )
}

/// On a document of Pages, which only Pages reads.
pub const ON_PAGES: &str =
    "open it in Pages (also at icloud.com), export it as Word, and import the docx";

fn pandoc(name: &str) -> String {
    let (from, to) = (quoted(name), quoted(&format!("{name}.txt")));
    format!("`pandoc {from} -t plain --wrap=none -o {to}`")
}

/// A file's name as a shell takes it; one that no quotes make safe is left for the reader to fill in.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-".contains(c);
    if name.chars().all(plain) && !name.starts_with('-') {
        name.to_owned()
    } else if name.contains(['"', '$', '`', '\\', '!']) || name.starts_with('-') {
        "FILE".to_owned()
    } else {
        format!("\"{name}\"")
    }
}
