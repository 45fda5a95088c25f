//! Which internet addresses may be spoken to: a table, so that a portal cannot send us into a private network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::HttpOptions;

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The public internet.
    Public,
    /// This machine.
    Loopback,
    /// A private network: RFC 1918, RFC 6598 (carrier-grade NAT), RFC 4193 (ULA).
    Private,
    /// Nowhere a portal lives: link-local, metadata, multicast, documentation, reserved, tunnels.
    Never,
}

impl Reach {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self::of_v4(v4),
            IpAddr::V6(v6) => Self::of_v6(v6),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            // The metadata address of a cloud that hides in the carrier-grade NAT range.
            [100, 100, 100, 200] => Self::Never,
            [127, ..] => Self::Loopback,
            [10, ..] | [192, 168, ..] => Self::Private,
            [172, second, ..] if second & 0xf0 == 16 => Self::Private,
            [100, second, ..] if second & 0xc0 == 64 => Self::Private,
            [0 | 224..=255, ..] | [169, 254, ..] => Self::Never,
            [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => Self::Never,
            [198, 51, 100, _] | [203, 0, 113, _] => Self::Never,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if address == Ipv6Addr::LOCALHOST {
            return Self::Loopback;
        }
        if let Some(v4) = address.to_ipv4_mapped() {
            return Self::of_v4(v4);
        }
        match address.segments() {
            // NAT64 (RFC 6052): phones without IPv4 reach every IPv4 server this way.
            [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Self::of_v4(join(high, low)),
            // The metadata address of a cloud that hides in the ULA range.
            [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254] => Self::Never,
            [first, ..] if first & 0xfe00 == 0xfc00 => Self::Private,
            // Teredo, ORCHID and the other special uses of 2001::/23; documentation; 6to4.
            [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x2002, ..] => Self::Never,
            [0x3fff, 0..=0x0fff, ..] => Self::Never,
            [first, ..] if first & 0xe000 == 0x2000 => Self::Public,
            _ => Self::Never,
        }
    }

    /// Says whether the options allow it. This machine is allowed by its own names alone, which the caller checked.
    pub(crate) fn allowed(self, options: &HttpOptions, host: HostName) -> bool {
        match self {
            Self::Public => host == HostName::Other,
            Self::Private => host == HostName::Other && options.private_networks,
            Self::Loopback => host == HostName::ThisMachine && options.insecure_loopback,
            Self::Never => false,
        }
    }
}

/// Whether a host is written as this machine (`localhost`, a loopback literal) or as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostName {
    ThisMachine,
    Other,
}

impl HostName {
    pub(crate) fn of_name(name: &str) -> Self {
        if name.eq_ignore_ascii_case("localhost") { Self::ThisMachine } else { Self::Other }
    }

    pub(crate) fn of_literal(address: IpAddr) -> Self {
        if Reach::of(address) == Reach::Loopback { Self::ThisMachine } else { Self::Other }
    }
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_addresses() {
        let rows = [
            (Reach::Loopback, "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1"),
            (Reach::Private, "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.255"),
            (Reach::Private, "fc00::1 fd12:3456::1 ::ffff:10.1.2.3 64:ff9b::a00:1"),
            (Reach::Never, "0.0.0.0 169.254.169.254 100.100.100.200 224.0.0.1 255.255.255.255 192.0.0.8"),
            (Reach::Never, "192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 192.88.99.1 240.0.0.1"),
            (Reach::Never, ":: fe80::1 fec0::1 ff02::1 2001:db8::1 2001::1 2002:a00:1::1 fd00:ec2::254"),
            (Reach::Never, "64:ff9b::a9fe:a9fe 64:ff9b:1::1 ::ffff:169.254.169.254 ::8.8.8.8 100::1 3fff::1"),
            (Reach::Public, "8.8.8.8 172.32.0.1 172.15.0.1 100.63.0.1 100.128.0.1 192.0.1.1 198.20.0.1"),
            (Reach::Public, "2606:4700::1111 2001:4860:4860::8888 64:ff9b::808:808 ::ffff:8.8.8.8"),
        ];
        for (expected, addresses) in rows {
            for text in addresses.split(' ') {
                assert_eq!(Reach::of(text.parse().unwrap()), expected, "{text}");
            }
        }
    }
}
