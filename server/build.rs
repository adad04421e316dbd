//! A new migration is a change of the program: it is compiled in.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
