//! Live delivery: what happened reaches the sockets of those whom it concerns. It is a hint; the store is the truth.
//!
//! | module | what is there |
//! |---|---|
//! | [`frame`], [`event`], [`listening`] | what a socket is told, encoded once, and what it wants to hear |
//! | [`announcement`] | what happened, in the words of each socket |
//! | [`sequence`] | messages in the order of their `seq` |
//! | [`hub`], [`local`] | the sockets of this process |
//! | [`broker`] | other processes |
//! | [`fanout`] | both |
//! | [`ended_sessions`], [`catch_up`] | what nobody told is found in the database |
//! | [`presence`] | who is here, and whom it is told |
//! | [`resumes`] | how often sockets may ask what they missed |

pub mod announcement;
pub mod broker;
pub mod catch_up;
pub mod ended_sessions;
pub mod event;
pub mod fanout;
pub mod frame;
pub mod hub;
pub mod listening;
pub mod local;
pub mod presence;
pub mod resumes;
pub mod sequence;
