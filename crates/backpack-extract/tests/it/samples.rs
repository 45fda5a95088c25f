//! Small files, made here: pictures with a place in them, documents, DICOM.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

/// What stands wherever a place may stand, to be looked for afterwards.
pub(crate) const PLACE: &[u8] = b"CANARY +46.9480+007.4474 GPSLatitude";

/// Returns a picture of 40 by 20 pixels, no two of which are the same.
pub(crate) fn picture() -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(40, 20, |x, y| image::Rgb([x as u8 * 6, y as u8 * 12, 90])))
}

pub(crate) fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Returns Exif as a phone writes it: maker, model, turned by 90°, a date, a maker's note, and a place.
pub(crate) fn exif() -> Vec<u8> {
    let mut main = Directory::new(8);
    main.text(0x010f, b"Acme\0");
    main.text(0x0110, b"Acme Phone 3\0");
    main.short(0x0112, 6);
    let main_length = main.entries.len() * 12 + 2 * 12 + 6 + main.values.len();
    let exif_at = 8 + main_length as u32;
    let mut exif = Directory::new(exif_at);
    exif.text(0x9003, b"2024:05:17 10:30:00\0");
    exif.value(0x927c, 7, PLACE);
    let exif = exif.written();
    let gps_at = exif_at + exif.len() as u32;
    let mut gps = Directory::new(gps_at);
    gps.text(1, b"N\0");
    gps.value(2, 5, &[46, 0, 0, 0, 1, 0, 0, 0, 56, 0, 0, 0, 1, 0, 0, 0, 52, 0, 0, 0, 1, 0, 0, 0]);
    gps.value(27, 7, PLACE);
    main.long(0x8769, exif_at);
    main.long(0x8825, gps_at);
    [b"II\x2a\0\x08\0\0\0".to_vec(), main.written(), exif, gps.written()].concat()
}

/// A directory of TIFF on its way.
pub(crate) struct Directory {
    at: u32,
    entries: Vec<(u16, u16, u32, Vec<u8>)>,
    values: Vec<u8>,
}

impl Directory {
    pub(crate) const fn new(at: u32) -> Self {
        Self { at, entries: Vec::new(), values: Vec::new() }
    }

    pub(crate) fn value(&mut self, tag: u16, sort: u16, bytes: &[u8]) {
        let count = if sort == 5 { bytes.len() / 8 } else { bytes.len() } as u32;
        if bytes.len() > 4 {
            self.values.extend_from_slice(bytes);
        }
        self.entries.push((tag, sort, count, bytes.to_vec()));
    }

    fn text(&mut self, tag: u16, bytes: &[u8]) {
        self.value(tag, 2, bytes);
    }

    pub(crate) fn short(&mut self, tag: u16, number: u16) {
        self.entries.push((tag, 3, 1, number.to_le_bytes().to_vec()));
    }

    pub(crate) fn long(&mut self, tag: u16, number: u32) {
        self.entries.push((tag, 4, 1, number.to_le_bytes().to_vec()));
    }

    pub(crate) fn written(self) -> Vec<u8> {
        let mut place = self.at + 2 + self.entries.len() as u32 * 12 + 4;
        let mut out = (self.entries.len() as u16).to_le_bytes().to_vec();
        for (tag, sort, count, bytes) in &self.entries {
            out.extend(tag.to_le_bytes());
            out.extend(sort.to_le_bytes());
            out.extend(count.to_le_bytes());
            if bytes.len() > 4 {
                out.extend(place.to_le_bytes());
                place += bytes.len() as u32;
            } else {
                out.extend(bytes);
                out.extend(vec![0; 4 - bytes.len()]);
            }
        }
        out.extend([0; 4]);
        out.extend(self.values);
        out
    }
}

pub(crate) fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
}

/// Returns a JPEG with Exif, XMP, IPTC, a comment, and a film hung on behind its end.
pub(crate) fn jpeg() -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg);
    let exif = segment(0xe1, &[b"Exif\0\0".as_slice(), &exif()].concat());
    let xmp = segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), PLACE].concat());
    let others = [segment(0xed, PLACE), segment(0xfe, PLACE)].concat();
    [&plain[..2], &exif, &xmp, &others, &plain[2..], PLACE].concat()
}

pub(crate) fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), body].concat();
    let sum = crc32fast::hash(&named).to_be_bytes();
    [&(body.len() as u32).to_be_bytes()[..], &named, &sum].concat()
}

/// Returns a PNG with Exif and texts.
pub(crate) fn png() -> Vec<u8> {
    let plain = encoded(ImageFormat::Png);
    let added = [
        png_chunk(b"eXIf", &exif()),
        png_chunk(b"tEXt", PLACE),
        png_chunk(b"iTXt", PLACE),
        png_chunk(b"prVt", PLACE),
    ];
    // The head takes 33 bytes.
    [&plain[..33], &added.concat(), &plain[33..], PLACE].concat()
}

/// Returns a WebP in the extended form, with Exif and XMP.
pub(crate) fn webp() -> Vec<u8> {
    let plain = encoded(ImageFormat::WebP);
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let even = vec![0; body.len() % 2];
        [name.as_slice(), &(body.len() as u32).to_le_bytes(), body, &even].concat()
    };
    let head = chunk(b"VP8X", &[0b1100, 0, 0, 0, 39, 0, 0, 19, 0, 0]);
    let chunks = [head, plain[12..].to_vec(), chunk(b"EXIF", &exif()), chunk(b"XMP ", PLACE)].concat();
    let length = (chunks.len() as u32 + 4).to_le_bytes();
    [b"RIFF".as_slice(), &length, b"WEBP", &chunks].concat()
}

