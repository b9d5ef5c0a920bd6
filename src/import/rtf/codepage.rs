//! Which encoding the bytes of an RTF file are in: the code page the file names, or the character set of the font.
//!
//! Numbers are those of Windows code pages and of `\fcharset` in the RTF specification 1.9.1.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

/// What a font's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// What the document says.
    Document,
    /// In an encoding of its own.
    Own(&'static Encoding),
    /// Pictures of a symbol font.
    Symbols,
}

/// The encoding of a Windows code page, if it is known.
pub fn of_page(number: i32) -> Option<&'static Encoding> {
    let encoding = match number {
        866 => IBM866,
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 | 1361 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        10007 => X_MAC_CYRILLIC,
        20866 => KOI8_R,
        21866 => KOI8_U,
        65001 => UTF_8,
        _ => return None,
    };
    Some(encoding)
}

/// What the number behind `\fcharset` means.
pub fn of_charset(number: i32) -> Charset {
    let page = match number {
        2 => return Charset::Symbols,
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return Charset::Document,
    };
    of_page(page).map_or(Charset::Document, Charset::Own)
}
