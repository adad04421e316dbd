//! The people of the demo, from `people.txt`.

#[derive(Debug)]
pub(super) struct People {
    pub(super) all: Vec<Person>,
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) username: &'static str,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) is_customer: bool,
    /// Empty for users who are only customers.
    pub(super) trades: Vec<&'static str>,
}

impl People {
    pub(super) fn read() -> Self {
        let lines = include_str!("people.txt").lines().filter(|line| !line.starts_with('#'));
        Self { all: lines.filter_map(person).collect() }
    }

    pub(super) fn place(&self, username: &str) -> Option<usize> {
        self.all.iter().position(|person| person.username == username)
    }

    pub(super) fn customers(&self) -> impl Iterator<Item = usize> {
        self.places(|person| person.is_customer)
    }

    pub(super) fn providers(&self) -> impl Iterator<Item = usize> {
        self.places(|person| !person.trades.is_empty())
    }

    fn places(&self, which: impl Fn(&Person) -> bool) -> impl Iterator<Item = usize> {
        self.all.iter().enumerate().filter(move |(_, person)| which(person)).map(|(place, _)| place)
    }
}

fn person(line: &'static str) -> Option<Person> {
    let mut fields = line.split('|').map(str::trim);
    let (username, first_name, last_name) = (fields.next()?, fields.next()?, fields.next()?);
    let role = fields.next()?;
    let trades = fields.next().map_or(Vec::new(), |trades| trades.split(' ').collect());
    Some(Person { username, first_name, last_name, is_customer: role != "provider", trades })
}
