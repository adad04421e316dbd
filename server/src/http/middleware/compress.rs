//! Compression of pages and JSON. The client's files are compressed by the build instead.
//!
//! A page holds no secret that repeats (cookies are headers, the nonce is new in each answer), so that text of others
//! beside it reveals nothing by the length of the answer (BREACH).

use axum::{
    body::HttpBody,
    http::{HeaderValue, Response, header},
};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{And, Predicate, SizeAbove},
    },
};

/// Shorter answers fit into one packet anyway.
const FROM_BYTES: u64 = 1_024;

/// Pages and JSON.
#[derive(Debug, Clone, Copy)]
pub(super) struct IsText;

/// Returns the layer. The fastest level makes a page of a conversation a tenth as long; higher ones cost more time than the
/// page itself.
pub(super) fn layer() -> CompressionLayer<And<SizeAbove, IsText>> {
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(FROM_BYTES).and(IsText))
}

impl Predicate for IsText {
    fn should_compress<B: HttpBody>(&self, response: &Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
    }
}
