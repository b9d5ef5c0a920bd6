//! The page: one self-contained HTML file of sections, for a phone, a screen and paper.
//!
//! It is written here and not from a template: what a section holds is made of tables and charts that write themselves, so that a
//! template would have little to fill in, and a mistake in one would be found by a reader instead of by the compiler. Words of a
//! study come in through the functions below alone, which make text of them. No script, nothing loaded, no link that leaves the
//! page.

use crate::export::html::escaped;

const STYLE: &str = "*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;\
padding:0 1rem 3rem;color:#1a1a1a;background:#fff;overflow-wrap:break-word}h1{font-size:1.7rem;line-height:1.2;margin:1.5rem 0 \
.5rem}h2{font-size:1.3rem;margin:2.5rem 0 .5rem;border-top:1px solid #999;padding-top:1rem}h3{font-size:1.05rem;margin:1.5rem 0 \
.3rem}a{color:#00548a}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:#fff}nav ol{columns:16rem;\
padding-left:1.5rem}.says{border-left:.3rem solid #1a1a1a;padding:.2rem .8rem;margin:1rem 0}.wide{overflow-x:auto}\
table{border-collapse:collapse;margin:1rem 0;width:100%}caption{text-align:left;font-weight:600;padding:.3rem 0}\
th,td{border-bottom:1px solid #d0d0d0;padding:.35rem .5rem;font-size:.92rem;text-align:left;vertical-align:top;white-space:pre-wrap;\
overflow-wrap:normal}td:not(.n),tbody th{min-width:7rem}td:not(.n){max-width:30rem}tbody th{white-space:pre}thead th{border-bottom:2px solid #1a1a1a;\
vertical-align:bottom}.n{text-align:right;font-variant-numeric:tabular-nums}.note{color:#555;font-size:.9rem;margin:.2rem 0}\
svg{display:block;max-width:44rem;height:auto;margin:1rem 0}blockquote{margin:.8rem 0;padding-left:.8rem;\
border-left:.2rem solid #999;white-space:pre-line}cite{font-style:normal;color:#555}pre{overflow-x:auto;background:#f2f2f2;\
padding:.6rem;white-space:pre}.turn{display:grid;grid-template-columns:7rem 1fr 12rem;gap:0 .8rem;padding:.25rem 0;\
border-bottom:1px solid #eee}.turn p,.turn ul{margin:0}.who{color:#555;font-size:.85rem}.said{white-space:pre-wrap}\
.coded{text-decoration:underline;text-decoration-color:#777;text-underline-offset:.2em}.codes{list-style:none;padding:0;\
font-size:.85rem}.codes li{border-left:.5rem solid;padding-left:.4rem;margin-bottom:.1rem}.line td,.line tbody th{border:0;padding:0 .6rem;\
font-weight:400;min-width:3rem}@media(max-width:40rem){.turn{grid-template-columns:1fr}.codes{display:flex;flex-wrap:wrap;gap:.2rem .8rem}}\
@page{margin:15mm}@media print{body{font-size:10pt;max-width:none;padding:0}nav,.skip{display:none}.wide{overflow:visible}\
thead{display:table-header-group}tr,blockquote,svg,.codes li{break-inside:avoid}h1,h2,h3,caption{break-after:avoid}\
p{orphans:3;widows:3}th,td{font-size:7.5pt;padding:.15rem .3rem;overflow-wrap:break-word}td:not(.n),tbody th{min-width:0}svg{max-width:11cm}.note{break-before:avoid}\
.turn{grid-template-columns:5rem 1fr 8rem}}";

/// What stands above the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The title of the page.
    pub title: String,
    /// Lines of what it is, when it was made, and what must be known before reading.
    pub lines: Vec<String>,
    /// For whom it is, in a sentence that nobody overlooks.
    pub says: String,
}

/// A part of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name within the page.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it holds, as HTML.
    pub body: String,
}

/// The whole page.
pub fn page(head: &Head, sections: &[Section]) -> String {
    let contents: String = sections
        .iter()
        .map(|section| {
            format!(
                "<li><a href=\"#{}\">{}</a></li>\n",
                section.id, section.title
            )
        })
        .collect();
    let contents = match sections.len() {
        1 => String::new(),
        _ => format!("<nav aria-label=\"Contents\">\n<ol>\n{contents}</ol>\n</nav>\n"),
    };
    let body: String = sections
        .iter()
        .map(|section| {
            format!(
                "<section id=\"{id}\" aria-labelledby=\"{id}-head\">\n<h2 id=\"{id}-head\">{}</h2>\n{}</section>\n",
                section.title,
                section.body,
                id = section.id
            )
        })
        .collect();
    let lines: String = head.lines.iter().map(|line| paragraph(line)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header>\n<h1>{title}</h1>\n{lines}<p class=\"says\">{}</p>\n\
         </header>\n{contents}<main id=\"main\">\n{body}</main>\n</body>\n\
         </html>\n",
        escaped(&head.says),
        title = escaped(&head.title)
    )
}

/// A paragraph.
pub fn paragraph(words: &str) -> String {
    format!("<p>{}</p>\n", escaped(words))
}

/// Something that must be read with what is above it.
pub fn note(words: &str) -> String {
    format!("<p class=\"note\">{}</p>\n", escaped(words))
}

/// A heading within a section.
pub fn heading(words: &str) -> String {
    format!("<h3>{}</h3>\n", escaped(words))
}

/// A list, one point a line.
pub fn list<W: AsRef<str>>(points: impl IntoIterator<Item = W>) -> String {
    let points = points.into_iter();
    let points: String = points
        .map(|point| format!("<li>{}</li>\n", escaped(point.as_ref())))
        .collect();
    format!("<ul>\n{points}</ul>\n")
}

/// Words of somebody, with who said them.
pub fn quotation(words: &str, said_by: &str) -> String {
    format!(
        "<blockquote>{} <cite>({})</cite></blockquote>\n",
        escaped(words),
        escaped(said_by)
    )
}
