//! Dialogues, from `scenes.txt`.

#[derive(Debug)]
pub(super) struct Scenes {
    pub(super) all: Vec<Scene>,
}

#[derive(Debug)]
pub(super) struct Scene {
    pub(super) kind: &'static str,
    pub(super) turns: Vec<Turn>,
}

#[derive(Debug)]
pub(super) struct Turn {
    pub(super) voice: Voice,
    /// Alternative wordings.
    pub(super) ways: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Customer,
    Provider,
    /// The third member of a group.
    Colleague,
}

impl Scenes {
    pub(super) fn read() -> Self {
        let mut all = Vec::<Scene>::new();
        for line in include_str!("scenes.txt").lines() {
            if let Some(kind) = line.strip_prefix("== ") {
                all.push(Scene { kind, turns: Vec::new() });
            } else if let (Some(scene), Some(turn)) = (all.last_mut(), turn(line)) {
                scene.turns.push(turn);
            }
        }
        Self { all }
    }

    pub(super) fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Scene> {
        self.all.iter().filter(move |scene| scene.kind == kind)
    }
}

fn turn(line: &'static str) -> Option<Turn> {
    let (voice, words) = line.split_once(": ")?;
    let voice = match voice {
        "c" => Voice::Customer,
        "p" => Voice::Provider,
        "q" => Voice::Colleague,
        _ => return None,
    };
    Some(Turn { voice, ways: words.split(" | ").collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_understood() {
        let written =
            include_str!("scenes.txt").lines().filter(|line| !line.starts_with(['#', '=']) && !line.is_empty());
        let read: usize = Scenes::read().all.iter().map(|scene| scene.turns.len()).sum();
        assert_eq!(read, written.count());
    }
}
