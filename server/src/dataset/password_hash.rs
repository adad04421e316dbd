//! Password hashes made by other programs: PBKDF2 and bcrypt as Django writes them, plain bcrypt, argon2. The first
//! sign-in replaces them with argon2id.

use argon2::{Argon2, PasswordHash, PasswordVerifier};
use base64::{Engine, prelude::BASE64_STANDARD};
use pbkdf2::pbkdf2_hmac;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Bounds on the cost of a hash: more expensive ones would delay the sign-ins of everybody.
const PBKDF2_ROUNDS: std::ops::RangeInclusive<u32> = 1..=10_000_000;
const BCRYPT_COST: std::ops::RangeInclusive<u32> = 4..=14;

/// Kibibytes times passes: 256 MiB in one pass, or 64 MiB in four.
const ARGON2_WORK: u64 = 256 * 1_024;
const ARGON2_LANES: std::ops::RangeInclusive<u32> = 1..=16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashProblem {
    #[error("password_hash is none of pbkdf2_sha256$…, bcrypt$…, bcrypt_sha256$…, $2b$…, argon2$…, $argon2id$…")]
    Unknown,
    #[error("password_hash asks for more work than a sign-in may cost")]
    TooExpensive,
}

enum Scheme<'a> {
    Pbkdf2 {
        rounds: u32,
        salt: &'a str,
        digest: Vec<u8>,
    },
    Bcrypt {
        hash: &'a str,
        digests_first: bool,
    },
    Argon2(Box<PasswordHash>),
    /// Django's mark for users who cannot sign in with a password.
    Unusable,
}

/// Checks that a password can be verified against this hash at an acceptable cost.
pub fn check(hash: &str) -> Result<(), HashProblem> {
    let is_too_expensive = match scheme(hash).ok_or(HashProblem::Unknown)? {
        Scheme::Pbkdf2 { rounds, .. } => !PBKDF2_ROUNDS.contains(&rounds),
        Scheme::Bcrypt { hash, .. } => {
            let parts: bcrypt::HashParts = hash.parse().map_err(|_| HashProblem::Unknown)?;
            !BCRYPT_COST.contains(&parts.get_cost())
        }
        Scheme::Argon2(hash) => {
            let params = argon2::Params::try_from(&*hash).map_err(|_| HashProblem::Unknown)?;
            let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
            work > ARGON2_WORK || !ARGON2_LANES.contains(&params.p_cost())
        }
        Scheme::Unusable => false,
    };
    if is_too_expensive { Err(HashProblem::TooExpensive) } else { Ok(()) }
}

/// Whether this is the password of the hash. False if `hash` is not a hash.
pub fn verify(password: &str, hash: &str) -> bool {
    match scheme(hash) {
        Some(Scheme::Pbkdf2 { rounds, salt, digest }) => {
            let mut own = vec![0; digest.len()];
            pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), rounds, &mut own);
            own.ct_eq(&digest).into()
        }
        Some(Scheme::Bcrypt { hash, digests_first: false }) => bcrypt::verify(password, hash).unwrap_or(false),
        Some(Scheme::Bcrypt { hash, digests_first: true }) => {
            let digest: String = Sha256::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            bcrypt::verify(digest, hash).unwrap_or(false)
        }
        Some(Scheme::Argon2(hash)) => Argon2::default().verify_password(password.as_bytes(), &*hash).is_ok(),
        Some(Scheme::Unusable) | None => false,
    }
}

