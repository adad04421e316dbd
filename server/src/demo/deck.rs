//! Chooses the next scene of a conversation. No scene comes again before all others were used.

use fastrand::Rng;

use super::{
    people::Person,
    scenes::{Scene, Scenes},
};

/// Trades of providers who work at the homes of customers. Their conversations have scenes of arrival.
const AT_HOME: [&str; 7] = ["fontanería", "jardinería", "reformas", "mudanzas", "limpieza", "electricidad", "pintura"];

const AT_HOME_ORDER: Order = Order {
    first: &["abre", "cita", "llega", "cierra"],
    then: &["charla", "sigue", "cita", "casa", "llega", "charla", "cierra", "charla", "abre"],
};
const ELSEWHERE_ORDER: Order = Order {
    first: &["abre", "cita", "sigue", "cierra"],
    then: &["sigue", "charla", "sigue", "cita", "sigue", "cierra"],
};

#[derive(Debug)]
struct Order {
    first: &'static [&'static str],
    then: &'static [&'static str],
}

#[derive(Debug)]
pub(super) struct Deck<'a> {
    /// All scenes that suit the trade, shuffled, with whether they were dealt since the last shuffle.
    cards: Vec<(&'a Scene, bool)>,
    order: &'static Order,
    dealt: usize,
}

impl<'a> Deck<'a> {
    pub(super) fn new(scenes: &'a Scenes, provider: &Person, rng: &mut Rng) -> Self {
        let is_at_home = provider.trades.iter().any(|trade| AT_HOME.contains(trade));
        let suits = |kind: &str| match kind.split_once('.') {
            Some((trade, _)) => provider.trades.contains(&trade),
            None => matches!(kind, "cita" | "cierra" | "charla") || is_at_home && matches!(kind, "llega" | "casa"),
        };
        let mut cards: Vec<_> =
            scenes.all.iter().filter(|scene| suits(scene.kind)).map(|scene| (scene, false)).collect();
        rng.shuffle(&mut cards);
        let order = if is_at_home { &AT_HOME_ORDER } else { &ELSEWHERE_ORDER };
        Self { cards, order, dealt: 0 }
    }

    /// Returns the next scene; `None` only if no scene suits the provider.
    pub(super) fn deal(&mut self, rng: &mut Rng) -> Option<&'a Scene> {
        let Order { first, then } = self.order;
        let wanted = first.get(self.dealt).unwrap_or_else(|| &then[(self.dealt - first.len()) % then.len()]);
        self.dealt += 1;
        if self.cards.iter().all(|(_, was_dealt)| *was_dealt) {
            rng.shuffle(&mut self.cards);
            self.cards.iter_mut().for_each(|(_, was_dealt)| *was_dealt = false);
        }
        let place = |suits: &dyn Fn(&str) -> bool| {
            self.cards.iter().position(|(scene, was_dealt)| !was_dealt && suits(scene.kind))
        };
        let place = place(&|kind| kind.rsplit('.').next() == Some(*wanted))
            .or_else(|| place(&|kind| kind == "charla"))
            .or_else(|| place(&|_| true))?;
        let (scene, was_dealt) = &mut self.cards[place];
        *was_dealt = true;
        Some(scene)
    }
}
