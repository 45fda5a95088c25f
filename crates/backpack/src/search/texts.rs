//! What is written in a record, field by field.

use backpack_search::{Field, texts_of};

use crate::Record;

/// Returns every text of a record with its field, in an order that stays the same: title, codes, notes, body.
pub(crate) fn texts_of_record(record: &Record, body: &[u8]) -> Vec<(Field, String)> {
    let header = record.effective();
    let mut texts = vec![(Field::Title, record.title().to_owned())];
    let components = header.components.iter();
    let codes = header.codes.iter().chain(components.clone().flat_map(|component| &component.codes));
    for code in codes {
        let parts = [&code.code, &code.display].into_iter().flatten();
        texts.extend(parts.map(|text| (Field::Code, text.as_str().to_owned())));
    }
    texts.extend(components.map(|component| (Field::Code, component.title.as_str().to_owned())));
    // What the source says is found beside what the person made of it.
    if record.header.title != header.title {
        texts.push((Field::Title, record.header.title.as_str().to_owned()));
    }
    let overlay = &record.overlay;
    texts.extend(overlay.tags.iter().map(|tag| (Field::Note, tag.clone())));
    texts.extend(overlay.notes.iter().map(|note| (Field::Note, note.text.clone())));
    texts.extend(overlay.flagged.iter().map(|reason| (Field::Note, reason.clone())));
    texts.extend(texts_of(body));
    texts
}
