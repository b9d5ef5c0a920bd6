//! The detail beside the text: codes at the cursor with their definitions, memos, recent codes, how far the document is.

use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};
use unicode_width::UnicodeWidthStr as _;

use crate::coding::{Coding, On};
use crate::filter::View;
use crate::id::CodeRef;
use crate::quotes::{of_coding, quotes_on};
use crate::study::CodeNow;
use crate::text::span::{Position, Span};
use crate::tui::screen::reader::landmark::is_passed;
use crate::tui::screen::reader::margin::{Standing, class, stripes};
use crate::tui::screen::reader::{Reader, Stripes, Talk};
use crate::tui::theme::Theme;
use crate::tui::widget::flow::{clip, flow};

/// The letters that name recent codes.
pub const RECENT: &str = "123456789abcdefghi";

impl Reader {
    /// One's own codings at the cursor or on the current excerpt, the innermost first.
    pub fn own_here(&self) -> Vec<&Coding> {
        let place = self.place();
        let mut here = self.own();
        here.retain(|coding| coding.excerpt.span.touches(place));
        here.sort_by_key(|coding| coding.excerpt.span.len());
        if let Some(applied) = &self.applied {
            // What was put on last comes first, so that s, m and * act on it.
            here.sort_by_key(|coding| {
                let is_it = coding.excerpt.span == applied.span;
                let order = applied
                    .codes
                    .iter()
                    .rev()
                    .position(|code| *code == coding.code);
                (!(is_it && order.is_some()), order)
            });
        }
        here
    }

    /// What the cursor is on: the selection, the current excerpt, or the character under it.
    pub fn place(&self) -> Span {
        let applied = self.applied.as_ref().map(|applied| applied.span);
        let character = Span::between(self.head, Position(self.head.0 + 1));
        self.selection().or(applied).unwrap_or(character)
    }
}

/// The lines of the detail, as many as there are; the screen shows what it has room for.
pub fn lines(
    view: &View<'_>,
    (reader, recents): (&Reader, &[CodeRef]),
    (theme, width): (Theme, u16),
) -> Vec<Line<'static>> {
    let mut page = Page {
        theme,
        width,
        lines: Vec::new(),
    };
    let place = reader.place();
    let turn = reader.turn_at(place.start());
    page.heading(&format!("AT CURSOR  turn {}", turn + 1));
    let own = reader.own_here();
    for coding in &own {
        page.coding(view, coding);
    }
    if own.is_empty() {
        let said = match () {
            () if is_passed(view, reader, reader.body(turn)) => "  read, nothing to code",
            () if reader.talk.get(turn) == Some(&Talk::Team) => "  an interviewer's turn",
            () if reader.hand.is_none() => "  you read as an outsider",
            () => "  no code of yours; x selects, Enter codes",
        };
        page.plain(said);
    }
    // Others' codes are shown where one has judged for oneself, so that they do not lead the hand.
    let has_judged = !own.is_empty() || is_passed(view, reader, reader.body(turn));
    if has_judged || reader.stripes == Stripes::Coder || reader.hand.is_none() {
        page.others(view, reader, reader.body(turn));
    }
    if let Some(code) = own.first().and_then(|coding| view.code(coding.code)) {
        page.definition(view, code);
    }
    page.memos(view, reader, &own);
    page.recents(view, recents);
    page.legend(view, reader);
    page.document(view, reader);
    page.lines
}

/// Lines being written.
struct Page {
    theme: Theme,
    width: u16,
    lines: Vec<Line<'static>>,
}

impl Page {
    fn heading(&mut self, words: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines
            .push(Line::styled(words.to_owned(), self.theme.strong()));
    }

    fn plain(&mut self, words: &str) {
        self.styled(words, Style::default());
    }

    fn styled(&mut self, words: &str, style: Style) {
        for line in flow(words, self.width) {
            self.lines.push(Line::styled(line, style));
        }
    }

