// Text alone is ever written into the page, so a message cannot bring a script along.
const find = (id) => document.getElementById(id);
const make = (tag, text, more = {}) =>
  Object.assign(document.createElement(tag), { textContent: text, ...more });
const moment = (iso) => iso.slice(0, 19).replace("T", " ") + " UTC";
const load = async (path) => (await fetch("/_local/" + path)).json();
const send = (path, body) =>
  fetch("/_local/" + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** An e-mail as it looks is asked for once somebody wants to see it. */
function rendered({ page }) {
  const details = document.createElement("details");
  details.append(make("summary", "As it looks"));
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("iframe"))
      details.append(make("iframe", "", { src: page, title: "The e-mail as its reader sees it" }));
  });
  return details;
}

function message(entry) {
  const article = document.createElement("article");
  article.append(make("p", `${moment(entry.sentAt)} · ${entry.channel} · to ${entry.recipient}`));
  if (entry.subject) article.append(make("strong", entry.subject));
  article.append(make("pre", entry.text));
  if (entry.page) article.append(rendered(entry));
  return article;
}

function told(event) {
  const article = document.createElement("article");
  const tries = event.tries > 1 ? ` · ${event.tries} tries` : "";
  article.append(
    make("p", `${moment(event.at)} · to ${event.receiver} · ${event.answer}${tries}`),
    make("strong", event.type),
    make("pre", JSON.stringify(event.data)),
  );
  return article;
}

/** What stays as it was stays where it is: what somebody has opened there, too. */
const shown = new Map();
function show(place, entries, article, none) {
  const known = shown.get(place) ?? new Map();
  const next = new Map();
  for (const entry of entries) {
    const key = JSON.stringify(entry);
    next.set(key, known.get(key) ?? article(entry));
  }
  if (next.size === 0 && none) next.set(none, known.get(none) ?? make("p", none));
  shown.set(place, next);
  const box = find(place);
  let here = box.firstChild;
  for (const node of next.values()) {
    if (node === here) here = here.nextSibling;
    else box.insertBefore(node, here);
  }
  while (here) {
    const old = here;
    here = here.nextSibling;
    old.remove();
  }
}

async function refresh() {
  const text = find("text").value;
  try {
    const [inbox, clock, events] = await Promise.all(
      [`newest?text=${encodeURIComponent(text)}`, "clock", "events"].map(load),
    );
    find("now").textContent = moment(clock.now);
    show(
      "inbox",
      inbox,
      message,
      text ? "Nothing was sent that has this in it." : "Nothing has been sent yet.",
    );
    find("told").hidden = events.length === 0;
    show("events", events, told);
    if (find("table").open) await readTable(text);
  } catch {
    find("now").textContent = "the service does not answer";
  }
}

/** The whole table is read for it: only while it is open, and of one person where an address is looked for. */
async function readTable(text) {
  const all = await load("items" + (text ? `?recipient=${encodeURIComponent(text)}` : ""));
  const items = all.slice(0, 50);
  const of = text ? ` of ${text}` : "";
  find("count").textContent =
    `${all.length} items${of}` + (items.length < all.length ? ", 50 of them here" : "");
  const json = items.map((item) => JSON.stringify(item, null, 2)).join("\n");
  if (find("items").textContent !== json) find("items").textContent = json;
}

for (const button of document.querySelectorAll("[data-advance]"))
  button.addEventListener("click", () =>
    send("clock", { advanceSeconds: Number(button.dataset.advance) }).then(refresh),
  );

const MODES = {
  none: "delivers",
  transient: "fails for a moment",
  permanent: "fails for good",
  account: "refuses the account",
};
function outage([channel, mode]) {
  const label = make("label", channel);
  const select = make("select", "", { name: channel });
  for (const [value, text] of Object.entries(MODES))
    select.append(make("option", text, { value, selected: value === mode }));
  select.addEventListener("change", () => send("outage", { channel, mode: select.value }));
  label.append(select);
  return label;
}
load("outage").then((modes) => find("outages").append(...Object.entries(modes).map(outage)));

find("customer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
  const answer = await send("customers", fields);
  const body = await answer.json();
  find("registered").textContent = answer.ok
    ? `${body.recipient} is registered as ${body.customerId}.`
    : (body.errors?.map(({ path, message }) => `${path}: ${message}`).join(" ") ??
      body.detail ??
      `Not registered: ${body.outcome}.`);
  if (answer.ok) event.target.reset();
  await refresh();
});

find("search").addEventListener("submit", (event) => event.preventDefault());
find("text").addEventListener("input", refresh);
find("table").addEventListener("toggle", refresh);

(async function again() {
  await refresh();
  setTimeout(again, 1000);
})();
