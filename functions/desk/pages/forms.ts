import { newActId } from "../../domain/act-id.ts";
import { html } from "../../pages/html.ts";
import type { DeskServices } from "../services.ts";
import { DESK_FORM_FIELD } from "./form-token.ts";
import type { Forms } from "./screen.ts";

/** Names the act that a form does, so that sending it twice does it once. */
export const ACT_ID_FIELD = "act-id";

/** Where the outcome is shown. */
export const BACK_FIELD = "back";

/** The forms of a page. @param token as `deskFormToken` makes it */
export function formsOf(
  { random, clock }: Pick<DeskServices, "random" | "clock">,
  { basePath, token }: { readonly basePath: string; readonly token: string },
): Forms {
  const unseen = (fields: Readonly<Record<string, string | undefined>>) =>
    Object.entries(fields).map(
      ([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}" />`,
    );
  return {
    act: ({ act, label, fields, hidden = {}, back, look }) =>
      html`<form class="act" method="post" action="${basePath}/admin/act/${act}">
        ${unseen({
          ...hidden,
          [DESK_FORM_FIELD]: token,
          [ACT_ID_FIELD]: newActId(random, clock()),
          [BACK_FIELD]: back,
        })}${fields}<button ${look && html`class="${look}"`}>${label}</button>
      </form>`,
    find: ({ screen, label, fields }) =>
      html`<form class="find" method="post" action="${basePath}/admin/${screen}">
        ${unseen({ [DESK_FORM_FIELD]: token })}${fields}<button>${label}</button>
      </form>`,
  };
}
