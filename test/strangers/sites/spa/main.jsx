import { UserManager } from "oidc-client-ts";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

/* global document, location, __ISSUER__ */

const manager = new UserManager({
  authority: __ISSUER__,
  client_id: "spa",
  redirect_uri: `${location.origin}/callback`,
  popup_redirect_uri: `${location.origin}/popup`,
  scope: "openid email",
  loadUserInfo: true,
});

/** StrictMode mounts it twice, and neither time waits for the other. */
function Callback() {
  const [said, say] = useState([]);
  useEffect(() => {
    manager.signinRedirectCallback().then(
      ({ profile }) => say((all) => [...all, `signed in as ${profile.email}`]),
      ({ message }) => say((all) => [...all, `refused: ${message}`]),
    );
  }, []);
  return (
    <ol>
      {said.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ol>
  );
}

function Home() {
  const [said, say] = useState("");
  const popup = () =>
    manager.signinPopup().then(
      ({ profile }) => say(`signed in as ${profile.email}`),
      ({ message }) => say(`refused: ${message}`),
    );
  return (
    <main>
      <button onClick={() => manager.signinRedirect()}>Sign in</button>
      <button onClick={popup}>Sign in in a window</button>
      <p>{said}</p>
    </main>
  );
}

if (location.pathname === "/popup") manager.signinPopupCallback();
else
  createRoot(document.getElementById("root")).render(
    <StrictMode>{location.pathname === "/callback" ? <Callback /> : <Home />}</StrictMode>,
  );
