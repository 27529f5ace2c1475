//! What both HTTP APIs stand on: errors in the form of the specification, bodies with limits, rates, who may enter, and
//! listeners that drain.

pub mod body;
pub mod error;
pub mod internal;
pub mod listen;
pub mod observe;
pub mod rate;

pub use self::error::MatrixError;
