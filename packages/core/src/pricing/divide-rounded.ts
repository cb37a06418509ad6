/** `amount * by / of`, the half rounded up: exact whatever the size, as floats are not. All whole, none negative. */
export function divideRounded(amount: number, by: number, of: number): number {
  const divisor = BigInt(of);
  return Number((2n * BigInt(amount) * BigInt(by) + divisor) / (2n * divisor));
}
