//! Who it is: accounts and their passwords, sessions, browsers that are known.
//!
//! | module | what is there |
//! |---|---|
//! | [`token`] | the secret in a cookie |
//! | [`browser`], [`device_name`] | the browser that asks |
//! | [`password`] | passwords, as hashes |
//! | [`session`] | how long a session lasts |
//! | [`signed_in`] | who asks, by the session of the request |
//! | [`sessions`] | sessions in the store, and the sockets that end with them |
//! | [`accounts`] | who signs in, and with what |
//! | [`sign_in`] | the beginning and the end of a session |
//! | [`session_change`] | what an answer does to the session |

pub mod accounts;
pub mod browser;
pub mod device_name;
pub mod password;
pub mod session;
pub mod session_change;
pub mod sessions;
pub mod sign_in;
pub mod signed_in;
pub mod token;
