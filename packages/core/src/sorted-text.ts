/** JSON whose keys are sorted: equal for equal values, whoever wrote them. Members that are `null` count as absent. */
export function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, member]) => member !== null)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}
