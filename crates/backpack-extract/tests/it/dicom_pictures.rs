use backpack_extract::{Extracted, Part, Why};
use image::{ImageFormat, RgbImage};

use crate::samples::{element, encoded};
use crate::{read, samples};

/// A picture on its way: the elements of group 0028, and its pixels.
struct Scan {
    syntax: &'static str,
    elements: Vec<Vec<u8>>,
    pixels: Vec<u8>,
}

fn short(number: u16, value: u16) -> Vec<u8> {
    element(0x0028, number, b"US", &value.to_le_bytes())
}

impl Scan {
    /// Returns grey pixels, `width` by `height`, of so many bits.
    fn grey(width: u16, height: u16, bits: u16, pixels: Vec<u8>) -> Self {
        let elements = vec![
            short(0x0002, 1),
            element(0x0028, 0x0004, b"CS", b"MONOCHROME2"),
            short(0x0010, height),
            short(0x0011, width),
            short(0x0100, bits.div_ceil(8) * 8),
            short(0x0101, bits),
            short(0x0102, bits - 1),
            short(0x0103, 0),
        ];
        Self { syntax: "1.2.840.10008.1.2.1", elements, pixels }
    }

    fn with(mut self, element: Vec<u8>) -> Self {
        self.elements.retain(|other| other[..4] != element[..4]);
        self.elements.push(element);
        self.elements.sort_by_key(|element| u16::from_le_bytes([element[2], element[3]]));
        self
    }

    fn text(self, number: u16, vr: &[u8; 2], text: &str) -> Self {
        self.with(element(0x0028, number, vr, text.as_bytes()))
    }

    fn written(&self) -> Vec<u8> {
        let syntax = element(2, 0x10, b"UI", self.syntax.as_bytes());
        let head = [vec![0; 128], b"DICM".to_vec(), syntax].concat();
        let pixels = if self.syntax.starts_with("1.2.840.10008.1.2.4") || self.syntax == "1.2.840.10008.1.2.5"
        {
            let start = [&[0xe0, 0x7f, 0x10, 0][..], b"OB", &[0, 0, 0xff, 0xff, 0xff, 0xff]].concat();
            let end = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
            [&start, &item(&[])[..], &self.pixels, &end].concat()
        } else {
            element(0x7fe0, 0x0010, b"OW", &self.pixels)
        };
        [head, self.elements.concat(), pixels].concat()
    }

    fn read(&self) -> Extracted {
        read(&self.written(), "application/dicom")
    }

    /// Returns the small picture, which is shown as it is where the scan is small.
    fn shown(&self) -> RgbImage {
        let read = self.read();
        assert_eq!(read.facts.why_not(Part::Picture), None);
        image::load_from_memory(&read.picture.unwrap().bytes).unwrap().into_rgb8()
    }

    fn why(&self) -> Option<Why> {
        self.read().facts.why_not(Part::Picture)
    }
}

fn item(bytes: &[u8]) -> Vec<u8> {
    let even = vec![0; bytes.len() % 2];
    [&[0xfe, 0xff, 0, 0xe0][..], &((bytes.len() + even.len()) as u32).to_le_bytes(), bytes, &even].concat()
}

/// Returns pixels of which each eight by eight are the same, so that JPEG keeps them.
fn blocks<const N: usize>(values: &[[u8; N]]) -> Vec<u8> {
    (0..8).flat_map(|_| values.iter().flat_map(|value| value.repeat(8)).collect::<Vec<_>>()).collect()
}

#[track_caller]
fn is_about(image: &RgbImage, block: u32, wanted: [u8; 3]) {
    let pixel = image.get_pixel(block * 8 + 4, 4).0;
    let is_near = pixel.iter().zip(wanted).all(|(own, wanted)| own.abs_diff(wanted) <= 6);
    assert!(is_near, "block {block} is {pixel:?}, and not {wanted:?}");
}

#[test]
fn grey_goes_from_the_least_value_to_the_greatest() {
    let shown = Scan::grey(24, 8, 8, blocks(&[[100], [125], [150]])).shown();
    (0..).zip([0, 128, 255]).for_each(|(block, level)| is_about(&shown, block, [level; 3]));
    let inverse =
        Scan::grey(24, 8, 8, blocks(&[[100], [125], [150]])).text(0x0004, b"CS", "MONOCHROME1").shown();
    (0..).zip([255, 127, 0]).for_each(|(block, level)| is_about(&inverse, block, [level; 3]));
    // All the same is nothing to tell apart.
    is_about(&Scan::grey(8, 8, 8, blocks(&[[77]])).shown(), 0, [0; 3]);
}

