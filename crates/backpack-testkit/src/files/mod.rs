//! Files that people have, made here: a photo with its place in it, a letter, a scan, a film. All of it is invented.

mod archive;
mod photo;
mod scan;

pub use archive::zip;
pub use photo::{PLACE, photo};
pub use scan::{Slice, slice};

/// Returns a PDF, each of its pages a line of text in Latin letters without brackets.
#[must_use]
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|number| format!("{} 0 R", 4 + number * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (number, text) in pages.iter().enumerate() {
        let stream = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
        let font = "/Resources << /Font << /F1 3 0 R >> >>";
        let content = 5 + number * 2;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R {font} >>"
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).into_bytes());
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").into_bytes()));
    let trailer = format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF");
    out.extend(trailer.into_bytes());
    out
}

/// Returns a letter in RTF of these lines, in ASCII without backslashes and braces.
#[must_use]
pub fn rtf(lines: &[&str]) -> Vec<u8> {
    format!("{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {}}}", lines.join("\\par ")).into_bytes()
}

/// Returns the frame of a film in MP4, without pictures, that says where it was made.
#[must_use]
pub fn film() -> Vec<u8> {
    let boxed = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
        [&length.to_be_bytes()[..], name, content].concat()
    };
    let said = boxed(b"udta", &boxed(b"\xa9xyz", PLACE));
    let moov = boxed(b"moov", &[boxed(b"mvhd", &[0; 100]), said].concat());
    [boxed(b"ftyp", b"mp42\0\0\0\0mp42isom"), moov, boxed(b"mdat", &[9; 64])].concat()
}
