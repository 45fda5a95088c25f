//! A walk over the elements of a data set, up to the pixels. What lies in sequences is passed over.

use std::io::{Cursor, Read as _};

use dicom_core::{PrimitiveValue, Tag};
use dicom_encoding::text::{SpecificCharacterSet, TextCodec as _};
use dicom_parser::dataset::lazy_read::LazyDataSetReader;
use dicom_parser::dataset::read::ValueReadStrategy;
use dicom_parser::dataset::{DataToken, LazyDataToken};
use dicom_parser::stateful::decode::StatefulDecode;
use dicom_transfer_syntax_registry::{TransferSyntaxIndex as _, TransferSyntaxRegistry};

use super::head::{DEFLATED, EXPLICIT, Head};
use super::palette::Palette;
use super::pixels::{Pixels, Place};
use super::{DicomFacts, DicomSize};
use crate::bytes::Order;
use crate::facts::Picture;
use crate::guard::guarded;
use crate::limits::Limits;
use crate::text::decode_text;
use crate::why::Why;

/// The longest value that is taken.
const MOST_VALUE: u32 = 16 << 10;
/// The most elements that are looked at, those in sequences among them.
const MOST_ELEMENTS: usize = 200_000;
/// How deep sequences may lie in one another.
const DEEPEST: usize = 64;
/// The most that a deflated data set is unpacked to: what is asked for stands at its beginning.
const UNPACKED_BYTES: u64 = 8 << 20;
/// What announces another character set.
const ESCAPE: u8 = 0x1b;
/// The character sets by what announces them (PS3.3, C.12.1.1.2).
const SETS: [(&[u8], &str); 14] = [
    (b"(B", "ISO_IR 6"),
    (b"(J", "ISO_IR 13"),
    (b")I", "ISO_IR 13"),
    (b"$B", "ISO_IR 87"),
    (b"$(D", "ISO_IR 159"),
    (b"$)C", "ISO_IR 149"),
    (b"$)A", "ISO 2022 IR 58"),
    (b"-A", "ISO_IR 100"),
    (b"-B", "ISO_IR 101"),
    (b"-L", "ISO_IR 144"),
    (b"-G", "ISO_IR 127"),
    (b"-F", "ISO_IR 126"),
    (b"-H", "ISO_IR 138"),
    (b"-M", "ISO_IR 148"),
];
/// The pixels, in their three forms.
const PIXELS: [Tag; 3] = [Tag(0x7fe0, 0x0008), Tag(0x7fe0, 0x0009), Tag(0x7fe0, 0x0010)];

fn damaged<E>(_: E) -> Why {
    Why::Damaged
}

/// Reads the facts of a data set up to its pixels, and makes a small picture of these.
pub(super) fn read(
    bytes: &[u8],
    facts: &mut DicomFacts,
    limits: &Limits,
) -> (Result<(), Why>, Result<Picture, Why>) {
    let head = Head::parse(bytes);
    let encoding = head.encoding(bytes);
    facts.is_directory = head.is_directory;
    facts.transfer_syntax.clone_from(&head.transfer_syntax);
    let data = bytes.get(head.data..).unwrap_or_default();
    if data.is_empty() {
        return (Err(Why::Damaged), Err(Why::Damaged));
    }
    let order = if encoding == super::head::BIG { Order::Big } else { Order::Little };
    let pixels = Pixels::new(head.transfer_syntax.as_deref(), order);
    let mut taken = Taken { facts, codecs: Vec::new(), pixels };
    let mut plain = Vec::new();
    let (data, encoding, ended) = if encoding == DEFLATED {
        let inflating = flate2::read::DeflateDecoder::new(data);
        let ended = inflating.take(UNPACKED_BYTES).read_to_end(&mut plain);
        (plain.as_slice(), EXPLICIT, ended.map(|_| ()).map_err(|_| Why::Damaged))
    } else {
        (data, encoding, Ok(()))
    };
    let walked = walk(data, encoding, &mut taken);
    taken.finish();
    // What a parser failed over has no pixels that anybody found.
    let picture = match (&walked, &taken.pixels.place) {
        (Ok(()), Some(_)) => guarded(|| taken.pixels.picture(data, limits)),
        (Ok(()), None) => Err(Why::NotSupported),
        (Err(why), _) => Err(*why),
    };
    (walked.and(ended), picture)
}

