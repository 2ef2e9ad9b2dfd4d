/**
 * Countdowns, local times, submission once the code is complete or has come by text message (WebOTP), and no form sent
 * twice: the Enter key after the last digit would otherwise use up a code that was just accepted. Every page works
 * without it.
 */
export const SCRIPT = `
const words = (left) => left > 90 ? Math.ceil(left / 60) + " minutes" : left === 1 ? "1 second" : left + " seconds";
for (const element of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + 1000 * element.dataset.seconds;
  const line = element.closest("[data-after]");
  const button = line.parentElement.querySelector("[data-waits]");
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (button) button.disabled = left > 0;
    element.textContent = words(left);
    if (left > 0) return;
    clearInterval(timer);
    line.textContent = line.dataset.after;
  };
  const timer = setInterval(tick, 1000);
  tick();
}
for (const element of document.querySelectorAll("time"))
  element.textContent = new Date(element.dateTime).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });

let busy = false;
const free = () => { busy = false; delete document.body.dataset.busy; };
addEventListener("pageshow", free);
addEventListener("submit", (event) => {
  if (busy) return event.preventDefault();
  busy = true;
  document.body.dataset.busy = "";
  setTimeout(free, 8000);
});

const code = document.getElementById("code");
const digits = () => code.value.normalize("NFKC").replace(/[^0-9]/g, "").length;
code?.addEventListener("input", () => { if (digits() === Number(code.dataset.length)) code.form.requestSubmit(); });
if (code && "OTPCredential" in window) {
  const waiting = new AbortController();
  addEventListener("submit", () => waiting.abort());
  const fill = (message) => { code.value = message.code; code.form.requestSubmit(); };
  navigator.credentials.get({ otp: { transport: ["sms"] }, signal: waiting.signal }).then(fill, () => {});
}
`;
