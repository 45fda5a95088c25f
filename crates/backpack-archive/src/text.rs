//! How small things are written in JSON: ids in hexadecimal digits, times in RFC 3339, bytes as text where they are text.

use std::fmt::{self, Display};
use std::str::FromStr;

use backpack_core::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Something that is written as its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Shown<T>(pub(crate) T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Shown<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom("not an id"))
    }
}

/// A point in time: RFC 3339 in UTC, or milliseconds since 1970 where a calendar has no such year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At(pub(crate) Timestamp);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match jiff::Timestamp::from_millisecond(self.0.as_millis()) {
            Ok(at) => serializer.collect_str(&at),
            Err(_) => serializer.serialize_i64(self.0.as_millis()),
        }
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Millis(i64),
            Text(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Millis(millis) => Ok(Self(Timestamp::from_millis(millis))),
            Form::Text(text) => {
                let at: jiff::Timestamp = text.parse().map_err(|_| D::Error::custom("not a time"))?;
                Ok(Self(Timestamp::from_millis(at.as_millisecond())))
            }
        }
    }
}

/// Bytes: a text where they are one, else base64 in an object.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Octets(pub(crate) Bytes);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OctetsForm {
    Text(String),
    Base64 { base64: String },
}

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => OctetsForm::Base64 { base64: STANDARD.encode(&self.0) }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match OctetsForm::deserialize(deserializer)? {
            OctetsForm::Text(text) => Ok(Self(Bytes::from(text))),
            OctetsForm::Base64 { base64 } => {
                let bytes = STANDARD.decode(base64).map_err(|_| D::Error::custom("not base64"))?;
                Ok(Self(Bytes::from(bytes)))
            }
        }
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Octets({} bytes)", self.0.len())
    }
}

/// A digest or another run of bytes of a known length, in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Digest<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> Display for Digest<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> Serialize for Digest<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Digest<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || D::Error::custom("not a digest");
        let mut bytes = [0; N];
        if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| wrong())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back<T: Serialize + for<'de> Deserialize<'de>>(value: &T) -> (String, T) {
        let text = serde_json::to_string(value).unwrap();
        let back = serde_json::from_str(&text).unwrap();
        (text, back)
    }

    #[test]
    fn times_and_bytes_come_back_as_they_were() {
        for (millis, text) in [
            (0, "\"1970-01-01T00:00:00Z\""),
            (-1, "\"1969-12-31T23:59:59.999Z\""),
            (1_764_169_445_120, "\"2025-11-26T15:04:05.12Z\""),
            (i64::MAX, "9223372036854775807"),
        ] {
            let at = At(Timestamp::from_millis(millis));
            assert_eq!(there_and_back(&at), (text.to_owned(), at));
        }
        for (bytes, text) in
            [(&b"{\"a\": 1}"[..], r#""{\"a\": 1}""#), (&[0xff, 0][..], r#"{"base64":"/wA="}"#)]
        {
            let octets = Octets(Bytes::copy_from_slice(bytes));
            assert_eq!(there_and_back(&octets), (text.to_owned(), octets));
        }
        for wrong in ["\"0g\"", "\"0\"", "\"+1\"", "\"0é\"", "1"] {
            assert!(serde_json::from_str::<Digest<1>>(wrong).is_err(), "{wrong}");
        }
    }
}
