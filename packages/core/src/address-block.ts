/**
 * What one subscriber has of the internet: an IPv4 address, or the /64 of an IPv6 address, of which a household has
 * 2^64 addresses to choose from (RFC 6177).
 */
export function addressBlock(address: string): string {
  const text = address.trim().toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined || !text.includes(":")) return mapped ?? text;
  const [head = "", tail] = text.split("::", 2);
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const block = [...left, ...zeros, ...right].slice(0, 4);
  return `${block.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

const groups = (text: string): string[] => text.split(":").filter((group) => group !== "");
