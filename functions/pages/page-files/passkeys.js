// Sign-in by passkey: by its button, or from the list that a browser shows at the field. And passkeys that are made.
const find = (selector) => document.querySelector(selector);
const bytes = (text) =>
  Uint8Array.from(window.atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  buffer &&
  window
    .btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const button = find("#passkey");
const { base, rp, handle, known } = button?.dataset ?? {};
const says = find("#passkey-says");
const post = async (path, body) => {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said;
};
const told = (fault) => {
  // Who closes the dialog wants nothing to be said.
  if (fault.name !== "NotAllowedError" && fault.name !== "AbortError") says.hidden = false;
};
const credentials = window.PublicKeyCredential && navigator.credentials;

const signed = ({ id, type, rawId, response }) =>
  JSON.stringify({
    ...{ id, type, rawId: text(rawId) },
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  });

// The second step of a sign-in whose code was right.
const step = find("#passkey-step");
if (credentials && step) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    says.hidden = true;
    const { challenge, rp: rpId } = step.dataset;
    const publicKey = { challenge: bytes(challenge), rpId, userVerification: "required" };
    try {
      step.elements.assertion.value = signed(await credentials.get({ publicKey }));
      step.requestSubmit();
    } catch (fault) {
      told(fault);
    }
  });
}

const form = find("#sign-in");
if (credentials && form && button) {
  let asking = new AbortController();
  const get = async (mediation) => {
    asking.abort();
    const mine = (asking = new AbortController());
    const { publicKey } = await post("/options", { purpose: "sign-in" });
    if (mine.signal.aborted) return;
    const { id, type, rawId, response } = await credentials.get({
      ...(mediation && { mediation }),
      signal: mine.signal,
      publicKey: { ...publicKey, challenge: bytes(publicKey.challenge) },
    });
    window.sessionStorage.setItem("passkey", id);
    form.elements.assertion.value = signed({ id, type, rawId, response });
    form.requestSubmit(find("#passkey-send"));
  };
  const wait = async () => {
    if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    // Nobody asked for this: what fails is said once the button is used.
    get("conditional").catch(() => {});
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    says.hidden = true;
    get().catch((fault) => {
      told(fault);
      wait();
    });
  });
  wait();
  // What a browser was asked with is good for ten minutes.
  setInterval(() => document.visibilityState === "visible" && wait(), 540000);
  // A passkey that was removed here: its device need not offer it again.
  if (button.dataset.unknown !== undefined)
    window.PublicKeyCredential.signalUnknownCredential?.({
      rpId: rp,
      credentialId: window.sessionStorage.getItem("passkey") ?? "",
    })?.catch(() => {});
}

const adding = find("#add-passkey");
if (credentials && adding) {
  adding.hidden = false;
  button.addEventListener("click", async () => {
    says.hidden = true;
    button.disabled = true;
    try {
      const { publicKey } = await post("/options", { purpose: "enrolment" });
      const { id, type, rawId, response } = await credentials.create({
        publicKey: {
          ...publicKey,
          challenge: bytes(publicKey.challenge),
          user: { ...publicKey.user, id: bytes(publicKey.user.id) },
          excludeCredentials: publicKey.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
        },
      });
      const name = find("#passkey-name").value.trim();
      await post("", {
        ...(name && { name }),
        registration: {
          ...{ id, type, rawId: text(rawId) },
          response: {
            clientDataJSON: text(response.clientDataJSON),
            attestationObject: text(response.attestationObject),
            transports: response.getTransports?.() ?? [],
          },
        },
      });
      location.reload();
    } catch (fault) {
      told(fault);
      button.disabled = false;
    }
  });
}
// The browser may drop what is not here any more.
if (credentials && handle)
  window.PublicKeyCredential.signalAllAcceptedCredentials?.({
    ...{ rpId: rp, userId: handle, allAcceptedCredentialIds: JSON.parse(known) },
  })?.catch(() => {});
