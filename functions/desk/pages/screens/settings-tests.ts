import { html, type Html } from "../../../pages/html.ts";
import { providerNames } from "../../../settings/live/channel-paths.ts";
import { isEnabled, type Settings } from "../../../settings.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import type { ScreenView } from "../screen.ts";
import { say } from "../words.ts";

/** The channels by which a message without a code can go. */
const TESTED = ["email", "sms"] as const;

interface Tested {
  readonly channel: (typeof TESTED)[number];
  readonly provider: string;
}

/** Has each provider send a test, whatever is changed live. @param deployed what is deployed */
export function testsPart(view: ScreenView, deployed: Settings): Html | false {
  if (!view.may("test-send")) return false;
  const all: Tested[] = TESTED.filter((channel) => isEnabled(deployed, channel)).flatMap((channel) =>
    providerNames(deployed.channels[channel].providers).map((provider) => ({ channel, provider })),
  );
  return html`${dataTable<Tested>({
    caption: say("tests.title"),
    columns: [
      { head: say("today.provider"), cell: ({ provider }) => html`<code>${provider}</code>` },
      { head: say("today.channel"), cell: ({ channel }) => channel },
      { head: say("tests.send"), cell: (one) => testForm(view, one) },
    ],
    rows: all,
    empty: say("tests.none"),
  })}`;
}

function testForm(view: ScreenView, { channel, provider }: Tested): Html {
  const hidden = { provider };
  const fields = fieldsOf(view, "test-send", channel + provider, hidden);
  return view.forms.act({
    ...{ act: "test-send", label: say("tests.send"), look: "quiet", back: "settings", hidden },
    fields: fields.text("to", {
      ...{ label: say("tests.to"), hint: say("tests.toHint"), isName: true, most: 320 },
      errorsOf: "provider",
    }),
  });
}
