/*
 * Countdowns, local times, the status of the message, submission once the code is complete or has come by SMS
 * (WebOTP), and no form sent twice: the Enter key after the last digit would otherwise use up a code that was just
 * accepted. Every page works without it. It speaks the language of the page: data-say are texts with {time} in them.
 */
const find = (selector) => document.querySelector(selector);
const locale = document.documentElement.lang + "-u-nu-latn";
const unit = (count, name) =>
  new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
const spoken = (left) => (left > 90 ? unit(Math.ceil(left / 60), "minute") : unit(left, "second"));
const live = find("#live");
const announce = (text) => {
  if (live) live.textContent = text;
};

for (const element of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + 1000 * element.dataset.seconds;
  const line = element.closest("[data-after]");
  const buttons = line.parentElement.querySelectorAll("[data-waits]");
  const say = line.dataset.say;
  let before = Infinity;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    for (const button of buttons) button.disabled = left > 0;
    element.textContent = spoken(left);
    const mark = [60, 30, 10].find((one) => before > one && left <= one);
    if (say && mark && before !== Infinity) announce(say.replace("{time}", spoken(left)));
    before = left;
    if (left > 0) return;
    clearInterval(timer);
    line.textContent = line.dataset.after;
    if (say) announce(line.dataset.after);
  };
  const timer = setInterval(tick, 1000);
  tick();
}
for (const element of document.querySelectorAll("time"))
  element.textContent = new Date(element.dateTime).toLocaleString(locale, {
    dateStyle: "long",
    timeStyle: "short",
  });

let busy = false;
const free = () => {
  busy = false;
  delete document.body.dataset.busy;
};
addEventListener("pageshow", (event) => {
  free();
  if (event.persisted && find("#code")) location.reload();
});
addEventListener("submit", (event) => {
  if (busy) return event.preventDefault();
  busy = true;
  document.body.dataset.busy = "";
  setTimeout(free, 8000);
});
// A wrong code is typed anew at once; what is wrong is read out as an alert.
if (!find("#code")) find("#summary")?.focus();

const code = find("#code");
if (code) {
  const shape = { format: "digits", length: Number(code.dataset.length) };
  const send = () => code.form.requestSubmit();
  const sendComplete = () => {
    if (readCode(code.value, shape).kind === "code") send();
  };
  code.addEventListener("input", sendComplete);
  // Typed before this script was here; what a browser puts back after a reload has been sent once already.
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") sendComplete();
  if ("OTPCredential" in window) {
    const waiting = new AbortController();
    addEventListener("submit", () => waiting.abort());
    navigator.credentials.get({ otp: { transport: ["sms"] }, signal: waiting.signal }).then(
      (message) => {
        code.value = message.code;
        send();
      },
      () => {},
    );
  }
}

// The next step's function starts meanwhile; browsers that know no prefetch ask like this.
const next = find("link[rel=prefetch]");
if (next && !next.relList.supports("prefetch")) fetch(next.href, { cache: "no-store" }).catch(() => {});

const delivery = () => find("#delivery");
let wait = 2000;
const look = async () => {
  if (!delivery()?.dataset.open || busy) return;
  try {
    const answer = await fetch(delivery().dataset.open, {
      headers: { accept: "text/html" },
      cache: "no-store",
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector("#delivery");
    if (news && news.textContent !== delivery().textContent) announce(news.textContent.trim());
    if (news) delivery().replaceWith(news);
  } catch {
    // Nothing is lost: the page says what it said.
  }
  wait *= 1.6;
  if (wait < 60000) setTimeout(look, wait);
};
setTimeout(look, wait);
