//! Exif 2.32: what a camera wrote beside the pixels.

use super::tiff::{Entry, Tiff};
use crate::facts::Facts;

const MAKER: u16 = 0x010f;
const MODEL: u16 = 0x0110;
pub(crate) const ORIENTATION: u16 = 0x0112;
pub(crate) const EXIF: u16 = 0x8769;
pub(crate) const GPS: u16 = 0x8825;
pub(crate) const TAKEN: u16 = 0x9003;
pub(crate) const DIGITIZED: u16 = 0x9004;
const CHANGED: u16 = 0x0132;
/// XMP, IPTC and Photoshop's own, which may name places.
const PACKETS: [u16; 3] = [700, 33_723, 34_377];

/// What is taken of Exif.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exif {
    pub(crate) taken: Option<String>,
    pub(crate) camera: Option<String>,
    pub(crate) orientation: Option<u8>,
    pub(crate) has_location: bool,
}

impl Exif {
    /// Returns what Exif says; `None` if it is none. It may stand behind the word `Exif` and two NUL.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let tiff = Tiff::parse(bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes))?;
        let (main, _) = tiff.directory(tiff.first()?);
        let of = |tag| main.iter().find(|entry| entry.tag == tag);
        let inner = |tag| {
            of(tag).and_then(|entry| tiff.number(entry)).map(|at| tiff.directory(at).0).unwrap_or_default()
        };
        let (exif, gps) = (inner(EXIF), inner(GPS));
        let dates = [(&exif, TAKEN), (&exif, DIGITIZED), (&main, CHANGED)];
        let date = |(entries, tag): (&Vec<Entry>, u16)| {
            entries.iter().find(|entry| entry.tag == tag).and_then(|entry| date(&tiff.text(entry)?))
        };
        let words: Vec<String> = [MAKER, MODEL].into_iter().filter_map(|tag| tiff.text(of(tag)?)).collect();
        Some(Self {
            taken: dates.into_iter().find_map(date),
            camera: camera(&words),
            orientation: of(ORIENTATION)
                .and_then(|entry| tiff.number(entry))
                .and_then(|number| u8::try_from(number).ok())
                .filter(|number| (1..=8).contains(number)),
            // Its version alone (tag 0) is no place.
            has_location: gps.iter().any(|entry| entry.tag != 0) || names_a_place(&tiff, &main),
        })
    }

    pub(crate) fn put_in(&self, facts: &mut Facts) {
        facts.taken.clone_from(&self.taken);
        facts.camera.clone_from(&self.camera);
        facts.orientation = self.orientation;
    }

    /// Returns Exif that says how the picture is turned and when it was taken, and nothing else.
    pub(crate) fn bare(&self) -> Vec<u8> {
        let mut entries = Vec::new();
        if let Some(orientation) = self.orientation {
            entries
                .push([&ORIENTATION.to_le_bytes()[..], &[3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]].concat());
        }
        // As the camera writes it: `2024:05:17 10:30:00` and a NUL.
        let taken = self.taken.as_ref().map(|taken| taken.replace('-', ":").replace('T', " ") + "\0");
        if let Some(taken) = &taken {
            let place = 8 + 2 + (entries.len() as u32 + 1) * 12 + 4;
            let length = (taken.len() as u32).to_le_bytes();
            entries.push([&CHANGED.to_le_bytes()[..], &[2, 0], &length, &place.to_le_bytes()].concat());
        }
        let count = (entries.len() as u16).to_le_bytes();
        let head = [&b"II\x2a\0\x08\0\0\0"[..], &count].concat();
        [head, entries.concat(), vec![0; 4], taken.unwrap_or_default().into_bytes()].concat()
    }

    pub(crate) const fn says_anything(&self) -> bool {
        self.orientation.is_some() || self.taken.is_some()
    }
}

/// The most packets of one directory that are looked at: there is one of each sort, and they may lie over one another.
const MOST_PACKETS: usize = 8;

fn names_a_place(tiff: &Tiff<'_>, entries: &[Entry]) -> bool {
    let packets = entries.iter().filter(|entry| PACKETS.contains(&entry.tag)).take(MOST_PACKETS);
    packets.into_iter().any(|entry| crate::share::packet_names_a_place(tiff.bytes_of(entry)))
}

/// Returns maker and model without saying the maker twice.
fn camera(words: &[String]) -> Option<String> {
    match words {
        [maker, model] if model.to_lowercase().starts_with(&maker.to_lowercase()) => Some(model.clone()),
        [] => None,
        words => Some(words.join(" ")),
    }
}

/// Returns `YYYY:MM:DD HH:MM:SS` as `YYYY-MM-DDTHH:MM:SS`; `None` if it is no date.
fn date(text: &str) -> Option<String> {
    let (day, time) = text.split_once(' ')?;
    let parts: Vec<u32> =
        day.split(':').chain(time.split(':')).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day, hour, minute, second] = *parts.as_slice() else { return None };
    let is_one = (1800..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    is_one.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}
