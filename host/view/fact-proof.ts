/** The address of the proof of everything a register says about a key. */
export const factProof = (register: string, key: string): string =>
  `/api/v1/proof/fact?register=${register}&key=${encodeURIComponent(key)}`;
