import { encode } from "uqr";

/** Rows of a QR code (ISO/IEC 18004), without the quiet zone of 4 around it. `true` is dark. */
export type QrCode = readonly (readonly boolean[])[];

/** What four squares of light around a code make of it: scanners need them. */
export const QUIET = 4;

/**
 * Level M bears 15 % of the code being unreadable: a fold, a scratch, a drop of rain. The mask is said, since trying which
 * of the eight is best takes ten times as long, and what is signed looks random under any.
 */
export const qrCodeOf = (text: string): QrCode => encode(text, { ecc: "M", border: 0, maskPattern: 2 }).data;

/** Dark runs of each row: so many squares from `x` on, rows counted from the top. */
export function* darkRuns(
  code: QrCode,
): Generator<{ readonly x: number; readonly y: number; readonly length: number }> {
  for (const [y, row] of code.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x] === true) x++;
      yield { x: start, y, length: x - start };
    }
  }
}

/** As SVG: black on white whatever is around it, and nothing in it that was not made here. */
export function qrSvg(code: QrCode): string {
  const size = code.length + 2 * QUIET;
  let path = "";
  for (const { x, y, length } of darkRuns(code)) path += `M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
}
