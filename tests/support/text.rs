//! Folding, globs and words as slowly and as plainly as the semantics document says them.

/// A7: one character to one character.
pub fn fold(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| {
            let lower: Vec<char> = c.to_lowercase().collect();
            match lower[..] {
                _ if c == 'ς' => 'σ',
                [single] => single,
                _ => c,
            }
        })
        .collect()
}

/// R24, R26: the pattern matches all of the text.
pub fn matches_whole(pattern: &str, text: &str) -> bool {
    let text = fold(text);
    ends(&fold(pattern), &text).contains(&text.len())
}

/// R27: the pattern matches some part of the text between two boundaries. A8: the empty pattern matches where
/// there is no word character on either side.
pub fn matches_words(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (fold(pattern), fold(text));
    if pattern.is_empty() {
        return (0..=text.len()).any(|at| !is_word_before(&text, at) && !is_word_after(&text, at));
    }
    (0..=text.len()).filter(|&start| is_boundary(&text, start)).any(|start| {
        ends(&pattern, &text[start..]).into_iter().any(|length| is_boundary(&text, start + length))
    })
}

/// A12, A13: the name, which is not a pattern, is in the text between two boundaries.
pub fn contains_name(name: &str, text: &str) -> bool {
    let (name, text) = (fold(name), fold(text));
    !name.is_empty()
        && (0..=text.len()).any(|start| {
            text[start..].starts_with(&name)
                && is_boundary(&text, start)
                && is_boundary(&text, start + name.len())
        })
}

/// All lengths of beginnings of the text that the pattern matches.
fn ends(pattern: &[char], text: &[char]) -> Vec<usize> {
    // From what the pattern matches up to some character to what it matches with the next.
    let mut lengths = vec![0];
    for wildcard in pattern {
        lengths = match wildcard {
            '*' => lengths.first().map_or(vec![], |&shortest| (shortest..=text.len()).collect()),
            c => lengths
                .into_iter()
                .filter(|&length| text.get(length).is_some_and(|next| *c == '?' || c == next))
                .map(|length| length + 1)
                .collect(),
        };
    }
    lengths
}

/// A2: not both neighbours are word characters.
fn is_boundary(text: &[char], at: usize) -> bool {
    !(is_word_before(text, at) && is_word_after(text, at))
}

fn is_word_before(text: &[char], at: usize) -> bool {
    at > 0 && is_word(text[at - 1])
}

fn is_word_after(text: &[char], at: usize) -> bool {
    at < text.len() && is_word(text[at])
}

/// A1: `[A-Za-z0-9_]`.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
