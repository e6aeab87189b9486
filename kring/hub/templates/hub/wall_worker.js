// Keeps the wall's page for when there is no network: always the newest that was there, the kept one otherwise.
const KEPT = "wall-{{ version }}";
const AT_MOST = 80;
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("wall-") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin || address.pathname === "/wall/state") return;
  event.respondWith((async () => {
    const kept = await caches.open(KEPT);
    try {
      const answer = await fetch(event.request);
      const isTheWall = event.request.mode !== "navigate" || answer.headers.has("X-Wall");
      if (answer.ok && isTheWall) {
        await kept.put(event.request, answer.clone());
        const all = await kept.keys();
        if (all.length > AT_MOST) await kept.delete(all.find((one) => one.url.includes("/media/")) ?? all[0]);
      }
      if (answer.status < 500) return answer;
      return (await kept.match(event.request)) ?? answer;
    } catch (gone) {
      const found = await kept.match(event.request);
      if (found) return found;
      throw gone;
    }
  })());
});