#[test]
fn grey_is_seen_through_its_window() {
    let values = |values: &[i16]| blocks(&values.iter().map(|value| value.to_le_bytes()).collect::<Vec<_>>());
    // CT: what is stored less 1,024, and a window of 400 around 40.
    let stored = values(&[1024 + 40 - 200, 1024 + 40, 1024 + 40 + 200, 0, 4095]);
    let scan = Scan::grey(40, 8, 12, stored).text(0x1052, b"DS", "-1024").text(0x1053, b"DS", "1");
    let shown = scan.text(0x1050, b"DS", "40\\300 ").text(0x1051, b"DS", "400\\1500").shown();
    (0..).zip([0, 128, 255, 0, 255]).for_each(|(block, level)| is_about(&shown, block, [level; 3]));
    // Signed, and other things in the bits beside the value.
    let signed = |value: i16| value & 0x0fff | 0x7000;
    let stored = values(&[signed(-100), signed(0), signed(100)]);
    let scan = Scan::grey(24, 8, 12, stored).with(short(0x0103, 1)).with(short(0x0100, 16));
    (0..).zip([0, 128, 255]).for_each(|(block, level)| is_about(&scan.shown(), block, [level; 3]));
    let sigmoid = scan.text(0x1050, b"DS", "0").text(0x1051, b"DS", "200").text(0x1056, b"CS", "SIGMOID");
    (0..).zip([30, 128, 225]).for_each(|(block, level)| is_about(&sigmoid.shown(), block, [level; 3]));
}

#[test]
fn colours_are_read_in_their_three_models() {
    let (red, green) = ([200, 10, 30], [20, 180, 60]);
    let colour = |pixels: Vec<u8>, model: &str| {
        Scan::grey(16, 8, 8, pixels).with(short(0x0002, 3)).text(0x0004, b"CS", model)
    };
    let shown = colour(blocks(&[red, green]), "RGB").shown();
    (0..).zip([red, green]).for_each(|(block, wanted)| is_about(&shown, block, wanted));
    let planes: Vec<u8> = (0..3).flat_map(|plane| blocks(&[[red[plane]], [green[plane]]])).collect();
    let shown = colour(planes, "RGB").with(short(0x0006, 1)).shown();
    (0..).zip([red, green]).for_each(|(block, wanted)| is_about(&shown, block, wanted));
    let shown = colour(blocks(&[[69, 106, 221], [118, 95, 58]]), "YBR_FULL").shown();
    (0..).zip([red, green]).for_each(|(block, wanted)| is_about(&shown, block, wanted));
    let table = |number: u16, values: [u8; 2]| {
        let entries: Vec<u8> = values.iter().flat_map(|value| [0, *value]).collect();
        element(0x0028, number, b"OW", &entries)
    };
    let mut scan = Scan::grey(16, 8, 8, blocks(&[[7], [8]])).text(0x0004, b"CS", "PALETTE COLOR");
    for colour in 0..3 {
        scan = scan
            .with(element(0x0028, 0x1101 + colour, b"US", &[2, 0, 7, 0, 16, 0]))
            .with(table(0x1201 + colour, [red[usize::from(colour)], green[usize::from(colour)]]));
    }
    (0..).zip([red, green]).for_each(|(block, wanted)| is_about(&scan.shown(), block, wanted));
}

#[test]
fn the_frame_in_the_middle_is_shown() {
    let frames = [blocks(&[[0], [9]]), blocks(&[[9], [0]]), blocks(&[[5], [5]])].concat();
    let shown = Scan::grey(16, 8, 8, frames).text(0x0008, b"IS", "3").shown();
    (0..).zip([255, 0]).for_each(|(block, level)| is_about(&shown, block, [level; 3]));
}

#[test]
fn jpeg_and_run_lengths_are_unpacked() {
    let jpeg = encoded(ImageFormat::Jpeg);
    let mut scan =
        Scan::grey(40, 20, 8, item(&jpeg)).with(short(0x0002, 3)).text(0x0004, b"CS", "YBR_FULL_422");
    scan.syntax = "1.2.840.10008.1.2.4.50";
    let before = image::load_from_memory(&jpeg).unwrap().into_rgb8();
    let shown = scan.shown();
    assert_eq!(shown.dimensions(), (40, 20));
    let is_near = |(a, b): (&u8, &u8)| a.abs_diff(*b) < 24;
    assert!(before.as_raw().iter().zip(shown.as_raw()).all(is_near));
    // Colours that only the data set calls RGB would be taken for others.
    let mut unsaid = Scan::grey(40, 20, 8, item(&jpeg)).with(short(0x0002, 3)).text(0x0004, b"CS", "RGB");
    unsaid.syntax = scan.syntax;
    assert_eq!(unsaid.why(), Some(Why::NotSupported));
    // In two fragments, the second of three frames.
    let (first, second) = jpeg.split_at(jpeg.len() / 2 / 2 * 2);
    let black = image::GrayImage::new(40, 20);
    let mut dark = Vec::new();
    black.write_to(&mut std::io::Cursor::new(&mut dark), ImageFormat::Jpeg).unwrap();
    scan.pixels = [item(&dark), item(first), item(second), item(&dark)].concat();
    let scan = scan.text(0x0008, b"IS", "3");
    assert!(before.as_raw().iter().zip(scan.shown().as_raw()).all(is_near));
    // 16 bits lie in two planes, the higher bytes first.
    let head = [&2_u32.to_le_bytes()[..], &64_u32.to_le_bytes(), &96_u32.to_le_bytes(), &[0; 52]].concat();
    let line = |values: [u8; 2]| [[249, values[0]], [249, values[1]]].concat().repeat(8);
    let mut scan = Scan::grey(16, 8, 16, item(&[head, line([1, 0]), line([4, 44])].concat()));
    scan.syntax = "1.2.840.10008.1.2.5";
    let shown = scan.shown();
    (0..).zip([255, 0]).for_each(|(block, level)| is_about(&shown, block, [level; 3]));
}

