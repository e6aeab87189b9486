// Shows what Kring tells this browser, and opens the page it is about. It keeps nothing and reads no page.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => {
  const { title, body, link, tag, off } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, {
    body, tag, data: { link, off: off.link }, actions: [{ action: "off", title: off.words }],
  }));
});
self.addEventListener("notificationclick", (event) => {
  const { link, off } = event.notification.data;
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.action === "off" ? off : link || "/"));
});
