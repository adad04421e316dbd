//! Which passwords an attacker tries first.

use std::{collections::HashSet, sync::LazyLock};

use charla::{NewPassword, error::FieldProblem, folding::fold};

/// On the server alone: a client needs no such table.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Fewer different characters make a pattern.
const DIFFERENT: usize = 4;

/// A shorter name is part of many a good password.
const SHORTEST_NAME: usize = 3;

/// `names` are those of the user: they are the first guess of everybody who knows the user.
///
/// # Errors
/// [`FieldProblem::TooCommon`] or [`FieldProblem::IsName`]
pub fn check(password: &NewPassword, names: &[&str]) -> Result<(), FieldProblem> {
    let lower = password.as_str().to_lowercase();
    if is_common(&lower) || is_pattern(&lower) {
        return Err(FieldProblem::TooCommon);
    }
    let (letters, signs) = (only(&lower, char::is_alphabetic), only(&lower, char::is_alphanumeric));
    let whole: String = names.concat();
    for name in names.iter().copied().chain([whole.as_str()]) {
        let name = only(name, char::is_alphanumeric);
        if name.chars().count() >= SHORTEST_NAME && [&letters, &signs].iter().any(|typed| is_repeated(typed, &name)) {
            return Err(FieldProblem::IsName);
        }
    }
    Ok(())
}

/// As it is, without what people add to its ends, or with the signs that they put for letters.
fn is_common(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| !c.is_alphabetic());
    let spelt: String = lower.chars().map(letter).collect();
    let spelt = spelt.trim_matches(|c: char| !c.is_alphabetic());
    [lower, bare, spelt].iter().any(|text| COMMON.contains(text))
}

const fn letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    }
}

/// Few characters again and again, or one after the other as they are counted.
fn is_pattern(lower: &str) -> bool {
    let codes: Vec<i64> = lower.chars().map(|c| i64::from(u32::from(c))).collect();
    let different: HashSet<_> = codes.iter().collect();
    let mut steps = codes.windows(2).map(|two| two[1] - two[0]);
    let first = steps.next();
    different.len() < DIFFERENT || first.is_some_and(|step| step.abs() == 1 && steps.all(|other| other == step))
}

/// Without case and accents.
fn only(text: &str, kept: fn(char) -> bool) -> String {
    fold(text).chars().filter(|c| kept(*c)).collect()
}

fn is_repeated(text: &str, part: &str) -> bool {
    !text.is_empty() && text.replace(part, "").is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_as_eva(password: &str) -> Result<(), FieldProblem> {
        check(&NewPassword::parse(password).expect("long enough"), &["eva.sanz", "Eva", "Sanz"])
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in [
            "password",
            "PASSWORD",
            "Password1!",
            "12345678",
            "P@ssw0rd",
            "p4ssw0rd99",
            "qwertyuiop",
            "contraseña",
            "Contraseña-2026",
            "aaaaaaaa",
            "1212121212",
            "abcdefghij",
            "98765432",
            "iloveyou",
        ] {
            assert_eq!(check_as_eva(password), Err(FieldProblem::TooCommon), "{password}");
        }
    }

    #[test]
    fn the_own_name_is_refused_however_it_is_decorated() {
        for password in ["eva.sanz", "EvaSanz2026", "Eva Sanz!", "evaevaeva1", "sanz-12345", "Éva.Sanz"] {
            assert_eq!(check_as_eva(password), Err(FieldProblem::IsName), "{password}");
        }
    }

    #[test]
    fn what_is_hard_to_guess_is_taken() {
        for password in [
            "una frase larga",
            "secreto123",
            "suficiente",
            "otra frase larga",
            "k8$Vq2!x",
            "evasanz es lista",
            "密码很难猜到了吧",
        ] {
            assert_eq!(check_as_eva(password), Ok(()), "{password}");
        }
    }
}