#[test]
fn what_is_not_shown_says_why() {
    let scan = || Scan::grey(8, 8, 8, vec![7; 64]);
    let packed = |syntax: &'static str| {
        let mut scan = scan();
        (scan.syntax, scan.pixels) = (syntax, item(&[0xff, 0xd8, 0xff, 0xd9]));
        scan
    };
    let mut cut = scan();
    cut.pixels.truncate(62);
    // A table of all levels would take two gigabytes.
    let mut grey = Vec::new();
    image::GrayImage::new(8, 8).write_to(&mut std::io::Cursor::new(&mut grey), ImageFormat::Jpeg).unwrap();
    let mut deep = scan().with(short(0x0100, 31)).text(0x1050, b"DS", "40").text(0x1051, b"DS", "80");
    (deep.syntax, deep.pixels) = ("1.2.840.10008.1.2.4.50", item(&grey));
    for (which, scan, why) in [
        ("JPEG 2000", packed("1.2.840.10008.1.2.4.90"), Why::NotSupported),
        ("JPEG-LS", packed("1.2.840.10008.1.2.4.80"), Why::NotSupported),
        ("JPEG without loss", packed("1.2.840.10008.1.2.4.70"), Why::NotSupported),
        ("a JPEG that is none", packed("1.2.840.10008.1.2.4.50"), Why::Damaged),
        ("run lengths that are none", packed("1.2.840.10008.1.2.5"), Why::Damaged),
        ("a bit a pixel", Scan::grey(8, 8, 1, vec![7; 8]).with(short(0x0100, 1)), Why::NotSupported),
        (
            "colours in 16 bits",
            scan().with(short(0x0002, 3)).text(0x0004, b"CS", "RGB").with(short(0x0100, 16)),
            Why::NotSupported,
        ),
        ("a model that is not read", scan().text(0x0004, b"CS", "CMYK"), Why::NotSupported),
        ("a palette without colours", scan().text(0x0004, b"CS", "PALETTE COLOR"), Why::NotSupported),
        ("too many pixels", scan().with(short(0x0010, 65_535)).with(short(0x0011, 65_535)), Why::TooMuch),
        (
            "more pixels than there are",
            scan().with(short(0x0010, 8_000)).with(short(0x0011, 8_000)),
            Why::Damaged,
        ),
        ("frames without end", scan().text(0x0008, b"IS", "4294967295"), Why::Damaged),
        ("bits beside the pixel", scan().with(short(0x0102, 200)), Why::Damaged),
        ("no bits", scan().with(short(0x0101, 0)), Why::Damaged),
        ("no rows", scan().with(short(0x0010, 0)), Why::Damaged),
        ("cut pixels", cut, Why::Damaged),
        ("more levels than a pixel has", deep, Why::NotSupported),
    ] {
        assert_eq!(scan.why(), Some(why), "{which}");
        assert!(scan.read().facts.dicom.is_some(), "{which}");
    }
    assert_eq!(
        read(&samples::dicom(&[short(0x0010, 2)]), "application/dicom").facts.why_not(Part::Picture),
        Some(Why::NotSupported)
    );
}

#[test]
fn a_small_picture_in_a_sequence_is_passed_over() {
    let mut scan = Scan::grey(8, 8, 8, vec![7; 64]);
    let icon = [&[0xe0, 0x7f, 0x10, 0][..], b"OB", &[0, 0, 0xff, 0xff, 0xff, 0xff]].concat();
    let icon = [icon, item(&[]), item(&[1, 2]), vec![0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]].concat();
    scan.elements.push(element(0x0088, 0x0200, b"SQ", &item(&icon)));
    assert_eq!(scan.shown().dimensions(), (8, 8));
}
