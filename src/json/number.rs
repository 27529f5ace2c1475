//! Floats, which JavaScript reads and writes.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
extern "C" {
    /// `Number(text)`.
    #[wasm_bindgen(js_name = Number)]
    pub(super) fn read(text: &str) -> f64;

    /// `String(number)`.
    #[wasm_bindgen(js_name = String)]
    pub(super) fn write(number: f64) -> String;
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn read(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn write(number: f64) -> String {
    number.to_string()
}
