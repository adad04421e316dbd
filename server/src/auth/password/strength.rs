//! Refuses the passwords that an attacker tries first.

use std::{collections::HashSet, sync::LazyLock};

use charla::{NewPassword, error::FieldProblem, folding::fold};

/// Only the server has this list, so that no client has to load it.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// A password with fewer different characters is a pattern.
const MIN_DIFFERENT_CHARS: usize = 4;

/// Shorter names are not looked for: they are part of many good passwords.
const MIN_NAME_CHARS: usize = 3;

/// Checks a new password. `names` are the names of the user, which everybody who knows the user tries first.
///
/// # Errors
/// [`FieldProblem::TooCommon`] for a common password or a pattern; [`FieldProblem::IsName`] for a name.
pub fn check(password: &NewPassword, names: &[&str]) -> Result<(), FieldProblem> {
    let lower = password.as_str().to_lowercase();
    if is_common(&lower) || is_pattern(&lower) {
        return Err(FieldProblem::TooCommon);
    }
    let (letters, alphanumerics) = (only(&lower, char::is_alphabetic), only(&lower, char::is_alphanumeric));
    let whole: String = names.concat();
    for name in names.iter().copied().chain([whole.as_str()]) {
        let name = only(name, char::is_alphanumeric);
        if name.chars().count() >= MIN_NAME_CHARS
            && [&letters, &alphanumerics].iter().any(|typed| is_repeated(typed, &name))
        {
            return Err(FieldProblem::IsName);
        }
    }
    Ok(())
}

/// Whether a password is common: as it is, without digits and signs at its ends, or with letters in the place of the digits
/// and signs that are often written for them.
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

/// Whether a password has few different characters, or consecutive ones such as `abcdef` or `98765`.
fn is_pattern(lower: &str) -> bool {
    let codes: Vec<i64> = lower.chars().map(|c| i64::from(u32::from(c))).collect();
    let different: HashSet<_> = codes.iter().collect();
    let mut steps = codes.windows(2).map(|two| two[1] - two[0]);
    let first = steps.next();
    different.len() < MIN_DIFFERENT_CHARS
        || first.is_some_and(|step| step.abs() == 1 && steps.all(|other| other == step))
}

/// Returns the folded characters that `kept` accepts: without case and accents.
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
    fn common_passwords_and_patterns_are_refused() {
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
    fn the_own_name_with_digits_and_signs_around_it_is_refused() {
        for password in ["eva.sanz", "EvaSanz2026", "Eva Sanz!", "evaevaeva1", "sanz-12345", "Éva.Sanz"] {
            assert_eq!(check_as_eva(password), Err(FieldProblem::IsName), "{password}");
        }
    }

    #[test]
    fn passwords_that_are_hard_to_guess_are_accepted() {
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
