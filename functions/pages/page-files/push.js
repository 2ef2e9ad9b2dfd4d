// Has this browser show codes as notifications, once its user asks for it.
const area = document.querySelector("#push");
const { base, key, known } = area.dataset;
const button = document.querySelector("#push-add");
const says = (name) => {
  for (const one of area.querySelectorAll("[data-says]")) one.hidden = one.dataset.says !== name;
};
const bytes = (text) =>
  Uint8Array.from(window.atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const idOf = async (endpoint) => {
  const hash = await window.crypto.subtle.digest("SHA-256", new window.TextEncoder().encode(endpoint));
  const text = window.btoa(String.fromCharCode(...new Uint8Array(hash).subarray(0, 16)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
// A subscription needs a worker that runs.
const running = (worker) =>
  new Promise((done, failed) => {
    const look = () => {
      if (worker.state === "activated") done();
      if (worker.state === "redundant") failed(new Error("the worker did not start"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
const subscribe = async () => {
  const registration = await navigator.serviceWorker.register(`${base}/worker.js`, { scope: `${base}/` });
  await running(registration.active ?? registration.waiting ?? registration.installing);
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (fault) {
    // It holds one of another key, which reaches nobody any more.
    const old = await registration.pushManager.getSubscription();
    if (!old) throw fault;
    await old.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
};
const add = async () => {
  const { Notification } = window;
  if ((await Notification.requestPermission()) !== "granted") return says("denied");
  const subscription = await subscribe();
  const answer = await fetch(base, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ subscription }),
  });
  if (answer.ok) return location.reload();
  const { errors = [] } = await answer.json();
  return says(errors.some(({ path }) => path === "") ? "address" : "failed");
};

const able = navigator.serviceWorker && window.PushManager && window.Notification;
area.hidden = false;
if (able) {
  const registration = await navigator.serviceWorker.getRegistration(`${base}/`);
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription && JSON.parse(known).includes(await idOf(subscription.endpoint))) says("here");
  else if (button) button.hidden = false;
} else says(navigator.standalone === false ? "phone" : "unable");
button?.addEventListener("click", async () => {
  says();
  button.disabled = true;
  try {
    await add();
  } catch {
    says("failed");
  }
  button.disabled = false;
});
