// Shows codes as notifications. It keeps nothing of them: what is on the screen is all that there is.
const tidy = async () => {
  for (const shown of await self.registration.getNotifications())
    if (shown.data && shown.data.until * 1000 <= Date.now()) shown.close();
};
const show = async ({ title, body, tag, until, lang, dir }) => {
  const options = { body, tag, lang, dir, renotify: true, requireInteraction: true, data: { until } };
  await self.registration.showNotification(title, options);
  await tidy();
  // A browser may end the worker before that: then the next event tidies up.
  setTimeout(tidy, Math.max(0, until * 1000 - Date.now()));
};
// The code stays to be read while it is typed.
const open = async () => {
  await tidy();
  const page = new URL("../verify", self.registration.scope);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const waiting = windows.find(({ url }) => new URL(url).pathname === page.pathname);
  return waiting ? waiting.focus() : self.clients.openWindow(page);
};
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(show(event.data.json())));
self.addEventListener("notificationclick", (event) => event.waitUntil(open()));