fn walk(data: &[u8], encoding: &str, taken: &mut Taken<'_>) -> Result<(), Why> {
    let syntax = TransferSyntaxRegistry.get(encoding).ok_or(Why::NotSupported)?;
    let mut reader = LazyDataSetReader::new_with_ts(Cursor::new(data), syntax).map_err(damaged)?;
    let mut depth = 0_usize;
    for _ in 0..MOST_ELEMENTS {
        let Some(token) = reader.advance() else { return Ok(()) };
        match token.map_err(damaged)? {
            LazyDataToken::SequenceStart { .. } => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Why::TooMuch);
                }
            }
            LazyDataToken::SequenceEnd => depth = depth.saturating_sub(1),
            LazyDataToken::PixelSequenceStart => {
                if depth == 0 {
                    let start = reader.into_decoder().position();
                    taken.pixels.place = Some(Place::Packed(usize::try_from(start).unwrap_or(usize::MAX)));
                    return Ok(());
                }
                // It is of a small picture in a sequence, and ends as a sequence does.
                depth += 1;
            }
            LazyDataToken::LazyValue { header, decoder } if depth == 0 => {
                if PIXELS.contains(&header.tag) {
                    let start = usize::try_from(decoder.position()).unwrap_or(usize::MAX);
                    let length = usize::try_from(header.len.0).unwrap_or(usize::MAX);
                    taken.pixels.place = Some(Place::Plain(start..start.saturating_add(length)));
                    return Ok(());
                }
                take(LazyDataToken::LazyValue { header, decoder }, data.len(), taken)?;
            }
            other => other.skip().map_err(damaged)?,
        }
    }
    Err(Why::TooMuch)
}

/// Returns the longest value that is taken of an element: a table of colours has up to 65,536 of two bytes.
const fn most(tag: Tag) -> u32 {
    if Palette::wants(tag) { 128 << 10 } else { MOST_VALUE }
}

/// Takes a value that is asked for, and passes over every other.
fn take<D: StatefulDecode>(token: LazyDataToken<D>, length: usize, taken: &mut Taken<'_>) -> Result<(), Why> {
    let LazyDataToken::LazyValue { header, decoder } = token else { return Ok(()) };
    let (tag, size) = (header.tag, header.len.0);
    let token = LazyDataToken::LazyValue { header, decoder };
    // A length beyond the end is a lie.
    if usize::try_from(size).is_ok_and(|size| size > length) {
        return Err(Why::Damaged);
    }
    if !Taken::wants(tag) || size > most(tag) {
        return token.skip().map_err(|_| Why::Damaged);
    }
    let read = token.into_owned_with_strategy(ValueReadStrategy::Raw).map_err(|_| Why::Damaged)?;
    if let DataToken::PrimitiveValue(PrimitiveValue::U8(value)) = read {
        taken.put(tag, &value);
    }
    Ok(())
}

/// What was taken so far.
struct Taken<'f> {
    facts: &'f mut DicomFacts,
    codecs: Vec<SpecificCharacterSet>,
    pixels: Pixels,
}

