/**
 * The page without a network: after the first visit everything is there. The build puts in what the site consists of.
 *
 * What has a hash in its name never changes and comes from the cache. The page itself comes from the network as long as
 * there is one, so that nobody is stuck with an old version. Other origins are none of its business.
 */
const { version, files } = SITE;
const CACHE = `site ${version}`;

addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(files))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(clearOthers().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? fresh(request) : kept(request));
});

async function clearOthers() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith("site ") && name !== CACHE).map((name) => caches.delete(name)),
  );
}

async function fresh(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await caches.match("./");
    if (page) return page;
    throw error;
  }
}

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}
