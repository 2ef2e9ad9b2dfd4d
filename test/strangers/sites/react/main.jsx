import { createAccountClient } from "latchkey-client/account";
import { SignIn, useSecondsLeft, useSignIn } from "latchkey-client/react";
import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

/* global document, location, __SERVICE__ */

const asked = new URLSearchParams(location.search);
const options = { baseUrl: __SERVICE__, keepSession: asked.has("keep") };
const account = createAccountClient({ baseUrl: __SERVICE__ });

/** Completes a sign-in by what an authenticator shows. */
async function prove(required, code, complete) {
  const proved = await account.factors.prove({ ...required, factor: "totp", code });
  if (proved.ok) complete(proved.value);
}

function Left({ until, what }) {
  return (
    <p>
      {what}: {useSecondsLeft(until)}
    </p>
  );
}

/** Everything that the hook tells, and a button for everything that it does. */
function Form() {
  const flow = useSignIn(options);
  const { step, busy, problem, challenge, delivery, approval } = flow;
  const [typed, type] = useState("");
  // In development it runs twice.
  useEffect(() => {
    if (asked.has("send")) void flow.request({ recipient: asked.get("send") });
  }, [flow.request]);
  return (
    <main>
      <p data-step={step} data-busy={String(busy)}>
        {problem ? `problem ${problem.type}` : "no problem"}
      </p>
      <input aria-label="Typed" value={typed} onChange={({ target }) => type(target.value)} />
      <button onClick={() => flow.request({ recipient: typed })}>Request</button>
      <button onClick={() => flow.verify(typed)}>Verify</button>
      <button onClick={() => flow.resend()}>Resend</button>
      <button onClick={flow.reset}>Reset</button>
      {step === "code" && (
        <section>
          <p>to {challenge.recipient}</p>
          <p>message {delivery.state}</p>
          <Left until={flow.expiresAt} what="ends in" />
          <Left until={flow.resendAt} what="again in" />
        </section>
      )}
      {step === "second-step" && (
        <button onClick={() => prove(flow.required, typed, flow.complete)}>
          Prove {flow.required.factors.join(" or ")}
        </button>
      )}
      {approval && <p>signed in as {approval.subject}</p>}
    </main>
  );
}

function Tag() {
  const tag = useRef(null);
  const [locale, speak] = useState("en");
  const [said, say] = useState([]);
  const [renders, render] = useState(0);
  const [required, ask] = useState();
  return (
    <main>
      <SignIn
        ref={tag}
        className="sign-in"
        baseUrl={__SERVICE__}
        channels={["sms", "email"]}
        locale={locale}
        words={locale === "en" ? { send: "Send it" } : undefined}
        onSignedIn={({ subject }) => say((all) => [...all, `signed in as ${subject} after ${renders}`])}
        onError={({ type }) => say((all) => [...all, `error ${type}`])}
        onFactorRequired={ask}
      >
        <form
          slot="second-step"
          onSubmit={(event) => {
            event.preventDefault();
            void prove(required, event.target.elements.shown.value, (one) => tag.current.complete(one));
          }}
        >
          <input name="shown" aria-label="Shown by the app" />
          <button>Go on</button>
        </form>
        <p slot="footer">A footer</p>
      </SignIn>
      <button onClick={() => speak("de")}>Deutsch</button>
      <button onClick={() => tag.current.reset()}>Start again</button>
      <button onClick={() => render((count) => count + 1)}>Render {renders}</button>
      <ol>
        {said.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </main>
  );
}

function Page() {
  const [shown, show] = useState(true);
  return (
    <>
      <button onClick={() => show(!shown)}>{shown ? "Hide" : "Show"}</button>
      {shown && (location.pathname === "/tag" ? <Tag /> : <Form />)}
    </>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
