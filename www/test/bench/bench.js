/**
 * The page's figures: what is transferred, when it answers, how fast it follows a keystroke, and whether a long timeline
 * freezes it. Runs on what was built last. Times are those of a machine that does nothing else.
 *
 *     npm run build && npm run bench
 */
import { fileURLToPath } from "node:url";

import { launch } from "../../../pkg/test/support/chromium.js";
import { load } from "../support/module.js";
import { serveCompressed } from "./server.js";

const { toFragment } = await load("src/share/fragment.ts");

/** As Chromium's developer tools simulate them. */
const NETWORKS = {
  "fast 4G": { latency: 165, downloadThroughput: (8.1e6 / 8) | 0, uploadThroughput: (1.35e6 / 8) | 0 },
  "slow 4G": { latency: 562, downloadThroughput: (1.44e6 / 8) | 0, uploadThroughput: (675e3 / 8) | 0 },
};
/** A mid-range phone, four times slower than this machine. */
const PHONE = { viewport: { width: 360, height: 740 }, cpu: 4 };
const DESKTOP = { viewport: { width: 1440, height: 900 }, cpu: 1 };
const RUNS = 5;
const KEYS = 60;
const KEYWORDS = 300;
const EVENTS = 10_000;

const server = await serveCompressed(fileURLToPath(new URL("../../dist", import.meta.url)));
const browser = await launch();
try {
  await transfer();
  await work();
  for (const network of Object.keys(NETWORKS)) await interactive(network);
  for (const device of [DESKTOP, PHONE]) await keystrokes(device);
  for (const device of [DESKTOP, PHONE]) await timeline(device);
} finally {
  await browser.close();
  await server.close();
}

/** What a first visit transfers: up to the first answer, and what comes after it. */
async function transfer() {
  await visit({ ...DESKTOP, serviceWorkers: "block" }, async (page, files) => {
    await firstAnswer(page);
    await page.waitForTimeout(2000);
    const before = await page.evaluate(() => {
      const [{ startTime: answered }] = performance.getEntriesByName("answered");
      return performance.getEntriesByType("resource").flatMap(({ name, startTime }) => (startTime < answered ? [new URL(name).pathname] : []));
    });
    const first = ["/", ...new Set(before)];
    print("\nTransferred (brotli)");
    for (const [title, paths] of [["until the first answer", first], ["after it", [...new Set(files)].filter((path) => !first.includes(path))]]) {
      const sum = paths.reduce((total, path) => total + server.size(path).compressed, 0);
      print(`  ${title}: ${kB(sum)}`);
      for (const path of paths) print(`    ${kB(server.size(path).compressed).padStart(9)}  (${kB(server.size(path).raw)} raw)  ${path}`);
    }
  });
}

/** What the page's thread computes until the first answer is painted: hardly depends on what else the machine does. */
async function work() {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    await visit({ ...PHONE, cpu: 1, serviceWorkers: "block" }, async (page) => {
      await browser.startTracing(page, { categories: ["blink.user_timing", "toplevel"] });
      await firstAnswer(page);
      const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
      const answered = traceEvents.find(({ name }) => name === "answered");
      const tasks = traceEvents.filter(({ name, pid, tid, ts }) => name.endsWith("RunTask") && pid === answered.pid && tid === answered.tid && ts < answered.ts);
      runs.push(tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000);
    });
  }
  print(`\nProcessor time of the page's thread until the first answer, as the processor is (median of ${RUNS}): ${ms(median(runs))}`);
}

/** From the beginning of the navigation to an answer on a page that reacts. */
async function interactive(network) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    await visit({ ...PHONE, network, serviceWorkers: "block" }, async (page) => {
      await page.addInitScript(() => {
        globalThis.busy = 0;
        new PerformanceObserver((list) => {
          for (const { startTime, duration } of list.getEntries()) globalThis.busy = Math.max(globalThis.busy, startTime + duration);
        }).observe({ type: "longtask", buffered: true });
      });
      await firstAnswer(page);
      await page.waitForTimeout(1500);
      runs.push(
        await page.evaluate(() => {
          const [{ startTime: answer }] = performance.getEntriesByName("answered");
          const [{ startTime: paint }] = performance.getEntriesByName("first-contentful-paint");
          return { paint, answer, interactive: Math.max(answer, globalThis.busy) };
        }),
      );
    });
  }
  print(`\nFirst visit, ${network}, processor ${PHONE.cpu} times slower (median of ${RUNS})`);
  print(`  first paint ${ms(median(runs.map(({ paint }) => paint)))}, answer ${ms(median(runs.map(({ answer }) => answer)))}, interactive ${ms(median(runs.map((its) => its.interactive)))}`);
}

