/** An act that was admitted before: its form was checked then, so it is only taken apart. */
import { must, type Json } from "@comity/canon";
import { actHash, signed, type SignedAct, type Statement } from "@comity/assembly";
import { parseNote } from "@comity/signing";

export function loggedAct(entry: Uint8Array, hash?: string): SignedAct {
  const { text, signatures } = must(parseNote(entry));
  const start = text.indexOf(10) + 1;
  const line = Buffer.from(text.buffer, text.byteOffset + start, text.length - start - 1);
  const statement = JSON.parse(line.toString("utf8")) as Json as unknown as Statement;
  return signed({ ...statement, text, hash: hash ?? actHash(text), signatures });
}
