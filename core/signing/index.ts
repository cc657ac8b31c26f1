export { verifyEd25519, signEd25519, ed25519PublicKey, checkEd25519Key } from "./ed25519.ts";
export { useEd25519, portableEd25519 } from "./ed25519.ts";
export type { Ed25519Engine } from "./ed25519.ts";
export { verifyMldsa, signMldsa, mldsaPublicKey, useMldsa, portableMldsa, MLDSA_LENGTHS } from "./mldsa.ts";
export type { MldsaEngine, MldsaSet } from "./mldsa.ts";
export { verifyP256, useP256, portableP256, hasLowS, normaliseLowS, p256FromDer } from "./ecdsa.ts";
export type { P256Engine } from "./ecdsa.ts";
export { parseWebauthnKey, webauthnKeyMaterial, checkWebauthnKey } from "./webauthn-key.ts";
export type { WebauthnKey } from "./webauthn-key.ts";
export { checkAssertion, verifyAssertion, encodeAssertion, decodeAssertion } from "./webauthn.ts";
export { webauthnChallenge, toBase64Url } from "./webauthn.ts";
export type { Assertion } from "./webauthn.ts";
export { isKeyName, keyIdOf } from "./key-name.ts";
export { parseVkey, formatVkey, verifierKey, checkKey, hex8 } from "./key.ts";
export type { VerifierKey, KeyType } from "./key.ts";
export {
  parseNote,
  formatNote,
  checkText,
  compareSignatures,
  signaturesSorted,
  NOTE_LIMITS,
} from "./note.ts";
export type { Note, NoteSignature, NoteLimits } from "./note.ts";
export { verifierOf, keyRing, openNote, verifySignatures } from "./verify.ts";
export type { Verifier, KeyRing, OpenedNote } from "./verify.ts";
export { parseKeyFile, formatKeyFile, signerOf, signText, signNote, KEY_FILE_TYPES } from "./signer.ts";
export type { KeyFile, KeyFileType, Signer } from "./signer.ts";
