/** The one style sheet, sent with the page: a page is one round trip, and its hash is all that the policy allows. */
export const STYLE = `
:root{
color-scheme:light dark;
--ink:#101828;--soft:#475467;--page:#f1f4f8;--card:#fff;--edge:#e1e6ee;--line:#7c889c;
--accent:#1d4ed8;--accent-strong:#1e40af;--on-accent:#fff;--tint:#eef3ff;
--bad:#b42318;--bad-page:#fef3f2;--good:#05603a;--good-page:#ecfdf3;
--shadow:0 1px 2px #1018280f,0 16px 40px -12px #10182826}
@media(prefers-color-scheme:dark){:root{
--ink:#f2f5f9;--soft:#b3bfcf;--page:#0b111d;--card:#141d2e;--edge:#29344a;--line:#74839b;
--accent:#8ab4ff;--accent-strong:#aecbff;--on-accent:#0b1220;--tint:#1a2a49;
--bad:#ffb4ab;--bad-page:#3b1512;--good:#7ce0ad;--good-page:#0c2c1d;
--shadow:0 0 0 1px #29344a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;padding:clamp(16px,9vh,112px) 16px 24px;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:424px;margin:0 auto;padding:32px;background:var(--card);border-radius:20px;box-shadow:var(--shadow)}
footer{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:start;justify-content:center;max-width:424px;margin:16px auto 0;color:var(--soft);font-size:.875rem}
@media(max-width:480px){body{padding:0;background:var(--card)}main{padding:24px 20px 24px;border-radius:0;box-shadow:none}footer{margin:0 20px;padding:4px 0 24px;border-top:1px solid var(--edge)}}
.brand{display:flex;align-items:center;gap:10px;margin:0 0 28px;font-weight:600;color:var(--soft)}
.brand svg,.brand img{flex:none;color:var(--accent)}.brand circle,.brand path{fill:var(--card)}
.brand img{height:28px;width:auto;max-width:160px}.brand bdi{min-width:0;overflow-wrap:anywhere}
h1{margin:0 0 8px;font-size:1.625rem;line-height:1.2;letter-spacing:-.015em;text-wrap:balance;overflow-wrap:anywhere}
p{margin:0;overflow-wrap:anywhere}
.lead{margin:0 0 24px;color:var(--soft)}.lead strong,dd strong{color:var(--ink);font-weight:600}.lead [data-after]{display:block;font-variant-numeric:tabular-nums}
.hint{margin:8px 0 0;font-size:.875rem;color:var(--soft);font-variant-numeric:tabular-nums}
label,legend{display:block;margin:0 0 8px;padding:0;font-weight:600}
fieldset{min-width:0;margin:0 0 20px;padding:0;border:0}
.choice{display:grid;grid-template-columns:repeat(auto-fit,minmax(142px,1fr));gap:10px}
.choice label{display:flex;align-items:center;gap:10px;min-height:48px;margin:0;padding:8px 12px;font-weight:400;line-height:1.25;border:1px solid var(--line);border-radius:12px;cursor:pointer}
.choice label:has(:checked){border-color:var(--accent);background:var(--tint);box-shadow:inset 0 0 0 1px var(--accent)}
input[type=radio]{flex:none;width:18px;height:18px;margin:0;accent-color:var(--accent)}
.field{margin:0 0 20px}
.field input{display:block;width:100%;min-height:50px;padding:10px 14px;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:12px}
.field input[aria-invalid=true]{border-color:var(--bad);box-shadow:inset 0 0 0 1px var(--bad)}
.code input{min-height:64px;font-size:1.875rem;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:.3em;padding-inline-start:calc(14px + .3em);text-align:center}
[dir=rtl] .field:not(.code) input{text-align:right}
.error{margin:8px 0 0;color:var(--bad);font-weight:600}
button,.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:50px;padding:10px 16px;font:inherit;font-weight:600;text-align:center;text-decoration:none;color:var(--on-accent);background:var(--accent);border:1px solid var(--accent);border-radius:12px;cursor:pointer}
button:hover,.button:hover{background:var(--accent-strong);border-color:var(--accent-strong)}
button.quiet{color:var(--accent);background:transparent;border-color:var(--line)}
button.quiet:hover{background:var(--tint);border-color:var(--accent)}
button[disabled],button[disabled]:hover{color:var(--soft);background:transparent;border-color:var(--edge);cursor:default}
[data-busy] button{opacity:.65;cursor:progress}
:focus-visible,.choice label:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
.choice :focus-visible{outline:0}
.field input:focus-visible{outline-offset:1px}
a{color:var(--accent);text-underline-offset:3px}
.more{display:grid;gap:8px;margin:24px 0 0;padding:24px 0 0;border-top:1px solid var(--edge)}
.more .hint{margin:0;text-align:center}.more form{display:grid;gap:8px}.center{text-align:center}
.link{display:flex;align-items:center;justify-content:center;min-height:44px}
.notice strong,.notice a{display:block}.notice a{color:inherit;font-weight:500}
#summary{margin:0 0 24px}
.state{margin:-12px 0 20px;display:flex;align-items:center;gap:8px;font-size:.875rem;color:var(--soft)}
.state::before{content:"";flex:none;width:8px;height:8px;border-radius:50%;background:var(--line)}
.state.delivered{color:var(--good)}.state.delivered::before{background:currentColor}
.languages summary{display:flex;align-items:center;gap:8px;min-height:44px;cursor:pointer;list-style:none}
.languages summary::-webkit-details-marker{display:none}
.languages summary::after{content:"";width:7px;height:7px;margin-block-end:4px;border:solid currentColor;border-width:0 1.5px 1.5px 0;transform:rotate(45deg)}
.languages[open] summary::after{margin-block-end:-4px;transform:rotate(225deg)}
.languages ul{display:grid;grid-template-columns:repeat(2,minmax(120px,auto));margin:0;padding:0 0 8px;list-style:none}
.languages li a{display:flex;align-items:center;min-height:44px;padding-inline-end:16px}.languages [aria-current]{color:inherit;font-weight:600;text-decoration:none}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.notice{margin:20px 0;padding:12px 14px;border-radius:12px;font-weight:500}
.bad{color:var(--bad);background:var(--bad-page)}.good{color:var(--good);background:var(--good-page)}
dl{margin:0 0 24px;border:1px solid var(--edge);border-radius:12px}
dl div{padding:12px 14px}dl div+div{border-top:1px solid var(--edge)}
dt{color:var(--soft);font-size:.875rem}dd{margin:0;font-weight:500;overflow-wrap:anywhere}
form:has(#by-email:checked) .to-sms,form:has(#by-sms:checked,#by-whatsapp:checked) .to-email{display:none}
@media(prefers-reduced-motion:no-preference){button,.button{transition:background-color .15s,border-color .15s}}
@media(forced-colors:active){.choice label:has(:checked),.notice,.state::before{outline:2px solid}}
@media print{footer,.more{display:none}}
@media(scripting:none){.scripted{display:none}}
`;
