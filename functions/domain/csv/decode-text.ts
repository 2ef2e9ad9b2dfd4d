/** How a file's letters were written. */
export type TextEncoding = "utf-8" | "utf-16" | "windows-1252";

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** What Windows-1252 has where Latin-1 has control characters; five of the 32 are nothing. */
const HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/**
 * Reads the bytes of a file of text: by its mark, as UTF-8 where it is that, and else as Windows-1252, which spreadsheets in
 * Western Europe and America write. The table is ours: some releases of Node read Windows-1252 as Latin-1.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe)
    return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16" };
  if (first === 0xfe && second === 0xff)
    return { text: new TextDecoder("utf-16le").decode(swapped(bytes)), encoding: "utf-16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: fromWindows(bytes), encoding: "windows-1252" };
  }
}

function fromWindows(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replaceAll(/[\u0080-\u009f]/g, (letter) => HIGH.charAt(letter.charCodeAt(0) - 0x80));
}

/** Big-endian UTF-16 as little-endian; a byte that is left alone at the end is kept. */
function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => bytes[index % 2 === 0 ? index + 1 : index - 1] ?? byte);
}
