/**
 * Timing: two contenders in turn, so that whatever else the machine does hits both.
 * @module
 */

const ROUNDS = 9;
/** Long against the resolution of clocks in browsers, which is 0.1 ms at worst. */
const ROUND_MS = 8;

/** What keeps answers from being optimised away. */
let last;

/**
 * Median nanoseconds per event of each, and the median of the ratios of the rounds.
 * @template T, U
 * @param {{ evaluate: (event: T) => unknown, events: T[] }} ours
 * @param {{ evaluate: (event: U) => unknown, events: U[] }} theirs
 */
export function interleaved(ours, theirs) {
  const times = [ours, theirs].map((side) => ({ side, count: calibrate(side), rounds: /** @type {number[]} */ ([]) }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { side, count, rounds } of times) rounds.push(time(side, count));
  }
  const [a, b] = times.map(({ rounds }) => rounds);
  return { ours: median(a), theirs: median(b), ratio: median(b.map((value, round) => value / a[round])) };
}

/**
 * Median nanoseconds per event of one side alone.
 * @param {{ evaluate: (event: any) => unknown, events: any[] }} side
 */
export function alone(side) {
  const count = calibrate(side);
  return median(Array.from({ length: ROUNDS }, () => time(side, count)));
}

/** Warms up, and finds how many evaluations fill a round. */
function calibrate(side) {
  let count = 1;
  for (;;) {
    const spent = (time(side, count) * count) / 1e6;
    if (spent >= ROUND_MS) return count;
    count = Math.ceil(count * Math.min(8, Math.max(1.2, (1.1 * ROUND_MS) / (spent + 0.01))));
  }
}

/** Nanoseconds per event over so many evaluations. */
function time({ evaluate, events }, count) {
  const start = performance.now();
  for (let i = 0, at = 0; i < count; i++) {
    last = evaluate(events[at]);
    if (++at === events.length) at = 0;
  }
  return ((performance.now() - start) * 1e6) / count;
}

export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export { last };
