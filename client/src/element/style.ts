/** Follows the page's own `color-scheme`; a page changes the custom properties, or any part by `::part()`. */
export const STYLE = `:host{
--_ink:var(--latchkey-ink,light-dark(#101828,#f2f5f9));
--_soft:var(--latchkey-soft,light-dark(#475467,#b3bfcf));
--_accent:var(--latchkey-accent,light-dark(#1d4ed8,#8ab4ff));
--_on:var(--latchkey-on-accent,light-dark(#fff,#0b1220));
--_bad:var(--latchkey-bad,light-dark(#b42318,#ffb4ab));
--_line:var(--latchkey-line,light-dark(#7c889c,#74839b));
--_round:var(--latchkey-radius,12px);
display:block;max-width:26rem;padding:24px;border-radius:var(--_round);
background:var(--latchkey-surface,light-dark(#fff,#141d2e));color:var(--_ink);
font:var(--latchkey-font,16px/1.5 system-ui,sans-serif)}
*{box-sizing:border-box;font:inherit;color:inherit}
h2,p{margin:0 0 16px;overflow-wrap:anywhere}
h2{font-size:1.5em;font-weight:700;line-height:1.2}
.hint,legend+p{color:var(--_soft)}
.hint{font-size:.875em;margin:8px 0 16px}
fieldset{margin:0 0 16px;padding:0;border:0}
label,legend{display:block;padding:0;margin:0 0 8px;font-weight:600}
fieldset label{display:inline-flex;align-items:center;gap:8px;min-height:44px;margin:0 16px 0 0;font-weight:400}
.error{margin:8px 0;color:var(--_bad);font-weight:600}
[role=status]:empty{margin:0}
.delivery:not(.error){color:var(--_soft);font-size:.875em}
:host([hidden]),[hidden],:empty.error{display:none}
[part=help]:not([hidden]){display:inline-block;margin:0 0 12px;color:var(--_accent)}
.meant{margin:0 0 16px;padding:12px 16px;border:1px solid var(--_line);border-radius:var(--_round)}
.meant p,select,button{margin:0 0 8px}
.meant button{margin:0}
input:not([type=radio]),select,button{display:block;width:100%;min-height:48px;padding:10px 14px;border:1px solid var(--_line);border-radius:var(--_round);background:none}
input[type=radio]{width:18px;height:18px;accent-color:var(--_accent)}
input[aria-invalid=true]{border-color:var(--_bad)}
.code{font-size:1.5em!important;letter-spacing:.2em;text-align:center}
.code[inputmode=text]{font-size:1.125em!important;letter-spacing:.05em}
button{font-weight:600;cursor:pointer;color:var(--_accent)}
.main{color:var(--_on);background:var(--_accent);border-color:var(--_accent)}
button:disabled{color:var(--_soft);cursor:default}
[aria-busy=true] button{opacity:.7}
:focus-visible{outline:3px solid var(--_accent);outline-offset:2px}`;