/// Returns a TIFF: the Exif of a phone with a picture of one grey pixel in it.
pub(crate) fn tiff() -> Vec<u8> {
    let mut main = Directory::new(8);
    main.short(0x0100, 1);
    main.short(0x0101, 1);
    main.short(0x0102, 8);
    main.short(0x0103, 1);
    main.short(0x0106, 1);
    main.value(700, 1, PLACE);
    let length = (main.entries.len() + 5) * 12 + 6 + main.values.len();
    let pixel_at = 8 + length as u32;
    main.long(0x0111, pixel_at);
    main.short(0x0115, 1);
    main.short(0x0116, 1);
    main.long(0x0117, 1);
    let gps_at = pixel_at + 2;
    main.long(0x8825, gps_at);
    let mut gps = Directory::new(gps_at);
    gps.text(1, b"N\0");
    gps.value(27, 7, PLACE);
    [b"II\x2a\0\x08\0\0\0".to_vec(), main.written(), vec![77, 0], gps.written()].concat()
}

/// Returns a GIF with a comment and a packet.
pub(crate) fn gif() -> Vec<u8> {
    let plain = encoded(ImageFormat::Gif);
    let table = if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let comment = [&[0x21, 0xfe, PLACE.len() as u8][..], PLACE, &[0]].concat();
    let packet = [&[0x21, 0xff, 11][..], b"XMP DataXMP", &[PLACE.len() as u8], PLACE, &[0]].concat();
    [&plain[..13 + table], &comment, &packet, &plain[13 + table..]].concat()
}

pub(crate) fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
}

/// Returns the frame of a HEIC, without pixels: its size is 400 by 300, turned by 90°.
pub(crate) fn heic() -> Vec<u8> {
    let infe =
        |item: u8, sort: &[u8; 4]| boxed(b"infe", &[&[2, 0, 0, 0, 0, item, 0, 0][..], sort, &[0]].concat());
    let (exif, xmp) = ([&[0, 0, 0, 0][..], &exif()].concat(), PLACE.to_vec());
    let written = |data: u32| {
        let place = |item: u8, at: u32, length: usize| {
            [&[0, item, 0, 0, 0, 1][..], &at.to_be_bytes(), &(length as u32).to_be_bytes()].concat()
        };
        let iloc = [
            vec![0, 0, 0, 0, 0x44, 0, 0, 3],
            place(1, data + exif.len() as u32 + xmp.len() as u32, 4),
            place(2, data, exif.len()),
            place(3, data + exif.len() as u32, xmp.len()),
        ];
        let infes = [infe(1, b"hvc1"), infe(2, b"Exif"), infe(3, b"mime")].concat();
        let ispe = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 1, 0x90, 0, 0, 1, 0x2c]);
        let ipco = boxed(b"ipco", &[ispe, boxed(b"irot", &[1])].concat());
        let ipma = boxed(b"ipma", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 1, 2]);
        let meta = [
            vec![0; 4],
            boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
            boxed(b"iinf", &[&[0, 0, 0, 0, 0, 3][..], &infes].concat()),
            boxed(b"iloc", &iloc.concat()),
            boxed(b"iprp", &[ipco, ipma].concat()),
        ];
        let ftyp = boxed(b"ftyp", b"heic\0\0\0\0heicmif1");
        [ftyp, boxed(b"meta", &meta.concat()), boxed(b"mdat", &[&exif[..], &xmp, &[1, 2, 3, 4]].concat())]
    };
    let data = written(0)[..2].concat().len() as u32 + 8;
    written(data).concat()
}

/// Returns the frame of a film that says where it was made.
pub(crate) fn film() -> Vec<u8> {
    let track = boxed(b"trak", &[boxed(b"tkhd", &[7; 84]), boxed(b"udta", PLACE)].concat());
    let inside = [boxed(b"mvhd", &[7; 100]), track, boxed(b"udta", &boxed(b"\xa9xyz", PLACE))];
    let moov = boxed(b"moov", &[&inside.concat()[..], &boxed(b"meta", PLACE)].concat());
    [boxed(b"ftyp", b"mp42\0\0\0\0mp42isom"), moov, boxed(b"mdat", &[9; 64])].concat()
}

/// Returns a PDF of these pages, each a line of text.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|number| format!("{} 0 R", 4 + number * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (number, text) in pages.iter().enumerate() {
        let stream = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + number * 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    objects.push("<< /Title (A letter) >>".to_owned());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).into_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").into_bytes()));
    let (size, info) = (objects.len() + 1, objects.len());
    let trailer =
        format!("trailer << /Size {size} /Root 1 0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF");
    out.extend(trailer.into_bytes());
    out
}

/// Returns an element in the explicit syntax, low byte first.
pub(crate) fn element(group: u16, number: u16, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
    let even = vec![if vr == b"UI" { 0 } else { b' ' }; value.len() % 2];
    let length = (value.len() + even.len()) as u32;
    let length = match vr {
        b"OB" | b"OW" | b"SQ" | b"UN" | b"UT" => [&[0, 0][..], &length.to_le_bytes()].concat(),
        _ => (length as u16).to_le_bytes().to_vec(),
    };
    [&group.to_le_bytes()[..], &number.to_le_bytes(), vr, &length, value, &even].concat()
}

/// Returns a DICOM file with these elements behind its head.
pub(crate) fn dicom(elements: &[Vec<u8>]) -> Vec<u8> {
    let syntax = element(2, 0x10, b"UI", b"1.2.840.10008.1.2.1");
    let length = element(2, 0, b"UL", &(syntax.len() as u32).to_le_bytes());
    [vec![0; 128], b"DICM".to_vec(), length, syntax, elements.concat()].concat()
}
