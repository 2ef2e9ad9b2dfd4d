import decodeQR from "qr/decode.js";

/** How many points of a picture a module of the code is wide. */
const SCALE = 4;

/** What a page's QR code says, as a camera would read it: its dark lines are drawn, and the drawing is decoded. */
export function readQr(page: string): string {
  const [, side = ""] = /viewBox="0 0 (\d+) \1"\s+shape-rendering/.exec(page) ?? [];
  const [, lines = ""] = /<path stroke="#000" d="([^"]+)"/.exec(page) ?? [];
  const width = Number(side) * SCALE;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  let x = 0;
  let y = 0;
  for (const [, step, first = "", second] of lines.matchAll(/([Mmh])(-?\d+)(?: (\d+)(?:\.5)?)?/g)) {
    if (step === "M") [x, y] = [Number(first), Number(second)];
    else if (step === "m") x += Number(first);
    else {
      for (let row = y * SCALE; row < (y + 1) * SCALE; row++)
        for (let point = x * SCALE; point < (x + Number(first)) * SCALE; point++)
          data.set([0, 0, 0, 255], (row * width + point) * 4);
      x += Number(first);
    }
  }
  return decodeQR({ width, height: width, data });
}
