import { html, type Html, type HtmlValue } from "../../../pages/html.ts";
import type { ShownFactors, ShownReset } from "../../acts/factors.ts";
import { type Times, UNKNOWN } from "../figures.ts";
import type { ScreenView } from "../screen.ts";
import { say } from "../words.ts";
import { actForm, folded } from "./person-acts.ts";
import type { PersonNamed } from "./person-link.ts";

/** What a person has enrolled, a reset of it, and the forms of one. */
export async function factorsPart(view: ScreenView, named: PersonNamed, times: Times): Promise<Html | false> {
  if (!view.may("factors-show")) return false;
  const asked = await view.ask("factors-show", named);
  if (asked.kind !== "answered" || asked.answer.outcome !== "shown") return false;
  return html`<h2>${say("person.factors")}</h2>
    ${enrolled(asked.answer, times)} ${resetForms(view, named)}`;
}

function enrolled(
  { twoStepsSince, authenticators, passkeys, backupCodes, reset }: ShownFactors,
  times: Times,
): Html {
  const since = (all: readonly string[]): HtmlValue =>
    all.length === 0
      ? say("person.none")
      : html`${all.length},
        ${say("person.enrolled", { instants: all.map((at, index) => [index > 0 && "; ", times.instant(at)]) })}`;
  const facts: readonly (readonly [HtmlValue, HtmlValue])[] = [
    [say("person.twoSteps"), twoStepsSince === undefined ? UNKNOWN : times.instant(twoStepsSince)],
    [say("person.authenticators"), since(authenticators)],
    [say("person.passkeys"), since(passkeys)],
    [say("person.backupCodes"), backupCodes],
    ...(reset ? [[say("person.reset"), resetText(reset, times)] as const] : []),
  ];
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function resetText({ askedAt, by, byOwner, resetAt, canceledAt }: ShownReset, times: Times): Html {
  const parts: HtmlValue[] = [
    askedAt !== undefined && say("person.resetAsked", { instant: times.instant(askedAt) }),
    by !== undefined && html`<span class="ids">${by}</span>`,
    byOwner && say("person.resetByOwner"),
    canceledAt === undefined &&
      resetAt !== undefined &&
      say("person.resetAt", { instant: times.instant(resetAt) }),
    canceledAt !== undefined &&
      html`<strong>${say("person.resetCanceled", { instant: times.instant(canceledAt) })}</strong>`,
  ].filter((one) => one !== false);
  return html`${parts.map((one, index) => [index > 0 && ", ", one])}`;
}

function resetForms(view: ScreenView, named: PersonNamed): Html {
  const isOwner = view.admin.role === "owner";
  return html`${
    view.may("factors-reset") &&
    folded(
      ...([view, "factors-reset", "person.askReset", "person.askResetHint"] as const),
      actForm(view, named, "factors-reset", {
        label: say("person.askReset"),
        look: "danger",
        fields: (fields) =>
          html`${fields.text("evidence", { label: say("person.evidence"), hint: say("person.evidenceHint"), isRequired: true, most: 500 })}
          ${fields.area("leaveOut:lines", { label: say("person.leaveOut"), rows: 2 })}
          ${
            isOwner &&
            html`${fields.flag("owner:flag", { label: say("person.owner") })}
            ${fields.flag("untold:flag", { label: say("person.untold") })}`
          }`,
      }),
    )
  }
  ${
    view.may("factors-cancel-reset") &&
    folded(
      ...([view, "factors-cancel-reset", "person.cancelReset", "person.cancelResetHint"] as const),
      actForm(view, named, "factors-cancel-reset", {
        label: say("person.cancelReset"),
        fields: (fields) => isOwner && fields.flag("owner:flag", { label: say("person.cancelOwner") }),
      }),
    )
  }`;
}
