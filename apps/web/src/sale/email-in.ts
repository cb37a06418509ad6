/** Longer than this the API takes none, and what is cut off would be somebody else's. */
const LONGEST = 320;

/** The address that a form was sent with, and what is wrong with it as far as one can see: the API looks closer. */
export function emailIn(form: URLSearchParams): {
  readonly email: string;
  readonly wrong: "missing" | "malformed" | null;
} {
  const email = (form.get("email") ?? "").trim().slice(0, 1000);
  if (email === "") return { email, wrong: "missing" };
  const isOne = email.length <= LONGEST && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
  return { email, wrong: isOne ? null : "malformed" };
}
