import encodeQR from "qr";
import { type Html, html } from "../../pages/html.ts";
import { MOST_CORRECTED } from "../otpauth.ts";

/** The quiet margin around the picture that scanners need, in modules (ISO/IEC 18004). */
const MARGIN = 4;

/**
 * A text as a QR code within the page: dark on light in any colour scheme, since scanners want it so. A long one has less
 * correction, for which wider modules make up: nothing on a screen is torn or dirty.
 * @param label its words
 */
export function qrPicture(text: string, label: Html): Html {
  const rows = encodeQR(text, "raw", {
    ecc: text.length <= MOST_CORRECTED ? "medium" : "low",
    border: MARGIN,
  });
  const side = rows.length;
  return html`<svg
    class="qr"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${side} ${side}"
    shape-rendering="crispEdges"
  >
    <path fill="#fff" d="M0 0h${side}v${side}H0z" />
    <path stroke="#000" d="${rows.map(lineOf).join("")}" />
  </svg>`;
}

/** The dark modules of a row as one broken line through their middle. */
function lineOf(row: readonly boolean[], y: number): string {
  const runs = [...row.map(Number).join("").matchAll(/1+/g)];
  let at = 0;
  return runs
    .map(({ index, 0: { length } }, nth) => {
      const move = nth === 0 ? `M${index} ${y}.5` : `m${index - at} 0`;
      at = index + length;
      return `${move}h${length}`;
    })
    .join("");
}
