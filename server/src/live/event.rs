//! An event for one socket.

use charla::Seq;

use crate::live::frame::Frame;

/// A frame on its way to one socket. `seq` is that of the message in it, or `Seq::START` for other events. An ephemeral
/// event is dropped while many others wait.
#[derive(Debug, Clone)]
pub struct Event {
    pub frame: Frame,
    pub seq: Seq,
    pub is_ephemeral: bool,
}
