//! The networks that contain an address. The owner of one address often has a whole network: with IPv6 at least a /64,
//! from most providers a /56 or /48.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// Number of levels of networks.
pub const LEVELS: usize = 3;

/// Prefix lengths, from the narrowest network.
const IPV4: [u8; 2] = [32, 24];
const IPV6: [u8; LEVELS] = [64, 56, 48];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Returns the narrowest network: what one customer of a provider has at least.
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self::with_bits(address, if address.is_ipv4() { IPV4[0] } else { IPV6[0] })
    }

    /// Returns the networks from the narrowest to the widest, each with its level. IPv4 has no middle one.
    pub fn around(address: IpAddr) -> impl Iterator<Item = (usize, Self)> {
        let address = address.to_canonical();
        let levels: &[(usize, u8)] =
            if address.is_ipv4() { &[(0, IPV4[0]), (2, IPV4[1])] } else { &[(0, IPV6[0]), (1, IPV6[1]), (2, IPV6[2])] };
        levels.iter().map(move |(level, bits)| (*level, Self::with_bits(address, *bits)))
    }

    /// Returns the networks from the widest to the narrowest. IPv4 has no middle one, so the narrowest appears twice.
    pub fn path(address: IpAddr) -> [Self; LEVELS] {
        let mut path = [Self::of(address); LEVELS];
        for (level, network) in Self::around(address) {
            path[LEVELS - 1 - level] = network;
        }
        path
    }

    pub fn widest(self) -> Self {
        Self::path(self.address)[0]
    }

    /// Returns the first address of the network.
    pub const fn address(self) -> IpAddr {
        self.address
    }

    fn with_bits(address: IpAddr, bits: u8) -> Self {
        let address = match address {
            IpAddr::V4(v4) => {
                IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & !(u32::MAX.checked_shr(bits.into()).unwrap_or(0))))
            }
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> bits))),
        };
        Self { address, bits }
    }
}

/// An IPv4 address without prefix length, other networks as `address/bits`.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { address, bits: 32 } => write!(f, "{address}"),
            Self { address, bits } => write!(f, "{address}/{bits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(address: &str) -> Vec<String> {
        let address = address.parse().expect("an address");
        Network::around(address).map(|(_, network)| network.to_string()).collect()
    }

    #[test]
    fn networks_are_nested() {
        assert_eq!(around("203.0.113.7"), ["203.0.113.7", "203.0.113.0/24"]);
        assert_eq!(around("::ffff:203.0.113.7"), around("203.0.113.7"), "the same one, written as IPv6");
        let v6 = ["2001:db8:1:2345::/64", "2001:db8:1:2300::/56", "2001:db8:1::/48"];
        assert_eq!(around("2001:db8:1:2345::7"), v6);
    }

    #[test]
    fn a_path_goes_from_the_widest_to_the_narrowest() {
        let path =
            |address: &str| Network::path(address.parse().expect("an address")).map(|network| network.to_string());
        assert_eq!(path("203.0.113.7"), ["203.0.113.0/24", "203.0.113.7", "203.0.113.7"]);
        assert_eq!(path("2001:db8:1:2345::7")[0], "2001:db8:1::/48");
        let of = |address: &str| Network::of(address.parse().expect("an address")).widest().to_string();
        assert_eq!([of("203.0.113.7"), of("2001:db8:1:2345::7")], ["203.0.113.0/24", "2001:db8:1::/48"]);
    }
}
