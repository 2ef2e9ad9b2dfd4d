import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { closeLater } from "../../support/close-later.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import type { Issuer } from "./issuer.ts";
import type { Place } from "./site.ts";

const MODULES = "/usr/lib/apache2/modules";
const APACHE = "/usr/sbin/apache2";

/** Whether Debian's packages are installed: apache2 and libapache2-mod-auth-openidc. */
export const hasApache = existsSync(APACHE) && existsSync(`${MODULES}/mod_auth_openidc.so`);

const LOADED = ["mpm_event", "authn_core", "authz_core", "authz_user", "alias", "dir", "mime", "headers"];

/**
 * Starts Apache with a page that only people who have signed in may see, and which says who they are.
 * @returns reads what Apache complained of
 */
export async function startApache(
  issuer: Issuer,
  { port, home }: Place,
  client: { readonly id: string; readonly secret: string },
): Promise<() => string> {
  const folder = temporaryFolder();
  const pages = join(folder, "pages");
  mkdirSync(pages);
  writeFileSync(join(pages, "index.html"), "<h1>Members</h1>");
  writeFileSync(join(folder, "issuer.pem"), issuer.certificate);
  const configuration = join(folder, "apache.conf");
  writeFileSync(
    configuration,
    [
      `ServerRoot ${folder}`,
      `ServerName localhost`,
      `Listen 127.0.0.1:${port}`,
      `PidFile ${folder}/pid`,
      `ErrorLog ${folder}/errors`,
      `DefaultRuntimeDir ${folder}`,
      `Mutex file:${folder} default`,
      ...(process.getuid?.() === 0 ? ["User nobody", "Group nogroup"] : []),
      ...LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
      `LoadModule auth_openidc_module ${MODULES}/mod_auth_openidc.so`,
      `TypesConfig /etc/mime.types`,
      `DocumentRoot ${pages}`,
      `OIDCProviderMetadataURL ${issuer.url}/.well-known/openid-configuration`,
      `OIDCClientID ${client.id}`,
      `OIDCClientSecret ${client.secret}`,
      `OIDCRedirectURI ${home}/callback`,
      `OIDCCryptoPassphrase of-the-test`,
      `OIDCScope "openid email"`,
      // A certificate of the test's own.
      `OIDCCABundlePath ${folder}/issuer.pem`,
      `<Location />`,
      `  AuthType openid-connect`,
      `  Require valid-user`,
      `  Header set X-Email expr=%{env:OIDC_CLAIM_email}`,
      `</Location>`,
    ].join("\n"),
  );
  execFileSync("chmod", ["-R", "a+rX,a+w", folder]);
  const child = spawn(APACHE, ["-D", "FOREGROUND", "-f", configuration], { stdio: "ignore" });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  // Politely: killed at once, it would leave its children behind.
  closeLater("Apache", async () => {
    child.kill("SIGTERM");
    await gone;
  });
  for (let tries = 0; !existsSync(`${folder}/pid`); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`Apache does not start: ${folder}`);
    await pause(100);
  }
  return () => readFileSync(join(folder, "errors"), "utf8");
}
