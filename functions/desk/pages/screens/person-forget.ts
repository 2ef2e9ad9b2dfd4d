import { html, type Html } from "../../../pages/html.ts";
import type { ToldStory } from "../../acts/story.ts";
import type { ScreenView } from "../screen.ts";
import { say } from "../words.ts";
import { actForm, folded } from "./person-acts.ts";
import type { PersonNamed } from "./person-link.ts";

/** The last thing that can be done about a person: it says what goes, and is sent once that was read. */
export function forgetPart(view: ScreenView, named: PersonNamed, story: ToldStory): Html | false {
  if (!view.may("forget")) return false;
  return html`<h2>${say("person.forget")}</h2>
    ${folded(
      ...([view, "forget", "person.forgetOpen", "person.forgetLead"] as const),
      html`<ul>
          <li>${whoGoes(story)}</li>
          <li>${say("person.forgetCodes")}</li>
          <li>${say("person.forgetFactors")}</li>
          <li>${say("person.forgetSends")}</li>
        </ul>
        <p class="hint">${say("person.forgetStays")}</p>
        ${actForm(view, named, "forget", {
          ...{ label: say("person.forgetDo"), look: "danger" },
          fields: (fields) =>
            fields.flag("confirmed:flag", { label: say("person.forgetConfirm"), isRequired: true }),
        })}`,
    )}`;
}

/** The customer by the owner's id, or an address that is none's; addresses are masked already. */
function whoGoes({ customerId, contacts }: ToldStory): Html {
  const isCustomer = contacts.some(({ customer }) => customer !== undefined);
  const addresses = contacts.map(
    ({ address }, index) => html`${index > 0 && ", "}<bdi dir="ltr">${address ?? "?"}</bdi>`,
  );
  if (!isCustomer) return say("person.forgetAddress", { addresses });
  return say("person.forgetCustomer", {
    ...{ id: customerId === undefined ? "" : html`<bdi>${customerId}</bdi>`, addresses },
  });
}
