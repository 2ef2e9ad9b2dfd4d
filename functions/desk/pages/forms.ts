import { newActId } from "../../domain/act-id.ts";
import { MULTIPART } from "../../http/multipart.ts";
import { type Html, html } from "../../pages/html.ts";
import type { DeskServices } from "../services.ts";
import { DESK_FORM_FIELD } from "./form-token.ts";
import type { Forms } from "./screen.ts";

/** Names the act that a form does, so that sending it twice does it once. */
export const ACT_ID_FIELD = "act-id";

/** Where the outcome is shown. */
export const BACK_FIELD = "back";

/** Fields that are not seen; those without a value are left out. */
export function hiddenFields(
  fields: Readonly<Record<string, string | undefined>>,
): readonly (Html | false)[] {
  return Object.entries(fields).map(
    ([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}" />`,
  );
}

/** The forms of a page. @param token as `deskFormToken` makes it */
export function formsOf(
  { random, clock }: Pick<DeskServices, "random" | "clock">,
  { basePath, token }: { readonly basePath: string; readonly token: string },
): Forms {
  return {
    act: ({ act, label, fields, hidden = {}, back, look, sendsFiles }) =>
      html`<form
        class="act"
        method="post"
        action="${basePath}/admin/act/${act}"
        ${sendsFiles && html`enctype="${MULTIPART}"`}
      >
        ${hiddenFields({
          ...hidden,
          [DESK_FORM_FIELD]: token,
          [ACT_ID_FIELD]: newActId(random, clock()),
          [BACK_FIELD]: back,
        })}${fields}<button ${look && html`class="${look}"`}>${label}</button>
      </form>`,
    find: ({ screen, label, fields, opensBeside }) =>
      html`<form
        class="find"
        method="post"
        action="${basePath}/admin/${screen}"
        ${opensBeside && html`target="_blank" rel="noopener"`}
      >
        ${hiddenFields({ [DESK_FORM_FIELD]: token })}${fields}<button>${label}</button>
      </form>`,
  };
}
