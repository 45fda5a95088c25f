//! Places where HEIF and films may say something that a cleaning overlooks.

use backpack_extract::{Why, without_location};

use crate::samples::{PLACE, boxed, contains};

fn cleaned(bytes: &[u8], media_type: &str, which: &str) -> Vec<u8> {
    assert!(contains(bytes, b"CANARY"), "{which}");
    let clean = without_location(bytes, Some(media_type)).unwrap();
    assert!(!contains(&clean, b"CANARY"), "{which}");
    assert_eq!(clean.len(), bytes.len(), "{which}");
    assert_eq!(without_location(&clean, Some(media_type)).unwrap(), clean, "{which}");
    clean
}

/// The pixels of a picture, and the samples of a film, which stay.
const PIXELS: &[u8] = b"PIXELS";

fn full(name: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    boxed(name, &[&[version, 0, 0, 0], content].concat())
}

/// A picture on its way: items with their sorts, and what stands around them.
#[derive(Default)]
struct Picture {
    /// Items in `infe` as they are written, beside the picture itself.
    told: Vec<Vec<u8>>,
    /// Where those lie: in the frame's own data, with this length.
    length: Option<u32>,
    in_meta: Vec<u8>,
    property: Vec<u8>,
    top: Vec<u8>,
    /// What stands between the pixels and the end of the data.
    gap: Vec<u8>,
}

impl Picture {
    fn written(&self) -> Vec<u8> {
        let first = self.at(0);
        let place = first.windows(PIXELS.len()).position(|window| window == PIXELS).unwrap();
        self.at(place as u32)
    }

    fn at(&self, place: u32) -> Vec<u8> {
        let picture = full(b"infe", 2, &[0, 1, 0, 0, b'h', b'v', b'c', b'1', 0]);
        let infes = [vec![picture], self.told.clone()].concat();
        let iinf = full(b"iinf", 0, &[&(infes.len() as u16).to_be_bytes()[..], &infes.concat()].concat());
        // Version 1: the place of an item may be in the frame's own data.
        let mut iloc = vec![0x44, 0, 0, infes.len() as u8];
        iloc.extend([&[0, 1, 0, 0, 0, 0, 0, 1][..], &place.to_be_bytes(), &6_u32.to_be_bytes()].concat());
        let length = self.length.unwrap_or(PLACE.len() as u32);
        for number in 0..self.told.len() {
            let item = [0, number as u8 + 2, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0];
            iloc.extend([&item[..], &length.to_be_bytes()].concat());
        }
        let ispe = full(b"ispe", 0, &[0, 0, 0, 9, 0, 0, 0, 9]);
        let ipco = boxed(b"ipco", &[&ispe[..], &self.property].concat());
        let told = if self.told.is_empty() { Vec::new() } else { PLACE.to_vec() };
        let meta = [
            full(b"pitm", 0, &[0, 1]),
            iinf,
            full(b"iloc", 1, &iloc),
            boxed(b"iprp", &[ipco, full(b"ipma", 0, &[0, 0, 0, 1, 0, 1, 1, 1])].concat()),
            boxed(b"idat", &told),
            self.in_meta.clone(),
        ];
        let data = boxed(b"mdat", &[PIXELS, &self.gap].concat());
        [boxed(b"ftyp", b"heic\0\0\0\0heicmif1"), full(b"meta", 0, &meta.concat()), self.top.clone(), data]
            .concat()
    }
}

#[test]
fn a_heif_hides_nothing_in_its_boxes() {
    let sort = |sort: &[u8; 4]| full(b"infe", 2, &[&[0, 2, 0, 0][..], sort, &[0]].concat());
    let second = full(b"meta", 0, &boxed(b"xml ", PLACE));
    let gap = [PLACE, b"behind"].concat();
    for (which, picture) in [
        ("Exif in the frame's own data", Picture { told: vec![sort(b"Exif")], ..Picture::default() }),
        ("a packet", Picture { told: vec![sort(b"mime")], ..Picture::default() }),
        ("a sort that nobody knows", Picture { told: vec![sort(b"plac")], ..Picture::default() }),
        (
            "an item of the first version",
            Picture {
                told: vec![full(b"infe", 0, b"\0\x02\0\0\0application/rdf+xml\0\0")],
                ..Picture::default()
            },
        ),
        ("XML in the frame", Picture { in_meta: full(b"xml ", 0, PLACE), ..Picture::default() }),
        ("a description", Picture { property: full(b"udes", 0, PLACE), ..Picture::default() }),
        ("a second frame", Picture { top: second, ..Picture::default() }),
        ("what was left", Picture { top: boxed(b"free", PLACE), ..Picture::default() }),
        ("what was hung on", Picture { top: boxed(b"sefd", PLACE), ..Picture::default() }),
        ("what belongs to no item", Picture { gap, ..Picture::default() }),
    ] {
        assert!(contains(&cleaned(&picture.written(), "image/heif", which), PIXELS), "{which}");
    }
    let told = || vec![sort(b"Exif")];
    for (which, picture) in [
        ("no length is all there is", Picture { told: told(), length: Some(0), ..Picture::default() }),
        ("two tables", Picture { told: told(), in_meta: full(b"iloc", 1, &[0; 4]), ..Picture::default() }),
        ("a version nobody knows", Picture { told: vec![full(b"infe", 9, PLACE)], ..Picture::default() }),
    ] {
        assert_eq!(without_location(&picture.written(), Some("image/heif")), Err(Why::Damaged), "{which}");
    }
}

