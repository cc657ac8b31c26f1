/** CSV by RFC 4180: quotes double inside quotes, a backslash is a character like any other. */

/** Every record, the header included. Throws on a quote that is never closed. */
export function* records(text: string): Generator<string[]> {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let row: string[] = [];
  while (at < text.length) {
    let field: string;
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) throw new SyntaxError(`a quoted field is never closed, from character ${at}`);
      field = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = endOfField(text, at);
      field = text.slice(at, end);
      at = end;
    }
    row.push(field);
    if (text[at] === ",") {
      at++;
      // A comma at the very end opens one more, empty field.
      if (at < text.length) continue;
      row.push("");
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    yield row;
    row = [];
  }
}

function endOfField(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2c || code === 0x0a || code === 0x0d) return i;
  }
  return text.length;
}
