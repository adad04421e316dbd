//! Decodes the text of a file in the encodings that spreadsheets and editors write.

use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    #[error("byte {0} is not UTF-8: save the file as UTF-8")]
    NotUtf8(usize),
    #[error("it begins like UTF-16, and is not: save the file as UTF-8")]
    NotUtf16,
}

/// Decodes UTF-8 with or without a byte order mark, and UTF-16 with one.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, EncodingError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        rest => utf8(rest),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, EncodingError> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| EncodingError::NotUtf8(error.valid_up_to()))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, EncodingError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text.into()),
        _ => Err(EncodingError::NotUtf16),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_and_utf_16_of_spreadsheets_are_decoded() {
        let text = "{\"ñ\": \"😀\"}";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little = [0xff, 0xfe].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes()));
        let big = [0xfe, 0xff].into_iter().chain(units.iter().flat_map(|unit| unit.to_be_bytes()));
        let marked = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes());
        for bytes in [text.bytes().collect::<Vec<_>>(), marked.collect(), little.collect(), big.collect()] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn other_encodings_are_named() {
        assert_eq!(decode(b"ab\xf1o"), Err(EncodingError::NotUtf8(2)));
        assert_eq!(decode(b"\xff\xfea"), Err(EncodingError::NotUtf16));
    }
}
