//! Authentication: accounts and their passwords, sessions, known browsers.
//!
//! | module | what is there |
//! |---|---|
//! | [`token`] | the secret in the session cookie |
//! | [`browser`], [`device_name`] | browsers, and the names of their devices |
//! | [`password`] | passwords, as hashes |
//! | [`session`] | how long a session lasts |
//! | [`signed_in`] | a signed-in user |
//! | [`sessions`] | sessions in the store, and the sockets that end with them |
//! | [`accounts`] | registering, verifying and changing passwords |
//! | [`sign_in`] | the beginning and the end of a session |
//! | [`session_change`] | the change that a response makes to a session |

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
