/** How the portal looks: light and dark, phone first. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#12201a;--soft:#52635a;--page:#f3f6f3;--card:#fff;--edge:#dde5df;--line:#7d8f85;--accent:#1b6b45;--on-accent:#fff;--tint:#e6f3ec;--good:#05603a;--good-page:#e3f6ea;--warn:#7a4a00;--warn-page:#fdf0d9;--bad:#a12a1f;--bad-page:#fdeae8;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media(prefers-color-scheme:dark){:root{--ink:#eef4f0;--soft:#adbdb3;--page:#0c1310;--card:#15201a;--edge:#28362e;--line:#75877c;--accent:#6fd3a0;--on-accent:#06140d;--tint:#16301f;--good:#8ae0b0;--good-page:#0f2e1e;--warn:#ffcf8a;--warn-page:#35260c;--bad:#ffb1a8;--bad-page:#3a1613}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink)}
header{background:var(--card);border-bottom:1px solid var(--edge)}
header>div,main,footer{max-width:880px;margin:0 auto;padding:0 20px}
header>div{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:center;min-height:64px;padding-top:10px;padding-bottom:10px}
.brand{display:flex;gap:10px;align-items:center;margin-right:auto;font-weight:700;color:var(--ink);text-decoration:none;letter-spacing:-.01em}
.brand svg{color:var(--accent)}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center}
a{color:var(--accent);text-underline-offset:3px}nav a{display:flex;align-items:center;min-height:44px}
nav form{margin:0 0 0 auto}
main{padding-top:32px;padding-bottom:48px}
h1{margin:0 0 4px;font-size:1.75rem;line-height:1.2;letter-spacing:-.02em}h2{margin:0 0 12px;font-size:1.125rem}
p{margin:0 0 12px}.soft{color:var(--soft)}
.hero{padding:40px 0 24px;max-width:560px}.hero h1{font-size:clamp(2rem,7vw,2.75rem);margin-bottom:12px}.hero p{font-size:1.125rem;color:var(--soft);margin-bottom:24px}
.card{margin:20px 0 0;padding:20px;background:var(--card);border:1px solid var(--edge);border-radius:16px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:16px;margin:24px 0 0}.figures .card{margin:0}
.figures p{margin:0;color:var(--soft);font-size:.875rem}.figures strong{display:block;font-size:1.5rem;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th{padding:0 8px 8px 0;text-align:left;font-size:.8125rem;font-weight:600;color:var(--soft)}
td{padding:12px 8px 12px 0;border-top:1px solid var(--edge)}
.amount{text-align:right;padding-right:0}
@media(max-width:520px){.wide{display:none}nav{flex:1 1 100%}}
.badge{display:inline-block;padding:2px 10px;border-radius:99px;font-size:.8125rem;font-weight:600}
.paid{color:var(--good);background:var(--good-page)}.open{color:var(--warn);background:var(--warn-page)}.overdue{color:var(--bad);background:var(--bad-page)}
.button,button{display:inline-flex;align-items:center;min-height:48px;padding:8px 22px;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:12px;text-decoration:none;cursor:pointer}
.quiet{min-height:44px;padding:6px 14px;color:var(--accent);background:none;border:1px solid var(--line)}
label{display:block;margin:0 0 8px;font-weight:600}
textarea{display:block;width:100%;min-height:120px;margin:0 0 16px;padding:12px;font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:12px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.notice{margin:0 0 20px;padding:12px 16px;border-radius:12px;color:var(--good);background:var(--good-page)}.notice.wrong{color:var(--bad);background:var(--bad-page)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:8px 24px;margin:0}dt{color:var(--soft)}dd{margin:0}
footer{padding-bottom:32px;font-size:.875rem;color:var(--soft)}
`;
