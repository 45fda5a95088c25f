//! QR codes, read by somebody else's reader (rqrr) out of the picture and out of the PDF.

use backpack_paper::{Block, Document, Error, QrCode};
use proptest::prelude::*;

use crate::reader::Read;

/// Dark areas: left, top, width and height.
type Areas = Vec<[f32; 4]>;

/// Draws dark areas on a light ground, so many pixels to a unit, and reads the codes on it.
fn decoded(areas: &Areas, (width, height): (f32, f32), scale: f32) -> Vec<String> {
    let pixels = |length: f32| (length * scale).round() as usize;
    let (wide, high) = (pixels(width), pixels(height));
    let mut ground = vec![255_u8; wide * high];
    for [x, y, w, h] in areas {
        for row in pixels(*y)..pixels(y + h) {
            for column in pixels(*x)..pixels(x + w) {
                ground[row * wide + column] = 0;
            }
        }
    }
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(wide, high, |x, y| ground[y * wide + x]);
    image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

/// Returns the dark areas of a picture: `M{x} {y}h{length}v1h-{length}z`.
fn areas_of_svg(svg: &str) -> (Areas, f32) {
    let (_, path) = svg.split_once("fill=\"#000\" d=\"").unwrap();
    let path = path.split('"').next().unwrap();
    let bars = path.split('M').skip(1).map(|bar| {
        let (place, rest) = bar.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let length = rest.split('v').next().unwrap();
        [x.parse().unwrap(), y.parse().unwrap(), length.parse().unwrap(), 1.0]
    });
    let (_, view) = svg.split_once("viewBox=\"0 0 ").unwrap();
    (bars.collect(), view.split(' ').next().unwrap().parse().unwrap())
}

/// Returns the dark areas of a page, from its top: `x y w h re`.
fn areas_of_pdf(pdf: &[u8], height: f32) -> Areas {
    let read = Read::new(pdf);
    let content = String::from_utf8_lossy(&read.content(0)).into_owned();
    let rectangles = content.lines().filter_map(|line| line.strip_suffix(" re"));
    let areas = rectangles.map(|line| {
        let numbers: Vec<f32> = line.split(' ').map(|number| number.parse().unwrap()).collect();
        [numbers[0], height - numbers[1] - numbers[3], numbers[2], numbers[3]]
    });
    areas.collect()
}

const ADDRESS: &str = "https://cards.example/c#5cQhJzT0mXyV-8bq_KpWn3LrDfGaEuBo9sMi1ZtRxHk";

#[test]
fn the_picture_is_read_by_another_reader_and_names_nothing() {
    let code = QrCode::new(ADDRESS).unwrap();
    let svg = code.svg("Code of \u{8}<Ana's> card & more");
    let (areas, side) = areas_of_svg(&svg);
    assert_eq!(decoded(&areas, (side, side), 4.0), [ADDRESS]);
    assert!(svg.contains("<title>Code of &lt;Ana's&gt; card &amp; more</title>"), "{svg}");
    assert!(!svg.contains("href") && !svg.contains("<script"));
    // Four light modules stand around it.
    let edge = |[x, y, w, h]: &[f32; 4]| *x < 4.0 || *y < 4.0 || x + w > side - 4.0 || y + h > side - 4.0;
    assert!(!areas.iter().any(edge));
    assert!(!format!("{code:?}").contains("true"), "what it says is not in its Debug");
}

#[test]
fn the_code_in_a_pdf_is_read_by_another_reader_and_told_to_a_screen_reader() {
    let code = QrCode::new(ADDRESS).unwrap();
    let document = Document::new("Card")
        .with([Block::heading("Card"), Block::code(code, "QR code of the address", 170)]);
    let pdf = document.to_pdf().unwrap();
    let (width, height) = document.page.points();
    assert_eq!(decoded(&areas_of_pdf(&pdf.bytes, height), (width, height), 3.0), [ADDRESS]);
    let figures = Read::new(&pdf.bytes).dictionaries(&["/S /Figure"]);
    assert_eq!(figures.len(), 1);
    assert!(figures[0].contains("/Alt (QR code of the address)"), "{figures:?}");
}

#[test]
fn what_fits_into_no_code_is_refused() {
    assert!(QrCode::new(&"a".repeat(2_331)).is_ok());
    assert!(matches!(QrCode::new(&"a".repeat(2_332)), Err(Error::TooMuch)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_back(text in "[ -~]{1,300}") {
        let (areas, side) = areas_of_svg(&QrCode::new(&text).unwrap().svg("code"));
        prop_assert_eq!(decoded(&areas, (side, side), 4.0), [text]);
    }
}
