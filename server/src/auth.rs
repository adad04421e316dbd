//! Authentication: accounts and their passwords, sessions, known browsers.
//!
//! | module | what is there |
//! |---|---|
//! | [`token`] | the secret in the session cookie |
//! | [`browser`], [`device_name`] | the browser of a request |
//! | [`password`] | passwords, as hashes |
//! | [`session`] | how long a session lasts |
//! | [`signed_in`] | the signed-in user of a request |
//! | [`sessions`] | sessions in the store, and the sockets that end with them |
//! | [`accounts`] | registering, verifying and changing passwords |
//! | [`sign_in`] | the beginning and the end of a session |
//! | [`session_change`] | begins, prolongs or ends the session with an answer |

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