/// Returns a track of a handler whose samples begin at a place, with something in its media.
fn track(handler: &[u8; 4], at: u32, in_media: &[u8]) -> Vec<u8> {
    let stco = full(b"stco", 0, &[&[0, 0, 0, 1][..], &at.to_be_bytes()].concat());
    let minf = boxed(b"minf", &boxed(b"stbl", &stco));
    let hdlr = full(b"hdlr", 0, &[&[0; 4][..], handler, &[0; 13]].concat());
    boxed(
        b"trak",
        &[boxed(b"tkhd", &[0; 84]), boxed(b"mdia", &[&hdlr[..], &minf, in_media].concat())].concat(),
    )
}

/// Returns a film of a track of pictures, and what is added to it, to the film's box, and to the samples.
fn film(in_movie: impl Fn(u32) -> Vec<u8>, top: &[u8], in_media: &[u8], behind: &[u8]) -> Vec<u8> {
    let written = |at: u32| {
        let behind_at = at + PIXELS.len() as u32;
        let moov = [boxed(b"mvhd", &[0; 100]), track(b"vide", at, in_media), in_movie(behind_at)].concat();
        let data = boxed(b"mdat", &[PIXELS, behind].concat());
        [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), boxed(b"moov", &moov), top.to_vec(), data].concat()
    };
    let first = written(0);
    let place = first.windows(PIXELS.len()).position(|window| window == PIXELS).unwrap();
    written(place as u32)
}

#[test]
fn a_film_hides_nothing_in_its_boxes() {
    let nothing = |_: u32| Vec::new();
    let keys = full(b"meta", 0, &[full(b"keys", 0, PLACE), boxed(b"ilst", PLACE)].concat());
    let in_movie = |added: Vec<u8>| move |_: u32| added.clone();
    for (which, bytes) in [
        ("keys of Apple", film(in_movie(keys), &[], &[], &[])),
        ("loci", film(in_movie(boxed(b"udta", &full(b"loci", 0, PLACE))), &[], &[], &[])),
        ("a dashboard's", film(in_movie(boxed(b"gps ", PLACE)), &[], &[], &[])),
        ("XMP at the top", film(nothing, &boxed(b"uuid", PLACE), &[], &[])),
        ("at the top", film(nothing, &boxed(b"gps0", PLACE), &[], &[])),
        ("what was left", film(nothing, &boxed(b"skip", PLACE), &[], &[])),
        ("in the media", film(nothing, &[], &boxed(b"udta", PLACE), &[])),
        ("moment by moment", film(|at| track(b"meta", at, &[]), &[], &[], PLACE)),
        ("in subtitles", film(|at| track(b"sbtl", at, &[]), &[], &[], PLACE)),
        ("in a fragment", film(nothing, &boxed(b"moof", &boxed(b"traf", &boxed(b"uuid", PLACE))), &[], &[])),
    ] {
        assert!(contains(&cleaned(&bytes, "video/mp4", which), PIXELS), "{which}");
    }
    // What lies before the first sample is of none.
    let bytes = film(nothing, &[], &[], &[]);
    let before = [boxed(b"mdat", PLACE), boxed(b"free", b"x")].concat();
    let start = bytes.windows(4).position(|window| window == b"mdat").unwrap() - 4;
    cleaned(&[&bytes[..start], &bytes[start..], &before].concat(), "video/quicktime", "nobody's samples");
    let moof = boxed(b"moof", &[]);
    for (which, bytes) in [
        ("fragments of what goes", film(|at| track(b"meta", at, &[]), &moof, &[], PLACE)),
        ("samples elsewhere", film(|_| track(b"meta", 9, &[]), &[], &[], PLACE)),
        ("a packed film", film(in_movie(boxed(b"cmov", PLACE)), &[], &[], &[])),
    ] {
        assert_eq!(without_location(&bytes, Some("video/mp4")), Err(Why::Damaged), "{which}");
    }
}