/**
 * Opens the site, and waits until it says that its first answer has been painted. It is not asked: what Playwright puts into
 * a page to ask it is more than the page itself, and would be in its way.
 */
async function firstAnswer(page) {
  await page.addInitScript(markAnswer);
  const answered = page.waitForEvent("console", (message) => message.text() === "answered");
  await page.goto(server.url, { waitUntil: "commit" });
  await answered;
}

/** Runs in the page before its own scripts: marks when the first answer has been painted. */
function markAnswer() {
  new MutationObserver((_, observer) => {
    if (document.querySelector(".verdict") === null) return;
    observer.disconnect();
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.mark("answered");
        console.info("answered");
      }),
    );
  }).observe(document, { childList: true, subtree: true });
}

/** From the event of a key to the new answer in the document, and to its being painted. */
async function keystrokes({ viewport, cpu }) {
  const keyword = (index) => ({ rule_id: `word${index}`, default: false, enabled: true, pattern: `word${index}`, actions: ["notify", { set_tweak: "highlight" }] });
  const engine = await import("../support/engine.js");
  const rules = { global: { ...engine.default.defaultRules("@alice:example.org"), content: Array.from({ length: KEYWORDS }, (_, index) => keyword(index)) } };
  const event = { type: "m.room.message", sender: "@bob:example.org", room_id: "!room:example.org", content: { msgtype: "m.text", body: `all about word${KEYWORDS - 1}` } };
  const fragment = await toFragment({ rules, event, context: { user_id: "@alice:example.org", member_count: 5 } });
  await visit({ viewport, cpu }, async (page, _, devtools) => {
    await page.goto(server.url + fragment);
    await page.locator("[data-dialect=ruma] .outcome").waitFor();
    await page.evaluate(() => {
      globalThis.latencies = [];
      let pressed = 0;
      addEventListener("beforeinput", ({ timeStamp }) => (pressed = timeStamp), true);
      new MutationObserver(() => {
        if (pressed === 0) return;
        const [from, answered] = [pressed, performance.now()];
        pressed = 0;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => globalThis.latencies.push({ answered: answered - from, painted: performance.now() - from });
          port2.postMessage(null);
        });
      }).observe(document.querySelector(".at-answer"), { childList: true, characterData: true, subtree: true });
    });
    const field = page.getByLabel("Message", { exact: true });
    await field.focus();
    await page.keyboard.press("End");
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await busy(devtools);
    // With the letter the last keyword is inside a longer word: every key changes the answer.
    for (let key = 0; key < KEYS; key++) {
      await page.keyboard.press(key % 2 === 0 ? "x" : "Backspace");
      // Looked at now and then: to look at every frame would make the page draw every frame.
      await page.waitForFunction((count) => globalThis.latencies.length >= count, key + 1, { polling: 50 });
    }
    const latencies = await page.evaluate(() => globalThis.latencies);
    const each = ((await busy(devtools)) - before) / KEYS;
    const [answered, painted] = [latencies.map((its) => its.answered), latencies.map((its) => its.painted)];
    print(`\nKeystroke to answer, ${KEYWORDS} keywords, ${viewport.width} px, processor ${cpu === 1 ? "as it is" : `${cpu} times slower`} (${KEYS} keys)`);
    print(`  in the document: median ${ms(median(answered))}, 95 % ${ms(percentile(answered, 95))}; painted: median ${ms(median(painted))}, 95 % ${ms(percentile(painted, 95))}`);
    print(`  processor time of the page's thread for a key, with all that follows it: ${ms(each)}`);
  });
}

