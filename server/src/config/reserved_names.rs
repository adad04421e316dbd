//! User names that would let a user pass for the marketplace itself.

use std::{collections::HashSet, convert::Infallible, str::FromStr};

/// The default of `--reserved-names`.
pub const DEFAULT: &str = "abuse,admin,administrador,administrator,atencion,ayuda,charla,contact,contacto,equipo,help,\
    helpdesk,info,legal,mod,moderador,moderator,noreply,official,oficial,operator,owner,postmaster,root,security,\
    seguridad,service,servicio,sistema,soporte,staff,superuser,support,sysadmin,system,team,webmaster";

/// The names in lower case, without dots, hyphens, underscores, spaces and trailing digits: `so.porte-1` becomes
/// `soporte`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservedNames(HashSet<String>);

impl ReservedNames {
    pub fn contains(&self, username: &str) -> bool {
        self.0.contains(&bare(username))
    }
}

fn bare(username: &str) -> String {
    let signs: String = username.chars().filter(|c| !matches!(c, '.' | '-' | '_' | ' ')).collect();
    signs.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase()
}

/// Parses names separated by commas. An empty text reserves none.
impl FromStr for ReservedNames {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.split(',').map(bare).filter(|name| !name.is_empty()).collect()))
    }
}

impl Default for ReservedNames {
    fn default() -> Self {
        let Ok(names) = DEFAULT.parse();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_marketplace_are_reserved_in_every_spelling() {
        let reserved = ReservedNames::default();
        for username in ["admin", "Admin", "admin1", "ad.min", "so-porte_24", "root"] {
            assert!(reserved.contains(username), "{username}");
        }
        for username in ["ana", "administra", "rooter", "2001", "ana.admin"] {
            assert!(!reserved.contains(username), "{username}");
        }
    }

    #[test]
    fn the_operator_chooses_the_reserved_names() {
        let Ok(own) = "Mercado, jefa".parse::<ReservedNames>();
        assert!(own.contains("mercado") && own.contains("jefa7") && !own.contains("admin"));
        let Ok(none) = "".parse::<ReservedNames>();
        assert!(!none.contains("") && !none.contains("2001"));
    }
}