fn scheme(hash: &str) -> Option<Scheme<'_>> {
    if hash.starts_with('!') {
        return Some(Scheme::Unusable);
    }
    // Django puts its own name of the algorithm in front of the standard form of the hash.
    let hash = hash.strip_prefix("argon2").unwrap_or(hash);
    if hash.starts_with("$argon2") {
        return PasswordHash::new(hash).ok().map(|hash| Scheme::Argon2(Box::new(hash)));
    }
    if let Some(rest) = hash.strip_prefix("pbkdf2_sha256$") {
        let mut parts = rest.split('$');
        let (rounds, salt, digest) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
        let digest = BASE64_STANDARD.decode(digest).ok()?;
        return (digest.len() == 32 && rounds > 0 && parts.next().is_none()).then_some(Scheme::Pbkdf2 {
            rounds,
            salt,
            digest,
        });
    }
    let digests_first = hash.starts_with("bcrypt_sha256$");
    let hash = hash.strip_prefix("bcrypt_sha256$").or_else(|| hash.strip_prefix("bcrypt$")).unwrap_or(hash);
    hash.starts_with("$2").then_some(Scheme::Bcrypt { hash, digests_first })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes of `secreto123`, made by Django 5.2 with few rounds.
    const HASHES: [&str; 6] = [
        "pbkdf2_sha256$1000$pimienta$JD6ivxlo3ZM9zlcZdtQ3hR9qFiQ6AiLk9MWw5Y42X/0=",
        "bcrypt$$2b$04$OsJxodtPExaIdDnjorHbCO.pgK0ry6kD1hHZ9L/80avtYlaDOlAKy",
        "bcrypt_sha256$$2b$04$VLL525Ec4NH6CIxfmT5dn.MqepUFk7cAql24u5mnquTJCQgHEIxQC",
        "$2b$04$GU0FfEEvwGPeX3oCj1rfTOf1ptShss6ybj9H6ArFHyYxxtlnFDZze",
        "argon2$argon2id$v=19$m=64,t=1,p=1$WVJWSFRNMEpvMDM3dVo1c3c5R25zVA$P2jlsZIQaIyodpbzPEmqIfkLEkGvKh47TeayjPeNSBs",
        "$argon2id$v=19$m=64,t=1,p=1$c6H3oPvf7VOjSiDBRyM79A$BVk4/2XQDF5Meb5UVBCgWBprlgRgka9UqoCfhGCKhZA",
    ];

    #[test]
    fn the_right_password_and_no_other_is_verified() {
        for hash in HASHES {
            assert_eq!(check(hash), Ok(()), "{hash}");
            assert!(verify("secreto123", hash), "{hash}");
            assert!(!verify("secreto124", hash) && !verify("", hash), "{hash}");
        }
    }

    #[test]
    fn a_text_that_is_not_a_hash_is_refused_and_verifies_nothing() {
        for hash in [
            "",
            "secreto123",
            "md5$salt$0cc175b9c0f1b6a831c399e269772661",
            "pbkdf2_sha256$x$salt$aGFzaA==",
            "pbkdf2_sha256$0$salt$aGFzaA==",
            "pbkdf2_sha256$1000$salt",
            "$2b$04$short",
            "argon2$argon2id$",
            "$argon2id$hash",
        ] {
            assert_eq!(check(hash), Err(HashProblem::Unknown), "{hash}");
            assert!(!verify("secreto123", hash) && !verify("", hash), "{hash}");
        }
        assert_eq!(check("!unusable"), Ok(()));
        assert!(!verify("", "!") && !verify("!", "!"));
    }

    #[test]
    fn an_expensive_hash_is_refused() {
        let dear = [
            HASHES[0].replacen("$1000$", "$20000000$", 1),
            HASHES[3].replacen("$04$", "$20$", 1),
            HASHES[5].replacen("m=64", "m=4000000", 1),
            HASHES[5].replacen("m=64,t=1", "m=65536,t=5", 1),
            HASHES[5].replacen("m=64,t=1,p=1", "m=1024,t=1,p=17", 1),
        ];
        for hash in dear {
            assert_eq!(check(&hash), Err(HashProblem::TooExpensive), "{hash}");
        }
        // The defaults of Django and passlib.
        for usual in ["m=102400,t=2,p=8", "m=65536,t=3,p=4"] {
            assert_eq!(check(&HASHES[5].replacen("m=64,t=1,p=1", usual, 1)), Ok(()), "{usual}");
        }
    }
}