/** A long timeline: pasted, compared, and compared again after an edit; with the longest frame meanwhile. */
async function timeline({ viewport, cpu }) {
  const body = (index) => `message ${index} about ${index % 50 === 0 ? "the rocket" : "something else"}`;
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    type: "m.room.message",
    event_id: `$${index}`,
    sender: `@user${index % 40}:example.org`,
    room_id: `!room${index % 25}:example.org`,
    origin_server_ts: 1.79e12 + index * 60_000,
    content: { msgtype: "m.text", body: body(index) },
  }));
  const text = JSON.stringify(events);
  await visit({ viewport, cpu }, async (page) => {
    await page.goto(server.url);
    await page.locator("[data-dialect=ruma] .outcome").waitFor();
    await page.evaluate(() => {
      globalThis.frames = () => {
        let [last, longest, on] = [performance.now(), 0, true];
        const tick = (now) => {
          longest = Math.max(longest, now - last);
          last = now;
          if (on) requestAnimationFrame(tick);
        };
        requestAnimationFrame((now) => {
          last = now;
          requestAnimationFrame(tick);
        });
        return () => {
          on = false;
          return longest;
        };
      };
    });
    const measured = async (act, done) => {
      await page.evaluate(() => (globalThis.stop = globalThis.frames()));
      const from = performance.now();
      await act();
      await done();
      const took = performance.now() - from;
      return { took, longest: await page.evaluate(() => globalThis.stop()) };
    };
    const counted = (count) => page.locator(".timeline-sum").getByText(`${count} of ${EVENTS.toLocaleString("en")} events change`).waitFor();
    // The text is in the page before the clock starts: how it gets there is the test's own doing.
    await page.evaluate((text) => (globalThis.pasted = text), text);
    const field = page.getByLabel("Paste or drop events here");
    const first = await measured(
      () =>
        field.evaluate((element) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", globalThis.pasted);
          element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }),
      () => counted(EVENTS / 50),
    );
    const again = await measured(
      () => page.getByRole("button", { name: "Compare with the rules as they are now" }).click(),
      () => counted(0),
    );
    const scroller = page.getByRole("region", { name: "Events" });
    const scrolled = await measured(
      async () => {
        for (let step = 1; step <= 40; step++) {
          await scroller.evaluate((element, part) => element.scrollTo(0, element.scrollHeight * part), step / 40);
          await page.evaluate(() => new Promise(requestAnimationFrame));
        }
      },
      () => page.getByText(body(EVENTS - 1), { exact: true }).waitFor(),
    );
    print(`\n${EVENTS.toLocaleString("en")} events (${(text.length / 1e6).toFixed(1)} MB), ${viewport.width} px, processor ${cpu === 1 ? "as it is" : `${cpu} times slower`}`);
    print(`  pasted, read and compared: ${ms(first.took)}, longest frame ${ms(first.longest)}`);
    print(`  compared again: ${ms(again.took)}, longest frame ${ms(again.longest)}`);
    print(`  scrolled from end to end: longest frame ${ms(scrolled.longest)}`);
  });
}

/** Milliseconds for which the page's thread has been busy. */
async function busy(devtools) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
}

/** A fresh page on a device. `files` are the paths that were asked for. */
async function visit({ viewport, cpu, network, serviceWorkers = "allow" }, act) {
  const context = await browser.newContext({ viewport, serviceWorkers });
  try {
    const page = await context.newPage();
    const files = [];
    context.on("request", (request) => files.push(new URL(request.url()).pathname));
    const devtools = await context.newCDPSession(page);
    if (cpu > 1) await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    if (network !== undefined) {
      await devtools.send("Network.enable");
      await devtools.send("Network.emulateNetworkConditions", { offline: false, ...NETWORKS[network] });
    }
    await act(page, files, devtools);
  } finally {
    await context.close();
  }
}

function median(numbers) {
  return percentile(numbers, 50);
}

function percentile(numbers, percent) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
}

function ms(milliseconds) {
  return `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function print(line) {
  console.log(line);
}
