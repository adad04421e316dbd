use charla::{Role, UserId};
use server::store::NewUser;

use crate::house::House;

async fn registers(house: &House, name: &str, role: Role) -> UserId {
    let (first_name, last_name) = name.split_once(' ').unwrap_or((name, ""));
    let user = NewUser {
        username: name.to_lowercase().replace(' ', "_"),
        first_name: first_name.into(),
        last_name: last_name.into(),
        password_hash: "$argon2id$hash".into(),
        role,
    };
    house.store.register(user).await.expect("the name is free").id
}

pub(crate) async fn people_are_found_by_name_and_role(mut house: House) {
    let [ana] = house.enters(["Ana García"]).await;
    registers(&house, "Óscar Núñez", Role::Provider).await;
    registers(&house, "Berta Núñez", Role::Customer).await;
    let found = async |query: &str, role| {
        let page = house.store.people(ana.id, query, role, 1).await.expect("the directory");
        assert_eq!(page.count as usize, page.results.len());
        page.results.into_iter().map(|person| person.user.first_name).collect::<Vec<_>>()
    };
    assert_eq!(found("", None).await, ["Berta", "Óscar"], "by name, without oneself");
    assert_eq!(found("nunez", None).await, ["Berta", "Óscar"]);
    assert_eq!(found("oscar n", None).await, ["Óscar"]);
    assert_eq!(found("", Some(Role::Provider)).await, ["Óscar"]);
    assert_eq!(found("berta", Some(Role::Provider)).await, [""; 0]);
    assert_eq!(found("%", None).await, [""; 0]);
    assert_eq!(found("\0", None).await, [""; 0]);

    let page = house.store.people(ana.id, "óscar", None, 1).await.expect("the directory");
    let person = &page.results[0];
    assert_eq!((person.role, person.user.email.as_deref()), (Role::Provider, None));
    let opened = ana.tries_to_open(&person.participant_id, Some(person.role)).await.expect("it opens");
    assert!(opened.conversation.others(ana.id).eq([&person.user]));
}

pub(crate) async fn pages_of_people_have_fifty(mut house: House) {
    let [ana] = house.enters(["Ana"]).await;
    for n in 0..51 {
        registers(&house, &format!("Vecino {n:02}"), Role::Customer).await;
    }
    for (page, size) in [(1, 50), (2, 1), (3, 0), (u32::MAX, 0)] {
        let people = house.store.people(ana.id, "vecino", None, page).await.expect("the directory");
        assert_eq!((people.results.len(), people.count, people.page, people.limit), (size, 51, page, 50));
    }
}
