//! Medians of all rounds, as a table and as JSON.

use serde_json::{Map, Value, json};

use super::{figures::Figures, subject::CEILING};

/// The values of all rounds, in the order in which their rows were measured.
#[derive(Debug, Default)]
pub(super) struct Summary(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    row: &'static str,
    figure: &'static str,
    build: String,
    values: Vec<f64>,
}

impl Summary {
    /// Adds the figures of a row and a server.
    pub(super) fn add(&mut self, (row, build): (&'static str, &str), figures: Figures) {
        for (figure, value) in figures.into_values() {
            let is_it = |entry: &&mut Entry| (entry.row, entry.figure, &*entry.build) == (row, figure, build);
            match self.0.iter_mut().find(is_it) {
                Some(entry) => entry.values.push(value),
                None => self.0.push(Entry { row, figure, build: build.to_owned(), values: vec![value] }),
            }
        }
    }

    /// Removes the figures of a row and a server.
    pub(super) fn remove(&mut self, key: (&str, &str)) {
        self.0.retain(|entry| (entry.row, &*entry.build) != key);
    }

    /// Returns a line for each row and build: each figure with its median, lowest and highest value.
    pub(super) fn table(&self) -> String {
        let mut lines =
            vec!["| row | build | figures: median (lowest to highest) |".to_owned(), "|---|---|---|".to_owned()];
        let mut done = Vec::new();
        for entry in &self.0 {
            let key = (entry.row, &*entry.build);
            if !done.contains(&key) {
                done.push(key);
                let of_row = self.0.iter().filter(|other| (other.row, &*other.build) == key);
                let figures: Vec<_> = of_row.map(|entry| entry.text() + &self.ratio(entry)).collect();
                lines.push(format!("| {} | {} | {} |", entry.row, entry.build, figures.join(" · ")));
            }
        }
        lines.join("\n")
    }

    /// Returns how many times the ceiling's figure it is, if the row has a ceiling.
    fn ratio(&self, entry: &Entry) -> String {
        let is_ceiling =
            |other: &&Entry| (other.row, other.figure, &*other.build) == (entry.row, entry.figure, CEILING);
        match self.0.iter().find(is_ceiling) {
            Some(ceiling) if entry.build != CEILING && ceiling.median() > 0.0 => {
                format!(", {:.2} of the ceiling", entry.median() / ceiling.median())
            }
            _ => String::new(),
        }
    }

    pub(super) fn json(&self) -> String {
        let mut rows = Map::new();
        for entry in &self.0 {
            rows.entry(entry.row).or_insert_with(|| json!({}))[&entry.build][entry.figure] = json!(entry.values);
        }
        Value::from(rows).to_string()
    }
}

impl Entry {
    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    fn median(&self) -> f64 {
        let sorted = self.sorted();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    fn text(&self) -> String {
        let (sorted, median) = (self.sorted(), self.median());
        let (lowest, highest) =
            (sorted.first().copied().unwrap_or_default(), sorted.last().copied().unwrap_or_default());
        let digits = if median >= 100.0 {
            0
        } else if median >= 10.0 {
            1
        } else {
            3
        };
        if (highest - lowest).abs() < f64::EPSILON {
            return format!("{} {median:.digits$}", self.figure);
        }
        format!("{} {median:.digits$} ({lowest:.digits$} to {highest:.digits$})", self.figure)
    }
}
