import { PAGE_COLOURS } from "./page-colours.ts";

/** How the page of all messages looks: like the page of the local service, but as wide as the window. */
export const PREVIEW_STYLE = `${PAGE_COLOURS}
:root{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink)}
main{max-width:1240px;margin:0 auto;padding:32px 16px 64px}
h1{margin:0;font-size:1.5rem;letter-spacing:-.015em}h2{margin:40px 0 0;font-size:1.375rem}h3{margin:24px 0 8px;font-size:1rem}
h2 code{font-size:.875rem;color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:0 20px}nav a{display:flex;align-items:center;min-height:44px;color:var(--accent);text-underline-offset:3px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,280px),1fr));gap:12px;align-items:start}
article{padding:16px;background:var(--card);border:1px solid var(--edge);border-radius:14px;overflow-wrap:anywhere}
.mail{grid-column:span 2}@media(max-width:640px){.mail{grid-column:auto}}
p{margin:0 0 8px;font-size:.875rem;color:var(--soft)}strong{display:block}
pre{unicode-bidi:plaintext;margin:0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}
iframe{display:block;width:100%;height:560px;margin:12px 0;border:1px solid var(--edge);border-radius:8px;background:var(--page)}
summary{min-height:32px;cursor:pointer}
.fault{margin:24px 0;padding:16px;background:var(--card);border:1px solid var(--edge);border-radius:14px}
`;
