//! Slices of a scan in DICOM.

/// What a slice says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "tests make one of its parts")]
pub struct Slice<'t> {
    /// The patient's name, its parts apart by `^`.
    pub patient: &'t str,
    /// The UID of the study.
    pub study: &'t str,
    /// The number of the series, from 1.
    pub series: u32,
    /// The number of the instance, from 1.
    pub instance: u32,
}

/// Returns a slice of 2 by 2 pixels of a computed tomography of the chest on 2024-05-17, in the explicit syntax.
#[must_use]
pub fn slice(slice: &Slice<'_>) -> Vec<u8> {
    let Slice { patient, study, series, instance } = slice;
    let series_uid = format!("{study}.{series}");
    let elements = [
        element(0x0008, 0x0016, b"UI", b"1.2.840.10008.5.1.4.1.1.2"),
        element(0x0008, 0x0018, b"UI", format!("{series_uid}.{instance}").as_bytes()),
        element(0x0008, 0x0020, b"DA", b"20240517"),
        element(0x0008, 0x0060, b"CS", b"CT"),
        element(0x0008, 0x0080, b"LO", b"Example Hospital"),
        element(0x0008, 0x1030, b"LO", b"CT chest"),
        element(0x0008, 0x103e, b"LO", format!("Series {series}").as_bytes()),
        element(0x0010, 0x0010, b"PN", patient.as_bytes()),
        element(0x0010, 0x0030, b"DA", b"19800402"),
        element(0x0018, 0x0015, b"CS", b"CHEST"),
        element(0x0020, 0x000d, b"UI", study.as_bytes()),
        element(0x0020, 0x000e, b"UI", series_uid.as_bytes()),
        element(0x0020, 0x0011, b"IS", series.to_string().as_bytes()),
        element(0x0020, 0x0013, b"IS", instance.to_string().as_bytes()),
        element(0x0028, 0x0002, b"US", &[1, 0]),
        element(0x0028, 0x0004, b"CS", b"MONOCHROME2"),
        element(0x0028, 0x0010, b"US", &[2, 0]),
        element(0x0028, 0x0011, b"US", &[2, 0]),
        element(0x0028, 0x0100, b"US", &[16, 0]),
        element(0x0028, 0x0101, b"US", &[12, 0]),
        element(0x0028, 0x0102, b"US", &[11, 0]),
        element(0x0028, 0x0103, b"US", &[0, 0]),
        element(0x7fe0, 0x0010, b"OW", &[0, 1, 2, 3, 4, 5, 6, 7]),
    ];
    let syntax = element(0x0002, 0x0010, b"UI", b"1.2.840.10008.1.2.1");
    let length = u32::try_from(syntax.len()).unwrap_or(u32::MAX);
    let group = element(0x0002, 0x0000, b"UL", &length.to_le_bytes());
    [vec![0; 128], b"DICM".to_vec(), group, syntax, elements.concat()].concat()
}

/// An element in the explicit syntax, low byte first (PS3.5, 7.1.2), filled up to an even length.
fn element(group: u16, number: u16, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
    let filled = [
        value,
        if value.len().is_multiple_of(2) {
            &[]
        } else if vr == b"UI" {
            &[0]
        } else {
            b" "
        },
    ]
    .concat();
    let length = if vr == b"OW" {
        [&[0, 0][..], &u32::try_from(filled.len()).unwrap_or(u32::MAX).to_le_bytes()].concat()
    } else {
        u16::try_from(filled.len()).unwrap_or(u16::MAX).to_le_bytes().to_vec()
    };
    [&group.to_le_bytes()[..], &number.to_le_bytes(), vr, &length, &filled].concat()
}
