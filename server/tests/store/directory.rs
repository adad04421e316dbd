use charla::{DirectoryPage, DirectoryRequest, DirectoryStart, Role, UserId};
use server::store::NewUser;

use crate::{actor::Actor, test_database::TestDatabase};

async fn registers(database: &TestDatabase, name: &str, role: Role) -> UserId {
    let (first_name, last_name) = name.split_once(' ').unwrap_or((name, ""));
    let user = NewUser {
        username: name.to_lowercase().replace(' ', "_"),
        first_name: first_name.into(),
        last_name: last_name.into(),
        password_hash: "$argon2id$hash".into(),
        role,
    };
    database.store.register(user).await.expect("the name is free").id
}

impl Actor {
    async fn finds_people(&self, query: &str, role: Option<Role>, from: DirectoryStart) -> DirectoryPage {
        let request = DirectoryRequest { query: query.into(), role, from };
        self.store.people(self.id, &request).await.expect("the directory")
    }
}

fn names(page: &DirectoryPage) -> Vec<&str> {
    page.people.iter().map(|person| person.user.first_name.as_str()).collect()
}

pub(crate) async fn people_are_found_by_name_and_role(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana García"]).await;
    registers(&database, "Óscar Núñez", Role::Provider).await;
    registers(&database, "Berta Núñez", Role::Customer).await;
    for (query, role, expected) in [
        ("", None, vec!["Berta", "Óscar"]),
        ("nunez", None, vec!["Berta", "Óscar"]),
        ("oscar n", None, vec!["Óscar"]),
        ("", Some(Role::Provider), vec!["Óscar"]),
        ("", Some(Role::Customer), vec!["Berta"]),
        ("berta", Some(Role::Provider), vec![]),
        ("%", None, vec![]),
        ("\0", None, vec![]),
    ] {
        let page = ana.finds_people(query, role, DirectoryStart::First).await;
        assert_eq!(names(&page), expected, "{query:?} {role:?}: by name, without oneself");
        assert_eq!(page.count.map(|count| count as usize), Some(expected.len()), "{query:?} {role:?}");
        assert_eq!((page.previous, page.next), (None, None));
    }

    let page = ana.finds_people("óscar", None, DirectoryStart::First).await;
    let person = &page.people[0];
    assert_eq!((&person.roles[..], person.user.email.as_deref()), (&[Role::Provider][..], None));
    let opened = ana.tries_to_open(&person.participant.id, person.participant.role).await.expect("it opens");
    assert!(opened.conversation.others(ana.id).eq([&person.user]));
}

pub(crate) async fn pages_of_people_link_forward_and_back(mut database: TestDatabase) {
    const PEOPLE: usize = 101;
    let [ana] = database.enters(["Ana"]).await;
    let mut everybody = Vec::new();
    for n in 0..PEOPLE {
        everybody.push(format!("{n:03}"));
        registers(&database, &format!("{n:03} Vecino"), Role::Customer).await;
    }
    for (query, role) in [("vecino", None), ("", Some(Role::Customer)), ("", None)] {
        let first = ana.finds_people(query, role, DirectoryStart::First).await;
        assert_eq!((names(&first).len(), first.previous), (50, None));
        assert_eq!(first.count, query.is_empty().then_some(101), "nobody is counted for a search");
        let second = ana.finds_people(query, role, DirectoryStart::After(first.next.expect("more"))).await;
        let third = ana.finds_people(query, role, DirectoryStart::After(second.next.expect("more"))).await;
        assert_eq!([names(&first), names(&second), names(&third)].concat(), everybody, "{query:?}");
        assert_eq!(third.next, None);

        let back = ana.finds_people(query, role, DirectoryStart::Before(third.previous.expect("some before"))).await;
        assert_eq!(names(&back), names(&second));
        assert_eq!(back.next, second.next);
        let back = ana.finds_people(query, role, DirectoryStart::Before(back.previous.expect("some before"))).await;
        assert_eq!((names(&back), back.previous), (names(&first), None));

        let last = third.people.last().expect("somebody").user.id;
        let beyond = ana.finds_people(query, role, DirectoryStart::After(last)).await;
        assert_eq!((names(&beyond), beyond.next), (vec![], None));
        for nobody in [DirectoryStart::After(UserId(-1)), DirectoryStart::Before(UserId(i64::MAX))] {
            assert_eq!(ana.finds_people(query, role, nobody).await, first, "next to nobody it begins");
        }
    }
}

pub(crate) async fn a_customer_who_is_also_a_provider_is_listed_once(mut database: TestDatabase) {
    let [ana] = database.enters(["Ana"]).await;
    let id = registers(&database, "Óscar", Role::Provider).await;
    database.executes(&format!("insert into customers (id, user_id) values ('c-oscar', {id})")).await;
    let both = [Role::Customer, Role::Provider];
    for role in [None, Some(Role::Customer), Some(Role::Provider)] {
        let page = ana.finds_people("", role, DirectoryStart::First).await;
        let [oscar] = &page.people[..] else { panic!("{:?}", page.people) };
        assert_eq!((&oscar.roles[..], page.count), (&both[..], Some(1)), "{role:?}");
        assert_eq!(oscar.participant.role, role.or(Some(Role::Customer)));
        let opened = ana.tries_to_open(&oscar.participant.id, oscar.participant.role).await.expect("it opens");
        assert!(opened.conversation.others(ana.id).eq([&oscar.user]));
    }
    let oscar = Actor { id, ..ana.clone() };
    let page = oscar.finds_people("", None, DirectoryStart::First).await;
    assert_eq!((names(&page), page.count), (vec!["Ana"], Some(1)), "he does not count himself twice either");
}
