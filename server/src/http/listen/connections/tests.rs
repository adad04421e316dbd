use super::*;
use crate::log::captured_log::captured_log;

const LIMITS: ConnectionLimits = ConnectionLimits { total: 6, by_address: Some(4) };

fn open(limits: ConnectionLimits) -> Arc<Connections> {
    Connections::new(limits)
}

fn admit(connections: &Arc<Connections>, peer: &str) -> ConnectionSlot {
    connections.admit(peer.parse().expect("an address")).place.expect("a place")
}

fn is_open(place: &ConnectionSlot) -> bool {
    place.connections.lock().open.contains_key(&place.id)
}

#[test]
fn the_longest_idle_connection_of_the_largest_network_is_closed_first() {
    let connections = open(LIMITS);
    let mine = admit(&connections, "10.0.0.1");
    let serving = admit(&connections, "10.9.0.1");
    assert!(serving.activity.begins());
    let crowd: Vec<_> = (0..4).map(|_| admit(&connections, "10.9.0.2")).collect();
    let new = admit(&connections, "10.5.0.1");
    assert!(!new.is_reserved);
    let open: Vec<_> = crowd.iter().map(is_open).collect();
    assert_eq!(open, [false, true, true, true]);
    assert!(is_open(&mine) && is_open(&serving));
}

#[test]
fn an_address_with_too_many_connections_loses_its_own() {
    let connections = open(ConnectionLimits { total: 100, by_address: Some(4) });
    let other = admit(&connections, "10.0.0.1");
    let places: Vec<_> = (0..20).map(|_| admit(&connections, "10.9.0.2")).collect();
    assert_eq!(places.iter().filter(|place| is_open(place)).count(), 4);
    assert!(is_open(&other));
}

#[test]
fn a_network_may_have_fewer_connections_than_the_sum_of_its_addresses() {
    let connections = open(ConnectionLimits { total: 100, by_address: Some(4) });
    let places: Vec<_> = (0..40).map(|n| admit(&connections, &format!("10.9.0.{n}"))).collect();
    assert_eq!(places.iter().filter(|place| is_open(place)).count(), 16);
}

#[test]
fn a_few_places_are_reserved_if_no_connection_is_idle() {
    let connections = open(ConnectionLimits { total: 100, by_address: Some(60) });
    let serving: Vec<_> = (0..100).map(|n| admit(&connections, &format!("10.{n}.0.1"))).collect();
    assert!(serving.iter().all(|place| place.activity.begins()));
    let watches = admit(&connections, "192.0.2.1");
    assert!(watches.is_reserved);
    let others: Vec<_> = (0..3 * RESERVED_FOR_HEALTH_CHECKS).map(|_| admit(&connections, "198.51.100.1")).collect();
    assert!(others.iter().all(|place| place.is_reserved));
    assert!(is_open(&watches), "the crowd closes its own");
    assert_eq!(connections.lock().reserved, RESERVED_FOR_HEALTH_CHECKS);
    assert!(others.iter().all(|place| !is_open(place) || place.activity.begins()));
    assert!(watches.activity.begins());
    assert!(connections.admit([192, 0, 2, 2].into()).place.is_none());
    drop(serving);
    assert!(!admit(&connections, "192.0.2.1").is_reserved);
}

#[test]
fn an_address_at_its_limit_gets_no_place_by_trying_again() {
    let connections = open(ConnectionLimits { total: 100, by_address: Some(4) });
    let mut places = Vec::new();
    for _ in 0..40 {
        let place = admit(&connections, "10.9.0.2");
        if !place.is_reserved {
            place.activity.begins();
        }
        places.push(place);
    }
    assert_eq!(places.iter().filter(|place| is_open(place) && !place.is_reserved).count(), 4);
}

#[test]
fn a_network_that_finds_no_room_is_logged_once() {
    let connections = open(ConnectionLimits { total: 100, by_address: Some(4) });
    let serving: Vec<_> = (0..4).map(|_| admit(&connections, "10.9.0.2")).collect();
    assert!(serving.iter().all(|place| place.activity.begins()));
    let log = captured_log(|| {
        let others: Vec<_> = (0..3).map(|_| admit(&connections, "10.9.0.2")).collect();
        assert!(others.iter().all(|place| place.is_reserved));
        assert!(!admit(&connections, "10.9.0.3").is_reserved);
    });
    let lines: Vec<_> = log.lines().map(|line| line.split_once("charla::security: ").map(|line| line.1)).collect();
    assert_eq!(lines, [Some("event=\"limit met\" limit=\"connections by network\" network=10.9.0.2")]);
}

#[test]
fn connections_of_a_proxy_have_only_the_total_limit() {
    let connections = open(ConnectionLimits { total: 6, by_address: None });
    let places: Vec<_> = (0..6).map(|_| admit(&connections, "10.9.0.1")).collect();
    assert!(places.iter().all(is_open));
}

#[test]
fn the_table_is_empty_when_all_connections_are_closed() {
    let connections = open(LIMITS);
    let places: Vec<_> = (0..30).filter_map(|n| connections.admit([10, 0, 0, n].into()).place).collect();
    drop(places);
    let table = connections.lock();
    assert!(table.open.is_empty() && table.by_network.is_empty());
    assert_eq!(table.reserved, 0);
}
