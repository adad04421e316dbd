//! Network addresses: networks, origins, proxies.

pub mod network;
pub mod origin;
pub mod proxies;
pub mod same_site;
