//! Texts and patterns that go together.

use crate::random::Random;

/// Characters on which implementations disagree, or might: case pairs that are not one to one,
/// word characters beyond ASCII, line ends, halves of pairs, glob and regex syntax.
const LETTERS: &[char] = &[
    'a',
    'b',
    'A',
    'B',
    'x',
    'i',
    'I',
    'k',
    'K',
    's',
    'S',
    'o',
    'ı',
    'İ',
    'ſ',
    'ß',
    'ẞ',
    'σ',
    'ς',
    'Σ',
    'µ',
    'μ',
    'Μ',
    '\u{212a}',
    '\u{212b}',
    'å',
    'é',
    'É',
    'ǅ',
    'ǆ',
    'Ǆ',
    'θ',
    'ϑ',
    'ϴ',
    'ω',
    '\u{2126}',
    'ᾳ',
    'ᾼ',
    'ᾀ',
    'ᾈ',
    '\u{390}',
    '\u{1fd3}',
    '\u{3b0}',
    '\u{1fe3}',
    'ﬅ',
    'ﬆ',
    'в',
    'В',
    'ᲀ',
    'т',
    'ᲄ',
    'ᲅ',
    'ꙋ',
    'ᲈ',
    'ι',
    '\u{1fbe}',
    '\u{345}',
    'ẛ',
    'ṡ',
    'ა',
    'Ა',
    'Ꭰ',
    'ꭰ',
    'Ᏸ',
    'ᏸ',
    '日',
    '本',
    'ー',
    '😀',
    '🦊',
    '𐐀',
    '𐐨',
    '\u{a7ce}',
    '\u{a7cf}',
    '\u{16ea0}',
    '\u{16ebb}',
    '\u{a7cb}',
    'ɤ',
    'ª',
    'Ⅷ',
    '²',
    '①',
    '٣',
    '‿',
    '\u{301}',
    '\u{200c}',
    '\u{200d}',
    '\u{fe0f}',
    '0',
    '1',
    '9',
    '_',
    'ŉ',
    'ǰ',
    'ΐ',
    '\u{a7d2}',
    '\u{a7d3}',
];

const OTHERS: &[char] = &[
    ' ', ' ', ' ', '.', '-', '@', '+', '!', '#', ':', ',', '\\', '[', ']', '(', ')', '|', '^', '$', '{', '}',
    '/', '\n', '\n', '\r', '\t', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\0', '\u{a0}', '*', '?',
    '\u{200b}', '\'', '"', '&', '~',
];

/// A handful of characters to make all the texts of one case from, so that they meet.
#[derive(Debug, Clone)]
pub struct Alphabet(Vec<char>);

impl Alphabet {
    /// Picks the characters.
    pub fn new(random: &mut Random) -> Self {
        let mut chars = vec![];
        let plain = random.percent(20);
        for _ in 0..random.between(1, 3) {
            chars.push(if plain { random.one_of(&['a', 'b', 'A', 'x']) } else { random.one_of(LETTERS) });
        }
        // Often a partner that some folding joins with it.
        if random.percent(40) {
            let c = random.one_of(&chars);
            chars.extend(relative(random, c));
        }
        for _ in 0..random.between(0, 2) {
            chars.push(random.one_of(OTHERS));
        }
        Self(chars)
    }

    /// A short text.
    pub fn text(&self, random: &mut Random) -> String {
        let length = match random.below(10) {
            0 => 0,
            1..=5 => random.between(1, 4),
            6..=8 => random.between(3, 8),
            _ => random.between(6, 20),
        };
        self.text_of(random, length)
    }

    /// A text of so many characters.
    pub fn text_of(&self, random: &mut Random, length: usize) -> String {
        (0..length).map(|_| random.one_of(&self.0)).collect()
    }

    /// A pattern that has a fair chance to match somewhere in the text.
    pub fn pattern(&self, random: &mut Random, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        if random.percent(10) {
            chars = self.text(random).chars().collect();
        }
        if random.percent(55) && !chars.is_empty() {
            let start = random.below(chars.len());
            let end = random.between(start, chars.len());
            chars = chars[start..end].to_vec();
        }
        let wild = random.percent(60);
        let mut pattern = String::new();
        for c in chars {
            if wild && random.percent(22) {
                match random.below(8) {
                    0..=2 => pattern.push('?'),
                    3 | 4 => pattern.push('*'),
                    5 => pattern.push_str(&run_of_wildcards(random)),
                    // The wildcard stands for nothing, or the character is left out.
                    6 => pattern.extend(['*', c]),
                    _ => {}
                }
            } else if random.percent(25) {
                pattern.extend(relative(random, c));
            } else {
                pattern.push(c);
            }
        }
        if wild && random.percent(15) {
            pattern.insert_str(0, &run_of_wildcards(random));
        }
        if wild && random.percent(15) {
            pattern.push_str(&run_of_wildcards(random));
        }
        pattern
    }

    /// The text with some characters exchanged for others of the same letter.
    pub fn variant(&self, random: &mut Random, text: &str) -> String {
        let mut variant = String::new();
        for c in text.chars() {
            if random.percent(25) {
                variant.extend(relative(random, c));
            } else {
                variant.push(c);
            }
        }
        variant
    }
}

fn run_of_wildcards(random: &mut Random) -> String {
    (0..random.between(1, 4)).map(|_| random.one_of(&['*', '?'])).collect()
}

/// The upper or lower case of a character, or another one that some folding equates with it.
fn relative(random: &mut Random, c: char) -> Vec<char> {
    const CLASSES: &[&[char]] = &[
        &['k', 'K', '\u{212a}'],
        &['s', 'S', 'ſ'],
        &['å', 'Å', '\u{212b}'],
        &['ß', 'ẞ'],
        &['σ', 'ς', 'Σ'],
        &['µ', 'μ', 'Μ'],
        &['θ', 'ϑ', 'Θ', 'ϴ'],
        &['ω', 'Ω', '\u{2126}'],
        &['ι', 'Ι', '\u{1fbe}', '\u{345}'],
        &['\u{390}', '\u{1fd3}'],
        &['\u{3b0}', '\u{1fe3}'],
        &['ﬅ', 'ﬆ'],
        &['т', 'Т', 'ᲄ', 'ᲅ'],
        &['в', 'В', 'ᲀ'],
        &['ꙋ', 'Ꙋ', 'ᲈ'],
        &['ṡ', 'Ṡ', 'ẛ'],
        &['ǆ', 'ǅ', 'Ǆ'],
        &['i', 'I', 'ı', 'İ'],
        &['é', 'É'],
        &['β', 'ϐ', 'Β'],
        &['φ', 'ϕ', 'Φ'],
        &['π', 'ϖ', 'Π'],
        &['κ', 'ϰ', 'Κ'],
        &['ρ', 'ϱ', 'Ρ'],
        &['ε', 'ϵ', 'Ε'],
    ];
    if let Some(class) = CLASSES.iter().find(|class| class.contains(&c)) {
        return vec![random.one_of(class)];
    }
    if random.percent(50) { c.to_uppercase().collect() } else { c.to_lowercase().collect() }
}
