//! What a socket is told.

use charla::Seq;

use crate::live::frame::Frame;

/// One frame on its way to one socket. `seq` is that of the message it carries, or `Seq::START`.
/// What is fleeting is dropped where much waits.
#[derive(Debug, Clone)]
pub struct Event {
    pub frame: Frame,
    pub seq: Seq,
    pub is_fleeting: bool,
}