impl Taken<'_> {
    const fn wants(tag: Tag) -> bool {
        if Pixels::wants(tag) {
            return true;
        }
        matches!(
            (tag.0, tag.1),
            (0x0008, 0x0005 | 0x0016 | 0x0018 | 0x0020 | 0x0060 | 0x0080 | 0x1030 | 0x103e)
                | (0x0010, 0x0010 | 0x0020 | 0x0030 | 0x0040)
                | (0x0018, 0x0015)
                | (0x0020, 0x000d | 0x000e | 0x0011 | 0x0013)
        )
    }

    fn put(&mut self, tag: Tag, value: &[u8]) {
        let plain = || self.text(value, false);
        let worded = || self.text(value, true);
        match (tag.0, tag.1) {
            (0x0008, 0x0005) => {
                let charset = plain();
                self.codecs = charset.iter().flat_map(|text| text.split('\\')).filter_map(codec).collect();
                self.facts.charset = charset;
            }
            (0x0008, 0x0016) => self.facts.class = plain(),
            (0x0008, 0x0018) => self.facts.instance = plain(),
            (0x0008, 0x0020) => self.facts.study_date = plain().map(date),
            (0x0008, 0x0060) => self.facts.modality = plain(),
            (0x0008, 0x0080) => self.facts.institution = worded(),
            (0x0008, 0x1030) => self.facts.study_description = worded(),
            (0x0008, 0x103e) => self.facts.series_description = worded(),
            (0x0010, 0x0010) => {
                // A writing that is left out leaves its mark.
                self.facts.patient_name = worded().map(|name| name.trim_end_matches('=').to_owned());
            }
            (0x0010, 0x0020) => self.facts.patient_id = worded(),
            (0x0010, 0x0030) => self.facts.birth_date = plain().map(date),
            (0x0010, 0x0040) => self.facts.sex = plain(),
            (0x0018, 0x0015) => self.facts.body_part = plain(),
            (0x0020, 0x000d) => self.facts.study = plain(),
            (0x0020, 0x000e) => self.facts.series = plain(),
            (0x0020, 0x0011) => self.facts.series_number = plain().and_then(|text| text.parse().ok()),
            (0x0020, 0x0013) => self.facts.instance_number = plain().and_then(|text| text.parse().ok()),
            (0x0028, _) => self.pixels.put(tag, value),
            _ => {}
        }
    }

    fn finish(&mut self) {
        if let (Some(rows), Some(columns)) = (self.pixels.rows, self.pixels.columns) {
            self.facts.size = Some(DicomSize { rows, columns, frames: self.pixels.frames.unwrap_or(1) });
        }
    }

    /// Returns a text without what fills it up: in the file's character sets if it is of a sort that may be (PS3.5, 6.1).
    fn text(&self, value: &[u8], is_worded: bool) -> Option<String> {
        let text = if is_worded && (!value.is_ascii() || value.contains(&ESCAPE)) {
            words(value, self.codecs.first())
        } else {
            decode_text(value).0
        };
        let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Reads a text that may change its character set on the way (PS3.5, 6.1.2.5): `first` is the one that it begins with.
fn words(value: &[u8], first: Option<&SpecificCharacterSet>) -> String {
    let mut text = String::new();
    for (number, part) in value.split(|byte| *byte == ESCAPE).enumerate() {
        let (codec, rest) = match SETS.iter().find(|(escape, ..)| number > 0 && part.starts_with(escape)) {
            // The codec of Kanji knows its own escape.
            Some((escape, "ISO_IR 87")) => {
                (codec("ISO_IR 87"), [&[ESCAPE], *escape, after(part, escape)].concat())
            }
            Some((escape, name)) => (codec(name), after(part, escape).to_vec()),
            None => (first.cloned(), part.to_vec()),
        };
        let decoded = codec.and_then(|codec| codec.decode(&rest).ok());
        text.push_str(&decoded.unwrap_or_else(|| decode_text(&rest).0));
    }
    text
}

fn after<'b>(part: &'b [u8], escape: &[u8]) -> &'b [u8] {
    part.get(escape.len()..).unwrap_or_default()
}

fn codec(name: &str) -> Option<SpecificCharacterSet> {
    SpecificCharacterSet::from_code(name.trim())
}

/// Returns `YYYYMMDD`, also the older `YYYY.MM.DD`, as `YYYY-MM-DD`; whatever else as it is.
fn date(text: String) -> String {
    let digits: String = text.chars().filter(|c| *c != '.').collect();
    let is_one = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match (digits.get(..4), digits.get(4..6), digits.get(6..)) {
        (Some(year), Some(month), Some(day)) if is_one => format!("{year}-{month}-{day}"),
        _ => text,
    }
}
