/** The type of a form that has files (RFC 7578). */
export const MULTIPART = "multipart/form-data";

/** A form with files. */
export interface SentForm {
  /** Fields that are text; of a name that stands twice, the last one. */
  readonly texts: Readonly<Record<string, string>>;
  /** What was chosen in the fields for files, as it is; a field that was left empty is not there. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** None of our forms has as many fields, each of which costs its reader time. */
const MAX_PARTS = 48;

/** What stands between the fields, where it is written plainly (RFC 2046, 5.1.1). */
const BOUNDARY = /^multipart\/form-data; *boundary=(?:"([\w'()+,./:=?-]{1,70})"|([\w'+.-]{1,70}))$/i;

/**
 * Reads a form with files, by the parser that Node has for its `fetch`.
 * @param contentType of the body, which names what stands between the fields
 * @returns undefined where it is none, or has too many fields
 */
export async function readMultipart(contentType: string, bytes: Uint8Array): Promise<SentForm | undefined> {
  const [, quoted, plain] = BOUNDARY.exec(contentType.trim()) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || hasTooManyParts(Buffer.from(bytes), `--${boundary}`)) return undefined;
  const headers = { "content-type": contentType };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is for servers that read streams: this body is whole already, and 1 MiB at most
  const form = await new Response(Buffer.from(bytes), { headers }).formData().catch(() => undefined);
  if (!form) return undefined;
  const texts: Record<string, string> = {};
  const files: Record<string, Uint8Array> = {};
  for (const [name, value] of form)
    if (typeof value === "string") texts[name] = value;
    else if (value.size > 0) files[name] = new Uint8Array(await value.arrayBuffer());
  return { texts, files };
}

/** Whether a boundary stands before more than so many parts, and behind the last one; it is looked at no further than that. */
function hasTooManyParts(bytes: Buffer, boundary: string): boolean {
  let seen = 0;
  for (let at = bytes.indexOf(boundary); at !== -1; at = bytes.indexOf(boundary, at + boundary.length))
    if (++seen > MAX_PARTS + 1) return true;
  return false;
}