    fn mark(&self, view: &View<'_>, of: &Standing) -> Words<'static> {
        let class = class(view, of);
        Words::styled(
            format!("{} ", self.theme.shape(class)),
            self.theme.code(class),
        )
    }

    fn coding(&mut self, view: &View<'_>, coding: &Coding) {
        let (handle, name) = named(view, coding.code);
        let mark = self.mark(view, &Standing::Code(coding.code));
        let value = coding.value.as_ref();
        let mut more = value.map_or_else(String::new, |value| format!(" = {value}"));
        if !quotes_on(view, &coding.coder, of_coding(coding)).is_empty() {
            more.push_str(" *");
        }
        let used = 5 + handle.width() + more.width();
        let name = clip(&name, usize::from(self.width).saturating_sub(used));
        self.lines.push(Line::from(vec![
            Words::raw(" "),
            mark,
            Words::styled(handle, self.theme.accent()),
            Words::raw(format!("{more}  {name}")),
        ]));
    }

    /// What others put here, where one may see it.
    fn others(&mut self, view: &View<'_>, reader: &Reader, place: Span) {
        let me = reader.hand.as_ref().map(|hand| &hand.coder);
        let is_theirs =
            |coding: &&Coding| Some(&coding.coder) != me && coding.excerpt.span.touches(place);
        let mut theirs: Vec<&Coding> = reader.codings().into_iter().filter(is_theirs).collect();
        theirs.sort_by(|one, other| one.coder.cmp(&other.coder));
        if theirs.is_empty() {
            return;
        }
        self.heading("OTHERS IN THIS TURN");
        for coding in theirs {
            let (handle, _) = named(view, coding.code);
            let mark = self.mark(view, &Standing::Coder(coding.coder.clone()));
            let coder = format!("{:<6} ", coding.coder);
            let measure = reader.measure(coding.excerpt.span);
            let size = measure.split(',').next().unwrap_or_default();
            let room = usize::from(self.width).saturating_sub(10);
            let handle = clip(&format!("{handle}  {size}"), room);
            self.lines.push(Line::from(vec![
                Words::raw(" "),
                mark,
                Words::raw(coder),
                Words::raw(handle),
            ]));
        }
    }

    fn definition(&mut self, view: &View<'_>, code: &CodeNow) {
        let above = above(view, code);
        self.heading(&format!("DEFINITION  {}", code.code.id));
        if !above.is_empty() {
            self.styled(&format!("in {}", above.join(" > ")), self.theme.dim());
        }
        let fields = [
            ("", &code.code.definition),
            ("+ ", &code.code.use_when),
            ("- ", &code.code.not_when),
        ];
        for (sign, words) in fields.into_iter().filter(|(_, words)| !words.is_empty()) {
            self.plain(&format!("{sign}{words}"));
        }
        if code.code.definition.is_empty() {
            self.styled(
                "no definition yet; Space c, then e writes one",
                self.theme.dim(),
            );
        }
    }

    fn memos(&mut self, view: &View<'_>, reader: &Reader, own: &[&Coding]) {
        let place = reader.place();
        let is_here = |on: &On| match on {
            On::Coding(id) => own.iter().any(|coding| coding.id == *id),
            On::Excerpt { document, span, .. } => {
                *document == reader.document && span.touches(place)
            }
            On::Document(document) => *document == reader.document,
            On::Code(_) | On::Person(_) => false,
        };
        let memos: Vec<_> = view.memos().filter(|memo| is_here(&memo.on)).collect();
        if memos.is_empty() {
            return;
        }
        self.heading("MEMO (m)");
        for memo in memos {
            let of = if matches!(memo.on, On::Document(_)) {
                " on the document"
            } else {
                ""
            };
            self.plain(&format!("{}{of}: “{}”", memo.coder, memo.text));
        }
    }

    fn recents(&mut self, view: &View<'_>, recents: &[CodeRef]) {
        if recents.is_empty() {
            return;
        }
        self.heading("RECENT (r + letter)");
        let half = usize::from(self.width / 2).max(14);
        let shown = recents
            .iter()
            .zip(RECENT.chars())
            .map(|(code, letter)| format!(" {letter} {}", named(view, *code).0));
        let shown: Vec<String> = shown.collect();
        let rows = shown.len().div_ceil(2);
        for at in 0..rows {
            let left = shown.get(at).cloned().unwrap_or_default();
            let right = shown.get(at + rows).cloned().unwrap_or_default();
            self.plain_row(&format!("{left:<half$}{right}"));
        }
    }

    fn plain_row(&mut self, words: &str) {
        self.lines.push(Line::raw(words.to_owned()));
    }

    /// What the stripes on the screen stand for.
    fn legend(&mut self, view: &View<'_>, reader: &Reader) {
        let mut standing: Vec<Standing> = Vec::new();
        for stripe in stripes(view, reader) {
            if !standing.contains(&stripe.of) {
                standing.push(stripe.of);
            }
        }
        let heading = match reader.stripes {
            Stripes::Code => "STRIPES (t) your codes",
            Stripes::Parent => "STRIPES (t) the codes above yours",
            Stripes::Coder => "STRIPES (t) coders",
            Stripes::Density => "STRIPES (t) how many codings",
        };
        self.heading(heading);
        if reader.stripes == Stripes::Density || standing.is_empty() {
            let said = if standing.is_empty() {
                "  none on this screen"
            } else {
                "  a digit a row, + from ten on"
            };
            self.styled(said, self.theme.dim());
            return;
        }
        for of in standing {
            let name = match &of {
                Standing::Code(code) => named(view, *code).0,
                Standing::Coder(coder) => coder.to_string(),
            };
            self.lines.push(Line::from(vec![
                Words::raw(" "),
                self.mark(view, &of),
                Words::raw(name),
            ]));
        }
    }

    fn document(&mut self, view: &View<'_>, reader: &Reader) {
        let Some(document) = view.document(reader.document) else {
            return;
        };
        self.heading(&format!(
            "DOCUMENT  {}  {}",
            document.handle,
            document.kind.as_str().replace('_', " ")
        ));
        let turns = reader.participants().count();
        let open = reader.waiting.len();
        if reader.hand.is_some() {
            self.plain_row(&format!(" participants' turns {turns}  uncoded {open}"));
        }
    }
}

/// The handles of the codes above one, the root first.
fn above(view: &View<'_>, code: &CodeNow) -> Vec<String> {
    let mut above = Vec::new();
    let mut at = code.parent;
    // A ring cannot be, but its absence is the fold's promise and not the screen's.
    while let Some(code) = at.and_then(|id| view.code(id)).filter(|_| above.len() < 64) {
        above.push(code.code.id.clone());
        at = code.parent;
    }
    above.reverse();
    above
}

/// A code's handle and name.
pub fn named(view: &View<'_>, code: CodeRef) -> (String, String) {
    match view.code(code) {
        Some(code) => (code.code.id.clone(), code.code.name.clone()),
        None => (code.to_string(), String::new()),
    }
}
