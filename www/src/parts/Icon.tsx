/**
 * Icons: strokes on a 24 px grid, in the colour of the text. They never stand for a word that is not there.
 * @module
 */
const PATHS = {
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15L6 17Zm4 4.5h4",
  "bell-off": "M6 17v-6c0-.9.2-1.7.5-2.5M9 5.8A6 6 0 0 1 18 11v5M17 19H4.5L6 17M10 21.5h4M3.5 3.5l17 17",
  sound: "M5 10v4h3l4 3.5v-11L8 10H5Zm10.5-1.5a5 5 0 0 1 0 7M18 6a8.5 8.5 0 0 1 0 12",
  "sound-off": "M5 10v4h3l4 3.5v-11L8 10H5Zm11 0 4 4m0-4-4 4",
  star: "m12 4 2.5 5.200 5.700.8-4.100 4 1 5.700L12 17l-5.100 2.700 1-5.700-4.100-4 5.700-.8L12 4Z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  cross: "m6.5 6.5 11 11m0-11-11 11",
  circle: "M12 12m-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0",
  pause: "M9 6v12m6-12v12",
  skip: "M6 6l7 6-7 6V6Zm11 0v12",
  warning: "M12 4.5 21 19.5H3L12 4.5Zm0 5.5v4.5m0 2.5v.1",
  info: "M12 12m-8.5 0a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M12 11v5.5m0-9v.1",
  undo: "M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3",
  redo: "M15.5 5 20 9.5 15.5 14M19.5 9.5H10a5.5 5.5 0 0 0 0 11h3",
  sun: "M12 12m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M12 2.5V5m0 14v2.5M2.5 12H5m14 0h2.5M5.300 5.300 7 7m10 10 1.700 1.700m0-13.400L17 7M7 17l-1.700 1.700",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z",
  contrast: "M12 12m-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0M12 4v16M12 8h6.5M12 12h8M12 16h6.5",
  chevron: "m9 6 6 6-6 6",
  down: "m6 9 6 6 6-6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  trash: "M4.5 7h15M9.5 7V4.5h5V7m-7.5 0 .8 12.5h8.400L17 7m-7 3.5v5.5m4-5.5v5.5",
  more: "M12 5.5v.1m0 6.400v.1m0 6.400v.1",
  grip: "M9 6v.1M9 12v.1M9 18v.1M15 6v.1M15 12v.1M15 18v.1",
  code: "m8.5 7-5 5 5 5m7-10 5 5-5 5",
  list: "M4 7h.1M4 12h.1M4 17h.1M8 7h12M8 12h12M8 17h12",
  sliders: "M4 8h9m4 0h3M4 16h3m4 0h9M15 8m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M9 16m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
  person: "M12 8.5m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M4.5 20a7.5 7.5 0 0 1 15 0",
  room: "M4 5h16v11h-9l-4.5 4v-4H4V5Z",
  hash: "M9.5 4 7.5 20m9-16-2 16M4.5 9h16m-17 6h16",
  lock: "M6 11h12v9H6v-9Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3",
  import: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15",
  share: "M12 15V4M7.5 8.5 12 4l4.5 4.5M5 12.5v7h14v-7",
  send: "m4 12 16-7.5-5 15-3.5-6L4 12Zm7.5 1.5L20 4.5",
  book: "M5 4.5h9.5A3.5 3.5 0 0 1 18 8v12H8a3 3 0 0 1-3-3V4.5Zm0 12.5a3 3 0 0 1 3-3h10",
  copy: "M9 9h11v11H9V9Zm-3 6H4V4h11v2",
  filter: "M4 6h16M7 12h10M10 18h4",
  call: "M5 4.5h4l1.5 4.5-2 1.5a12 12 0 0 0 5 5l1.5-2 4.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5A15.5 15.5 0 0 1 3.5 6 1.5 1.5 0 0 1 5 4.5Z",
  clock: "M12 12m-8.5 0a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M12 7v5l3.5 2",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">
      <path d={PATHS[name]} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
