import { html } from "../../../pages/html.ts";
import type { Screen } from "../screen.ts";
import { say } from "../words.ts";

/** What happens now. */
export const today: Screen = {
  name: "today",
  title: "today",
  least: "viewer",
  customersToo: true,
  show: () => Promise.resolve(html`<p class="lead">${say("todayLead")}</p>`),
};
