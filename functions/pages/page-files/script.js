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

let busy = false;
for (const element of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + 1000 * element.dataset.seconds;
  const line = element.closest("[data-after]");
  const buttons = line.parentElement.querySelectorAll("[data-waits]");
  const { say, at, next } = line.dataset;
  const words = [...line.childNodes];
  const day = { hour: "numeric", minute: "2-digit" };
  // Rounded up: who comes back at the minute that is named must not be too early.
  const until = new Date(Math.ceil(end / 60000) * 60000);
  if (until.toDateString() !== new Date().toDateString()) day.weekday = "long";
  let before = Infinity;
  const tick = () => {
    // A timer can be a little early by a coarse clock: that is no second more.
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000 - 0.1));
    for (const button of buttons) button.disabled = left > 0;
    if (at && left > 90) line.textContent = at.replace("{time}", until.toLocaleString(locale, day));
    else {
      if (!line.contains(element)) line.replaceChildren(...words);
      element.textContent = spoken(left);
    }
    const mark = [60, 30, 10].find((one) => before > one && left <= one);
    if (say && mark && before !== Infinity) announce(say.replace("{time}", spoken(left)));
    before = left;
    if (left > 0) return;
    clearInterval(timer);
    line.textContent = line.dataset.after;
    if (say) announce(line.dataset.after);
    if (next) setTimeout(() => busy || !navigator.onLine || location.replace(next), 1000);
  };
  const timer = setInterval(tick, 1000);
  tick();
}
for (const element of document.querySelectorAll("time"))
  element.textContent = new Date(element.dateTime).toLocaleString(locale, {
    dateStyle: "long",
    timeStyle: "short",
  });

const free = () => {
  busy = false;
  delete document.body.dataset.busy;
};
// A page that the browser kept may be out of date: its code used, its person signed out. The first form holds what was typed.
addEventListener("pageshow", (event) => {
  free();
  if (event.persisted && !find("#sign-in")) location.reload();
});
const offline = () => {
  live.className = navigator.onLine ? "unseen" : "notice bad";
  announce(navigator.onLine ? "" : live.dataset.offline);
};
addEventListener("online", offline);
addEventListener("submit", (event) => {
  if (!navigator.onLine) offline();
  if (busy || !navigator.onLine) return event.preventDefault();
  busy = true;
  document.body.dataset.busy = "";
  setTimeout(free, 8000);
});
// A wrong code is typed anew at once; what is wrong is read out as an alert.
if (!find("#code")) find("#summary")?.focus();

const code = find("#code");
if (code) {
  const { format, length } = code.dataset;
  const shape = { format, length: Number(length) };
  const other = format === "digits" ? /\D/g : /[^0-9a-z]/gi;
  const send = () => code.form.requestSubmit();
  const sendComplete = () => {
    const complete = readCode(code.value, shape).kind === "code";
    find("#code-long").hidden = complete || foldDigits(code.value).replace(other, "").length <= shape.length;
    if (complete) send();
  };
  code.addEventListener("input", sendComplete);
  // Typed before this script was here; what a browser puts back after a reload has been sent once already.
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") sendComplete();
  // A part of a code outlives a change of the language.
  const kept = window.sessionStorage.getItem("code");
  window.sessionStorage.removeItem("code");
  if (kept && !code.value) code.value = kept;
  for (const link of document.querySelectorAll("a[hreflang]"))
    link.addEventListener("click", () => window.sessionStorage.setItem("code", code.value));
  // What comes by SMS is no code of an authenticator.
  if ("OTPCredential" in window && code.form.action.endsWith("/verify")) {
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    addEventListener("submit", stop);
    navigator.credentials.get({ otp: { transport: ["sms"] }, signal: waiting.signal }).then(
      (message) => {
        // Some browsers break where what has ended is ended again.
        removeEventListener("submit", stop);
        code.value = message.code;
        send();
      },
      () => {},
    );
  }
}

// The link of an e-mail. Its code leaves the address at once, and the browser by the button alone.
const linked = find("#linked");
const [, told] = (location.pathname + location.hash).split(/#|%(?:25)*23/i);
if (linked && told) {
  window.history.replaceState(null, "", linked.dataset.here);
  const [name, typed = "", resume = ""] = told.split(".");
  const held = JSON.parse(linked.dataset.marks).find(([one]) => one === name);
  const ready = held && readCode(typed, { format: "base32", length: 13 }).kind === "code";
  find("#type").hidden = true;
  find("#elsewhere").hidden = ready;
  find("#typed").hidden = ready;
  linked.hidden = !ready;
  if (ready) {
    const { mark, code, resume: on } = linked.elements;
    [mark.value, code.value, on.value] = [held[1], typed, resume];
    linked.querySelector("button").focus();
  }
  for (const link of document.querySelectorAll("a[hreflang]")) link.hash = told;
}

// An app that wants to be told by a form: its button need not be pressed.
find("#onward")?.requestSubmit();

find("select")?.addEventListener("change", ({ target }) => {
  const { example } = target.selectedOptions[0].dataset;
  if (example) find("#sms").placeholder = find("[data-example]:not(option)").textContent = example;
});

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
