import { decodeText } from "../../domain/csv/decode-text.ts";
import { MULTIPART, readMultipart } from "../../http/multipart.ts";
import type { HttpRequest } from "../../http/request.ts";
import { fieldTexts } from "./field-texts.ts";

/** What follows the name of a field in which a file of text is chosen. */
export const FILE_FIELD = ":file";

/**
 * The fields of a form of the desk. A file that was chosen for a field is read as text, by whichever letters it was written,
 * and takes the field's place: `csv:file` that of `csv`.
 */
export async function sentFields(
  request: Pick<HttpRequest, "header" | "body" | "bytes">,
): Promise<Record<string, string>> {
  const contentType = request.header("content-type") ?? "";
  if (!contentType.toLowerCase().startsWith(MULTIPART)) return fieldTexts(request.body);
  const sent = await readMultipart(contentType, request.bytes);
  if (!sent) return {};
  const read = Object.entries(sent.files)
    .filter(([name]) => name.endsWith(FILE_FIELD))
    .map(([name, bytes]) => [name.slice(0, -FILE_FIELD.length), decodeText(bytes).text] as const);
  return { ...sent.texts, ...Object.fromEntries(read) };
}
