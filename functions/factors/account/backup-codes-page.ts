import { type Html, html } from "../../pages/html.ts";
import { type Frame, notice, type Page } from "../../pages/layout.ts";
import type { TextName } from "../../pages/words.ts";
import { type BackupCode, shownBackupCode } from "../backup-codes.ts";

export interface BackupCodesView {
  /** What was done before. */
  readonly done?: TextName | undefined;
  /** None where there is nothing new to keep. */
  readonly codes: readonly BackupCode[];
  /** Whether some other session may be left. */
  readonly othersOpen: boolean;
  /** Where it goes on, and what that is called; undefined where it does not. */
  readonly onward: { readonly address: string; readonly says: Html } | undefined;
}

/** Shows backup codes, this once: to be printed, copied or saved; as plain text without a script. */
export function backupCodesPage(frame: Frame, { done, codes, othersOpen, onward }: BackupCodesView): Page {
  const { words } = frame;
  const title = words.say(codes.length > 0 || done === undefined ? "backupCodes" : done);
  return {
    title,
    sheet: frame.setUpStyle(),
    once: true,
    body: html`
      <h1>${title}</h1>
      ${codes.length > 0 && done !== undefined && notice("good", words.say(done))}
      ${othersOpen && notice("bad", words.say("othersOpen"))} ${codes.length > 0 && keepCodes(frame, codes)}
      ${onward && html`<a class="button" href="${onward.address}">${onward.says}</a>`}
    `,
  };
}

function keepCodes({ words, basePath, backupCodesScript }: Frame, codes: readonly BackupCode[]): Html {
  const { version, integrity } = backupCodesScript();
  const tool = (id: string, key: TextName) =>
    html`<button type="button" class="quiet" id="${id}">${words.say(key)}</button>`;
  return html`<p class="lead">${words.say("backupCodesLead")}</p>
    <ul class="codes" id="backup-codes">
      ${codes.map((code) => html`<li><bdi dir="ltr">${shownBackupCode(code)}</bdi></li>`)}
    </ul>
    <div class="tools" id="keep" hidden>
      ${tool("print", "backupCodesPrint")} ${tool("copy", "backupCodesCopy")}
      ${tool("save", "backupCodesSave")}
      <p class="hint" id="kept" role="status" data-copied="${words.say("backupCodesCopied")}"></p>
    </div>
    <script type="module" src="${basePath}/otp/script.js?v=${version}" integrity="${integrity}"></script>`;
}
