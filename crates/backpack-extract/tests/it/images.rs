use backpack_extract::{Part, Why};
use image::ImageFormat;

use crate::{read, samples};

#[test]
fn a_picture_says_when_and_with_what_but_never_where() {
    for (bytes, media_type) in [
        (samples::jpeg(), "image/jpeg"),
        (samples::png(), "image/png"),
        (samples::webp(), "image/webp"),
        (samples::heic(), "image/heif"),
    ] {
        let read = read(&bytes, media_type);
        assert_eq!(read.facts.taken.as_deref(), Some("2024-05-17T10:30:00"), "{media_type}");
        assert_eq!(read.facts.camera.as_deref(), Some("Acme Phone 3"), "{media_type}");
        assert!(read.facts.has_location, "{media_type}");
        let said = format!("{:?}", read.facts);
        assert!(!said.contains("46") && !said.contains("CANARY"), "{said}");
    }
}

#[test]
fn small_pictures_are_turned_as_they_are_shown() {
    let read = read(&samples::jpeg(), "image/jpeg");
    let picture = read.picture.unwrap();
    // It lies on its side: 40 by 20 is shown as 20 by 40.
    assert_eq!(read.facts.pixels, Some((20, 40)));
    assert_eq!((picture.width, picture.height, picture.media_type), (20, 40, "image/jpeg"));
    let back = image::load_from_memory(&picture.bytes).unwrap();
    assert_eq!((back.width(), back.height()), (20, 40));
    // Turned by 90° clockwise, the left lower corner comes first: little red, much green.
    let corner = back.to_rgb8().get_pixel(1, 1).0;
    assert!(corner[0] < 60 && corner[1] > 150, "{corner:?}");
    assert!(!samples::contains(&picture.bytes, b"Exif"));
}

#[test]
fn every_format_has_its_size_and_a_small_picture() {
    for (format, media_type) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::Bmp, "image/bmp"),
        (ImageFormat::WebP, "image/webp"),
        (ImageFormat::Tiff, "image/tiff"),
    ] {
        let read = read(&samples::encoded(format), media_type);
        assert_eq!(read.facts.pixels, Some((40, 20)), "{media_type}");
        let picture = read.picture.unwrap();
        assert_eq!((picture.width, picture.height), (40, 20), "{media_type}");
        assert!(!read.facts.has_location, "{media_type}");
    }
    let mut large = Vec::new();
    let image = image::DynamicImage::new_rgba8(1500, 600);
    image.write_to(&mut std::io::Cursor::new(&mut large), ImageFormat::Png).unwrap();
    let picture = read(&large, "image/png").picture.unwrap();
    // What is transparent stays so.
    assert_eq!((picture.width, picture.height, picture.media_type), (512, 205, "image/png"));
}

#[test]
fn pages_of_a_fax_are_counted() {
    let one = samples::tiff();
    assert_eq!(read(&one, "image/tiff").facts.pages, Some(1));
    let scan = read(&one, "image/tiff");
    assert_eq!((scan.facts.pixels, scan.facts.has_location), (Some((1, 1)), true));
}

#[test]
fn what_nothing_decodes_has_its_size_and_the_reason() {
    let read = read(&samples::heic(), "image/heif");
    // Turned by 90°: 400 by 300 is shown as 300 by 400.
    assert_eq!(read.facts.pixels, Some((300, 400)));
    assert_eq!(read.facts.why_not(Part::Picture), Some(Why::NotSupported));
    assert!(read.picture.is_none());
}

#[test]
fn too_many_pixels_are_not_decoded() {
    let png = samples::encoded(ImageFormat::Png);
    let mut head = png[16..24].to_vec();
    head.copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let head = samples::png_chunk(b"IHDR", &[&head, &png[24..29]].concat());
    let bomb = [&png[..8], &head, &png[33..]].concat();
    let read = read(&bomb, "image/png");
    assert_eq!(read.facts.pixels, Some((30_000, 30_000)));
    assert_eq!(read.facts.why_not(Part::Picture), Some(Why::TooMuch));
}
