//! Who it is: accounts and their passwords, sessions, browsers that are known.
//!
//! | module | what is there |
//! |---|---|
//! | [`browser`], [`device_name`] | the browser that asks |
//! | [`password`] | passwords, as hashes |
//! | [`session`] | sessions, and the sockets that end with them |
//! | [`accounts`] | who signs in, and with what |
//! | [`visitor`] | who asks |
//! | [`sign_in`] | the beginning and the end of a session |

pub mod accounts;
pub mod browser;
pub mod device_name;
pub mod password;
pub mod session;
pub mod sign_in;
pub mod visitor;
