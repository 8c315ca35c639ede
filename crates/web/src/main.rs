//! The entry point of the module; `afterglow_web` has the rest.

fn main() {
    afterglow_web::run();
}
