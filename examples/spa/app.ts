import { createClient } from "latchkey-client";
import "latchkey-client/element";

const find = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, where = ""): HTMLElementTagNameMap[Tag] => {
  const found = document.querySelector<HTMLElementTagNameMap[Tag]>(tag + where);
  if (!found) throw new Error(`The page has no ${tag}${where}.`);
  return found;
};

const signIn = find("latchkey-sign-in");
const account = find("section", "#account");
const fault = find("p", "#fault");
const client = createClient({ baseUrl: signIn.getAttribute("base-url") ?? "" });

/** The credential of the session. In memory alone: a reload signs out, and no script of tomorrow finds it in a storage. */
let sessionToken: string | undefined;

signIn.addEventListener("latchkey-signed-in", ({ detail }) => {
  sessionToken = detail.sessionToken;
  void showAccount(detail.token);
});

find("button", "#sign-out").addEventListener("click", () => {
  void client.logout(sessionToken === undefined ? {} : { credential: sessionToken }).then((result) => {
    fault.textContent = result.ok ? "" : result.error.detail;
    if (!result.ok) return;
    sessionToken = undefined;
    account.hidden = true;
    signIn.hidden = false;
    signIn.reset();
  });
});

/** Asks the API who we are: what it answers is what it made of the token, not what this page believes. */
async function showAccount(token: string): Promise<void> {
  try {
    const response = await fetch(document.documentElement.dataset.api ?? "", {
      headers: { authorization: `Bearer ${token}` },
    });
    const answer = (await response.json()) as { subject?: string; detail?: string };
    fault.textContent = answer.detail ?? "";
    find("strong", "#subject").textContent = answer.subject ?? "";
    account.hidden = !response.ok;
    signIn.hidden = response.ok;
  } catch {
    fault.textContent = "The API could not be reached. Is it running?";
  }
}
