/** Digits and capitals that nobody takes for one another. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 12;
const GROUP = 4;

/**
 * `count` codes that differ from one another: 59 random bits each, so that trying finds none, in groups that can be read
 * out.
 */
export function generateCodes(count: number, prefix: string): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(prefix + oneCode());
  return [...codes];
}

function oneCode(): string {
  const letters: string[] = [];
  while (letters.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      // Of 256 values the last few would make some letters likelier than others.
      if (byte < 256 - (256 % ALPHABET.length)) letters.push(ALPHABET[byte % ALPHABET.length] ?? "");
    }
  }
  const text = letters.slice(0, LENGTH).join("");
  return text.match(new RegExp(`.{${GROUP}}`, "g"))?.join("-") ?? text;
}
