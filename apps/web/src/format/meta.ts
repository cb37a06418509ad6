/**
 * One `<meta>`, for `set:html`. Astro leaves `<` as it is inside attributes, which is allowed; a page's source that
 * shows no tag but its own is easier to trust.
 */
export function meta(kind: "name" | "property", name: string, content: string): string {
  return `<meta ${kind}="${name}" content="${escapeHtml(content)}">`;
}

const escapeHtml = (text: string): string => text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
