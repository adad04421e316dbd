//! The headers in which server and client name the reader of a page, and the build of the client.

/// Header with the id of the user for whom the page was rendered. The server refuses a request with the session of
/// another user with [`ChatError::AnotherReader`](charla::ChatError::AnotherReader).
pub const READER: &str = "charla-reader";

/// Header of answers with the build of the server's client files.
pub const BUILD: &str = "charla-build";

/// The build, which the server provides as context for [`shell`](crate::shell).
#[derive(Debug, Clone)]
pub struct Build(pub String);
