//! Live delivery: events reach the sockets of the users whom they concern. Delivery is best effort, and the store is the
//! truth: clients fetch what they miss.
//!
//! | module | what is there |
//! |---|---|
//! | [`frame`], [`event`], [`listening`] | an encoded frame, an event for one socket, and which events a socket gets |
//! | [`broadcast`] | an event for many sockets, encoded once for each view |
//! | [`in_order_publisher`] | publishes messages in the order of their `seq` |
//! | [`hub`], [`local`] | the sockets of this process |
//! | [`broker`] | publish and subscribe between processes, by Redis |
//! | [`fanout`] | publishes to this process and to the others |
//! | [`session_check`], [`catch_up`] | read from the database what the broker lost |
//! | [`presence`] | tracks which users are online, and publishes changes |
//! | [`resumes`] | limits on how often sockets ask for events that they missed |

pub mod broadcast;
pub mod broker;
pub mod catch_up;
pub mod event;
pub mod fanout;
pub mod frame;
pub mod hub;
pub mod in_order_publisher;
pub mod listening;
pub mod local;
pub mod presence;
pub mod resumes;
pub mod session_check;
