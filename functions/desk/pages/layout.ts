import type { Reply } from "../../http/reply.ts";
import { lookOf, MARK, scriptless } from "../../pages/assets.ts";
import { html, type HtmlValue } from "../../pages/html.ts";
import { trusted } from "../../pages/layout.ts";
import type { PageFiles } from "../../pages/page-files.ts";
import type { Settings } from "../../settings.ts";
import { DESK_FORM_FIELD } from "./form-token.ts";
import type { Screen } from "./screen.ts";
import { listedFor } from "./screens.ts";
import type { Visitor } from "./visitor.ts";
import { say, sayNamed } from "./words.ts";

/** What every page of the desk is made of. */
export interface DeskPageTools {
  readonly settings: Pick<Settings, "brand">;
  readonly pageFiles: Pick<PageFiles, "deskStyle">;
}

export interface DeskPage {
  readonly title: HtmlValue;
  /** What stands below the title. */
  readonly body: HtmlValue;
  readonly status?: number;
  /** The screen that it is, for the navigation. */
  readonly screen?: Screen;
  /** Who sees it, and what the forms of its frame have; absent where nobody has signed in. */
  readonly visitor?: Visitor & { readonly token: string };
  readonly cookies?: readonly string[];
  /** One form and nothing else. */
  readonly narrow?: true;
}

/** A page of the desk: whole without a script, and no other origin is asked for anything. */
export function deskPage(
  { settings: { brand }, pageFiles }: DeskPageTools,
  basePath: string,
  { title, body, status = 200, screen, visitor, narrow, cookies = [] }: DeskPage,
): Reply {
  const { style, icon, policy } = lookOf(brand, pageFiles.deskStyle());
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${brand.name} ${say("desk")}</title>
        <link rel="icon" href="${icon}" />
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body class="desk${narrow && " narrow"}">
        <a class="skip" href="#content">${say("skip")}</a>
        <header>
          <p class="brand">
            ${
              brand.logo === null
                ? trusted(`<svg width="28" height="28" aria-hidden="true">${MARK}</svg>`)
                : html`<img src="${brand.logo}" alt="" height="28" />`
            }<bdi>${brand.name} ${say("desk")}</bdi>
          </p>
          ${visitor && navigation(basePath, visitor, screen)}
        </header>
        <main id="content" tabindex="-1">
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": scriptless(policy),
    },
    cookies,
    body: document.toString(),
  };
}

function navigation(
  basePath: string,
  { admin, shownAs, token }: Visitor & { readonly token: string },
  current: Screen | undefined,
) {
  const links = listedFor(admin).map(
    (one) =>
      html`<li>
        <a href="${basePath}/admin/${one.name}" ${one === current && html`aria-current="page"`}
          >${say(one.title)}</a
        >
      </li>`,
  );
  return html`<nav aria-label="${say("screens")}">
      <ul>
        ${links}
      </ul>
    </nav>
    <div class="who">
      <span
        >${say("signedInAs", { name: html`<bdi>${shownAs}</bdi>`, role: sayNamed("role", admin.role) })}</span
      >
      <form method="post" action="${basePath}/admin/sign-in/out">
        <input type="hidden" name="${DESK_FORM_FIELD}" value="${token}" />
        <button class="quiet">${say("signOut")}</button>
      </form>
    </div>`;
}
