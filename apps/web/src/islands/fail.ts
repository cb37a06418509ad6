/** Says in an island's place that it is broken, in words its template gave; what the server wrote into it stays. */
export function fail(host: HTMLElement, error: unknown): void {
  console.error(error);
  const words = document.createElement("p");
  words.className = "island-failed";
  words.role = "status";
  words.textContent = host.getAttribute("failed");
  host.append(words);
}
