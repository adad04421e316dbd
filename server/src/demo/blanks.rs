//! Values for the blanks `{día}`, `{hora}`, `{precio}` …. They stay the same throughout a scene, so that an answer fits
//! its question.

use fastrand::Rng;

use super::pick;

const DAYS: [&str; 5] = ["lunes", "martes", "miércoles", "jueves", "viernes"];
const MORNINGS: [&str; 6] = ["nueve", "nueve y media", "diez", "diez y cuarto", "once", "once y media"];
const AFTERNOONS: [&str; 6] = ["cuatro", "cuatro y media", "cinco", "cinco y cuarto", "seis", "seis y media"];
const PRICES: [&str; 8] = ["48 €", "55 €", "60 €", "75 €", "85 €", "90 €", "110 €", "125 €"];
const HIGH_PRICES: [&str; 6] = ["260 €", "310 €", "345 €", "390 €", "420 €", "475 €"];
const MINUTES: [&str; 5] = ["diez", "quince", "veinte", "veinticinco", "treinta"];
const STREETS: [&str; 10] = [
    "calle Mayor, 14, 3.º B",
    "calle de la Cruz, 8, bajo",
    "avenida de la Constitución, 112, 5.º izquierda",
    "plaza del Ángel, 2, 1.º A",
    "calle Miguel Hernández, 37",
    "paseo de los Tilos, 19, 4.º D",
    "calle Núñez de Balboa, 61, 2.º",
    "camino de la Acequia, 5",
    "calle Peñuelas, 23, ático",
    "travesía del Olivar, 9, 2.º C",
];

/// Returns two different elements of a list.
fn two<'a>(rng: &mut Rng, all: &[&'a str]) -> [&'a str; 2] {
    let place = rng.usize(..all.len());
    [all[place], all[(place + 1 + rng.usize(..all.len() - 1)) % all.len()]]
}

pub(super) fn street(rng: &mut Rng) -> &'static str {
    pick(rng, &STREETS)
}

#[derive(Debug)]
pub(super) struct Blanks(Vec<(&'static str, String)>);

impl Blanks {
    /// `names` are those of the customer, the provider and the third member.
    pub(super) fn new(rng: &mut Rng, names: [&str; 3], street: &str) -> Self {
        let [day, other_day] = two(rng, &DAYS);
        Self(vec![
            ("{c}", names[0].to_owned()),
            ("{p}", names[1].to_owned()),
            ("{q}", names[2].to_owned()),
            ("{día}", day.to_owned()),
            ("{día2}", other_day.to_owned()),
            ("{hora}", pick(rng, &MORNINGS).to_owned()),
            ("{hora2}", pick(rng, &AFTERNOONS).to_owned()),
            ("{precio}", pick(rng, &PRICES).to_owned()),
            ("{precio2}", pick(rng, &HIGH_PRICES).to_owned()),
            ("{min}", pick(rng, &MINUTES).to_owned()),
            ("{calle}", street.to_owned()),
            ("{n}", (100 + rng.usize(..900)).to_string()),
        ])
    }

    pub(super) fn fill(&self, words: &str) -> String {
        let words = words.replace("\\n", "\n");
        self.0.iter().fold(words, |words, (blank, value)| words.replace(blank, value))
    }
}
