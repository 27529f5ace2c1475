/**
 * The longest text that is edited, in UTF-16 code units. A thousand rules are a fifth of it; beyond it each keystroke would
 * be felt.
 * @module
 */
export const LONGEST = 1_000_000;
