import { createHash } from "node:crypto";

/** The one style sheet, sent with the page: a page is one round trip, and its hash is all that the policy allows. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#0f172a;--soft:#475569;--page:#eef2f7;--card:#fff;--line:#94a3b8;--accent:#1d4ed8;--on-accent:#fff;--bad:#b42318;--bad-page:#fef3f2;--good:#05603a;--good-page:#ecfdf3}
@media(prefers-color-scheme:dark){:root{--ink:#f1f5f9;--soft:#b6c2d2;--page:#0b1220;--card:#151f32;--line:#64748b;--accent:#8ab4ff;--on-accent:#0b1220;--bad:#ffb4ab;--bad-page:#3b1512;--good:#7ce0ad;--good-page:#0c2c1d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:420px;background:var(--card);border-radius:16px;padding:32px 28px;box-shadow:0 1px 2px #0002,0 12px 32px #0f172a14}
.brand{margin:0 0 20px;font-weight:700;color:var(--soft);overflow-wrap:anywhere}
h1{margin:0 0 8px;font-size:1.5rem;line-height:1.25}
p{margin:0 0 16px;overflow-wrap:anywhere}.soft{color:var(--soft)}
label,legend{display:block;margin:0 0 6px;padding:0;font-weight:600}
fieldset{border:0;margin:0 0 16px;padding:0}.choice{display:flex;gap:20px}.choice label{display:flex;align-items:center;gap:8px;font-weight:400;min-height:32px}
input[type=radio]{width:20px;height:20px;accent-color:var(--accent)}
.field{margin:0 0 20px}
.field input{width:100%;padding:12px 14px;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:10px}
.field input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.code input{font-size:1.6rem;font-variant-numeric:tabular-nums;letter-spacing:.35em;text-align:center}
button,.button{display:block;width:100%;padding:12px 16px;font:inherit;font-weight:600;text-align:center;text-decoration:none;color:var(--on-accent);background:var(--accent);border:1px solid var(--accent);border-radius:10px;cursor:pointer}
button.quiet{color:var(--accent);background:transparent}button[disabled]{opacity:.6;cursor:default}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
form+form,.after{margin-top:16px}a{color:var(--accent)}
.error{margin:6px 0 0;color:var(--bad);font-weight:600}
.notice{margin:0 0 20px;padding:12px 14px;border-radius:10px}.bad{color:var(--bad);background:var(--bad-page)}.good{color:var(--good);background:var(--good-page)}
form:has(#by-email:checked) .by-sms,form:has(#by-sms:checked) .by-email{display:none}
dl{margin:0 0 20px}dt{color:var(--soft);font-size:.9rem}dd{margin:0 0 10px;overflow-wrap:anywhere}
`;

/** Countdowns, and submission once the code is complete. Every page works without it. */
export const SCRIPT = `
for (const element of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + 1000 * element.dataset.seconds, button = element.closest("form")?.querySelector("button");
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    element.textContent = left > 90 ? Math.ceil(left / 60) + " minutes" : left === 1 ? "1 second" : left + " seconds";
    if (button) button.disabled = left > 0;
    if (left === 0) { clearInterval(timer); element.closest("[data-until-zero]")?.setAttribute("hidden", ""); }
  };
  const timer = setInterval(tick, 1000);
  tick();
}
const code = document.getElementById("code");
code?.addEventListener("input", () => {
  if (code.value.replace(/[^0-9]/g, "").length === Number(code.dataset.length)) code.form.requestSubmit();
});
`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing but this very style and script, no other origin, no frame. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
