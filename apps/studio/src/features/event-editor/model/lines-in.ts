/** A text field's lines that say something, each trimmed. */
export const linesIn = (text: string): string[] => text.split("\n").flatMap((line) => line.trim() || []);
