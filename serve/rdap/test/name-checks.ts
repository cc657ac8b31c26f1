/** The checks of reference section 11.2 that concern names and secure DNS. */
type J = { readonly [name: string]: unknown };
type Fail = (number: number, when: boolean) => void;

const LDH = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Through the URL parser, which is nobody's here. */
const asciiOf = (name: string): string | undefined => {
  try {
    return new URL(`http://${name}/`).hostname;
  } catch {
    return undefined;
  }
};

export function checkName({ ldhName, unicodeName, variants }: J, fail: Fail): void {
  fail(900, typeof ldhName !== "string" || ldhName.length > 253 || !LDH.test(ldhName));
  fail(901, /(?:^|\.)example(?:\.(?:com|net|org))?$/.test(String(ldhName)));
  fail(300, Array.isArray(variants) && variants.some((v) => Object.keys(v as object).length === 0));
  if (unicodeName === undefined) return;
  fail(1000, typeof unicodeName !== "string" || unicodeName === "");
  fail(1001, typeof unicodeName === "string" && unicodeName.normalize("NFC") !== unicodeName);
  fail(902, typeof unicodeName !== "string" || asciiOf(unicodeName) !== ldhName);
}

export function checkSecureDns(
  { delegationSigned, dsData, keyData, maxSigLife, zoneSigned }: J,
  fail: Fail,
): void {
  fail(2200, delegationSigned !== undefined && typeof delegationSigned !== "boolean");
  fail(2201, zoneSigned !== undefined && typeof zoneSigned !== "boolean");
  fail(2202, maxSigLife !== undefined && typeof maxSigLife !== "number");
  fail(2219, Array.isArray(keyData) && keyData.length === 0);
  fail(2220, Array.isArray(dsData) && dsData.length === 0);
  for (const { algorithm, digestType, keyTag } of (dsData ?? []) as readonly J[]) {
    number(algorithm, 255, 2213, fail);
    number(keyTag, 65_535, 2215, fail);
    number(digestType, 255, 2217, fail);
  }
}

function number(value: unknown, most: number, form: number, fail: Fail): void {
  fail(form, typeof value !== "number");
  fail(form + 1, !(Number(value) >= 0 && Number(value) <= most));
}
