/** A picture of an e-mail, as a part beside its page. */
export interface InlinePicture {
  /** By which the page names it (RFC 2392). */
  readonly id: string;
  readonly type: string;
  readonly base64: string;
  readonly fileName: string;
}

const IN_PLACE = /\bsrc="data:(image\/(png|gif|jpeg|webp));base64,([A-Za-z0-9+/]+=*)"/g;

/**
 * Takes the pictures out of an e-mail's page: most mail programs show a picture that is a part of the message, and none
 * that stands in the page as a `data:` address. Nothing is loaded from elsewhere in either form.
 * @param message the id of the message without its angles, so that no other message has these ids (RFC 2045, 7)
 */
export function takeOutPictures(
  html: string,
  message: string,
): { readonly html: string; readonly pictures: readonly InlinePicture[] } {
  const pictures: InlinePicture[] = [];
  const page = html.replace(IN_PLACE, (_, type: string, ending: string, base64: string) => {
    const known = pictures.find((one) => one.base64 === base64);
    const name = `picture${pictures.length + 1}`;
    const picture = known ?? { id: `${name}.${message}`, type, base64, fileName: `${name}.${ending}` };
    if (!known) pictures.push(picture);
    return `src="cid:${picture.id}"`;
  });
  return { html: page, pictures };
}
